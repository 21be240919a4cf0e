"""Steps of plans in force that are late: actions and milestones that were due before today."""

from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from concern_cases.actions_in_plans import in_force, told_as_action
from concern_cases.models import Milestone, Plan, PlanVersion
from record import clock


def late_actions() -> QuerySet[Any]:
    """Late actions of plans; one that is an action of the case as well is late there."""
    return in_force().filter(~told_as_action(), done_on=None, due_on__lt=clock.today())


def late_milestones() -> QuerySet[Any]:
    in_force_now = {"text__version__status": PlanVersion.Status.IN_FORCE, "text__dropped": False}
    rows = Milestone.objects.filter(text__version__plan__closed_on=None, **in_force_now)
    return rows.filter(reached_on=None, due_on__lt=clock.today())


def with_late_steps(plans: QuerySet[Plan]) -> QuerySet[Any]:
    """Those that have some, with ``late_steps``, how many, and ``late_since``, when the oldest was due."""
    counts, days = [], []
    for rows in (late_actions(), late_milestones()):
        of_plan = rows.filter(text__version__plan=OuterRef("pk")).order_by().values("text__version__plan")
        found = of_plan.annotate(count=Count("pk"), first=Min("due_on"))
        counts.append(Coalesce(Subquery(found.values("count")), 0))
        days.append(Coalesce(Subquery(found.values("first")), clock.today()))
    return plans.annotate(late_steps=counts[0] + counts[1], late_since=Least(*days)).filter(late_steps__gt=0)


def late_steps_of(plans: QuerySet[Plan]) -> list[Any]:
    """Every late step of these plans, the oldest first, each with its ``plan`` and ``objective``."""
    found: list[Any] = []
    of_plans = {"text__version__plan__in": plans.order_by().values("pk")}
    for rows in (late_actions(), late_milestones()):
        found += rows.filter(**of_plans).select_related("text__objective", "text__version__plan__school")
    for row in found:
        row.plan, row.objective = row.text.version.plan, row.text.objective
    return sorted(found, key=lambda row: (row.due_on, row.pk))
