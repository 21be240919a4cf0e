"""Whom a type of meeting invites, and as what: rules that people change on a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.models import AttendanceRule, MeetingType
from meetings.services.invitees import As
from people.models import User
from people.roles import Role
from record.errors import RuleError
from record.services import service


@dataclass(frozen=True)
class RuleFacts:
    """The holders of a role are invited as what, and whether no date is proposed without them."""

    role: str
    required_as: str
    must_come: bool = False


@service
def set_attendance_rules(
    type_: MeetingType, *, rules: Sequence[RuleFacts], requires_diocese: bool, by: User
) -> MeetingType:
    """Meetings of this type invite these roles, in this order, from the next one that is called.

    What stays the same gets no new version. Refuses (RuleError) a role twice, a role or a part that is none,
    and a role as the chair, which each meeting names for itself.
    """
    _check(rules)
    if type_.requires_diocese != requires_diocese:
        type_.requires_diocese = requires_diocese
        type_.save()
    there = {rule.role: rule for rule in type_.attendance_rules.all()}
    for order, facts in enumerate(rules, start=1):
        rule = there.pop(facts.role) if facts.role in there else AttendanceRule(type=type_, role=facts.role)
        _set(rule, facts, order)
    for rule in there.values():
        rule.delete()
    return type_


def _set(rule: AttendanceRule, facts: RuleFacts, order: int) -> None:
    said = (facts.required_as, facts.must_come, order)
    if rule.pk and said == (rule.required_as, rule.must_come, rule.order):
        return
    rule.required_as, rule.must_come, rule.order = said
    rule.save()


def _check(rules: Sequence[RuleFacts]) -> None:
    seen: set[str] = set()
    for facts in rules:
        if facts.role not in Role.values:
            raise RuleError("Choose a role", field="role")
        if facts.required_as not in As.values or facts.required_as == As.CHAIR:
            raise RuleError(f"{Role(facts.role).label}: say as what they are invited", field="required_as")
        if facts.role in seen:
            raise RuleError(f"{Role(facts.role).label} is on the list twice: keep one line", field="role")
        seen.add(facts.role)
