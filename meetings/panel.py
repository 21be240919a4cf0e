"""The report to the Members Panel: numbers over a year, and the schools at high risk, by name or by letter.

Made from the records at every reading, with the same few queries for any number of schools.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from string import ascii_uppercase
from typing import Any

from concern_cases.due_dates import months_after
from concern_cases.models import ConcernCase
from evaluation.models import Category, Inspection, Risk
from record import clock
from schools.models import LocalAuthority, School

MONTHS_BACK = (12, 9, 6, 3, 0)
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Numbers:
    """One thing that is counted, on each of the report's days."""

    name: str
    values: list[int | None]


@dataclass(frozen=True)
class PanelSchool:
    """One school at high risk. ``letter`` stands for it throughout a report without names."""

    letter: str
    school: School
    case: ConcernCase
    risks: list[str]
    category: str
    months: int


@dataclass(frozen=True)
class PanelReport:
    """Everything that Members read."""

    days: list[date]
    numbers: list[Numbers]
    schools: list[PanelSchool]


def panel_report(la: LocalAuthority) -> PanelReport:
    """The report of today: four queries."""
    today = clock.today()
    days = [months_after(today, -months) for months in MONTHS_BACK]
    record = _Record(la)
    numbers = [Numbers(name, [count(record, day) for day in days]) for name, count in COUNTS]
    return PanelReport(days, numbers, _schools(record, today))


class _Record:
    """What was known of the authority's schools, to be asked for any day."""

    def __init__(self, la: LocalAuthority) -> None:
        cases = ConcernCase.objects.filter(school__la=la).select_related("school")
        self.cases = list(cases.order_by("opened_on", "pk"))
        self.risks = _by_school(Risk.objects.filter(school__la=la).order_by("on", "pk"))
        categories = Category.objects.filter(school__la=la).select_related("category")
        self.categories = _by_school(categories.order_by("on", "pk"))
        graded = Inspection.objects.filter(school__la=la, grade__isnull=False).select_related("grade")
        self.inspections = _by_school(graded.order_by("on", "pk"))

    def open_on(self, day: date) -> list[ConcernCase]:
        return [
            case
            for case in self.cases
            if case.opened_on <= day and (case.closed_on is None or case.closed_on > day)
        ]

    def high_risks(self, school: int, day: date) -> list[Risk]:
        """The latest judgement of each kind by that day, where it is high."""
        last = {row.kind: row for row in self.risks[school] if row.on <= day}
        return [row for row in last.values() if row.level == Risk.Level.HIGH]

    def category(self, school: int, day: date) -> Category | None:
        return next((row for row in reversed(self.categories[school]) if row.on <= day), None)

    def in_ofsted_category(self, school: int, day: date) -> bool:
        last = next((row for row in reversed(self.inspections[school]) if row.on <= day), None)
        return bool(last and last.grade.is_inadequate)

    def is_inadequate(self, school: int, day: date) -> bool:
        category = self.category(school, day)
        by_la = bool(category and category.category.is_inadequate)
        return by_la or self.in_ofsted_category(school, day)


def _by_school(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.school_id].append(row)
    return found


def _known(record: _Record) -> set[int]:
    return {*record.categories, *record.inspections}


def _of_concern(record: _Record, day: date) -> int:
    return len(record.open_on(day))


def _at_high_risk(record: _Record, day: date) -> int:
    return sum(1 for case in record.open_on(day) if record.high_risks(case.school_id, day))


def _in_category(record: _Record, day: date) -> int:
    return sum(1 for school in list(record.inspections) if record.in_ofsted_category(school, day))


def _inadequate(record: _Record, day: date) -> int:
    return sum(1 for school in _known(record) if record.is_inadequate(school, day))


def _came(record: _Record, day: date) -> int:
    since = months_after(day, -3)
    return sum(1 for case in record.cases if since < case.opened_on <= day)


def _left(record: _Record, day: date) -> int:
    since = months_after(day, -3)
    return sum(1 for case in record.cases if case.closed_on and since < case.closed_on <= day)


def _months(record: _Record, day: date) -> int | None:
    """The time in concern of which half of the open cases have more, in whole months; None without cases."""
    spans = [(day - case.opened_on).days for case in record.open_on(day)]
    return round(median(spans) / DAYS_A_MONTH) if spans else None


COUNTS: list[tuple[str, Callable[[_Record, date], int | None]]] = [
    ("Schools of concern", _of_concern),
    ("Of these at high risk", _at_high_risk),
    ("Schools in an Ofsted category", _in_category),
    ("Inadequate schools (Ofsted or LA category)", _inadequate),
    ("Became schools of concern in three months", _came),
    ("Ceased to be in three months", _left),
    ("Months in concern, the middle of the open cases", _months),
]


def _schools(record: _Record, today: date) -> list[PanelSchool]:
    """Open cases at high risk in the order in which they were opened; no name is told by a letter."""
    at_risk = [case for case in record.open_on(today) if record.high_risks(case.school_id, today)]
    found = []
    for place, case in enumerate(at_risk):
        category = record.category(case.school_id, today)
        found.append(
            PanelSchool(
                letter=letter_of(place),
                school=case.school,
                case=case,
                risks=[row.get_kind_display() for row in record.high_risks(case.school_id, today)],
                category=str(category.category) if category else "",
                months=round((today - case.opened_on).days / DAYS_A_MONTH),
            )
        )
    return found


def letter_of(place: int) -> str:
    """A, B, … Z, AA, AB, …: of the first, the second school."""
    rounds, letter = divmod(place, len(ascii_uppercase))
    return (letter_of(rounds - 1) if rounds else "") + ascii_uppercase[letter]


HEADS: Sequence[str] = ("School", "High risk of", "Category", "Months in concern")


def school_rows(report: PanelReport, *, named: bool) -> list[list[Any]]:
    """The schools as rows of ``HEADS``, by name or as School A, School B."""
    return [
        [
            f"{row.school} (URN {row.school.urn})" if named else f"School {row.letter}",
            "; ".join(row.risks),
            row.category,
            row.months,
        ]
        for row in report.schools
    ]
