"""The term dates of authorities and their schools, as they are shown and brought in."""

import tempfile
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from record import clock
from record.errors import RuleError
from record.words import capital, counted
from schools.calendar import academic_year
from schools.importing import Unusable
from schools.importing.terms import TermDatesReport, import_term_dates
from schools.models import LocalAuthority, School, TermDates

HEADS = ["la", "urn", "year", "half_term", "long_term", "first", "last"]
FILE = "term-dates.csv"


@dataclass
class Year:
    """One academic year: the authority's half-terms, and the schools that keep days of their own."""

    year: int
    rows: list[TermDates] = field(default_factory=list)
    own: list[School] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.year} to {self.year + 1}"

    @property
    def own_summary(self) -> str:
        return f"{capital(counted(len(self.own), 'school'))} with dates of their own"


def years_of(la: LocalAuthority) -> list[Year]:
    """The academic years from the last one on, whether they are known or not: two queries."""
    this = academic_year(clock.today())
    found = {year: Year(year) for year in range(this - 1, this + 2)}
    own: dict[int, dict[int, School]] = defaultdict(dict)
    rows = TermDates.objects.filter(year__gte=this - 1).select_related("school")
    for row in rows.filter(la=la).order_by("first_day"):
        found.setdefault(row.year, Year(row.year)).rows.append(row)
    for row in rows.filter(school__la=la).order_by("school__name"):
        if row.school is not None:
            own[row.year][row.school.pk] = row.school
    for year, schools in own.items():
        found.setdefault(year, Year(year)).own = list(schools.values())
    return [found[year] for year in sorted(found)]


def stored_rows(la: LocalAuthority) -> list[list[Any]]:
    """Every half-term that is known, as the file that brings them in has it."""
    rows = TermDates.objects.filter(la=la) | TermDates.objects.filter(school__la=la)
    return [
        [
            la.code if row.la_id else "",
            row.school.urn if row.school else "",
            row.year,
            row.half_term,
            row.long_term,
            row.first_day.isoformat(),
            row.last_day.isoformat(),
        ]
        for row in rows.select_related("school").order_by("school__urn", "first_day")
    ]


def bring_in(
    text: str, *, las: Collection[LocalAuthority], dry_run: bool = False, by: Any
) -> TermDatesReport:
    """The half-terms of a CSV file, all of them or none.

    Refuses (RuleError on ``file``) what is no such file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(text, encoding="utf-8")
        try:
            return import_term_dates(path, dry_run=dry_run, whole=True, las=las, by=by)
        except Unusable as error:
            raise RuleError(str(error), field="file") from error
