"""Who writes at a plan: asked here alone, by pages and services alike."""

from typing import Any

from django.db.models import Q, QuerySet

from concern_cases.models import ObjectiveText, Plan, PlanVersion
from people.access import may, perms_of
from people.models import User
from schools.permissions import Perm

# Who may say that an action of the plan in force is done, or a milestone reached.
KEEPS_UP = frozenset({Perm.DRAFT_PLAN, Perm.COMMENT_PLAN, Perm.APPROVE_PLAN, Perm.RATE_PLAN})


def perm_to_write(plan: Plan) -> Perm:
    """What is asked of whoever writes in the plan's draft, and sends it to the school.

    A support plan is written by those who support the school; "a single plan (re-written 3 times each year)
    [is] written by Head and SIP", so that the head writes in it as well.
    """
    return Perm.WRITE_SINGLE_PLAN if plan.kind == Plan.Kind.SINGLE else Perm.DRAFT_PLAN


def may_write(user: Any, plan: Plan) -> bool:
    """Whether the person writes in the plan's draft."""
    return may(user, perm_to_write(plan), plan.school)


def wrote_in(version: PlanVersion) -> QuerySet[User]:
    """Everybody who changed a word of the version, also one that stands there no more, and who sent it.

    What a draft took over from the version before, or from its template, nobody wrote in it.
    """
    changed = ObjectiveText.history.filter(version=version).exclude(changed_by=None)
    return User.objects.filter(Q(pk__in=changed.values("changed_by")) | Q(pk=version.drafted_by_id))


def may_keep_up(user: Any, plan: Plan) -> bool:
    """Whether the person may say what of the plan in force is done: its writers, the school, the adviser."""
    return bool(perms_of(user, plan.school) & KEEPS_UP)


def may_link(user: Any, plan: Plan) -> bool:
    """Whether the person may say which actions of the case are the plan's: who runs the case, its writers."""
    return may(user, Perm.MANAGE_CASE, plan.school) or may_write(user, plan)
