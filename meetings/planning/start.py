"""A quick plan for the search to begin with: it improves on it, and never ends with a worse one."""

from collections import defaultdict
from collections.abc import Container, Mapping
from datetime import date, datetime

from meetings.planning.problem import Case, Problem
from meetings.planning.slots import broken_beside, is_needed, meetings_on, possible_times, settled, stays


def quick_plan(problem: Problem) -> dict[int, datetime]:
    """One case after the other, by its due date: on a day on which its chair is out already."""
    placed: dict[int, datetime] = {
        case.key: case.kept for case in problem.cases if case.kept and stays(problem, case)
    }
    out: dict[int, set[date]] = defaultdict(set)
    for key, at in placed.items():
        out[problem.by_key[key].chair].add(at.date())
    for case in sorted(problem.cases, key=lambda case: (case.due_by, case.key)):
        if case.key in placed or not is_needed(problem, case, placed):
            continue
        free = first_free(problem, case, placed, out[case.chair])
        if free:
            placed[case.key] = free
            out[case.chair].add(free.date())
    return placed


def first_free(
    problem: Problem, case: Case, placed: Mapping[int, datetime], out: Container[date] = ()
) -> datetime | None:
    """The best time that breaks no rule beside the others: on one of the days ``out``, or the earliest."""
    chair, case_now = problem.person[case.chair], settled(problem, case, placed)
    if case_now is None:
        return None

    def price(at: datetime) -> tuple[bool, bool, datetime]:
        day = at.date()
        return at != case.earlier, day not in out and not meetings_on(chair, day), at

    for at in sorted(possible_times(problem, case_now), key=price):
        if not broken_beside(problem, case_now, at, placed):
            return at
    return None
