"""Who writes at a plan: asked here alone, by pages and services alike."""

from typing import Any

from concern_cases.models import Plan
from people.access import perms_of
from schools.permissions import Perm


def may_write(user: Any, plan: Plan) -> bool:
    """Whether the person writes in the plan's draft.

    Whoever drafts plans at the school does; a single plan is written by the head and the SIP together, so
    that whoever comments for the school on other plans writes in this one, too.
    """
    held = perms_of(user, plan.school)
    return Perm.DRAFT_PLAN in held or (plan.kind == Plan.Kind.SINGLE and Perm.COMMENT_PLAN in held)
