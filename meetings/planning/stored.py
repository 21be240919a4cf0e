"""A problem as JSON and back, so that a plan can be looked at later as it was asked."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from meetings.planning.problem import Before, Case, Engagement, Part, Person, Place, Problem, Rules


def stored(problem: Problem) -> dict[str, Any]:
    """The problem as plain lists, texts and numbers."""
    return _plain(asdict(problem))


def restored(facts: dict[str, Any]) -> Problem:
    """The problem that was stored."""
    rules = facts["rules"]
    starts = tuple(time.fromisoformat(each) for each in rules["starts"])
    return Problem(
        cases=tuple(_case(each) for each in facts["cases"]),
        people=tuple(_person(each) for each in facts["people"]),
        first_day=date.fromisoformat(facts["first_day"]),
        last_day=date.fromisoformat(facts["last_day"]),
        not_before=date.fromisoformat(facts["not_before"]),
        now=datetime.fromisoformat(facts["now"]),
        rules=Rules(**{**rules, "starts": starts}),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(_plain(each) for each in value)
    return value.isoformat() if isinstance(value, (date, time)) else value


def _days(texts: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(each) for each in texts)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _case(facts: dict[str, Any]) -> Case:
    return Case(
        key=facts["key"],
        name=facts["name"],
        place=Place(**facts["place"]),
        due_by=date.fromisoformat(facts["due_by"]),
        since=date.fromisoformat(facts["since"]),
        people=tuple(Part(**{**each, "until": _day(each.get("until"))}) for each in facts["people"]),
        days=_days(facts["days"]),
        edges=frozenset(_days(facts["edges"])),
        later=_days(facts["later"]),
        kept=_moment(facts["kept"]),
        earlier=_moment(facts["earlier"]),
        review=frozenset(_days(facts["review"])),
        before=_before(facts.get("before")),
    )


def _before(facts: dict[str, Any] | None) -> Before | None:
    if not facts:
        return None
    terms = tuple(
        (date.fromisoformat(first), date.fromisoformat(last), name) for first, last, name in facts["terms"]
    )
    return Before(**{**facts, "needed_until": date.fromisoformat(facts["needed_until"]), "terms": terms})


def _person(facts: dict[str, Any]) -> Person:
    engagements = tuple(
        Engagement(
            datetime.fromisoformat(each["starts"]),
            datetime.fromisoformat(each["ends"]),
            Place(**each["place"]) if each["place"] else None,
        )
        for each in facts["engagements"]
    )
    return Person(facts["key"], facts["name"], engagements, _day(facts.get("known_until")))
