"""Weeks of days with what stands in them: a half-term, a month, on the screen and on a wall. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from record.bank_holidays import name_of_bank_holiday
from schools.calendar import Calendar

ONE_DAY, FRIDAY = timedelta(days=1), 4
ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Slot:
    """One meeting or one proposed date. ``kind``: invited, proposed, clash, other, away."""

    on: date
    order: str  # within the day
    time: str
    title: str
    note: str
    kind: str
    url: str = ""


@dataclass(frozen=True)
class Day:
    """One day; ``closed`` says why no conference is proposed on it, ``outside`` that it is not shown."""

    on: date
    closed: str = ""
    outside: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Week:
    number: int
    days: tuple[Day, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """2 proposed, 1 invited; or none yet."""
        words = [f"{self.counts[kind]} {kind}" for kind in KINDS if self.counts.get(kind)]
        return ", ".join(words) or "none yet"


KINDS = ("proposed", "invited", "clash")


def weeks_of(first: date, last: date, slots: Iterable[Slot], closed: dict[date, str]) -> list[Week]:
    """The weeks that touch these days, Monday to Friday; what falls on a weekend stands with its Friday."""
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_day[slot.on - max(0, slot.on.weekday() - FRIDAY) * ONE_DAY].append(slot)
    weeks: list[Week] = []
    monday = first - first.weekday() * ONE_DAY
    while monday <= last:
        days = []
        for day in (monday + number * ONE_DAY for number in range(FRIDAY + 1)):
            here = tuple(sorted(by_day[day], key=lambda slot: (slot.on, slot.order, slot.title)))
            outside = not first <= day <= last
            days.append(Day(day, closed.get(day, ""), outside and not here and day not in closed, here))
        counts: dict[str, int] = defaultdict(int)
        for slot in (slot for day in days for slot in day.slots):
            counts[slot.kind] += 1
        weeks.append(Week(len(weeks) + 1, tuple(days), dict(counts)))
        monday += 7 * ONE_DAY
    return weeks


def closed_days(calendar: Calendar, first: date, last: date, *, edge_days: int) -> dict[date, str]:
    """Why no conference is proposed on each of the days on which none is, in a word or two."""
    found = {}
    day = first - first.weekday() * ONE_DAY
    while day <= last + (FRIDAY - last.weekday()) * ONE_DAY:
        if day.weekday() <= FRIDAY and not calendar.is_school_day(day):
            found[day] = name_of_bank_holiday(day, ["ENG"]) or "holiday"
        day += ONE_DAY
    for rows in calendar.years.values():
        for row in rows:
            if row.first_day <= last and row.last_day >= first:
                found |= _edges(calendar.school_days(row.first_day, row.last_day), edge_days)
    return found


def _edges(days: list[date], count: int) -> dict[date, str]:
    words = {day: f"{name} day" for day, name in zip(days[:count], ORDINALS, strict=False)}
    ends = days[-count:] if count else []
    words |= dict.fromkeys(ends, f"last {'two' if count == 2 else count} days")  # noqa: PLR2004
    return words | ({ends[-1]: "last day"} if ends else {})
