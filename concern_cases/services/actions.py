"""Actions: who does what by when, and how it will be known."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from concern_cases.actions_in_plans import steps_in_force
from concern_cases.events import EventKind, event_kind, record_event, record_la_event
from concern_cases.models import Action, ConcernCase, Evidence, Plan
from concern_cases.rules import can_read, lock_case, lock_open_case, people_named, worded
from concern_cases.services.evidence import add_evidence
from concern_cases.services.plan_steps import Step, is_done, lock_plans_of, mark_done, mark_open, steps_of
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority
from schools.permissions import Circle

ACTION_AGREED = event_kind(
    "actions.agreed",
    "agreed an action with {owner}: {what}",
    title="Action agreed: {what}",
    details=("{owner}, by {due_on}.", "We shall know by: {measure}"),
)
ACTION_DONE = event_kind(
    "actions.done",
    "recorded as done: {what}",
    title="Action done: {what}",
    details=("{outcome}", "Evidence: {evidence}."),
)
ACTION_VERIFIED = event_kind(
    "actions.verified", "verified that it was done: {what}", title="Action verified: {what}"
)
ACTION_REOPENED = event_kind(
    "actions.reopened",
    "opened an action again: {what}",
    title="Action open again: {what}",
    details=("{why}", "It is due on {due_on}."),
)
ACTION_REDATED = event_kind(
    "actions.redated",
    "moved an action from {before} to {due_on}: {what}",
    title="Action moved to {due_on}: {what}",
    details=("{why}", "It was due on {before}."),
)
ACTION_HANDED_OVER = event_kind(
    "actions.handed_over",
    "gave an action of {before} to {owner}: {what}",
    title="Action given to {owner}: {what}",
    details=("{why}", "It was {before}’s."),
)
ACTION_DROPPED = event_kind(
    "actions.dropped", "dropped an action: {what}", title="Action dropped: {what}", details=("{why}",)
)


@service
def agree_action(
    *,
    case: ConcernCase | None,
    la: LocalAuthority | None = None,
    what: str,
    due_on: date,
    measure: str,
    owner: User | None = None,
    owner_name: str = "",
    circle: str = Circle.SCHOOL,
    named: Sequence[User] = (),
    origin: str = "",
    rule: str = "",
    entered_late: bool = False,
    by: User,
) -> Action:
    """One responsible person has the action, with a due date and a measure.

    One that concerns no school has no case, and belongs to the ``la``. ``entered_late``: it was agreed before
    and kept elsewhere, and may be overdue. Refuses (RuleError)
    missing words, a due date that has passed, nobody responsible, a responsible person who couldn't read it
    in this circle, and a closed case (AlreadyDone).
    """
    what = worded(what, "Say what will be done", field="what")
    measure = worded(measure, "Say how we shall know that it is done", field="measure")
    if due_on < clock.today() and not entered_late:
        raise RuleError("Choose a due date from today on", field="due_on")
    people = _readers(case, circle, named, owner=owner, by=by)
    owner_name = worded(str(owner) if owner else owner_name, "Say who is responsible", field="owner")
    authority = case.school.la if case else la
    if authority is None:
        raise ValueError("An action belongs to a case or to an authority.")
    action = Action.objects.create(
        la=authority,
        school=case.school if case else None,
        case=case,
        what=what,
        owner=owner,
        owner_name=owner_name,
        due_on=due_on,
        rule=rule,
        measure=measure,
        circle=circle,
        origin=origin.strip(),
    )
    action.named.set(people)
    tell_action(ACTION_AGREED, action, due_on=due_on, measure=measure)
    return action


def _readers(
    case: ConcernCase | None, circle: str, named: Sequence[User], *, owner: User | None, by: User
) -> list[User]:
    """The people named, if whoever is responsible is among those who read it; locks the case."""
    if case is None:
        return []
    lock_open_case(case)
    people = people_named(circle, named, school=case.school, by=by)
    if owner and not can_read(owner, circle, people, school=case.school):
        raise RuleError(f"{owner} couldn’t read this action: choose a wider circle", field="circle")
    return people


@service
def complete_action(
    action: Action, *, outcome: str, evidence: Evidence | None = None, files: Sequence[Any] = (), by: User
) -> Action:
    """The action is done today, what came of it is known, and what shows it is with it, if anything does.

    ``files`` become a piece of evidence in the action’s circle. What it is in the plan in force is done with
    it. Refuses (RuleError) an empty outcome, both evidence and files, evidence of another
    case, a file that is not taken, and an action that is not open (AlreadyDone).
    """
    outcome = worded(outcome, "Say what came of it", field="outcome")
    if evidence and files:
        raise RuleError("Choose evidence that is here already, or add files: not both", field="files")
    if evidence and evidence.case_id != action.case_id:
        raise RuleError("Choose evidence of this case", field="evidence")
    if files and action.case:
        lock_case(action.case)
    plans = _lock_plans(action)
    lock_open_action(action)
    action.evidence = _evidence_of(action, files, outcome, by=by) if files else evidence
    action.status, action.done_on, action.outcome = Action.Status.DONE, clock.today(), outcome
    action.save()
    tell_action(ACTION_DONE, action, outcome=outcome, evidence=_shown(action))
    for plan, steps in _same_steps(action, plans):
        if not is_done(steps[0]):
            mark_done(plan, steps, on=clock.today(), came_of_it=outcome)
    return action


def _lock_plans(action: Action) -> list[Plan]:
    """The plans that may have it as a step. Before the action is: who does a step has its plan first."""
    return lock_plans_of(action.school_id) if action.school_id and action.circle == Circle.SCHOOL else []


def _same_steps(action: Action, plans: Collection[Plan]) -> Iterator[tuple[Plan, list[Step]]]:
    """What it is in these plans, each in the version in force and in the draft."""
    steps = steps_in_force(action).filter(text__version__plan__in=[plan.pk for plan in plans])
    for step in steps.select_related("text__version__plan__school", "text__version__plan__case"):
        plan = step.text.version.plan
        yield plan, steps_of(plan, step.key)


@service
def verify_action(action: Action, *, by: User) -> Action:
    """Somebody other than the responsible person has seen that the action was done and worked.

    Refuses (RuleError) the responsible person, and an action that is not done or was verified (AlreadyDone).
    """
    _lock_done_action(action)
    if action.owner_id == by.pk:
        raise RuleError("Somebody else has to verify it: the action is yours")
    action.verified_by, action.verified_at = by, clock.now()
    action.save()
    tell_action(ACTION_VERIFIED, action)
    return action


@service
def reopen_action(action: Action, *, due_on: date, why: str, by: User) -> Action:
    """The action was not done as agreed: it is open again, due on that day, and everybody can read why.

    So is what it is in the plan in force. Refuses (RuleError) an empty reason and a day that has passed; an
    action that is not done, or was verified (AlreadyDone).
    """
    why = worded(why, "Say what is still to be done", field="why")
    if due_on < clock.today():
        raise RuleError("Choose a due date from today on", field="due_on")
    plans = _lock_plans(action)
    _lock_done_action(action)
    action.status, action.done_on, action.due_on = Action.Status.OPEN, None, due_on
    action.redated_count += 1
    action.rule = ""
    action._change_reason = why
    action.save()
    tell_action(ACTION_REOPENED, action, why=why, due_on=due_on)
    for plan, steps in _same_steps(action, plans):
        if is_done(steps[0]):
            mark_open(plan, steps)
    return action


@service
def redate_action(action: Action, *, due_on: date, why: str, by: User) -> Action:
    """The action is due on another day, and it is known how often that happened and why.

    Refuses (RuleError) an empty reason, a day that has passed, the same day, and an action that is not
    open (AlreadyDone).
    """
    why = worded(why, "Say why the date changes", field="why")
    if due_on < clock.today():
        raise RuleError("Choose a due date from today on", field="due_on")
    lock_open_action(action)
    if due_on == action.due_on:
        raise RuleError("Choose another day than before", field="due_on")
    before, action.due_on = action.due_on, due_on
    action.redated_count += 1
    # The rule counted the first date; a day agreed by people was counted by none.
    action.rule = ""
    action._change_reason = why
    action.save()
    tell_action(ACTION_REDATED, action, before=before, due_on=due_on, why=why)
    return action


@service
def hand_over_action(
    action: Action, *, owner: User | None = None, owner_name: str = "", why: str, by: User
) -> Action:
    """Somebody else is responsible for the action, which stays what it was, and it is known why.

    Refuses (RuleError) an empty reason, nobody, whoever is responsible already, a person who couldn't read
    it, and an action that is not open (AlreadyDone).
    """
    why = worded(why, "Say why somebody else is responsible now", field="why")
    lock_open_action(action)
    name = worded(str(owner) if owner else owner_name, "Say who is responsible", field="owner")
    if (action.owner, action.owner_name) == (owner, name):
        raise RuleError(f"{name} is responsible already: choose somebody else", field="owner")
    readers = list(action.named.all())
    if owner and action.school and not can_read(owner, action.circle, readers, school=action.school):
        raise RuleError(f"{owner} can’t read this action: choose somebody else", field="owner")
    before, action.owner, action.owner_name = action.owner_name, owner, name
    action._change_reason = why
    action.save()
    tell_action(ACTION_HANDED_OVER, action, before=before, why=why)
    return action


@service
def drop_action(action: Action, *, why: str, by: User) -> Action:
    """Nobody is expected to do the action any more; the reason is kept as its outcome.

    Refuses (RuleError) an empty reason, and an action that is not open (AlreadyDone).
    """
    why = worded(why, "Say why it is dropped", field="why")
    lock_open_action(action)
    action.status, action.outcome = Action.Status.DROPPED, why
    action.save()
    tell_action(ACTION_DROPPED, action, why=why)
    return action


def lock_open_action(action: Action) -> Action:
    """The action as it is now, kept from other changes; refuses (AlreadyDone) one that is not open."""
    action.refresh_from_db(from_queryset=Action.objects.select_for_update(of=("self",)))
    if action.status != Action.Status.OPEN:
        raise AlreadyDone(f"This action is {action.get_status_display().lower()} already")
    return action


def _lock_done_action(action: Action) -> Action:
    """The action as it is now; refuses (AlreadyDone) one that is not done, or whose end somebody has seen."""
    action.refresh_from_db(from_queryset=Action.objects.select_for_update(of=("self",)))
    if action.verified_by_id:
        raise AlreadyDone(f"{action.verified_by} has verified this action already")
    if action.status != Action.Status.DONE:
        raise AlreadyDone(f"This action is {action.get_status_display().lower()}")
    return action


def _evidence_of(action: Action, files: Sequence[Any], outcome: str, *, by: User) -> Evidence:
    if action.case is None:
        raise RuleError("Files need a case to belong to", field="files")
    return add_evidence(
        action.case,
        kind=Evidence.Kind.OTHER,
        on=clock.today(),
        source=f"Action done: {action.what}"[:300],
        text=outcome,
        circle=action.circle,
        named=list(action.named.all()),
        files=files,
        by=by,
    )


def _shown(action: Action) -> str:
    """What shows that it was done, in words; nothing if its readers are fewer than the action’s."""
    evidence = action.evidence
    return evidence.source if evidence and evidence.circle == action.circle else ""


def tell_action(kind: EventKind, action: Action, **facts: Any) -> None:
    """What happened to the action is told in its circle, in the chain of its school or its authority."""
    if action.school is None:
        record_la_event(
            kind, la=action.la, action=action.pk, what=action.what, owner=action.owner_name, **facts
        )
        return
    named = action.named.all() if action.circle == Circle.NAMED else ()
    record_event(
        kind,
        school=action.school,
        case=action.case,
        circle=action.circle,
        audience=named,
        action=action.pk,
        what=action.what,
        owner=action.owner_name,
        **facts,
    )
