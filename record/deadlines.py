"""Counting days by a named rule: there is no single "working day". Pure arithmetic, without the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from record.bank_holidays import name_of_bank_holiday
from record.counted import DAY_ITSELF, DAY_OF_NOTICE
from record.errors import RuleError
from record.models import DeadlineRule

Holidays = Sequence[tuple[date, date]]
ONE_DAY = timedelta(days=1)
FURTHEST = 2000  # days: no clock of the field runs as long
YEARS = range(1900, 2200)
SATURDAY = 5
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Deadline:
    """The day on which a period ends, and how it was counted.

    ``left_out`` has every day between the two dates that did not count, in order, with the reason in words.
    Counted back, ``given`` is the later day and ``ends_on`` the earlier one.
    """

    ends_on: date
    rule: str
    given: date
    days: int
    left_out: list[tuple[date, str]]

    @property
    def counted(self) -> list[list[str]]:
        """The days left out as lists of ISO date and reason, to be stored as JSON."""
        return [[day.isoformat(), why] for day, why in self.left_out]


def count(rule: DeadlineRule, *, given: date, days: int, school_holidays: Holidays = ()) -> Deadline:
    """The ``days``-th day that counts after ``given``, which itself never counts.

    No days at all end on ``given``, or on the first day that counts after it. By a rule of clear days
    the end is the first day after them: seven clear days' notice on the 1st allow a meeting on the 9th.
    ``school_holidays`` are first and last days of each. Refuses (RuleError) an absurd number or date.
    """
    ends_on, left_out = _walk(rule, given, days, ONE_DAY, _long(rule, school_holidays))
    return Deadline(ends_on=ends_on, rule=rule.name, given=given, days=days, left_out=left_out)


def count_back(rule: DeadlineRule, *, before: date, days: int, school_holidays: Holidays = ()) -> Deadline:
    """The last day that leaves ``days`` days that count between it (left out) and ``before`` (counted).

    Counting the same days forward from it ends on ``before``, or on the first day that counts after it.
    Refuses (RuleError) an absurd number or date.
    """
    ends_on, left_out = _walk(rule, before, days, -ONE_DAY, _long(rule, school_holidays))
    return Deadline(ends_on=ends_on, rule=rule.name, given=before, days=days, left_out=sorted(left_out))


def _walk(
    rule: DeadlineRule, start: date, days: int, step: timedelta, holidays: Holidays
) -> tuple[date, list[tuple[date, str]]]:
    if not 0 <= days <= FURTHEST:
        raise RuleError(f"Give a number of days between 0 and {FURTHEST}.", field="days")
    if start.year not in YEARS:
        raise RuleError(f"Give a date between {YEARS[0]} and {YEARS[-1]}.", field="given")
    left_out: list[tuple[date, str]] = []
    wanted, day = days, start
    if rule.clear_days:
        left_out.append((start, DAY_OF_NOTICE if step > timedelta(0) else DAY_ITSELF))
        wanted += 1
    elif not days and not _why(rule, start, holidays):
        return start, left_out
    wanted = max(wanted, 1)
    while wanted:
        day += step
        why = _why(rule, day, holidays)
        if why:
            left_out.append((day, why))
        else:
            wanted -= 1
    if rule.clear_days:
        left_out.append((day, DAY_ITSELF if step > timedelta(0) else DAY_OF_NOTICE))
    return day, left_out


def _why(rule: DeadlineRule, day: date, holidays: Holidays) -> str:
    """The reason that a reader expects first: a holiday, then the weekend, then the school's calendar."""
    parts = [part.strip() for part in rule.holidays_of.split(",") if part.strip()]
    if name := name_of_bank_holiday(day, parts):
        return name
    if rule.leaves_out_weekends and day.weekday() >= SATURDAY:
        return day.strftime("%A")
    if any(first <= day <= last for first, last in holidays):
        return "school holiday"
    return ""


def _long(rule: DeadlineRule, holidays: Holidays) -> Holidays:
    """The holidays that the rule leaves out: those longer than a week.

    The weekends at either end belong to no holiday: a half-term from Monday to Friday is one week.
    """
    if not rule.leaves_out_school_holidays:
        return ()
    return [(first, last) for first, last in holidays if _length(first, last) > A_WEEK]


def _length(first: date, last: date) -> timedelta:
    while first <= last and first.weekday() >= SATURDAY:
        first += ONE_DAY
    while last >= first and last.weekday() >= SATURDAY:
        last -= ONE_DAY
    return last - first + ONE_DAY
