"""What is to be planned: cases, the people who must come, and the rules. Times are of the clock in London."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any


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
    """Somebody who must come to a conference, and when that is impossible."""

    key: int
    name: str
    engagements: tuple[Engagement, ...] = ()
    diary_known: bool = True


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
class Case:
    """One case whose conference is to have a date.

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
