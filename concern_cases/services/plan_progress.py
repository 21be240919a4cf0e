"""What of a plan in force is done: its actions and milestones by their key, and those of the draft."""

from datetime import date
from typing import Any
from uuid import UUID

from concern_cases.events import event_kind, record_event
from concern_cases.models import Milestone, Plan, PlanAction, PlanVersion
from concern_cases.plan_days import done_day
from concern_cases.rules import not_in_future
from concern_cases.services.plan_writing import is_done
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service

STEP_DONE = event_kind(
    "plans.step_done",
    "recorded as {state} on {on}: {what}",
    title="{what}: {state}",
    details=("On {on}.", "{came_of_it}"),
)
STEP_OPEN_AGAIN = event_kind(
    "plans.step_open_again", "took back that this is {state}: {what}", title="{what}: not {state} after all"
)
Step = PlanAction | Milestone


@service
def finish_step(plan: Plan, key: UUID, *, on: date, came_of_it: str = "", by: User) -> Step:
    """The action is done, or the milestone reached, on that day: in the version in force and in the draft.

    Refuses (RuleError) a step that the version in force does not have, a day to come, and one before the plan
    was opened; a closed plan and a step that is done (AlreadyDone).
    """
    not_in_future(on, "what is done")
    if reason := done_day(on, opened_on=plan.opened_on):
        raise RuleError(reason, field="on")
    _lock(plan)
    steps = _steps_of(plan, key)
    if is_done(steps[0]):
        raise AlreadyDone(f"“{steps[0]}” is {_state(steps[0])} already")
    for step in steps:
        _set(step, on, came_of_it.strip())
    _tell(STEP_DONE, plan, steps[0], on=on, came_of_it=came_of_it.strip())
    return steps[0]


@service
def reopen_step(plan: Plan, key: UUID, *, by: User) -> Step:
    """It is not done after all. Refuses (RuleError) a step that the version in force does not have."""
    _lock(plan)
    steps = _steps_of(plan, key)
    if not is_done(steps[0]):
        raise AlreadyDone(f"“{steps[0]}” is open")
    for step in steps:
        _set(step, None, "")
    _tell(STEP_OPEN_AGAIN, plan, steps[0])
    return steps[0]


def step_in_force(plan: Plan, key: UUID) -> Step | None:
    """The step of that key in the version that the school works by; None if there is none."""
    for model in (PlanAction, Milestone):
        step: Any = model.objects.filter(
            key=key, text__version__plan=plan, text__version__status=PlanVersion.Status.IN_FORCE
        ).first()
        if step:
            return step  # type: ignore[no-any-return]
    return None


def _steps_of(plan: Plan, key: UUID) -> list[Step]:
    """The step in the version in force, first, and in the draft."""
    step = step_in_force(plan, key)
    if step is None:
        raise RuleError("The plan in force has no such step")
    drafted: Any = type(step).objects.filter(
        key=key, text__version__plan=plan, text__version__status=PlanVersion.Status.DRAFT
    )
    return [step, *drafted]


def _set(step: Step, on: date | None, came_of_it: str) -> None:
    if isinstance(step, PlanAction):
        step.done_on, step.came_of_it = on, came_of_it
    else:
        step.reached_on = on
    step.save()


def _state(step: Step) -> str:
    return "done" if isinstance(step, PlanAction) else "reached"


def _tell(event: Any, plan: Plan, step: Step, **facts: Any) -> None:
    record_event(
        event, school=plan.school, case=plan.case, plan=plan.pk, what=step.what, state=_state(step), **facts
    )


def _lock(plan: Plan) -> None:
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    if plan.closed_on:
        raise AlreadyDone("This plan is closed")
