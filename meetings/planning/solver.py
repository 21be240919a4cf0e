"""The plan: everybody placed and nobody in two places at once, by CP-SAT, proven as far as there was time.

First as many as possible are placed, with as few moves as possible; what is left free then decides for few
adviser days, areas together, reviews held on the way, and early days. The same problem gives the same plan:
the search is limited by the solver's own measure of work, never by the clock on the wall.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ortools.sat.python import cp_model

from meetings.planning.model import PlanModel
from meetings.planning.problem import Problem
from meetings.planning.slots import stays
from meetings.planning.start import quick_plan

# Two strategies prove a small plan in half the time; of a large one eight find a far better plan.
FEW, WORKERS_FOR_FEW, WORKERS_FOR_MANY = 60, 2, 8
SEED = 20260901
POLL = 0.2  # seconds between two looks at whether to stop
FIRST_SHARE = 0.3  # of the effort, for placing; what it leaves over is used for the rest
ONE = 0.5  # costs are whole numbers: a distance below this is none


@dataclass(frozen=True)
class Found:
    """How far the search has come: how many are placed, what the plan costs, and what none can undercut.

    While it is still about placing everybody, cost and bound are not known.
    """

    placed: int
    cost: float | None = None
    bound: float | None = None


@dataclass(frozen=True)
class Plan:
    """When each conference is, by the key of its case; what fits nowhere is absent.

    ``cost`` and ``bound`` are of the last part of the search; they agree when no better plan exists.
    """

    dates: dict[int, datetime]
    cost: float
    bound: float
    all_that_can_be: bool  # no plan places more
    stopped: bool = False

    @property
    def is_best(self) -> bool:
        return self.all_that_can_be and self.cost - self.bound < ONE


Tell = Callable[[Found], None]
Ask = Callable[[], bool]


def solve(problem: Problem, *, on_progress: Tell | None = None, should_stop: Ask | None = None) -> Plan:
    """The best plan that was found within the effort, or until ``should_stop`` said so.

    ``on_progress`` and ``should_stop`` are called in the caller's own thread, some times a second.
    """
    built = PlanModel(problem)
    built.begin_with(quick_plan(problem))
    effort = problem.rules.effort
    placing = built.placing()
    first = _Look(built, placing, effort * FIRST_SHARE, on_progress, should_stop, is_first=True)
    if not first.has_plan:
        kept = {case.key: case.kept for case in problem.cases if case.kept and stays(problem, case)}
        return Plan(kept, cost=0, bound=0, all_that_can_be=False, stopped=True)
    if first.stopped:
        return Plan(first.dates(), cost=1, bound=0, all_that_can_be=first.is_proven, stopped=True)
    built.model.add(placing <= first.cost)
    built.begin_with(first.dates())
    left = max(effort - first.effort, effort * (1 - FIRST_SHARE))
    second = _Look(built, built.comfort(), left, on_progress, should_stop)
    if not second.has_plan:
        return Plan(first.dates(), cost=1, bound=0, all_that_can_be=first.is_proven, stopped=second.stopped)
    return Plan(second.dates(), second.cost, second.bound, first.is_proven, second.stopped)


class _Look:
    """The model solved for the least of something: in a thread of its own, so that it can be stopped."""

    def __init__(
        self,
        built: PlanModel,
        wanted: Any,
        effort: float,
        tell: Tell | None,
        ask: Ask | None,
        *,
        is_first: bool = False,
    ) -> None:
        self.built, self.tell, self.ask, self.is_first = built, tell, ask, is_first
        self.stopped, self.status = False, cp_model.UNKNOWN
        self.seen = _Seen(list(built.at.values()))
        built.model.minimize(wanted)
        self.solver = solver = cp_model.CpSolver()
        solver.parameters.num_workers = WORKERS_FOR_FEW if len(built.cases) <= FEW else WORKERS_FOR_MANY
        solver.parameters.interleave_search = True  # several strategies in turn, in a fixed order
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = effort
        self._search()
        self.has_plan = self.status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        self.is_proven = self.status == cp_model.OPTIMAL
        self.effort = solver.deterministic_time
        if self.has_plan:
            self.cost = round(solver.objective_value)
            self.bound = min(solver.best_objective_bound, self.cost)

    def dates(self) -> dict[int, datetime]:
        return {key: at for (key, at), variable in self.built.at.items() if self.solver.value(variable)}

    def _search(self) -> None:
        failures: list[BaseException] = []

        def work() -> None:
            try:
                self.status = self.solver.solve(self.built.model, self.seen)
            except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
                failures.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                thread.join(POLL)
                self._report()
        finally:
            while thread.is_alive():  # what was called from here failed: the search must not outlive it
                self.solver.stop_search()
                thread.join(POLL)
        if failures:
            raise failures[0]

    def _report(self) -> None:
        if self.ask and not self.stopped and self.ask():
            self.stopped = True
        if self.stopped:
            self.solver.stop_search()
        elif self.tell and self.seen.found:
            placed, cost, bound = self.seen.found
            self.tell(Found(placed) if self.is_first else Found(placed, cost, bound))


class _Seen(cp_model.CpSolverSolutionCallback):
    """The last plan that the search came by, for whoever waits for it."""

    def __init__(self, times: list[Any]) -> None:
        super().__init__()
        self._times = times
        self.found: tuple[int, float, float] | None = None

    def on_solution_callback(self) -> None:
        placed = sum(1 for variable in self._times if self.value(variable))
        self.found = (placed, self.objective_value, self.best_objective_bound)
