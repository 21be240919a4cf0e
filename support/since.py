"""What support at work adds to the draft of a review."""

from typing import Any

from django.db.models import Sum

from concern_cases.models import Plan
from concern_cases.since import Span, readable, since_part
from support.models import Deployment


@since_part("Days of support used", order=100)
def days_used(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Deployment.objects.filter(school=plan.school_id, **span.holds("used__on"))
    rows = readable(rows, reader).select_related("provider").annotate(days=Sum("used__days"))
    return [
        f"{row.provider}: {row.days.normalize():f} days, of {row.days_agreed.normalize():f} agreed in all."
        for row in rows.order_by("starts_on", "pk")
    ]
