"""Cases: opening, closing and opening again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from django.db import IntegrityError, transaction

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import Action, Cadence, ConcernCase
from concern_cases.rules import in_future, lock_case, lock_open_case, not_in_future, worded
from concern_cases.services.actions import ACTION_DROPPED, lock_open_action, tell_action
from concern_cases.services.cadences import cadence_chosen, inside
from concern_cases.services.concerns import ConcernFacts, add_concern, check_concern
from concern_cases.services.judgements import judge_risk, open_case_of
from concern_cases.services.plan_cases import lock_plans_without_case, take_into_case
from concern_cases.services.references import next_reference
from evaluation.models import Risk
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from schools.permissions import Perm

CASE_OPENED = event_kind(
    "cases.opened",
    "opened the case",
    title="Case opened",
    details=(
        "{why}",
        "{lead} leads it. Conferences: {cadence}.",
        "{cadence_why}",
        "It has been open since {open_since}, kept elsewhere until now.",
    ),
)
CASE_REOPENED = event_kind(
    "cases.reopened",
    "opened the case, continuing {continues}",
    title="Case opened, continuing {continues}",
    details=("{why}", "{lead} leads it. Conferences: {cadence}.", "{cadence_why}"),
)
CASE_CLOSED = event_kind(
    "cases.closed",
    "closed the case",
    title="Case closed",
    details=("{reason}", "Follow-up on {follow_up_on}."),
)
ACTION_CARRIED = event_kind(
    "actions.carried",
    "kept an action open beyond the case: {what}",
    title="Action kept open beyond the case: {what}",
)
ACTION_TAKEN_OVER = event_kind(
    "actions.taken_over",
    "took over an action from {continues}: {what}",
    title="Action taken over from {continues}: {what}",
)


class Fate(StrEnum):
    """What becomes of an open action when its case is closed."""

    DROP = "drop"
    CARRY = "carry"


ClosingRule = Callable[[ConcernCase], None]
_closing_rules: list[ClosingRule] = []


def closing_rule(rule: ClosingRule) -> ClosingRule:
    """From now on the rule is asked before a case is closed; it raises RuleError to refuse.

    For the apps above, which know what else may stand open: a letter, a meeting, a process.
    """
    _closing_rules.append(rule)
    return rule


@service
def open_case(
    school: School,
    *,
    why: str,
    lead: User,
    concerns: Sequence[ConcernFacts],
    risk_level: str,
    risk_reason: str,
    cadence: Cadence | None = None,
    cadence_why: str = "",
    opened_on: date | None = None,
    by: User,
) -> ConcernCase:
    """The school has a case with its concerns, its risk of failing to improve, a lead and a cadence.

    Without ``cadence`` it is the one that the risk proposes. ``opened_on`` is an earlier day, of a case that
    was kept elsewhere until now. Plans that the school works by already belong to the case.

    Refuses (RuleError) a second open case, a school that is not open, no concern or one that was a surprise,
    a lead who may not manage the case, another cadence without a reason, a day to come.
    """
    not_in_future(opened_on or clock.today(), "the opening of a case", field="opened_on")
    case = _open(
        school,
        why=why,
        lead=lead,
        risk_level=risk_level,
        cadence=cadence,
        cadence_why=cadence_why,
        opened_on=opened_on,
        by=by,
    )
    _fill(case, concerns=concerns, risk_level=risk_level, risk_reason=risk_reason, kind=CASE_OPENED, by=by)
    return case


@service
def reopen_case(
    case: ConcernCase,
    *,
    why: str,
    lead: User,
    concerns: Sequence[ConcernFacts],
    risk_level: str,
    risk_reason: str,
    cadence: Cadence | None = None,
    cadence_why: str = "",
    school: School | None = None,
    by: User,
) -> ConcernCase:
    """A new case continues the closed one, which stays as it was closed; its open actions move over.

    With ``school`` it is a case of that successor of the school. Refuses what ``open_case`` refuses, a case
    that is open, one that another case continues already, and a school that does not follow the case's own.
    """
    lock_case(case)
    if school and not case.school.successions_out.filter(successor=school).exists():
        raise RuleError(f"The register does not say that {school} follows {case.school}", field="school")
    if case.is_open:
        raise AlreadyDone(f"{case.reference} is open")
    later = case.continued_by.first()
    if later:
        raise RuleError(f"{case.reference} was continued as {later.reference}: reopen that one")
    new = _open(
        school or case.school,
        why=why,
        lead=lead,
        risk_level=risk_level,
        cadence=cadence,
        cadence_why=cadence_why,
        continues=case,
        by=by,
    )
    _fill(new, concerns=concerns, risk_level=risk_level, risk_reason=risk_reason, kind=CASE_REOPENED, by=by)
    for action in Action.objects.open().filter(case=case):
        action.case, action.school, action.la = new, new.school, new.school.la
        action.save()
        tell_action(ACTION_TAKEN_OVER, action, continues=case.reference)
    return new


def _open(
    school: School,
    *,
    why: str,
    lead: User,
    risk_level: str,
    cadence: Cadence | None,
    cadence_why: str,
    continues: ConcernCase | None = None,
    opened_on: date | None = None,
    by: User,
) -> ConcernCase:
    why = worded(why, "Say why there is to be a case", field="why")
    if not school.is_open:
        raise RuleError(f"{school} is not open in the register ({school.status}): no case can be opened")
    _refuse_second_case(school)
    if not may(lead, Perm.MANAGE_CASE, school):
        raise RuleError(f"{lead} may not run cases of this school: choose somebody else", field="lead")
    cadence, cadence_why = cadence_chosen(cadence, why=cadence_why, risk_level=risk_level)
    try:
        with transaction.atomic():
            return ConcernCase.objects.create(
                reference=next_reference(),
                school=school,
                why=why,
                lead=lead,
                cadence=cadence,
                cadence_why=cadence_why,
                continues=continues,
                opened_on=opened_on or clock.today(),
                opened_by=by,
            )
    except IntegrityError:
        # Somebody else opened one between the question above and the row: the database keeps to one.
        _refuse_second_case(school)
        raise


def _refuse_second_case(school: School) -> None:
    case = open_case_of(school)
    if case:
        raise RuleError(
            f"{school} has an open case already, {case.reference}, led by {case.lead}: add to that one"
        )


def _fill(
    case: ConcernCase,
    *,
    concerns: Sequence[ConcernFacts],
    risk_level: str,
    risk_reason: str,
    kind: EventKind,
    by: User,
) -> None:
    """The opening is told first, then the concerns and the risk, in the chain's order."""
    if not concerns:
        raise RuleError("Name at least one concern")
    for facts in concerns:
        check_concern(facts)
    # Locked before anything is told: a step of a plan holds the plan first as well.
    lock_plans_without_case(case.school)
    record_event(
        kind,
        school=case.school,
        case=case,
        why=case.why,
        lead=str(case.lead),
        cadence=inside(case.cadence.name),
        cadence_why=case.cadence_why,
        continues=case.continues.reference if case.continues else "",
        open_since=case.opened_on if case.opened_on < clock.today() else None,
    )
    for facts in concerns:
        add_concern(case, facts=facts, by=by)
    judge_risk(
        case.school, kind=Risk.Kind.IMPROVEMENT, level=risk_level, reason=risk_reason, on=clock.today(), by=by
    )
    take_into_case(case, by=by)


@service
def close_case(
    case: ConcernCase,
    *,
    reason: str,
    follow_up_on: date | None = None,
    open_actions: Mapping[int, str] | None = None,
    by: User,
) -> ConcernCase:
    """The case is closed, with the reason and the day on which the LA looks again.

    ``open_actions`` says for each open action (by key) whether it is dropped or carried beyond the case
    (``Fate``). Refuses (RuleError) an empty reason, a follow-up that is not ahead, an open action without
    its fate, whatever a ``closing_rule`` forbids, and a closed case (AlreadyDone).
    """
    reason = worded(reason, "Say why the case is closed", field="reason")
    if follow_up_on:
        in_future(follow_up_on, "the follow-up", field="follow_up_on")
    lock_open_case(case)
    for rule in _closing_rules:
        rule(case)
    _settle(case, fates=open_actions or {}, reason=reason, by=by)
    case.status = ConcernCase.Status.CLOSED
    case.closed_on, case.closed_by, case.closed_why = clock.today(), by, reason
    case.follow_up_on = follow_up_on
    case._change_reason = reason
    case.save()
    record_event(CASE_CLOSED, school=case.school, case=case, reason=reason, follow_up_on=follow_up_on)
    return case


def _settle(case: ConcernCase, *, fates: Mapping[int, str], reason: str, by: User) -> None:
    """Every open action is dropped or carried. What ``by`` can't read is carried: it can't be asked about."""
    readable = set(Action.objects.open().visible_to(by).filter(case=case).values_list("pk", flat=True))
    for action in Action.objects.open().filter(case=case):
        fate = fates.get(action.pk) if action.pk in readable else Fate.CARRY
        if fate not in set(Fate):
            raise RuleError(
                f"Say what becomes of the open action “{action.what[:80]}”: dropped, or kept open",
                field="open_actions",
            )
        if fate == Fate.CARRY:
            tell_action(ACTION_CARRIED, action)
            continue
        lock_open_action(action)
        action.status, action.outcome = Action.Status.DROPPED, f"The case was closed: {reason}"
        action.save()
        tell_action(ACTION_DROPPED, action, why=action.outcome)
