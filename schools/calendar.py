"""When a school is open: its half-terms, the holidays between them, and deadlines that leave these out.

The governors of VA and foundation schools set their own term dates, the LA those of the others: a
school's own rows go before its LA's, academic year by academic year. A year with no rows is unknown: it
gives no holidays, and ``calendar_note`` says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from record.bank_holidays import name_of_bank_holiday
from record.deadlines import Deadline, count, count_back
from record.errors import RuleError
from record.models import DeadlineRule
from schools.models import School, TermDates

Span = tuple[date, date]
ONE_DAY = timedelta(days=1)
SATURDAY, SEPTEMBER, HALF_TERMS = 5, 9, 6
LONGEST_HOLIDAY = 120  # days: beyond it nothing is a holiday any more


def academic_year(day: date) -> int:
    """The calendar year in which the day's academic year began (1 September)."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


@dataclass(frozen=True)
class Calendar:
    """The half-terms of one school, by academic year; a year that nobody entered is absent."""

    years: dict[int, list[TermDates]] = field(default_factory=dict)

    @classmethod
    def of(cls, school: School) -> "Calendar":
        """Its own half-terms in each year that has any, otherwise its LA's: one query."""
        return cls.from_rows(TermDates.objects.filter(Q(school=school) | Q(la=school.la_id)))

    @classmethod
    def of_many(cls, schools: Iterable[School]) -> "dict[int, Calendar]":
        """The same for each of the schools, by primary key: one query for them all."""
        schools = list(schools)
        las = {school.la_id for school in schools}
        rows = list(TermDates.objects.filter(Q(school__in=schools) | Q(la__in=las)))
        return {
            school.pk: cls.from_rows(
                row for row in rows if row.school_id == school.pk or row.la_id == school.la_id
            )
            for school in schools
        }

    @classmethod
    def from_rows(cls, rows: Iterable[TermDates]) -> "Calendar":
        """The calendar that a school's own rows and its LA's make together."""
        own: dict[int, list[TermDates]] = {}
        las: dict[int, list[TermDates]] = {}
        for row in sorted(rows, key=lambda row: row.first_day):
            (own if row.school_id else las).setdefault(row.year, []).append(row)
        return cls(las | own)

    def holidays(self) -> Iterator[Span]:
        """First and last days of every gap between two half-terms that follow each other, in order.

        The last half-term of a year is followed by the summer: until the next year's first day or, while
        that is unknown, until 31 August.
        """
        for year in sorted(self.years):
            rows = self.years[year]
            for row, following in zip(rows, rows[1:], strict=False):
                if following.half_term == row.half_term + 1:
                    yield from _gap(row.last_day, following.first_day)
            if rows[-1].half_term == HALF_TERMS:
                after = self.years.get(year + 1)
                begins_again = after and after[0].half_term == 1
                next_first = after[0].first_day if after and begins_again else date(year + 1, SEPTEMBER, 1)
                yield from _gap(rows[-1].last_day, next_first)

    def is_school_day(self, day: date) -> bool:
        """A weekday in term that is no bank holiday; in an unknown year, every such weekday."""
        if day.weekday() >= SATURDAY or name_of_bank_holiday(day, ["ENG"]):
            return False
        rows = self.years.get(academic_year(day))
        return rows is None or any(row.first_day <= day <= row.last_day for row in rows)

    def school_days(self, first: date, last: date) -> list[date]:
        """Every school day from the first day to the last, both included, in order."""
        days = (first + number * ONE_DAY for number in range((last - first).days + 1))
        return [day for day in days if self.is_school_day(day)]

    def next_school_day(self, day: date) -> date:
        """The first school day after ``day``; the first weekday when none is known for a long time."""
        for days in range(1, LONGEST_HOLIDAY):
            if self.is_school_day(day + days * ONE_DAY):
                return day + days * ONE_DAY
        return next(d for d in (day + n * ONE_DAY for n in range(1, 8)) if d.weekday() < SATURDAY)

    def is_eve_of_holiday(self, day: date) -> bool:
        """Open on that day, and then not again until after a holiday."""
        if not self.is_school_day(day):
            return False
        after = self.next_school_day(day)
        return any(day < first < after for first, _last in self.holidays())

    def last_school_day(self, day: date) -> date | None:
        """The last school day up to and with ``day``; None when none is known for a long time."""
        days = (day - number * ONE_DAY for number in range(LONGEST_HOLIDAY))
        return next((each for each in days if self.is_school_day(each)), None)


def _gap(last_day: date, next_first: date) -> Iterator[Span]:
    first, last = last_day + ONE_DAY, next_first - ONE_DAY
    if first <= last:
        yield first, last


def holidays_of(school: School, start: date, end: date) -> list[Span]:
    """First and last days of the school's holidays that touch ``start`` to ``end``, in order.

    None in a year whose term dates are unknown: ``calendar_note`` says when that is so.
    """
    return [(first, last) for first, last in Calendar.of(school).holidays() if first <= end and last >= start]


def calendar_note(school: School, start: date, end: date) -> str:
    """A warning to whoever reads a count between the two days, for years whose term dates are unknown."""
    calendar = Calendar.of(school)
    years = range(academic_year(start), academic_year(end) + 1)
    unknown = [f"{year} to {year + 1}" for year in years if year not in calendar.years]
    if not unknown:
        return ""
    listed = " and ".join([", ".join(unknown[:-1]), unknown[-1]] if unknown[1:] else unknown)
    return (
        f"Term dates of {school.name} are not known for {listed}, so no school holiday of then is left out."
    )


def is_school_day(school: School, day: date) -> bool:
    """The school is open on that day, as far as its calendar is known."""
    return Calendar.of(school).is_school_day(day)


def next_school_day(school: School, day: date) -> date:
    """The first day after ``day`` on which the school is open."""
    return Calendar.of(school).next_school_day(day)


def is_last_school_day_before_holiday(school: School, day: date) -> bool:
    """The school is open on that day, and then not again until after a holiday."""
    return Calendar.of(school).is_eve_of_holiday(day)


def deadline(rule_name: str, *, given: date, days: int, school: School | None = None) -> Deadline:
    """The day on which the period ends by the rule, leaving out the school's holidays if the rule does.

    Refuses (RuleError) a rule that does not exist, and an absurd number of days.
    """
    rule = _rule(rule_name)
    return count(rule, given=given, days=days, school_holidays=_left_out(rule, school))


def deadline_before(rule_name: str, *, before: date, days: int, school: School | None = None) -> Deadline:
    """The last day that leaves that many days before ``before``. Refuses as ``deadline`` does."""
    rule = _rule(rule_name)
    return count_back(rule, before=before, days=days, school_holidays=_left_out(rule, school))


class Counting:
    """The days of one rule counted at each of the schools: two queries, whatever their number.

    Refuses (RuleError) a rule that does not exist and, counting, an absurd number of days.
    """

    def __init__(self, rule_name: str, schools: Iterable[School]) -> None:
        self._rule = _rule(rule_name)
        self._calendars = Calendar.of_many(schools) if self._rule.leaves_out_school_holidays else {}

    def after(self, given: date, *, days: int, school: School | None) -> Deadline:
        """As ``deadline``."""
        return count(self._rule, given=given, days=days, school_holidays=self._holidays(school))

    def before(self, day: date, *, days: int, school: School | None) -> Deadline:
        """As ``deadline_before``."""
        return count_back(self._rule, before=day, days=days, school_holidays=self._holidays(school))

    def _holidays(self, school: School | None) -> list[Span]:
        calendar = self._calendars.get(school.pk) if school else None
        return list(calendar.holidays()) if calendar else []


def _rule(name: str) -> DeadlineRule:
    found = DeadlineRule.objects.filter(name=name).first()
    if found is None:
        names = ", ".join(DeadlineRule.objects.values_list("name", flat=True))
        raise RuleError(f"There is no rule {name}. There are: {names}.", field="rule")
    return found


def _left_out(rule: DeadlineRule, school: School | None) -> list[Span]:
    if school is None or not rule.leaves_out_school_holidays:
        return []
    return list(Calendar.of(school).holidays())
