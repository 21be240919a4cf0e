"""Small problems, with overrides. The first day is Monday 4 January 2027."""

from datetime import date, datetime, time, timedelta
from typing import Any

from meetings.planning.problem import Case, Engagement, Part, Person, Place, Problem, Rules

MONDAY = date(2027, 1, 4)
ADVISER, HEAD, OFFICER = 1, 1000, 50


def weekdays(count: int, first: date = MONDAY) -> tuple[date, ...]:
    days = (first + timedelta(days=n) for n in range(count * 2))
    return tuple([day for day in days if day.weekday() < 5][:count])


def at(day: date, hour: float = 14) -> datetime:
    return datetime.combine(day, time(int(hour), int(hour % 1 * 60)))


def busy(day: date, begins: float = 8, ends: float = 18) -> Engagement:
    return Engagement(at(day, begins), at(day, ends))


def person(key: int, *engagements: Engagement, **facts: Any) -> Person:
    return Person(key, facts.pop("name", f"Person {key}"), engagements, **facts)


def case(key: int, **facts: Any) -> Case:
    """A case of the adviser with a head of its own, due by the end of its ten school days."""
    facts.setdefault("name", f"School {key}")
    facts.setdefault("place", Place(key))
    facts.setdefault("days", weekdays(10))
    facts.setdefault("due_by", facts["days"][-1] if facts["days"] else MONDAY)
    facts.setdefault("since", date(2026, 9, 1))
    facts.setdefault("people", (Part(ADVISER, "chair"), Part(HEAD + key, "Headteacher")))
    return Case(key, **facts)


def problem(*cases: Case, people: tuple[Person, ...] = (), **facts: Any) -> Problem:
    """The cases with their people: those not given are free on every day."""
    known = {each.key for each in people}
    needed = {part.person for each in cases for part in each.people}
    others = [person(key) for key in sorted(needed - known)]
    rules = {"effort": 5.0, **facts.pop("rules", {})}
    days = [day for each in cases for day in each.days] or [MONDAY]
    facts.setdefault("first_day", min(days))
    facts.setdefault("last_day", max(days))
    facts.setdefault("not_before", facts["first_day"])
    facts.setdefault("now", at(date(2026, 12, 1), 9))
    return Problem(tuple(cases), (*people, *others), rules=Rules(**rules), **facts)
