"""What support at work adds to the page and to the PDF of a plan."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from concern_cases.plan_pages.content import PlanContent
from concern_cases.plan_pages.parts import PlanPart, plan_part
from record.past import known_at
from support.days import NO_DAYS
from support.models import DaysUsed, Deployment, Provider
from support.school_page import COUNTED, days_shown
from support.services.rules import used_of


@plan_part(order=10)
def days_of_support(content: PlanContent, reader: Any) -> PlanPart | None:
    """Of the deployments that the reader may see: as known today, or as known when a version was past."""
    rows = Deployment.objects.visible_to(reader).filter(school__in=content.version.plan.schools)
    days = _then(rows, content.until) if content.until else _now(rows)
    if not days:
        return None
    title = "Days of support used against days agreed"
    return PlanPart("support-days", title, "support/_days_used.html", days_shown(days))


def _now(rows: Any) -> list[tuple[str, Decimal, Decimal]]:
    rows = rows.filter(status__in=COUNTED).select_related("provider").prefetch_related("used")
    return [(str(row.provider), row.days_agreed, used_of(row)) for row in rows]


def _then(rows: Any, until: datetime) -> list[tuple[str, Decimal, Decimal]]:
    """What the record said at that moment, in four queries."""
    kept = Deployment.history.filter(id__in=list(rows.values_list("pk", flat=True)))
    then = [row for row in known_at(kept, until).values() if row.status in COUNTED]
    then.sort(key=lambda row: (row.starts_on, row.id), reverse=True)
    used: dict[int, Decimal] = {}
    entries = DaysUsed.history.filter(deployment__in=[row.id for row in then])
    for row in known_at(entries, until).values():
        used[row.deployment_id] = used.get(row.deployment_id, NO_DAYS) + row.days
    names = known_at(Provider.history.filter(id__in={row.provider_id for row in then}), until)
    return [(names[row.provider_id].name, row.days_agreed, used.get(row.id, NO_DAYS)) for row in then]
