"""What is to be planned: cases, the people who must come, and the rules. Times are of the clock in London."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from concern_cases.due_dates import Term, due_by, half_way

FAR = 1 << 40  # above every primary key


def key_of(case: int, occurrence: int) -> int:
    """The key in a plan of the case's first, second … conference in the time that is planned."""
    return case + (occurrence - 1) * FAR


def case_and_occurrence(key: int) -> tuple[int, int]:
    """The case's own key and which of its conferences it is, from 1."""
    return key % FAR, key // FAR + 1


@dataclass(frozen=True)
class Rules:
    """The numbers by which dates are proposed. ``effort`` limits the search, in the solver's own time."""

    starts: tuple[time, ...] = (time(9, 30), time(14))
    length: int = 90  # minutes, as the three below
    travel: int = 45
    same_area_travel: int = 20
    per_day: int = 2
    edge_days: int = 2
    effort: float = 25.0


@dataclass(frozen=True)
class Place:
    """Where a meeting is, as far as travelling between two goes."""

    school: int | None = None
    area: int | None = None


@dataclass(frozen=True)
class Engagement:
    """A time that somebody's day has already: a meeting at a place, or without one an absence."""

    starts: datetime
    ends: datetime
    place: Place | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who must come to a conference, and when that is impossible.

    The diary is known until the day ``known_until``; without one nothing is known of it.
    """

    key: int
    name: str
    engagements: tuple[Engagement, ...] = ()
    known_until: date | None = date.max

    def is_known_on(self, day: date) -> bool:
        """Whether the person is free then as far as nothing stands against it."""
        return self.known_until is not None and day <= self.known_until


@dataclass(frozen=True)
class Part:
    """As what a person belongs to one conference: "chair", or the role in words.

    After the day ``until`` the person may not come any more: a share or a post ends. Of those with the same
    ``one_of`` one is enough; without it the person must come.
    """

    person: int
    role: str
    until: date | None = None
    one_of: str = ""


@dataclass(frozen=True)
class Before:
    """The conference of the same case after which one comes, and by what interval: as ``due_by`` has it.

    ``needed_until``: when the one after it is due by then, it has to be in the time that is planned.
    """

    key: int
    every: int
    unit: str
    needed_until: date
    terms: tuple[Term, ...] = ()

    def due_after(self, day: date) -> date:
        """By when the next conference is due if the one before is on that day."""
        return due_by(self.every, self.unit, since=day, terms=self.terms)

    def is_needed_after(self, day: date) -> bool:
        return self.due_after(day) <= self.needed_until


@dataclass(frozen=True)
class Case:
    """One case whose conference is to have a date, or one of several conferences of a case (``before``).

    ``key`` is the case's own for its first conference, and as ``key_of`` has it for those after it.
    ``days`` are the school days on which it could be, in order, ``edges`` those at the edge of a half-term,
    and ``later`` school days after the time that is planned. ``people`` begins with the chair. ``kept`` is
    when a conference is to which people were invited already, ``earlier`` a date that was proposed before,
    and ``review`` the days on which a conference would hold the review that is open.
    """

    key: int
    name: str
    place: Place
    due_by: date
    since: date
    people: tuple[Part, ...]
    days: tuple[date, ...]
    edges: frozenset[date] = frozenset()
    later: tuple[date, ...] = ()
    kept: datetime | None = None
    earlier: datetime | None = None
    review: frozenset[date] = frozenset()
    before: Before | None = None

    def step(self, day: date) -> tuple[date, date]:
        """The first and the last day that suit if the conference before is on ``day``.

        Half of the interval has passed by then, where a school day is left; otherwise any day after it.
        """
        if day not in self._steps:
            self._steps[day] = self._step(day)
        return self._steps[day]

    def is_in_step(self, day: date, at: datetime) -> bool:
        """Whether the time suits if the conference before is on ``day``. One that is called may be near."""
        first, last = self.step(day)
        return (day < at.date() if at == self.kept else first <= at.date()) and at.date() <= last

    @cached_property
    def _steps(self) -> dict[date, tuple[date, date]]:
        return {}

    def _step(self, day: date) -> tuple[date, date]:
        if self.before is None:
            raise LookupError(f"{self.name} follows no conference.")
        last = self.before.due_after(day)
        first = half_way(day, last)
        if not any(first <= each <= last for each in self.days):
            first = day + timedelta(days=1)
        return first, last

    @property
    def chair(self) -> int:
        return self.people[0].person

    @cached_property
    def one_of_each(self) -> tuple[tuple[Part, ...], ...]:
        """The people in groups of whom one must come each, in order; most of them alone."""
        found: dict[Any, list[Part]] = defaultdict(list)
        for part in self.people:
            found[part.one_of or part.person].append(part)
        return tuple(tuple(group) for group in found.values())


@dataclass(frozen=True)
class Problem:
    """Every case to be planned between two days. No date lies before ``not_before``; ``now`` is past."""

    cases: tuple[Case, ...]
    people: tuple[Person, ...]
    first_day: date
    last_day: date
    not_before: date
    now: datetime
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def by_key(self) -> dict[int, Case]:
        return {case.key: case for case in self.cases}

    @cached_property
    def next_after(self) -> dict[int, Case]:
        """The conference after each one that has one in the plan, by the key of the one before."""
        return {case.before.key: case for case in self.cases if case.before}

    @cached_property
    def person(self) -> dict[int, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def cases_of(self) -> dict[int, list[Case]]:
        """Per person the cases to which the person must come."""
        found: dict[int, list[Case]] = defaultdict(list)
        for case in self.cases:
            for part in case.people:
                found[part.person].append(case)
        return dict(found)

    def unknown_on(self, case: Case, day: date) -> list[str]:
        """Who has to come to the conference, and whose diary of that day nobody knows: names."""
        people = [self.person[part.person] for part in case.people]
        return [person.name for person in people if not person.is_known_on(day)]

    def engaged(self, case: Case, at: datetime) -> Engagement:
        """What the conference of the case at that time is in a day of those who come."""
        return Engagement(at, at + timedelta(minutes=self.rules.length), case.place)


def minutes_between(one: Place | None, other: Place | None, rules: Rules) -> int:
    """What lies between two engagements of one person at the least: the way, if both are at a place."""
    if one is None or other is None or (one.school is not None and one.school == other.school):
        return 0
    if one.area is not None and one.area == other.area:
        return rules.same_area_travel
    return rules.travel


def clash(one: Engagement, other: Engagement, rules: Rules) -> bool:
    """Whether one person can't do both, with the way between them."""
    way = timedelta(minutes=minutes_between(one.place, other.place, rules))
    return one.starts < other.ends + way and other.starts < one.ends + way
