"""For a case that fits nowhere: which rule stands in the way, and the least bad dates with their price.

One rule at a time is set aside: a date that breaks two is not offered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from meetings.planning.problem import Case, Problem
from meetings.planning.slots import (
    Broken,
    Placed,
    Rule,
    broken_alone,
    broken_beside,
    possible_times,
    settled,
    times_of,
)
from meetings.planning.words import at_in_words, day_in_words, free_in_words

OFFERED = 3
FOLLOWS = "The conference before it has no date yet."
# From what costs least: another case moves for it; a day at the edge; short notice; a third one a day;
# somebody is missing, at last the chair; and later than allowed.
SWAP = "swap"
EDGE, NOTICE, FULL, AWAY, CHAIR_AWAY, LIMIT = "edge", "notice", "full", "away", "chair_away", "limit"
ORDER = (SWAP, EDGE, NOTICE, FULL, AWAY, LIMIT, CHAIR_AWAY)


@dataclass(frozen=True)
class Move:
    """Another case gives way: its conference is at another time."""

    case: int
    at: datetime


@dataclass(frozen=True)
class Choice:
    """One date that breaks one rule, with its price in words."""

    kind: str
    at: datetime
    price: str
    needs_reason: bool = True
    move: Move | None = None

    @property
    def words(self) -> str:
        return f"{at_in_words(self.at)}: {self.price}"


@dataclass(frozen=True)
class Stuck:
    """Why a case has no date, in a sentence or two, and what could be done."""

    why: str
    choices: tuple[Choice, ...]


def stuck(problem: Problem, case: Case, placed: Placed) -> Stuck:
    """What stands in the way of the case, beside the dates that the others have."""
    now = settled(problem, case, placed)
    if now is None:
        return Stuck(FOLLOWS, ())
    return _stuck(problem, now, placed)


def _stuck(problem: Problem, case: Case, placed: Placed) -> Stuck:
    best: dict[str, Choice] = {}
    for choice in [*_swaps(problem, case, placed), *_one_rule_broken(problem, case, placed)]:
        known = best.get(choice.kind)
        if known is None or choice.at < known.at:
            best[choice.kind] = choice
    choices = tuple(best[kind] for kind in ORDER if kind in best)[:OFFERED]
    return Stuck(_why(problem, case, placed, choices), choices)


def _one_rule_broken(problem: Problem, case: Case, placed: Placed) -> Iterator[Choice]:
    """Every date that breaks a single rule, the earliest first."""
    times = {*times_of(problem, case, case.days), *times_of(problem, case, case.later)}
    if case.kept and case.kept > problem.now:
        times.add(case.kept)
    for at in sorted(times):
        broken = [*broken_alone(problem, case, at), *broken_beside(problem, case, at, placed)]
        if len(broken) == 1 and broken[0].rule not in (Rule.TAKEN, Rule.STEP):
            yield _choice(problem, case, at, broken[0])


def _choice(problem: Problem, case: Case, at: datetime, broken: Broken) -> Choice:
    if broken.rule == Rule.EDGE:
        return Choice(EDGE, at, "at the edge of the half-term, needs a reason")
    if broken.rule == Rule.NOTICE:
        days = (at.date() - problem.now.date()).days
        return Choice(NOTICE, at, f"only {_days(days)}’ notice, needs a reason")
    if broken.rule == Rule.LIMIT:
        return Choice(LIMIT, at, f"{_days((at.date() - case.due_by).days)} over the limit")
    name, role = _person(problem, case, broken.person)
    if broken.rule == Rule.FULL:
        more = "third" if problem.rules.per_day == 2 else "further"  # noqa: PLR2004
        return Choice(FULL, at, f"a {more} conference on that day for {name}")
    if broken.person == case.chair:
        return Choice(CHAIR_AWAY, at, f"{name}, who chairs it, can’t come: somebody else has to")
    return Choice(AWAY, at, f"without {name} ({role}), needs a reason")


def _swaps(problem: Problem, case: Case, placed: Placed) -> Iterator[Choice]:
    """Dates that would suit if one other case moved to a time that suits everybody too."""
    for at in possible_times(problem, case):
        broken = broken_beside(problem, case, at, placed)
        in_the_way = {each.case for each in broken if each.case is not None}
        if len(in_the_way) != 1 or any(each.rule != Rule.TAKEN for each in broken):
            continue
        then = {**placed, case.key: at}
        then.pop(next(iter(in_the_way)))
        other = settled(problem, problem.by_key[next(iter(in_the_way))], then)
        if other is None:
            continue
        for instead in possible_times(problem, other):
            if not broken_beside(problem, other, instead, then):
                invited = ", to which people were invited," if other.kept else ""
                free = free_in_words(problem.unknown_on(other, instead.date()))
                price = f"{other.name}{invited} moves to {at_in_words(instead)}. {free}"
                yield Choice(SWAP, at, price, needs_reason=False, move=Move(other.key, instead))
                break


def _why(problem: Problem, case: Case, placed: Placed, choices: tuple[Choice, ...]) -> str:
    """The rule that stands in the way, in a sentence or two."""
    until = [day for day in case.days if problem.not_before <= day <= case.due_by]
    due = day_in_words(case.due_by)
    if not until:
        return _no_day(problem, case)
    if all(day in case.edges for day in until):
        return f"The only school days by {due} are among the first or last of a half-term."
    kinds = {choice.kind for choice in choices}
    alone = possible_times(problem, case)
    if alone:
        return _others_in_the_way(problem, case, placed, alone)
    away = _mostly_away(problem, case, [day for day in until if day not in case.edges])
    if EDGE in kinds:
        return (
            f"By {due} everybody is free only on the first or last school days of a half-term. {away}".strip()
        )
    return f"On no day by {due} is everybody free who must come. {away}".strip()


def _no_day(problem: Problem, case: Case) -> str:
    """Nothing is possible because of the calendar alone."""
    due = day_in_words(case.due_by)
    if case.due_by < problem.now.date():
        return f"It was due by {due}."
    if not case.days or case.days[0] > case.due_by:
        first = f" The first school day is {day_in_words(case.days[0])}." if case.days else ""
        return f"It is due by {due}, when the school is closed.{first}"
    return f"It is due by {due}, which leaves too few days to invite people."


def _others_in_the_way(problem: Problem, case: Case, placed: Placed, alone: list[datetime]) -> str:
    """Somebody is at another conference of the plan whenever it would suit."""
    at = alone[0]
    for each in broken_beside(problem, case, at, placed):
        name, _ = _person(problem, case, each.person)
        if each.case is not None:
            other = problem.by_key[each.case].name
            when = "the only time that suits" if len(alone) == 1 else "the first of the times that suit"
            return f"{at_in_words(at)} is {when}, and then {name} is needed at {other}."
    return (
        f"On every day that suits somebody has as many conferences as a day allows ({problem.rules.per_day})."
    )


def _mostly_away(problem: Problem, case: Case, days: list[date]) -> str:
    """Who is away most often on those days, and how often."""
    counts: list[tuple[int, int]] = []
    for place, part in enumerate(case.people):
        taken = sum(
            all(
                any(each.person == part.person for each in broken_alone(problem, case, at))
                for at in times_of(problem, case, [day])
            )
            for day in days
        )
        counts.append((taken, -place))
    most, place = max(counts)
    if not most:
        return ""
    name, role = _person(problem, case, case.people[-place].person)
    often = "on any of them" if most == len(days) else f"on {most} of these {len(days)} school days"
    return f"{name} ({role}) can’t come {often}."


def _person(problem: Problem, case: Case, key: int | None) -> tuple[str, str]:
    for part in case.people:
        if part.person == key:
            role = "the chair" if part.person == case.chair else part.role
            return problem.person[part.person].name, role
    raise LookupError(f"{key} does not come to {case.name}.")


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
