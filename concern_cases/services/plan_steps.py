"""The steps of a plan by their key, in the version in force and in the draft, and what is told of them."""

from datetime import date
from typing import Any
from uuid import UUID

from concern_cases.events import event_kind, record_event
from concern_cases.models import Milestone, Plan, PlanAction, PlanVersion
from record.errors import AlreadyDone, RuleError

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


def step_in_force(plan: Plan, key: UUID) -> Step | None:
    """The step of that key in the version that the school works by; None if there is none."""
    for model in (PlanAction, Milestone):
        step: Any = model.objects.filter(
            key=key, text__version__plan=plan, text__version__status=PlanVersion.Status.IN_FORCE
        ).first()
        if step:
            return step  # type: ignore[no-any-return]
    return None


def steps_of(plan: Plan, key: UUID) -> list[Step]:
    """The step in the version in force, first, and in the draft."""
    step = step_in_force(plan, key)
    if step is None:
        raise RuleError("The plan in force has no such step")
    drafted: Any = type(step).objects.filter(
        key=key, text__version__plan=plan, text__version__status=PlanVersion.Status.DRAFT
    )
    return [step, *drafted]


def mark_done(plan: Plan, steps: list[Step], *, on: date, came_of_it: str) -> Step:
    """The step is done in the version in force and in the draft, and it is told."""
    for step in steps:
        _set(step, on, came_of_it)
    _tell(STEP_DONE, plan, steps[0], on=on, came_of_it=came_of_it)
    return steps[0]


def mark_open(plan: Plan, steps: list[Step]) -> Step:
    """The step is not done after all, and it is told."""
    for step in steps:
        _set(step, None, "")
    _tell(STEP_OPEN_AGAIN, plan, steps[0])
    return steps[0]


def _set(step: Step, on: date | None, came_of_it: str) -> None:
    if isinstance(step, PlanAction):
        step.done_on, step.came_of_it = on, came_of_it
    else:
        step.reached_on = on
    step.save()


def state_of(step: Step) -> str:
    return "done" if isinstance(step, PlanAction) else "reached"


def _tell(event: Any, plan: Plan, step: Step, **facts: Any) -> None:
    record_event(
        event, school=plan.school, case=plan.case, plan=plan.pk, what=step.what, state=state_of(step), **facts
    )


def lock_plan(plan: Plan) -> None:
    """The plan as it is now, kept from other changes. Refuses (AlreadyDone) a closed one."""
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    if plan.closed_on:
        raise AlreadyDone("This plan is closed")


def lock_plans_of(school_pk: int) -> list[Plan]:
    """The school's plans that are not closed, kept from other changes, always in the same order."""
    plans = Plan.objects.filter(school=school_pk, closed_on=None).order_by("pk")
    return list(plans.select_for_update(of=("self",)))


def is_done(step: Step) -> bool:
    """Whether the action is done, or the milestone reached."""
    on = step.done_on if isinstance(step, PlanAction) else step.reached_on
    return on is not None
