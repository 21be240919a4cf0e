"""Term dates from a CSV file that an authority or a school fills in by hand."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from record.actor import acting_as
from schools.importing import values
from schools.importing.errors import BadRow, Unusable
from schools.importing.files import sources_in
from schools.importing.reading import Row, Table
from schools.importing.report import Refusal, counted, plain
from schools.models import LocalAuthority, School, TermDates

COLUMNS = ("la", "urn", "year", "half_term", "long_term", "first", "last")
REQUIRED = ("year", "half_term", "first", "last")
LONG_TERMS = {1: "autumn", 2: "autumn", 3: "spring", 4: "spring", 5: "summer", 6: "summer"}
LONGEST = 75  # days; a half-term has six to eight weeks

Owner = tuple[str, int]  # "la" or "school", and its database key
Place = tuple[Owner, int, int]  # whose, year, half-term


@dataclass
class TermDatesReport:
    file: str
    dry_run: bool = False
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"Term dates: {self.file}",
            f"  New: {counted(self.new, 'half-term')}",
            f"  Changed: {counted(self.changed, 'half-term')}",
            f"  Unchanged: {counted(self.unchanged, 'half-term')}",
            f"  Refused: {counted(len(self.refused), 'row')}",
            *[f"    {row}" for row in self.refused],
        ]
        return "\n".join(lines + (["  Dry run: nothing was written."] if self.dry_run else []))


@dataclass
class _Wanted:
    line: int
    urn: str
    place: Place
    facts: dict[str, Any]


def import_term_dates(
    path: Path | str,
    *,
    dry_run: bool = False,
    whole: bool = False,
    las: Collection[LocalAuthority] | None = None,
    by: Any = None,
) -> TermDatesReport:
    """The half-terms of the file stand for their authority or school; those it does not name stay.

    ``whole``: nothing is written as long as one row is refused. ``las``: rows of other authorities and their
    schools are refused.

    Each row has ``la`` or ``urn``, ``year`` (in which the academic year begins), ``half_term`` (1 to 6),
    ``long_term`` (may be left out), ``first`` and ``last`` school day (YYYY-MM-DD or dd/mm/yyyy). Bad rows
    are refused one by one with the reason; Unusable is raised for a file that is no such CSV.
    """
    path = Path(path)
    table = Table.of(sources_in(path)[0])
    reader = _Reader(table, las)
    report = TermDatesReport(path.name, dry_run=dry_run)
    with acting_as(by), transaction.atomic():
        wanted = _read(table, reader, report)
        stored = {_place_of(row): row for row in TermDates.objects.all()}
        renewed = {row.place for row in wanted}
        spans = {
            place: (row.first_day, row.last_day) for place, row in stored.items() if place not in renewed
        }
        for row in wanted:
            try:
                _refuse_overlap(row, spans)
            except BadRow as error:
                report.refused.append(Refusal(row.line, row.urn, str(error)))
            else:
                spans[row.place] = (row.facts["first_day"], row.facts["last_day"])
                _store(row, stored.get(row.place), report)
        if dry_run or (whole and report.refused):
            transaction.set_rollback(True)
    report.refused.sort(key=lambda refusal: refusal.line)
    return report


class _Reader:
    """The file's columns, by names in which case, hyphens and spaces don't matter."""

    def __init__(self, table: Table, las: Collection[LocalAuthority] | None) -> None:
        names = [
            re.sub(r"[ -]+", "_", header.strip().lower()).removesuffix("_day") for header in table.header
        ]
        self._position = {name: names.index(name) for name in COLUMNS if name in names}
        missing = [name for name in REQUIRED if name not in self._position]
        if missing or not {"la", "urn"} & set(self._position):
            raise Unusable(
                f"{table.source.name} needs the columns la or urn, year, half_term, long_term, first, last; "
                f"it has {', '.join(table.header)}."
            )
        authorities, schools = LocalAuthority.objects.all(), School.objects.all()
        if las is not None:
            keys = [la.pk for la in las]
            authorities, schools = authorities.filter(pk__in=keys), schools.filter(la__in=keys)
        self._las = dict(authorities.values_list("code", "pk"))
        self._schools = dict(schools.values_list("urn", "pk"))

    def value(self, row: Row, name: str) -> str:
        index = self._position.get(name, len(row.values))
        return row.values[index].strip() if index < len(row.values) else ""

    def wanted(self, row: Row) -> _Wanted:
        """What the row asks for; refused (BadRow) with the reason."""
        year = re.match(r"(20\d\d)\b", self.value(row, "year"))
        if not year:
            raise BadRow("year: write the year in which the academic year begins, such as 2026")
        half_term = self.value(row, "half_term")
        if half_term not in map(str, LONG_TERMS):
            raise BadRow(f"half_term: “{half_term}” is not 1 to 6")
        number = int(half_term)
        long_term = self.value(row, "long_term").lower() or LONG_TERMS[number]
        if long_term not in TermDates.LongTerm.values:
            raise BadRow(f"long_term: “{long_term}” is not autumn, spring or summer")
        first, last = self._day(row, "first"), self._day(row, "last")
        _refuse_span(int(year[1]), first, last)
        facts = {"long_term": long_term, "first_day": first, "last_day": last}
        return _Wanted(row.line, self.value(row, "urn"), (self._owner(row), int(year[1]), number), facts)

    def _owner(self, row: Row) -> Owner:
        la, urn = self.value(row, "la"), self.value(row, "urn")
        if bool(la) == bool(urn):
            raise BadRow(
                "give either the code of a local authority or the URN of a school, not both or neither"
            )
        if la:
            if la.zfill(3) not in self._las:
                raise BadRow(f"la: there is no local authority with the code {la} whose schools are here")
            return "la", self._las[la.zfill(3)]
        if urn not in self._schools:
            raise BadRow(f"urn: there is no school with the URN {urn} here")
        return "school", self._schools[urn]

    def _day(self, row: Row, name: str) -> date:
        value = self.value(row, name)
        try:
            found = (
                date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else values.day(value)
            )
        except (ValueError, BadRow):
            found = None
        if found is None:
            raise BadRow(f"{name}: “{value}” is not a date as YYYY-MM-DD or dd/mm/yyyy")
        return found


def _read(table: Table, reader: _Reader, report: TermDatesReport) -> list[_Wanted]:
    wanted: dict[Place, _Wanted] = {}
    for row in table.rows():
        try:
            found = reader.wanted(row)
            if found.place in wanted:
                raise BadRow(f"line {wanted[found.place].line} has the same half-term of the same year")
            wanted[found.place] = found
        except BadRow as error:
            report.refused.append(Refusal(row.line, reader.value(row, "urn"), str(error)))
    return list(wanted.values())


def _refuse_span(year: int, first: date, last: date) -> None:
    if last < first:
        raise BadRow(f"last: {plain(last)} is before the first day, {plain(first)}")
    if (last - first).days > LONGEST:
        raise BadRow(f"a half-term of {(last - first).days + 1} days is too long; one row is half a term")
    if not date(year, 8, 1) <= first <= last <= date(year + 1, 8, 31):
        raise BadRow(f"{plain(first)} to {plain(last)} is not in the academic year {year} to {year + 1}")


def _refuse_overlap(row: _Wanted, spans: dict[Place, tuple[date, date]]) -> None:
    owner, year, half_term = row.place
    first, last = row.facts["first_day"], row.facts["last_day"]
    for (other_owner, other_year, other_half), (other_first, other_last) in spans.items():
        if other_owner != owner or (other_year, other_half) == (year, half_term):
            continue
        name = f"half-term {other_half} of {other_year} ({plain(other_first)} to {plain(other_last)})"
        if first <= other_last and last >= other_first:
            raise BadRow(f"{plain(first)} to {plain(last)} overlaps {name}")
        if ((year, half_term) < (other_year, other_half)) != (last < other_first):
            raise BadRow(f"{plain(first)} to {plain(last)} is on the wrong side of {name}")


def _store(row: _Wanted, stored: TermDates | None, report: TermDatesReport) -> None:
    (kind, key), year, half_term = row.place
    if stored is None:
        stored = TermDates(year=year, half_term=half_term, **{f"{kind}_id": key}, **row.facts)
        report.new += 1
    elif all(getattr(stored, name) == value for name, value in row.facts.items()):
        report.unchanged += 1
        return
    else:
        for name, value in row.facts.items():
            setattr(stored, name, value)
        report.changed += 1
    stored._change_reason = f"Term dates from {report.file}"  # type: ignore[attr-defined]
    stored.save()


def _place_of(row: TermDates) -> Place:
    owner = ("school", row.school_id) if row.school_id else ("la", row.la_id or 0)
    return owner, row.year, row.half_term
