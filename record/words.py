"""Dates and counts in the words of this service. Pure: nothing here knows the clock or the database.

Dates and times are joined by no-break spaces, so that none breaks across two lines; a line may break after
the weekday.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
DAYS_IN_WORDS_UP_TO = 60
WORKING_DAYS_LATE_UP_TO = 10
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def is_weekday(day: date) -> bool:
    """Whether the day is one from Monday to Friday."""
    return day.weekday() < 5


def plain_day(on: date, *, year: bool = True) -> str:
    """The day and month, as in “12 November 2025”."""
    words = f"{on.day}{NBSP}{MONTHS[on.month - 1]}"
    return f"{words}{NBSP}{on.year}" if year else words


def full_day(on: date, *, year: bool = True) -> str:
    """The day with its weekday, as in “Monday 23 November 2026”."""
    return f"{WEEKDAYS[on.weekday()]} {plain_day(on, year=year)}"


def day(on: date, today: date) -> str:
    """The day with its weekday, and the year only when it is another one than today's."""
    return full_day(on, year=on.year != today.year)


def short_day(on: date) -> str:
    """The day for the head of a narrow column, as in “12 Mar”."""
    return f"{on.day}{NBSP}{MONTHS[on.month - 1][:3]}"


def month(on: date) -> str:
    """The month and year, as in “September 2026”."""
    return f"{MONTHS[on.month - 1]}{NBSP}{on.year}"


def clock_time(at: time | datetime) -> str:
    """The time on a twelve-hour clock, as in “2 pm”, “9.30 am”, “noon” and “midnight”."""
    if at.minute == 0 and at.hour in (0, 12):
        return "noon" if at.hour else "midnight"
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes}{NBSP}{'am' if at.hour < 12 else 'pm'}"


def moment(at: datetime, *, year: bool = True) -> str:
    """A day and a time, as in “Friday 20 November 2026, 4.12 pm”. `at` is in local time already."""
    return f"{full_day(at.date(), year=year)}, {clock_time(at)}"


def recently(at: datetime, today: date) -> str:
    """When something was read or changed, as short as it can be: “today, 9.14 am”, “20 November”."""
    if at.date() == today:
        return f"today,{NBSP}{clock_time(at)}"
    return plain_day(at.date(), year=at.year != today.year)


def working_days_between(start: date, end: date, is_working: Callable[[date], bool] = is_weekday) -> int:
    """How many working days lie after `start`, up to and with `end`."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for each in days if is_working(each))


def days_left(due: date, today: date, is_working: Callable[[date], bool] = is_weekday) -> str:
    """How far off a date is: “in 11 days”, “today”, “1 working day late”.

    Ahead in days up to 60, then in weeks; late in working days up to 10, then in weeks. A date that
    passed with no working day since is “just late”.
    """
    ahead = (due - today).days
    if ahead >= 0:
        return _ahead(ahead)
    late = working_days_between(due, today, is_working)
    if late == 0:
        return f"just{NBSP}late"
    if late <= WORKING_DAYS_LATE_UP_TO:
        return f"{late}{NBSP}working{NBSP}{'day' if late == 1 else 'days'}{NBSP}late"
    weeks = -ahead // 7
    return f"{weeks}{NBSP}{'week' if weeks == 1 else 'weeks'}{NBSP}late"


def _ahead(days: int) -> str:
    if days < 2:
        return "tomorrow" if days else "today"
    if days <= DAYS_IN_WORDS_UP_TO:
        return f"in{NBSP}{days}{NBSP}days"
    return f"in{NBSP}{days // 7}{NBSP}weeks"


def percent(value: float, places: int | None = None) -> str:
    """A percentage (0–100) with a narrow space: “41 %”, “94.2 %”. One decimal place only if there is one."""
    if places is None:
        places = 0 if round(value, 1) == round(value) else 1
    return f"{value:.{places}f}{NARROW}%"


def number(count: int) -> str:
    """A count in words up to ten (“no” for none), in figures beyond."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: “one task”, “two tasks”, “no tasks”, “13 tasks”."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(things: Iterable[object]) -> str:
    """Things in a sentence: “a”, “a and b”, “a, b and c”."""
    words = [str(thing) for thing in things]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def capital(words: str) -> str:
    """The same words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def inside(words: str) -> str:
    """A sentence as part of another one."""
    return words[:1].lower() + words[1:]
