"""What of a plan in force is done: its actions and milestones by their key, and those of the draft.

The action of the case that one of them is, is done with it (``concern_cases.actions_in_plans``).
"""

from datetime import date
from uuid import UUID

from concern_cases.actions_in_plans import actions_of
from concern_cases.models import Plan, PlanAction
from concern_cases.plan_days import done_day
from concern_cases.rules import not_in_future
from concern_cases.services.actions import complete_action
from concern_cases.services.plan_steps import (
    Step,
    is_done,
    lock_plan,
    lock_plans_of,
    mark_done,
    mark_open,
    state_of,
    steps_of,
)
from people.access import may
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import plain_day
from schools.permissions import Perm


@service
def finish_step(plan: Plan, key: UUID, *, on: date, came_of_it: str = "", by: User) -> Step:
    """The action is done, or the milestone reached, on that day: in the version in force and in the draft.

    So is the open action of the case that it is, if that is ``by``'s own or ``by`` may run the case:
    somebody else's stays open until that person says so. Refuses (RuleError) a step that the version in force
    does not have, a day to come, and one before the plan was opened; a closed plan and a step that is done
    (AlreadyDone).
    """
    not_in_future(on, "what is done")
    if reason := done_day(on, opened_on=plan.opened_on):
        raise RuleError(reason, field="on")
    lock_plans_of(plan.school_id)  # an action of the case may be one of another plan too
    lock_plan(plan)
    steps, came_of_it = steps_of(plan, key), came_of_it.strip()
    step = steps[0]
    if is_done(step):
        raise AlreadyDone(f"“{step}” is {state_of(step)} already")
    mark_done(plan, steps, on=on, came_of_it=came_of_it)
    if isinstance(step, PlanAction):
        linked = actions_of(step, plan).open()
        if not may(by, Perm.MANAGE_CASE, plan.school):
            linked = linked.filter(owner=by)
        for action in linked:
            outcome = came_of_it or f"Done on {plain_day(on)}, as recorded in the plan."
            complete_action(action, outcome=outcome, by=by)
    return step


@service
def reopen_step(plan: Plan, key: UUID, *, by: User) -> Step:
    """It is not done after all.

    Refuses (RuleError) a step that the version in force does not have, and one that is an action of the case
    as well and done there: that one is opened again, with a new day.
    """
    lock_plan(plan)
    steps = steps_of(plan, key)
    step = steps[0]
    if not is_done(step):
        raise AlreadyDone(f"“{step}” is open")
    if isinstance(step, PlanAction):
        linked = actions_of(step, plan)
        if linked.filter(status="done").exists() and not linked.open().exists():
            raise RuleError(f"“{step}” is an action of the case, and done there: open that one again")
    return mark_open(plan, steps)
