"""A quick plan for the search to begin with: it improves on it, and never ends with a worse one."""

from collections import defaultdict
from datetime import date, datetime

from meetings.planning.problem import Case, Problem
from meetings.planning.slots import broken_beside, meetings_on, possible_times, stays


def quick_plan(problem: Problem) -> dict[int, datetime]:
    """One case after the other, by its due date: on a day on which its chair is out already."""
    placed: dict[int, datetime] = {
        case.key: case.kept for case in problem.cases if case.kept and stays(problem, case)
    }
    out: dict[int, set[date]] = defaultdict(set)
    for key, at in placed.items():
        out[problem.by_key[key].chair].add(at.date())
    for case in sorted(problem.cases, key=lambda case: (case.due_by, case.key)):
        free = None if case.key in placed else _first_free(problem, case, placed, out[case.chair])
        if free:
            placed[case.key] = free
            out[case.chair].add(free.date())
    return placed


def _first_free(problem: Problem, case: Case, placed: dict[int, datetime], out: set[date]) -> datetime | None:
    chair = problem.person[case.chair]

    def price(at: datetime) -> tuple[bool, bool, datetime]:
        day = at.date()
        return at != case.earlier, day not in out and not meetings_on(chair, day), at

    for at in sorted(possible_times(problem, case), key=price):
        if not broken_beside(problem, case, at, placed):
            return at
    return None
