"""The times that a case may have, and which rules stand in the way of all the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from meetings.planning.problem import Case, Engagement, Part, Person, Problem, clash

Placed = Mapping[int, datetime]  # when the conference of a case is, by the case's key


class Rule(StrEnum):
    """What a date may break, if somebody says why. School days and double-booking are never given up."""

    EDGE = "edge"  # one of the first or last school days of a half-term
    NOTICE = "notice"  # sooner than people are usually asked
    LIMIT = "limit"  # later than the interval allows
    AWAY = "away"  # somebody who must come is away
    TAKEN = "taken"  # somebody who must come is at another conference of this plan
    FULL = "full"  # somebody has as many conferences on that day as are wanted
    STEP = "step"  # the next conference of the same case would be too near to it, or too late


@dataclass(frozen=True)
class Broken:
    """One rule that a date breaks; by whose diary, or by which other case, where that is the reason."""

    rule: Rule
    person: int | None = None
    case: int | None = None


def settled(problem: Problem, case: Case, placed: Placed) -> Case | None:
    """The case by itself, now that the conference before it has a date; None while that has none."""
    if case.before is None:
        return case
    day = _day_of(problem.by_key[case.before.key], placed)
    if day is None:
        return None
    first, last = case.step(day)
    days = tuple(each for each in case.days if each >= first)
    return replace(case, due_by=last, since=day, days=days)


def is_needed(problem: Problem, case: Case, placed: Placed) -> bool:
    """Whether the conference has to be in the time that is planned, as the ones before it are placed.

    One before it that has no date is taken to be held when it is due.
    """
    if case.before is None or case.kept:
        return True
    one_before = problem.by_key[case.before.key]
    day = _day_of(one_before, placed) or one_before.due_by
    return is_needed(problem, one_before, placed) and case.before.is_needed_after(day)


def _day_of(case: Case, placed: Placed) -> date | None:
    at = placed.get(case.key, case.kept)
    return at.date() if at else None


def times_of(problem: Problem, case: Case, days: Sequence[date]) -> list[datetime]:
    """Every beginning on these days that is still to come, in order."""
    starts = sorted(problem.rules.starts)
    return [at for day in days for start in starts if (at := datetime.combine(day, start)) > problem.now]


def possible_times(problem: Problem, case: Case) -> list[datetime]:
    """The times that break no rule while nobody has another date of this plan, in order."""
    return [at for at in times_of(problem, case, case.days) if not broken_alone(problem, case, at)]


def broken_alone(problem: Problem, case: Case, at: datetime) -> list[Broken]:
    """The rules that the case would break at that time if it were the only one."""
    found, day = [], at.date()
    if day in case.edges:
        found.append(Broken(Rule.EDGE))
    if day < problem.not_before:
        found.append(Broken(Rule.NOTICE))
    if day > case.due_by:
        found.append(Broken(Rule.LIMIT))
    for group in case.one_of_each:
        broken = [_broken_for(problem, case, at, part) for part in group]
        if all(broken):
            found.append(min((each for each in broken if each), key=lambda each: each.rule == Rule.AWAY))
    return found


def can_come(problem: Problem, case: Case, at: datetime, part: Part) -> bool:
    """Whether nothing in the person's diary is in the way, and the person may come on that day."""
    if part.until and at.date() > part.until:
        return False
    return not is_away(problem, problem.person[part.person], problem.engaged(case, at))


def _broken_for(problem: Problem, case: Case, at: datetime, part: Part) -> Broken | None:
    if not can_come(problem, case, at, part):
        return Broken(Rule.AWAY, person=part.person)
    if meetings_on(problem.person[part.person], at.date()) >= problem.rules.per_day:
        return Broken(Rule.FULL, person=part.person)
    return None


def broken_beside(problem: Problem, case: Case, at: datetime, placed: Placed) -> list[Broken]:
    """The rules that it would break because of the dates that the other cases have in this plan.

    A conference that was called, and has no other date in this plan, is where it stands. Where one of several
    people is enough, each other conference at that time is taken to need one of them for itself.
    """
    found, mine = [], problem.engaged(case, at)
    for group in case.one_of_each:
        taken: list[Broken] = []
        full: list[Broken] = []
        able = [part for part in group if len(group) == 1 or not _broken_for(problem, case, at, part)]
        for part in able:
            others = list(_on_the_day(problem, case, at, placed, part.person))
            clashing = [other.key for other, begins in others if _meets(problem, mine, other, begins)]
            taken += [Broken(Rule.TAKEN, person=part.person, case=key) for key in clashing]
            held = meetings_on(problem.person[part.person], at.date())
            if others and held < problem.rules.per_day <= held + len(others):
                full.append(Broken(Rule.FULL, person=part.person))
        if len({each.case for each in taken}) >= len(able):
            found += taken
        if len(full) == len(able):
            found += full[:1]
    following = problem.next_after.get(case.key)
    then = placed.get(following.key, following.kept) if following else None
    if following and then and not following.is_in_step(at.date(), then):
        found.append(Broken(Rule.STEP, case=following.key))
    return found


def _on_the_day(
    problem: Problem, case: Case, at: datetime, placed: Placed, person: int
) -> Iterator[tuple[Case, datetime]]:
    """The other conferences of the person on that day."""
    for other in problem.cases_of[person]:
        then = placed.get(other.key, other.kept)
        if then is not None and other.key != case.key and then.date() == at.date():
            yield other, then


def _meets(problem: Problem, mine: Engagement, other: Case, begins: datetime) -> bool:
    return clash(mine, problem.engaged(other, begins), problem.rules)


def is_away(problem: Problem, person: Person, wanted: Engagement) -> bool:
    """Whether something that stands in the person's diary is in the way."""
    return any(clash(wanted, engagement, problem.rules) for engagement in person.engagements)


def meetings_on(person: Person, day: date) -> int:
    """How many meetings the person has on that day besides those of this plan."""
    return sum(1 for each in person.engagements if each.place and each.starts.date() == day)


def stays(problem: Problem, case: Case) -> bool:
    """Whether a conference to which people were invited may stay where it is: nobody is away, and in time.

    The days at the edge, the notice and how many a day are rules for new dates only.
    """
    if case.kept is None or case.kept.date() not in case.days:
        return False
    if case.before:
        one_before = problem.by_key[case.before.key]
        if one_before.kept is None or not stays(problem, one_before):
            return False
        if not case.is_in_step(one_before.kept.date(), case.kept):
            return False
    broken = broken_alone(problem, case, case.kept)
    return not any(each.rule in (Rule.LIMIT, Rule.AWAY) for each in broken)
