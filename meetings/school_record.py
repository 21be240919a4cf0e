"""What was known of the authority's schools, to be asked for any day: numbers of reports and criteria."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from typing import Any

from concern_cases.due_dates import months_after
from concern_cases.models import ConcernCase
from concern_cases.spells import Spell, spells_of
from evaluation.models import Category, Inspection, Risk
from schools.models import LocalAuthority, School

DAYS_A_MONTH = 30.4375
QUARTER = 3  # months: from one day of the report to the next


class Record:
    """Four queries, whatever is asked afterwards. A school counts while it is open.

    Where a case went on at another school, what was judged before stands there until it is judged anew: an
    academy keeps the grade of the school that it was, as in Ofsted's own statistics.
    """

    def __init__(self, la: LocalAuthority) -> None:
        cases = ConcernCase.objects.filter(school__la=la).select_related("school", "school__la")
        found = list(cases.order_by("opened_on", "pk"))
        self.spells = spells_of(found)
        self.schools: dict[int, School] = {case.school_id: case.school for case in found}
        self.before: dict[int, list[tuple[int, date]]] = defaultdict(list)
        for school, earlier, since in (row for spell in self.spells for row in spell.before):
            self.before[school].append((earlier, since))
        self.risks = self._by_school(Risk.objects.filter(school__la=la))
        self.categories = self._by_school(Category.objects.filter(school__la=la).select_related("category"))
        graded = Inspection.objects.filter(school__la=la, grade__isnull=False).select_related("grade")
        self.inspections = self._by_school(graded)

    def _by_school(self, rows: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.select_related("school", *(rows.query.select_related or {})).order_by("on", "pk"):
            found[row.school_id].append(row)
            self.schools.setdefault(row.school_id, row.school)
        return found

    def stands_on(self, school: int, day: date) -> bool:
        """Whether the school was open that day, as far as the register says."""
        row = self.schools[school]
        return day < row.closed_on if row.closed_on else row.is_open

    def open_on(self, day: date) -> list[Spell]:
        return [spell for spell in self.spells if spell.is_open_on(day)]

    def with_earlier(self, school: int, day: date) -> list[int]:
        """The school, and those whose case had gone on there by that day."""
        return [school, *(earlier for earlier, since in self.before.get(school, ()) if since <= day)]

    def _judged(self, rows: dict[int, list[Any]], school: int, day: date) -> list[Any]:
        """What was judged of the school by that day, the oldest first."""
        found = [row for key in self.with_earlier(school, day) for row in rows.get(key, ()) if row.on <= day]
        return sorted(found, key=lambda row: (row.on, row.pk))

    def high_risks(self, school: int, day: date) -> list[Risk]:
        """The latest judgement of each kind by that day, where it is high."""
        last = {row.kind: row for row in self._judged(self.risks, school, day)}
        return [row for row in last.values() if row.level == Risk.Level.HIGH]

    def category(self, school: int, day: date) -> Category | None:
        return next(reversed(self._judged(self.categories, school, day)), None)

    def in_ofsted_category(self, school: int, day: date) -> bool:
        last = next(reversed(self._judged(self.inspections, school, day)), None)
        return bool(last and last.grade.is_inadequate)

    def inadequate_by_la(self, school: int, day: date) -> bool:
        category = self.category(school, day)
        return bool(category and category.category.is_inadequate)

    def standing(self, judged: Iterable[int], day: date) -> list[int]:
        """Of the schools judged, and those at which their cases went on, the ones that were open that day."""
        return [school for school in {*judged, *self.before} if self.stands_on(school, day)]

    def in_category(self, day: date) -> set[int]:
        """Open schools in a category of Ofsted's."""
        known = self.standing(self.inspections, day)
        return {school for school in known if self.in_ofsted_category(school, day)}

    def inadequate(self, day: date) -> set[int]:
        """Open schools that Ofsted or the LA's own category calls inadequate."""
        known = self.standing({*self.categories, *self.inspections}, day)
        return {
            school
            for school in known
            if self.inadequate_by_la(school, day) or self.in_ofsted_category(school, day)
        }


def _of_concern(record: Record, day: date) -> int:
    return len(record.open_on(day))


def _at_high_risk(record: Record, day: date) -> int:
    return sum(1 for spell in record.open_on(day) if record.high_risks(spell.on(day).school_id, day))


def in_category(record: Record, day: date) -> int:
    """How many schools are in a category of Ofsted's: anybody can know it who reads its reports."""
    return len(record.in_category(day))


def _inadequate(record: Record, day: date) -> int:
    return len(record.inadequate(day))


def _near_floor(record: Record, day: date) -> int:
    schools = record.standing(record.risks, day)
    kinds = [{risk.kind for risk in record.high_risks(school, day)} for school in schools]
    return sum(1 for found in kinds if Risk.Kind.FLOOR in found)


def _came(record: Record, day: date) -> int:
    since = months_after(day, -QUARTER)
    return sum(1 for spell in record.spells if since < spell.opened_on <= day)


def _left(record: Record, day: date) -> int:
    since = months_after(day, -QUARTER)
    return sum(1 for spell in record.spells if spell.closed_on and since < spell.closed_on <= day)


def months_in_concern(record: Record, day: date) -> int | None:
    """The time in concern of which half of the open cases have more, in whole months; None without cases."""
    spans = [(day - spell.opened_on).days for spell in record.open_on(day)]
    return round(median(spans) / DAYS_A_MONTH) if spans else None


CONCERN = "Schools of concern"
HIGH = "Of these at high risk"
IN_CATEGORY = "Schools in an Ofsted category"
INADEQUATE = "Inadequate schools (Ofsted or LA category)"
FLOOR = "High risk of falling below the floor"
CAME = "Became schools of concern in three months"
LEFT = "Ceased to be in three months"
COUNTS: list[tuple[str, Callable[[Record, date], int]]] = [
    (CONCERN, _of_concern),
    (HIGH, _at_high_risk),
    (IN_CATEGORY, in_category),
    (INADEQUATE, _inadequate),
    (FLOOR, _near_floor),
    (CAME, _came),
    (LEFT, _left),
]
