"""Working out a plan of a term (a topic of the outbox), outside any transaction."""

import time
from typing import Any

from meetings.models import TermPlan
from meetings.planning.problem import Problem
from meetings.planning.solver import Found, solve
from meetings.services.term_plans import begin_plan, fail_plan, finish_plan
from record import stopping
from record.errors import RuleError
from record.models import Dispatch
from record.outbox import NotAccepted, keep_claim

EVERY = 1.0  # seconds between two looks into the database
TRIES = 3


def plan_term(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The plan that was asked for is worked out and proposed; doing it again after a stop does no harm."""
    plan = TermPlan.objects.filter(pk=payload["plan"]).first()
    if plan is None:
        return
    try:
        problem = begin_plan(plan, by=None)
        if problem:
            _work_out(plan, problem, dispatch)
    except RuleError as error:
        fail_plan(plan, problem=str(error), by=None)
    except NotAccepted:
        raise
    except Exception as error:
        if dispatch.tries >= TRIES:
            fail_plan(plan, problem=f"{type(error).__name__} in the worker", by=None)
        raise


def _work_out(plan: TermPlan, problem: Problem, dispatch: Dispatch) -> None:
    watch = _Watch(plan, dispatch)
    found = solve(problem, on_progress=watch.tell, should_stop=watch.is_to_stop)
    if watch.is_ending:
        raise NotAccepted("The worker was asked to end: another one works the plan out.")
    finish_plan(plan, problem=problem, found=found, by=None)


class _Watch:
    """Tells the page how far the search is, and the search that somebody wants it to stop."""

    def __init__(self, plan: TermPlan, dispatch: Dispatch) -> None:
        self.plan, self.dispatch = plan, dispatch
        self.began = self.looked = self.told = time.monotonic()
        self.is_ending = self.stop = False

    def tell(self, found: Found) -> None:
        now = time.monotonic()
        if now - self.told < EVERY:
            return
        self.told = now
        progress = {
            "placed": found.placed,
            "seconds": round(now - self.began),
            "distance": distance(found.cost, found.bound),
        }
        TermPlan.objects.filter(pk=self.plan.pk, state=TermPlan.State.RUNNING).update(progress=progress)

    def is_to_stop(self) -> bool:
        """Somebody asked for it, the plan was dropped, or the worker is to end."""
        now = time.monotonic()
        if stopping.asked():
            self.is_ending = True
        elif now - self.looked >= EVERY:
            self.looked = now
            keep_claim(self.dispatch)
            state, stop = TermPlan.objects.values_list("state", "stop_asked").get(pk=self.plan.pk)
            self.stop = stop or state != TermPlan.State.RUNNING
        return self.stop or self.is_ending


def distance(cost: float | None, bound: float | None) -> float | None:
    """By how many per cent a plan could be better at most; None while that is not known."""
    if cost is None or bound is None:
        return None
    return round(100 * (cost - bound) / cost, 1) if cost else 0.0
