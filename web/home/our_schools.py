"""The schools of somebody who works with some of them only: shared ones, allocated ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concern_cases.models import ConcernCase
from evaluation.models import Risk
from meetings.next_due import with_conferences
from people.access import schools_where
from schools.models import School
from schools.permissions import Perm
from web.findings import ORDER


@dataclass(frozen=True)
class OurSchool:
    """A school whose casework somebody may view, with its open case if there is one."""

    school: School
    case: Any
    level: str
    next_at: datetime | None

    @property
    def url(self) -> str:
        return (self.case or self.school).get_absolute_url()


def our_schools(user: Any) -> list[OurSchool]:
    """The schools whose cases the user may view, those with an open case first: a handful of queries."""
    schools = schools_where(user, may=Perm.VIEW_CASE).annotate(
        level=Risk.level_of(Risk.Kind.IMPROVEMENT, "pk")
    )
    cases = {
        case.school_id: case
        for case in with_conferences(ConcernCase.objects.open().visible_to(user)).prefetch_related(None)
    }
    rows = [_row(school, cases.get(school.pk)) for school in schools]
    return sorted(rows, key=lambda row: (row.case is None, ORDER.get(row.level, 3), row.school.name))


def _row(school: Any, case: Any) -> OurSchool:
    return OurSchool(school, case, school.level or "", case.next_at if case else None)
