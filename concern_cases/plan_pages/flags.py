"""What is the matter with a plan, in a sentence that every page tells alike."""

from typing import Any

from concern_cases.models import Plan
from record.words import plain_day


def is_not_revised(plan: Any) -> bool:
    """Whether the version in force of a plan of ``with_unanswered_visit`` does not know of a visit."""
    return bool(plan.closed_on is None and plan.in_force_on and plan.visit_on)


def not_revised(plan: Any) -> str:
    """Not revised since the HMI monitoring visit of 3 March 2026; nothing when it was, or need not be."""
    if not is_not_revised(plan):
        return ""
    return f"Not revised since the {_inside(plan.visit_kind)} of {plain_day(plan.visit_on)}"


def not_revised_since(plan: Plan) -> str:
    """The same for one plan that was not asked with its visits: one query."""
    found = Plan.objects.not_revised_since_visit().filter(pk=plan.pk).first()
    return not_revised(found) if found else ""


def _inside(name: str) -> str:
    """The name of a kind of visit inside a sentence: “full inspection”, but “HMI monitoring visit”."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
