"""26 and 200 made-up cases over 58 school days planned as one problem, against one case after the other.

    python benchmarks/plan_term.py            # both sizes
    python benchmarks/plan_term.py 26         # one of them
    python benchmarks/plan_term.py 26 often   # with every third case held every four weeks

Needs no database. What is measured: seconds, people in two places at once, cases placed, days on which an
adviser has a conference, and the distance between the plan and what no plan can undercut.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from meetings.planning.problem import (  # noqa: E402
    FAR,
    Before,
    Case,
    Engagement,
    Part,
    Person,
    Place,
    Problem,
    Rules,
    clash,
    key_of,
)
from meetings.planning.slots import broken_beside, is_needed, possible_times, settled  # noqa: E402
from meetings.planning.solver import solve  # noqa: E402

FIRST, DAYS = date(2027, 1, 4), 58
CASES_OF_AN_ADVISER = 26
AREAS = 18
SEED = 20260901


def school_days(first: date, count: int) -> tuple[date, ...]:
    """Weekdays, of which the week in the middle is a holiday."""
    days, day = [], first
    while len(days) < count:
        if day.weekday() < 5 and not 28 <= (day - first).days < 35:
            days.append(day)
        day += timedelta(days=1)
    return tuple(days)


def make_problem(size: int, *, effort: float = 10, often: bool = False) -> Problem:
    """A county: an adviser for every 26 cases, four diocesan officers, for each a head, a chair, an AHT.

    With ``often`` every third case has as many conferences as four weeks between two of them ask for.
    """
    random, days = Random(SEED), school_days(FIRST, DAYS)
    edges = frozenset([*days[:2], *days[18:22], *days[-2:]])
    advisers = [
        _person(random, 1 + n, f"Adviser {n + 1}", days, busy=14)
        for n in range(-(-size // CASES_OF_AN_ADVISER))
    ]
    officers = [_person(random, 101 + n, f"Officer {n + 1}", days, busy=24) for n in range(4)]
    helpers = [_person(random, 201 + n, f"AHT {n + 1}", days, busy=20) for n in range(max(4, size // 5))]
    people, cases = [*advisers, *officers, *helpers], []
    for number in range(size):
        head = _person(random, 1001 + number, f"Head {number}", days, busy=12)
        chair = _person(random, 3001 + number, f"Chair of governors {number}", days, busy=25)
        people += [head, chair]
        parts = [Part(advisers[number % len(advisers)].key, "chair"), Part(head.key, "Headteacher")]
        parts += [Part(chair.key, "Chair of governors"), Part(helpers[number % len(helpers)].key, "AHT")]
        if number % 3:
            parts.append(Part(officers[number % 4].key, "Diocesan officer"))
        due = days[random.randrange(20, DAYS)]
        place = Place(number, random.randrange(1, AREAS + 1))
        since = due - timedelta(days=random.choice([61, 91, 120]))
        case = Case(number, f"School {number}", place, due, since, tuple(parts), days, edges)
        cases += _every_four_weeks(case) if often and number % 3 == 0 else [case]
    return Problem(
        tuple(cases),
        tuple(people),
        days[0],
        days[-1],
        days[0],
        datetime(2026, 12, 1, 9),
        Rules(effort=effort),
    )


def _every_four_weeks(case: Case) -> Iterator[Case]:
    """The case due within four weeks, and what could be due after it."""
    case = replace(case, due_by=min(case.due_by, case.days[19]))
    yield case
    for occurrence in count(2):
        before = Before(case.key, 4, "weeks", case.days[-1])
        if not before.is_needed_after(case.days[0]):
            return
        days = tuple(day for day in case.days if day >= case.days[0] + timedelta(days=14))
        due_by, key = before.due_after(case.due_by), key_of(case.key % FAR, occurrence)
        case = replace(case, key=key, due_by=due_by, since=case.due_by, days=days, before=before)
        yield case


def _person(random: Random, key: int, name: str, days: tuple[date, ...], *, busy: int) -> Person:
    """Somebody with so many half days taken."""
    taken = []
    for day in sorted(random.sample(days, busy)):
        starts = datetime(day.year, day.month, day.day, random.choice([8, 13]))
        taken.append(Engagement(starts, starts + timedelta(hours=4.5)))
    return Person(key, name, tuple(taken))


def one_after_the_other(problem: Problem) -> dict[int, datetime]:
    """As by hand: the case that is due first gets the first time that is left, and so on."""
    placed: dict[int, datetime] = {}
    for case in sorted(problem.cases, key=lambda case: (case.due_by, case.key)):
        asked = settled(problem, case, placed) if is_needed(problem, case, placed) else None
        for at in possible_times(problem, asked) if asked else ():
            if not broken_beside(problem, case, at, placed):
                placed[case.key] = at
                break
    return placed


def clashes(problem: Problem, dates: dict[int, datetime]) -> int:
    """How often somebody would have to be in two places at once, counted anew."""
    found = 0
    for person in problem.people:
        mine = [
            problem.engaged(case, dates[case.key])
            for case in problem.cases_of.get(person.key, [])
            if case.key in dates
        ]
        every = [*mine, *person.engagements]
        found += sum(
            clash(one, other, problem.rules) for n, one in enumerate(mine) for other in every[n + 1 :]
        )
    return found


def adviser_days(problem: Problem, dates: dict[int, datetime]) -> int:
    days = defaultdict(set)
    for key, at in dates.items():
        days[problem.by_key[key].chair].add(at.date())
    return sum(len(each) for each in days.values())


def tell(title: str, problem: Problem, dates: dict[int, datetime], seconds: float, more: str = "") -> None:
    late = sum(
        at.date() > (settled(problem, problem.by_key[key], dates) or problem.by_key[key]).due_by
        for key, at in dates.items()
    )
    needed = sum(case.key in dates or is_needed(problem, case, dates) for case in problem.cases)
    print(
        f"  {title:<24} {seconds:6.1f} s  placed {len(dates):>3} of {needed}  clashes "
        f"{clashes(problem, dates)}  too late {late}  adviser days {adviser_days(problem, dates):>3}  {more}"
    )


def main(sizes: list[int], *, often: bool) -> None:
    for size in sizes:
        problem = make_problem(size, often=often)
        print(f"{size} cases over {DAYS} school days" + (", some every four weeks" if often else ""))
        began = time.perf_counter()
        dates = one_after_the_other(problem)
        tell("one after the other", problem, dates, time.perf_counter() - began)
        began = time.perf_counter()
        plan = solve(problem)
        took = time.perf_counter() - began
        gap = 100 * (plan.cost - plan.bound) / plan.cost if plan.cost else 0
        proof = "proven best" if plan.is_best else f"at most {gap:.1f} % better exists"
        placing = "" if plan.all_that_can_be else ", not proven that no more fit"
        tell("as one problem", problem, plan.dates, took, f"{proof}{placing}")


if __name__ == "__main__":
    given = [each for each in sys.argv[1:] if each != "often"]
    main([int(each) for each in given] or [26, 200], often="often" in sys.argv)
