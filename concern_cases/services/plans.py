"""Plans: opened, revised, brought into force. Their objectives keep one identity through all versions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import (
    Action,
    ActionInPlan,
    ConcernCase,
    Milestone,
    Objective,
    ObjectiveText,
    Plan,
    PlanAction,
    PlanTemplate,
    PlanVersion,
    RevisionReason,
    SuccessCriterion,
)
from concern_cases.models.plan_parts import PlanStep
from concern_cases.plan_days import after_objective
from concern_cases.rules import in_future, lock_open_case, worded
from concern_cases.services.plan_telling import tell_writers
from evaluation.models import Area
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School

PLAN_OPENED = event_kind(
    "plans.opened",
    "opened a {plan_kind}",
    title="Plan opened: {plan_kind}",
    details=("Its horizon is {horizon}.",),
)
PLAN_TO_BE_REVISED = event_kind(
    "plans.to_be_revised",
    "gave a reason to revise the {plan_kind}: {why}",
    title="Plan to be revised",
    details=("{why}", "Version {version} is in draft."),
)
PLAN_IN_FORCE = event_kind(
    "plans.in_force",
    "brought version {version} of the {plan_kind} into force",
    title="Version {version} of the plan is in force",
)


@dataclass(frozen=True)
class MilestoneFacts:
    """One step on the way to an objective."""

    what: str
    due_on: date
    who: str = ""


@dataclass(frozen=True)
class CriterionFacts:
    """What is measured, from where to where, seen from what; without ``by`` on the day of its objective."""

    what: str
    target: str
    baseline: str = ""
    by: date | None = None
    source: str = ""


@dataclass(frozen=True)
class ActionFacts:
    """Something to be done for an objective."""

    what: str
    due_on: date
    who: str = ""
    resources: str = ""


@dataclass(frozen=True)
class ObjectiveFacts:
    """What is to be reached by when, what it is measured by, and the first steps on the way."""

    area: Area
    title: str
    by: date
    criteria: Sequence[CriterionFacts]
    baseline: str = ""
    actions: Sequence[ActionFacts] = field(default_factory=list)
    milestones: Sequence[MilestoneFacts] = field(default_factory=list)


@service
def open_plan(
    case: ConcernCase, *, kind: str, horizon: date, objectives: Sequence[ObjectiveFacts], by: User
) -> Plan:
    """The school has a plan, whose first version is a draft with these objectives.

    Refuses (RuleError) a second running plan of the kind, a horizon that has passed, no objective, one
    without words or criteria, and a criterion without a target or later than its objective; a closed case
    (AlreadyDone).
    """
    lock_open_case(case)
    if not objectives:
        raise RuleError("Name at least one objective", field="objectives")
    version = first_version(school=case.school, case=case, kind=kind, horizon=horizon)
    for order, facts in enumerate(objectives, start=1):
        _add_objective(version, facts, order=order)
    return version.plan


def first_version(
    *,
    school: School,
    case: ConcernCase | None,
    kind: str,
    horizon: date,
    template: PlanTemplate | None = None,
) -> PlanVersion:
    """The school has a plan whose first version is an empty draft; for the services that open one.

    Refuses (RuleError) what is no kind of plan, a second running plan of the kind, and a horizon that has
    passed.
    """
    if kind not in Plan.Kind.values:
        raise RuleError("Choose a kind of plan", field="kind")
    in_future(horizon, "the horizon", field="horizon")
    facts = {"school": school, "case": case, "kind": kind, "horizon": horizon, "template": template}
    there_is_one = RuleError("There is a plan of this kind already: revise that one", field="kind")
    if Plan.objects.running().filter(school=school, kind=kind).exists():
        raise there_is_one
    try:
        with transaction.atomic():
            plan = Plan.objects.create(opened_on=clock.today(), **facts)
    except IntegrityError:  # somebody opened it at this very moment
        raise there_is_one from None
    _tell(PLAN_OPENED, plan, horizon=horizon)
    return PlanVersion.objects.create(plan=plan, number=1)


@service
def bring_into_force(version: PlanVersion, *, by: User) -> PlanVersion:
    """The draft is what everybody works by from today on; the version before it is superseded.

    What was done of the version before, and stood in the draft no more, is in this one: it was taken out of
    the draft before it was done. What was done meanwhile as an action of the case is done in it. Reasons for
    revision that came when the draft was no longer being written open the next one.
    Refuses (AlreadyDone) a version that is no draft.
    """
    _lock_plan(version.plan)
    version.refresh_from_db()
    if version.status != PlanVersion.Status.DRAFT:
        raise AlreadyDone(f"Version {version.number} is {version.get_status_display().lower()} already")
    for before in version.plan.versions.filter(status=PlanVersion.Status.IN_FORCE):
        _bring_what_was_done(before, version)
        before.status = PlanVersion.Status.SUPERSEDED
        before.save()
    _take_over_what_was_done(version)
    version.status, version.in_force_on = PlanVersion.Status.IN_FORCE, clock.today()
    version.save()
    _tell(PLAN_IN_FORCE, version.plan, version=version.number)
    _carry_late_reasons(version)
    return version


def _bring_what_was_done(before: PlanVersion, version: PlanVersion) -> None:
    """Nothing with recorded progress goes out of sight: its objective has it in this version too."""
    of_objective = {text.objective_id: text for text in version.texts.all()}
    for kind, done in ((PlanAction, "done_on"), (Milestone, "reached_on")):
        there: Any = kind._default_manager
        kept = there.filter(text__version=version).values("key")
        rows = there.filter(**{"text__version": before, f"{done}__isnull": False}).exclude(key__in=kept)
        for step in rows.select_related("text"):
            text = of_objective.get(step.text.objective_id)
            if text:
                _copy(step, text=text)


def _take_over_what_was_done(version: PlanVersion) -> None:
    """An action of the case that the draft took up, and that was done before it comes into force."""
    links = ActionInPlan.objects.filter(plan=version.plan).select_related("action").order_by("pk")
    done = {link.key: link.action for link in links if link.action.status == Action.Status.DONE}
    still_open = {link.key for link in links if link.action.status == Action.Status.OPEN}
    rows = PlanAction.objects.filter(text__version=version, key__in=done.keys() - still_open, done_on=None)
    for step in rows:
        step.done_on, step.came_of_it = done[step.key].done_on, done[step.key].outcome
        step.save()


def _carry_late_reasons(version: PlanVersion) -> None:
    late = list(version.reasons.filter(is_late=True))
    if not late or version.plan.closed_on:
        return
    draft = _next_version(version.plan)
    for reason in late:
        reason.version, reason.is_late = draft, False
        reason.save()
        _tell(PLAN_TO_BE_REVISED, version.plan, why=reason.text, version=draft.number)


@service
def ask_for_revision(plan: Plan, *, kind: str, why: str, on: date, key: str, by: User | None) -> PlanVersion:
    """The plan is to be revised for this reason: the next version is in draft, pre-filled from the last.

    A draft that is open already takes the reason, and who wrote in it has a mail. If it is with the school or
    for approval, the reason opens the next draft as soon as this one is in force. The same ``key`` again
    changes nothing. Refuses (RuleError) an empty reason, and a plan that was closed (AlreadyDone).
    """
    why = worded(why, "Say why the plan is to be revised", field="why")
    _lock_plan(plan)
    if plan.closed_on:
        raise AlreadyDone("This plan is closed")
    known = RevisionReason.objects.filter(key=key).select_related("version").first()
    if known:
        return known.version
    version = plan.versions.filter(status=PlanVersion.Status.DRAFT).first() or _next_version(plan)
    is_late = version.stage != PlanVersion.Stage.WRITING
    reason = RevisionReason.objects.create(
        version=version, kind=kind, text=why, on=on, key=key, is_late=is_late
    )
    if not is_late:
        tell_writers(reason, by=by)
    _tell(PLAN_TO_BE_REVISED, plan, why=why, version=version.number)
    return version


def running_plans(case: ConcernCase) -> list[Plan]:
    """The plans that the school of the case works by."""
    return list(Plan.objects.running().filter(school=case.school_id))


def plans_of_conference(case: ConcernCase) -> list[Plan]:
    """The plans that each conference of the case is a reason to revise.

    "[The] support plan … is reviewed after each HMI visit or case conference"; where the school has none, its
    single plan takes its place.
    """
    running = running_plans(case)
    return [plan for plan in running if plan.kind == Plan.Kind.SUPPORT] or running


def _add_objective(version: PlanVersion, facts: ObjectiveFacts, *, order: int) -> ObjectiveText:
    title = worded(facts.title, "Say what is to be reached", field="objectives")
    if not facts.criteria:
        raise RuleError("Say how it will be known", field="objectives")
    last = version.plan.objectives.aggregate(last=Max("number"))["last"] or 0
    objective = Objective.objects.create(plan=version.plan, number=last + 1, area=facts.area)
    text = ObjectiveText.objects.create(
        version=version,
        objective=objective,
        order=order,
        title=title,
        baseline=facts.baseline.strip(),
        by=facts.by,
    )
    for place, criterion in enumerate(facts.criteria, start=1):
        _add_criterion(text, criterion, order=place)
    for action in facts.actions:
        PlanAction.objects.create(text=text, **vars(action))
    for milestone in facts.milestones:
        Milestone.objects.create(text=text, **vars(milestone))
    return text


def _add_criterion(text: ObjectiveText, facts: CriterionFacts, *, order: int) -> SuccessCriterion:
    if facts.by and (reason := after_objective(facts.by, by=text.by)):
        raise RuleError(f"“{facts.what}”: {reason}", field="objectives")
    return SuccessCriterion.objects.create(
        text=text,
        order=order,
        what=worded(facts.what, "Say how it will be known", field="objectives"),
        baseline=facts.baseline.strip(),
        target=worded(facts.target, "Say what the target is", field="objectives"),
        by=facts.by,
        source=facts.source.strip(),
    )


def _next_version(plan: Plan) -> PlanVersion:
    """A draft that says what the last version says, without what that one gave up.

    Criteria, actions and milestones keep their keys, and each objective the recommendations that it answers.
    A version that was withdrawn is no model for the next.
    """
    said = plan.versions.exclude(status=PlanVersion.Status.WITHDRAWN).order_by("number").last()
    last = plan.versions.order_by("number").last()
    if last is None:
        raise ValueError("A plan begins with its first version.")
    draft = PlanVersion.objects.create(plan=plan, number=last.number + 1)
    texts = (said or last).texts.filter(dropped=False)
    for text in texts.prefetch_related("criteria", "actions", "milestones", "answers"):
        parts, answers = parts_of(text), list(text.answers.all())
        text.change_why, text.edition, text.changed_by, text.changed_at = "", 1, None, None
        _copy(text, version=draft)
        # Not ``set``: it would compare with what was prefetched of the version before.
        text.answers.add(*answers)
        for part in parts:
            _copy(part, text=text)
    return draft


def parts_of(text: ObjectiveText) -> list[SuccessCriterion | PlanStep]:
    """What stands under the objective: its criteria, actions and milestones."""
    return [*text.criteria.all(), *text.actions.all(), *text.milestones.all()]


def _copy(row: ObjectiveText | SuccessCriterion | PlanStep, **owner: PlanVersion | ObjectiveText) -> None:
    """The same row once more, of another owner."""
    row.pk, row._state.adding = None, True
    for name, value in owner.items():
        setattr(row, name, value)
    row.save()


def _lock_plan(plan: Plan) -> Plan:
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    return plan


def _tell(event: EventKind, plan: Plan, **facts: Any) -> None:
    name = plan.get_kind_display().lower()
    record_event(event, school=plan.school, case=plan.case, plan=plan.pk, plan_kind=name, **facts)
