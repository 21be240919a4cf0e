"""One conference by itself: the times that break no rule, as the planner would choose among them.

The costs are those of the plan of a half-term (``model``), so that a date proposed for one case is the date
that the case would have in a plan of its own.
"""

from datetime import date, datetime

from meetings.planning.model import ADVISER_DAY, REVIEW_APART
from meetings.planning.problem import Case, Problem
from meetings.planning.slots import meetings_on, possible_times


def best_times(problem: Problem, case: Case) -> list[datetime]:
    """Every time that suits everybody and breaks no rule, the best one first."""
    times = possible_times(problem, case)
    order = {day: place for place, day in enumerate(sorted({at.date() for at in times}))}
    return sorted(times, key=lambda at: (cost_of_day(problem, case, at.date(), order), at))


def cost_of_day(problem: Problem, case: Case, day: date, order: dict[date, int]) -> int:
    """What the day costs: how late it is, a day out for the chair, a review that it does not hold."""
    cost = order[day]
    if not meetings_on(problem.person[case.chair], day):
        cost += ADVISER_DAY
    if case.review and day not in case.review:
        cost += REVIEW_APART
    return cost


def against(problem: Problem, case: Case, day: date, best: date) -> list[str]:
    """What speaks against a day on which everybody is free, beside the best one."""
    found = []
    chair = problem.person[case.chair]
    if meetings_on(chair, best) and not meetings_on(chair, day):
        found.append(f"a further day out for {chair.name}")
    if best in case.review and day not in case.review:
        found.append("it does not hold the review")
    if day > best:
        days = (day - best).days
        found.append(f"{days} day{'' if days == 1 else 's'} later")
    return found
