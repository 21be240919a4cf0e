"""That an action of the case and an action of a plan are one thing: said where one is made of the other."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.text import Truncator

from concern_cases.actions_in_plans import NOW, actions_of
from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import Action, ActionInPlan, ObjectiveText, Plan, PlanAction, PlanVersion
from concern_cases.services.actions import agree_action, lock_open_action
from concern_cases.services.plan_steps import lock_plan, lock_plans_of
from concern_cases.services.plan_words import StepWords, Words
from concern_cases.services.plan_writing import refresh, save_objective
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle

IN_PLAN = event_kind(
    "actions.in_plan",
    "said that an action is one of the {plan_kind} as well: {what}",
    title="An action of the {plan_kind} as well: {what}",
    details=("In the plan: {step}",),
)
NOT_IN_PLAN = event_kind(
    "actions.not_in_plan",
    "said that an action is none of the {plan_kind}: {what}",
    title="No action of the {plan_kind} after all: {what}",
    details=("In the plan: {step}",),
)
LONGEST = 300


@service
def link_action(action: Action, *, plan: Plan, key: UUID, by: User) -> ActionInPlan:
    """The action of the case is the plan's action of that key from now on, whatever words each of them has.

    Refuses (RuleError) an action that the school may not read, a plan of another school, and a key that is no
    open action of the version in force or of the draft; a closed plan, an action that is not open, and the
    same again (AlreadyDone).
    """
    _lock(action, plan)
    step = _open_step(plan, key)
    link, is_new = ActionInPlan.objects.get_or_create(action=action, plan=plan, key=key)
    if not is_new:
        raise AlreadyDone(f"“{step}” is this action already")
    _tell(IN_PLAN, link, step)
    return link


@service
def unlink_action(link: ActionInPlan, *, by: User) -> None:
    """The two are no longer one thing; what was said to be done of either stays.

    Refuses (AlreadyDone) a closed plan, and a link that is there no more.
    """
    lock_plan(link.plan)
    if not ActionInPlan.objects.filter(pk=link.pk).exists():
        raise AlreadyDone("They are two actions already")
    step = PlanAction.objects.filter(key=link.key, text__version__plan=link.plan).order_by("-pk").first()
    _tell(NOT_IN_PLAN, link, step)
    link.delete()


@service
def take_up_action(action: Action, *, text: ObjectiveText, by: User) -> ActionInPlan:
    """The draft has the action of the case under that objective, in its words and until its day.

    Refuses what ``link_action`` and ``save_objective`` refuse: a draft that is not being written, and
    (RuleError) a day that does not fit the objective's; and an action that is an open one of the draft
    already, under whichever objective (AlreadyDone).
    """
    lock_plans_of(text.version.plan.school_id)
    refresh(text)
    _refuse_taken_up(action, text.version)
    step = StepWords(
        uuid4(), Truncator(" ".join(action.what.split())).chars(LONGEST), action.due_on, action.owner_name
    )
    now = Words.of(text)
    try:
        save_objective(text, edition=text.edition, words=replace(now, actions=(*now.actions, step)), by=by)
    except RuleError as error:
        error.field = "step"
        raise
    return link_action(action, plan=text.version.plan, key=step.key, by=by)


@service
def agree_step(plan: Plan, key: UUID, *, by: User, **facts: Any) -> Action:
    """The action of the plan is agreed as an action of its case, by ``facts`` as ``agree_action`` takes them.

    Refuses what ``agree_action`` and ``link_action`` refuse, and a step that is an open action of the case
    already (AlreadyDone).
    """
    lock_plans_of(plan.school_id)
    step = _open_step(plan, key)
    if actions_of(step, plan).open().exists():
        raise AlreadyDone(f"“{step}” is an action of the case already")
    action: Action = agree_action(case=plan.case, circle=Circle.SCHOOL, by=by, **facts)
    link_action(action, plan=plan, key=key, by=by)
    return action


def _lock(action: Action, plan: Plan) -> None:
    if action.school_id != plan.school_id:
        raise RuleError("Choose a plan of the action’s school", field="step")
    if action.circle != Circle.SCHOOL:
        raise RuleError("The school reads its plan, and may not read this action", field="step")
    lock_plans_of(plan.school_id)  # before the action: who does a step has its plan first
    lock_plan(plan)
    lock_open_action(action)


def _refuse_taken_up(action: Action, draft: PlanVersion) -> None:
    """Two may do so at the same time: whoever has the plans first takes it up."""
    keys = action.in_plans.filter(plan=draft.plan).values("key")  # type: ignore[attr-defined]
    steps = PlanAction.objects.filter(text__version=draft, text__dropped=False, done_on=None, key__in=keys)
    if step := steps.first():
        raise AlreadyDone(f"“{step}” in the draft is this action already")


def _open_step(plan: Plan, key: UUID) -> PlanAction:
    """The action as the version in force words it, otherwise the draft."""
    rows = PlanAction.objects.filter(key=key, text__version__plan=plan, text__version__status__in=NOW)
    step = rows.filter(text__dropped=False, done_on=None).order_by("text__version__number").first()
    if step is None:
        raise RuleError("Choose an open action of the plan", field="step")
    return step


def _tell(kind: EventKind, link: ActionInPlan, step: PlanAction | None) -> None:
    """Told to whoever reads the action; in the words of a draft only to whoever reads that."""
    action, plan = link.action, link.plan
    is_read = step is not None and step.text.version.status != PlanVersion.Status.DRAFT
    record_event(
        kind,
        school=plan.school,
        case=action.case,
        circle=action.circle if is_read else Circle.LA,
        action=action.pk,
        what=action.what,
        plan=plan.pk,
        plan_kind=plan.get_kind_display().lower(),
        step=str(step or ""),
    )
