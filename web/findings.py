"""What is found to be needed, and under which case it is shown. The needs are named in ``web.needs``."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from concern_cases.models import ConcernCase
from evaluation.models import Risk
from meetings.models import Meeting
from people.access import schools_where
from schools.models import School
from schools.permissions import Perm

ORDER: dict[str, int] = {Risk.Level.HIGH: 0, Risk.Level.MEDIUM: 1, Risk.Level.LOW: 2}


def _case_or_school(row: Any) -> Any:
    return row.case or row.school


@dataclass(frozen=True)
class Need:
    """One kind of finding: the rows at the schools, a sentence, and a date (None: not yet).

    ``about`` gives the case, or the school where there is none. Rows carry the risk as ``level``.
    """

    name: str
    rows: Callable[[Any, QuerySet[School]], Iterable[Any]]
    sentence: Callable[[Any], str]
    on: Callable[[Any], date | None]
    about: Callable[[Any], Any] = _case_or_school


@dataclass(frozen=True)
class Finding:
    """What one case needs, and since or by when."""

    need: str
    sentence: str
    on: date


@dataclass
class CaseNeeds:
    """Everything that one case needs, or one school without a case, or a meeting of the authority."""

    about: Any
    level: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The school, or the meeting where it is about none."""
        return str(self.about if isinstance(self.about, School | Meeting) else self.about.school)

    @property
    def about_open_case(self) -> bool:
        return isinstance(self.about, ConcernCase) and self.about.is_open

    @property
    def url(self) -> str:
        return self.about.get_absolute_url()

    @property
    def more(self) -> int:
        """How many findings stand behind the two that a short list shows."""
        return len(self.findings) - 2

    @property
    def first_on(self) -> date:
        return min(finding.on for finding in self.findings)


def find(needs: Sequence[Need], user: Any, *, school: School | None = None) -> list[CaseNeeds]:
    """What is found at the schools where the user reads as the LA does: high risk first, then the oldest.

    One query for each need, whatever the number of schools.
    """
    schools = schools_where(user, may=Perm.READ_LA)
    if school is not None:
        schools = schools.filter(pk=school.pk)
    groups: dict[tuple[str, int], CaseNeeds] = {}
    for need in needs:
        for row in need.rows(user, schools):
            on = need.on(row)
            if on is not None:
                about = need.about(row)
                key = (about._meta.label, about.pk)
                group = groups.setdefault(key, CaseNeeds(about, row.level or ""))
                group.findings.append(Finding(need.name, need.sentence(row), on))
    return _in_order(groups.values())


def _in_order(groups: Iterable[CaseNeeds]) -> list[CaseNeeds]:
    for group in groups:
        group.findings.sort(key=lambda each: each.on)
    return sorted(groups, key=lambda group: (ORDER.get(group.level, 3), group.first_on, group.title))
