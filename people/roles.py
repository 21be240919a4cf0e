"""The table of roles: what each may do, how far inward it reads, and what its posts belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.db import models

from schools.permissions import Circle, Perm


class Role(models.TextChoices):
    DIRECTOR = "director", "Director of Children’s Services"
    HEAD_OF_IMPROVEMENT = "head_of_improvement", "Head of School Improvement"
    SENIOR_ADVISER = "senior_adviser", "Senior Adviser"
    SIP = "sip", "School Improvement Partner"
    LEGAL_ADVISER = "legal_adviser", "Legal adviser"
    CONSULTANT = "consultant", "LA consultant"
    CLERK = "clerk", "Clerk"
    STRATEGY_MEMBER = "strategy_member", "Strategy-group member"
    PANEL_MEMBER = "panel_member", "Members Panel member"
    AUDITOR = "auditor", "Auditor"
    INFORMATION_OFFICER = "information_officer", "Information officer"
    DIOCESAN_OFFICER = "diocesan_officer", "Diocesan officer"
    AHT = "aht", "Advisory Headteacher"
    NLE = "nle", "National Leader of Education"
    CONSULTANT_GOVERNOR = "consultant_governor", "Consultant governor"
    HEADTEACHER = "headteacher", "Headteacher"
    SLT_MEMBER = "slt_member", "Senior leadership team member"
    CHAIR = "chair", "Chair of governors"
    VICE_CHAIR = "vice_chair", "Vice-chair of governors"
    GOVERNOR = "governor", "Governor"
    GOVERNORS_CLERK = "governors_clerk", "Clerk to governors"
    ADMINISTRATOR = "administrator", "Administrator"


class Scope(StrEnum):
    """What a post of the role belongs to."""

    LA = "la"
    DIOCESE = "diocese"
    SCHOOLS = "schools"


@dataclass(frozen=True)
class RoleRule:
    scope: Scope
    circle: str | None
    perms: frozenset[Perm]

    @property
    def all_perms(self) -> frozenset[Perm]:
        """The role's permissions with those of its circle and of every circle further out."""
        return self.perms | reading(self.circle)

    @property
    def needs_confirming(self) -> bool:
        """Whether a second person has to confirm such a post: it reads what the LA keeps to itself."""
        return self.circle == Circle.LA


_OUTERMOST_FIRST = [
    (Circle.SCHOOL, Perm.READ_SCHOOL),
    (Circle.DIOCESE, Perm.READ_DIOCESE),
    (Circle.LA, Perm.READ_LA),
]


def reading(circle: str | None) -> frozenset[Perm]:
    """Permissions to read up to that circle: the inner circle reads what the outer ones read.

    Without a circle nothing is read, and ``named`` is no circle of a role or share.
    """
    names = [name for name, _ in _OUTERMOST_FIRST]
    if circle not in names:
        return frozenset()
    return frozenset(perm for _, perm in _OUTERMOST_FIRST[: names.index(circle) + 1])


def innermost(perms: Iterable[Perm]) -> str | None:
    """The circle that these permissions read up to; None when they read nothing."""
    held = [name for name, perm in _OUTERMOST_FIRST if perm in set(perms)]
    return held[-1] if held else None


_SEE = frozenset({Perm.VIEW_SCHOOL, Perm.VIEW_CASE})
_RUN = _SEE | {
    Perm.MANAGE_CASE,
    Perm.ADD_EVIDENCE,
    Perm.JUDGE_SCHOOL,
    Perm.MANAGE_SHARES,
    Perm.MANAGE_MEETING,
    Perm.RECORD_MEETING,
    Perm.APPROVE_MINUTES,
    Perm.MANAGE_STRATEGY,
    Perm.RECORD_STRATEGY,
    Perm.APPROVE_PLAN,
    Perm.CONTRIBUTE_EVIDENCE,
    Perm.RATE_PLAN,
    Perm.DECIDE_REVIEW,
    Perm.DRAFT_LETTER,
    Perm.RESPOND_TO_LETTER,  # to enter an answer that came on paper; never to acknowledge
    Perm.ASSESS_RESPONSE,
    Perm.VIEW_AUDIT,
}
_LEAD = _SEE | {
    Perm.MANAGE_CASE,
    Perm.ADD_EVIDENCE,
    Perm.JUDGE_SCHOOL,
    Perm.MANAGE_SHARES,
    Perm.CONFIRM_POSTS,
    Perm.APPROVE_MINUTES,
    Perm.AUTHORISE_LETTER,
    Perm.ASSESS_RESPONSE,
    Perm.DECIDE_REVIEW,
    Perm.MANAGE_STRATEGY,
    Perm.VIEW_AUDIT,
}
_SUPPORT = _SEE | {Perm.ADD_EVIDENCE, Perm.CONTRIBUTE_EVIDENCE, Perm.DRAFT_PLAN, Perm.WRITE_SINGLE_PLAN}
_SCHOOL = _SEE | {Perm.ADD_EVIDENCE, Perm.COMMENT_PLAN, Perm.COMMENT_REVIEW}

RULES: dict[str, RoleRule] = {
    Role.DIRECTOR: RoleRule(Scope.LA, Circle.LA, _LEAD),
    Role.HEAD_OF_IMPROVEMENT: RoleRule(Scope.LA, Circle.LA, _LEAD | {Perm.DRAFT_LETTER}),
    Role.SENIOR_ADVISER: RoleRule(Scope.LA, Circle.LA, _RUN),
    Role.SIP: RoleRule(Scope.SCHOOLS, Circle.LA, _SUPPORT | {Perm.JUDGE_SCHOOL, Perm.RATE_PLAN}),
    Role.LEGAL_ADVISER: RoleRule(Scope.LA, Circle.LA, _SEE | {Perm.CHECK_LETTER_LAW}),
    Role.CONSULTANT: RoleRule(Scope.SCHOOLS, Circle.LA, _SEE | {Perm.ADD_EVIDENCE, Perm.CONTRIBUTE_EVIDENCE}),
    # A clerk minutes the authority's own meetings as well; which schools they talk about is not for a clerk.
    Role.CLERK: RoleRule(
        Scope.LA,
        Circle.LA,
        _SEE | {Perm.MANAGE_MEETING, Perm.RECORD_MEETING, Perm.RECORD_STRATEGY, Perm.ADD_EVIDENCE},
    ),
    Role.STRATEGY_MEMBER: RoleRule(Scope.LA, Circle.LA, _SEE),
    # The Panel works from its own reports, not from the case files.
    Role.PANEL_MEMBER: RoleRule(Scope.LA, None, frozenset({Perm.VIEW_SCHOOL})),
    Role.AUDITOR: RoleRule(Scope.LA, Circle.LA, _SEE | {Perm.VIEW_AUDIT}),
    Role.INFORMATION_OFFICER: RoleRule(Scope.LA, Circle.LA, _SEE | {Perm.VIEW_AUDIT}),
    Role.DIOCESAN_OFFICER: RoleRule(
        Scope.DIOCESE, Circle.DIOCESE, _SEE | {Perm.ADD_EVIDENCE, Perm.CONTRIBUTE_EVIDENCE}
    ),
    Role.AHT: RoleRule(Scope.SCHOOLS, Circle.DIOCESE, _SUPPORT | {Perm.GATEKEEP_SUPPORT}),
    Role.NLE: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SUPPORT),
    Role.CONSULTANT_GOVERNOR: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SEE | {Perm.CONTRIBUTE_EVIDENCE}),
    # "A single plan … written by Head and SIP": its governors comment on it.
    Role.HEADTEACHER: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SCHOOL | {Perm.WRITE_SINGLE_PLAN}),
    Role.SLT_MEMBER: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SEE | {Perm.ADD_EVIDENCE}),
    Role.CHAIR: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SCHOOL | {Perm.RESPOND_TO_LETTER}),
    Role.VICE_CHAIR: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SEE),
    Role.GOVERNOR: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SEE),
    Role.GOVERNORS_CLERK: RoleRule(Scope.SCHOOLS, Circle.SCHOOL, _SEE),
    Role.ADMINISTRATOR: RoleRule(
        Scope.LA, None, frozenset({Perm.VIEW_SCHOOL, Perm.MANAGE_PEOPLE, Perm.MANAGE_REGISTER})
    ),
}


@lru_cache
def roles_with(perm: Perm) -> tuple[Role, ...]:
    """Roles whose posts hold the permission, for sentences such as "a Senior Adviser can"."""
    return tuple(Role(role) for role, rule in RULES.items() if perm in rule.all_perms)
