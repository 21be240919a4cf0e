"""What support did elsewhere for objectives of the same area. Who may not see the school learns no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from evaluation.models import Area
from people.access import may
from schools.models import School
from schools.permissions import Perm
from support.days import NO_DAYS
from support.models import DaysUsed, Deployment
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
    """What ``elsewhere_by_area`` tells of one area."""
    asks = any(may(user, perm, school) for perm in (Perm.MANAGE_CASE, Perm.DRAFT_PLAN))
    return elsewhere_by_area([area], school=school, user=user, asks=asks).get(area.pk, [])


def elsewhere_by_area(
    areas: Iterable[Area], *, school: School, user: Any, asks: bool
) -> dict[int, list[Elsewhere]]:
    """Support that ended at other schools of the authority and was judged, by key of its area: one query.

    What helped comes first, ``MOST`` of each area. Of schools that the reader may not see only the kind, the
    days and the judgement are told, and only to those who ask for support (``asks``): what came of it there
    is that school's own.
    """
    rows = Deployment.objects.filter(
        status=Deployment.Status.ENDED,
        worked__isnull=False,
        objective__area__in=list(areas),
        school__la=school.la_id,
    ).exclude(school=school)
    seen = Deployment.objects.visible_to(user).filter(pk=OuterRef("pk"))
    used = DaysUsed.objects.filter(deployment=OuterRef("pk")).order_by().values("deployment")
    rows = rows.annotate(
        area=F("objective__area"),
        is_seen=Exists(seen),
        days_used=Coalesce(Subquery(used.annotate(sum=Sum("days")).values("sum")), NO_DAYS),
    )
    if not asks:
        rows = rows.filter(is_seen=True)
    rows = rows.annotate(
        place=Window(RowNumber(), partition_by="area", order_by=["-worked", "-ended_on", "-pk"])
    ).filter(place__lte=MOST)
    found: dict[int, list[Elsewhere]] = {}
    for row in rows.select_related("provider__type", "school").order_by("area", "place"):
        found.setdefault(row.area, []).append(_told(row))
    return found


def by_kind(rows: Iterable[Elsewhere]) -> list[tuple[str, int, int]]:
    """Of each kind how often it helped, and of how many; the kind that helped most often first."""
    found: dict[str, list[bool]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row.worked)
    counts = [(kind, sum(worked), len(worked)) for kind, worked in found.items()]
    return sorted(counts, key=lambda each: (-each[1], each[2], each[0]))


def _told(row: Any) -> Elsewhere:
    kind, days, worked = str(row.provider.type), in_days(row.days_used), bool(row.worked)
    if not row.is_seen:
        return Elsewhere(kind, days, worked)
    return Elsewhere(kind, days, worked, row.school, str(row.provider), row.impact, row.get_absolute_url())
