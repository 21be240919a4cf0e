"""Days on which things happen: in a school on its school days, at County Hall on working days."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from record.bank_holidays import name_of_bank_holiday
from schools.calendar import Calendar

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """County Hall is open: it has no school holidays."""
    return day.weekday() < SATURDAY and not name_of_bank_holiday(day, ["ENG"])


def working_day(day: date) -> date:
    """That day or, if County Hall is closed then, the last working day before it."""
    return _step(day, -ONE_DAY, is_working_day)


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``."""
    for _ in range(count):
        day = _step(day + ONE_DAY, ONE_DAY, is_working_day)
    return day


def working_days_before(day: date, count: int) -> date:
    """The ``count``-th working day before ``day``."""
    for _ in range(count):
        day = _step(day - ONE_DAY, -ONE_DAY, is_working_day)
    return day


def school_day(calendar: Calendar, day: date) -> date:
    """That day or, if the school is closed then, the last school day before it."""
    return _step(day, -ONE_DAY, calendar.is_school_day)


def school_days_before(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th school day before ``day``."""
    for _ in range(count):
        day = school_day(calendar, day - ONE_DAY)
    return day


def school_days_after(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th school day after ``day``."""
    for _ in range(count):
        day = calendar.next_school_day(day)
    return day


def is_amid_term(calendar: Calendar, day: date) -> bool:
    """A school day on which a meeting may be: neither the first nor the last of a half-term."""
    rows = [row for year in calendar.years.values() for row in year]
    return calendar.is_school_day(day) and any(row.first_day < day < row.last_day for row in rows)


def at_hour(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That day at that time in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def _step(day: date, step: timedelta, fits: Callable[[date], bool]) -> date:
    while not fits(day):
        day += step
    return day
