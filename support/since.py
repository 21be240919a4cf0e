"""What support at work adds to the draft of a review."""

from typing import Any

from django.db.models import Q, Sum

from concern_cases.models import Plan
from concern_cases.since import Span, readable, schools_told, since_part
from support.models import DaysUsed, Deployment


@since_part("Days of support used", order=100)
def days_used(plan: Plan, span: Span, reader: Any) -> list[str]:
    told = schools_told(plan, reader)
    rows = readable(Deployment.objects.filter(school__in=told), reader)
    used = span.of(DaysUsed.objects.filter(deployment__school__in=told), "on").order_by()
    late = Sum("used__days", filter=Q(used__on__lte=span.after))
    rows = rows.filter(used__in=used.values("pk")).annotate(days=Sum("used__days"), late=late)
    return [_in_a_line(row) for row in rows.select_related("provider").order_by("starts_on", "pk")]


def _in_a_line(row: Any) -> str:
    line = f"{row.provider}: {row.days.normalize():f} days, of {row.days_agreed.normalize():f} agreed in all"
    return f"{line}; {row.late.normalize():f} of them entered late." if row.late else f"{line}."
