"""What support did elsewhere for objectives of the same area. Who may not see the school learns no names."""

from dataclasses import dataclass
from typing import Any

from evaluation.models import Area
from people.access import may
from schools.models import School
from schools.permissions import Perm
from support.models import Deployment
from support.services.rules import used_of
from support.words import in_days

MOST = 20


@dataclass(frozen=True)
class Elsewhere:
    """One deployment that ended. Without a school, provider and impact the reader may not see them."""

    kind: str
    days: str
    worked: bool
    school: School | None = None
    provider: str = ""
    impact: str = ""
    url: str = ""


def elsewhere(area: Area, *, school: School, user: Any) -> list[Elsewhere]:
    """Support that ended at other schools of the authority and was judged; what helped first.

    Of schools that the reader may not see only the kind, the days and the judgement are told, and only to
    those who ask for support: what came of it there is that school's own.
    """
    rows = Deployment.objects.filter(
        status=Deployment.Status.ENDED,
        worked__isnull=False,
        objective__area=area,
        school__la=school.la_id,
    ).exclude(school=school)
    seen = set(Deployment.objects.visible_to(user).filter(pk__in=rows).values_list("pk", flat=True))
    if not any(may(user, perm, school) for perm in (Perm.MANAGE_CASE, Perm.DRAFT_PLAN)):
        rows = rows.filter(pk__in=seen)
    rows = rows.select_related("provider__type", "school").prefetch_related("used")
    return [_told(row, row.pk in seen) for row in rows.order_by("-worked", "-ended_on", "-pk")[:MOST]]


def _told(row: Deployment, is_seen: bool) -> Elsewhere:
    kind, days, worked = str(row.provider.type), in_days(used_of(row)), bool(row.worked)
    if not is_seen:
        return Elsewhere(kind, days, worked)
    return Elsewhere(kind, days, worked, row.school, str(row.provider), row.impact, row.get_absolute_url())
