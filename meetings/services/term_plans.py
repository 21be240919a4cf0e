"""Plans of a term: asked for, worked out by the worker, chosen from. Accepting is in ``workflows``."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from concern_cases.rules import worded
from meetings.london import local, moment
from meetings.models import Meeting, ProposedDate, TermPlan
from meetings.next_due import PLANNED
from meetings.planning.choices import Choice, stuck
from meetings.planning.problem import Case, Problem, case_and_occurrence
from meetings.planning.slots import is_needed, settled
from meetings.planning.solver import Plan
from meetings.planning.start import first_free
from meetings.planning.stored import restored, stored
from meetings.planning.words import day_in_words, diaries_not_known
from meetings.reference import CASE_CONFERENCE
from meetings.services.term_problem import cadences_of, fingerprint_of, problem_of
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.outbox import enqueue
from record.services import service
from schools.models import LocalAuthority

TOPIC = "meetings.plan_term"
State = TermPlan.State
BECAUSE, CADENCES = "because", "cadences"  # beside the problem, in what a plan was asked about
UNDER_WAY = (State.WAITING, State.RUNNING, State.READY)


@service
def ask_for_plan(
    la: LocalAuthority, *, first_day: date, last_day: date, after: TermPlan | None = None, by: User
) -> TermPlan:
    """The worker will work out a plan for the conferences between the two days; nothing changes by it.

    ``after``: the plan whose place it takes, whose dates stay where they can. Refuses (AlreadyDone) while
    there is another plan for any of these days, and (RuleError) days that have passed.
    """
    if last_day <= clock.today():
        raise RuleError("Choose a term that is not over yet")
    LocalAuthority.objects.select_for_update().get(pk=la.pk)  # one plan is asked for at a time
    other = TermPlan.objects.filter(
        la=la, state__in=UNDER_WAY, first_day__lte=last_day, last_day__gte=first_day
    ).first()
    if other:
        days = f"{day_in_words(other.first_day)} to {day_in_words(other.last_day)}"
        raise AlreadyDone(f"There is a plan for {days} already: accept or drop that one first")
    return _ask(la=la, first_day=first_day, last_day=last_day, after=after, asked_by=by)


@service
def plan_again(plan: TermPlan, *, because: str = "", by: User | None) -> TermPlan:
    """A new plan takes the place of this one and changes as few of its dates as possible.

    Without ``by`` the worker does it for whoever asked for the first one, and ``because`` says why.
    Refuses (AlreadyDone) a plan that was accepted or dropped.
    """
    drop_plan(plan, by=by)
    facts = {"la": plan.la, "first_day": plan.first_day, "last_day": plan.last_day}
    asked_by = by or plan.asked_by
    return _ask(**facts, after=plan, asked_by=asked_by, asked_about={BECAUSE: because})


@service
def stop_planning(plan: TermPlan, *, by: User) -> TermPlan:
    """The worker stops and proposes the best plan that it has found. Refuses (AlreadyDone) a finished one."""
    lock_plan(plan)
    if plan.state not in (State.WAITING, State.RUNNING):
        raise AlreadyDone("This plan was finished already")
    plan.stop_asked = True
    plan.save()
    return plan


@service
def drop_plan(plan: TermPlan, *, by: User | None) -> TermPlan:
    """Nothing comes of the plan. Refuses (AlreadyDone) one that was accepted or dropped."""
    lock_plan(plan)
    if plan.state not in (*UNDER_WAY, State.FAILED):
        raise AlreadyDone(f"This plan was {plan.get_state_display().lower()} already")
    plan.state = State.DROPPED
    plan.save()
    return plan


@service
def choose(date_: ProposedDate, *, key: str, reason: str = "", by: User) -> ProposedDate:
    """The case has that one of the dates that were offered for it; for the others they are sought anew.

    A date is named by its own ``key``: its place changes when somebody else chooses at the same time.

    Refuses (RuleError) a date that was not offered, or that needs a reason and has none, and (AlreadyDone) a
    case that has a date meanwhile or a plan that is not open any more.
    """
    plan = lock_plan(date_.plan)
    date_.refresh_from_db()
    if plan.state != State.READY or date_.starts_at:
        raise AlreadyDone("This was decided already")
    offered = {choice["key"]: choice for choice in date_.choices}.get(key)
    if offered is None:
        raise RuleError("Choose one of the dates that are offered now", field="choice")
    if offered["needs_reason"]:
        reason = worded(reason, "Say why this rule is set aside", field="reason")
    _take(date_, offered, reason=reason.strip() or offered["price"])
    return date_


@service
def begin_plan(plan: TermPlan, *, by: User | None) -> Problem | None:
    """The plan is being worked out, and this is its problem; None when nobody wants it any more.

    Refuses (RuleError) what ``problem_of`` refuses.
    """
    lock_plan(plan)
    if plan.state not in (State.WAITING, State.RUNNING):
        return None
    cadences = cadences_of(plan.la_id)  # before the problem: a change in between is seen afterwards
    problem = problem_of(plan)
    beside = {CADENCES: cadences, BECAUSE: plan.asked_about.get(BECAUSE, "")}
    plan.state, plan.asked_about = State.RUNNING, stored(problem) | beside
    people = [person.key for person in problem.people]
    plan.fingerprint = fingerprint_of(plan.la, plan.first_day, plan.last_day, people)
    plan.save()
    return problem


@service
def finish_plan(plan: TermPlan, *, problem: Problem, found: Plan, by: User | None) -> TermPlan:
    """The dates are proposed, each with what there is to know; once, and not for a plan dropped meanwhile.

    What was decided in the plan before counts again where the same is still offered.
    """
    lock_plan(plan)
    if plan.state != State.RUNNING:
        return plan
    kept = _kept(problem)
    for case in problem.cases:
        if case.key in found.dates or is_needed(problem, case, found.dates):
            _propose(plan, problem, case, found.dates, kept.get(case.key))
    _decide_as_before(plan)
    plan.state, plan.finished_at = State.READY, clock.now()
    plan.cost, plan.bound, plan.is_best = found.cost, found.bound, found.is_best
    plan.progress = {"cases": plan.dates.count(), "placed": len(found.dates), "stopped": found.stopped}
    plan.save()
    return plan


@service
def fail_plan(plan: TermPlan, *, problem: str, by: User | None) -> TermPlan:
    """The plan says why it could not be worked out; another one can be asked for."""
    lock_plan(plan)
    if plan.state in (State.WAITING, State.RUNNING):
        plan.state, plan.problem, plan.finished_at = State.FAILED, problem, clock.now()
        plan.save()
    return plan


def is_out_of_date(plan: TermPlan) -> bool:
    """Whether something that the plan rests on is different now: a cadence, a case, a diary, a rule."""
    people = [person["key"] for person in plan.asked_about.get("people", [])]
    return plan.fingerprint != fingerprint_of(plan.la, plan.first_day, plan.last_day, people)


def plan_of(la: LocalAuthority, first_day: date, last_day: date) -> TermPlan | None:
    """The plan for these days that is under way, or else the last one that failed or was accepted."""
    rows = TermPlan.objects.filter(la=la, first_day=first_day, last_day=last_day)
    rows = rows.select_related("la", "asked_by", "accepted_by")
    return rows.filter(state__in=UNDER_WAY).first() or rows.exclude(state=State.DROPPED).first()


def lock_plan(plan: TermPlan) -> TermPlan:
    """The plan as it is now, kept from other changes until the transaction ends."""
    plan.refresh_from_db(from_queryset=TermPlan.objects.select_for_update(of=("self",)))
    return plan


def _ask(**facts: Any) -> TermPlan:
    plan = TermPlan.objects.create(**facts)
    enqueue(TOPIC, key=f"{TOPIC}:{plan.pk}", payload={"plan": plan.pk})
    return plan


def _kept(problem: Problem) -> dict[int, Meeting]:
    """The conferences that people were invited to, by their keys in the plan."""
    kept = {(case_and_occurrence(case.key)[0], case.kept): case.key for case in problem.cases if case.kept}
    rows = Meeting.objects.filter(
        case__in={case for case, _ in kept}, type__code=CASE_CONFERENCE, status__in=PLANNED
    )
    by_time = [((row.case_id, local(row.starts_at)), row) for row in rows]
    return {kept[found]: row for found, row in by_time if found in kept}


def _propose(
    plan: TermPlan, problem: Problem, case: Case, dates: Mapping[int, datetime], kept: Meeting | None
) -> None:
    of_case, occurrence = case_and_occurrence(case.key)
    facts = _facts(problem, case, dates)
    ProposedDate.objects.create(plan=plan, case_id=of_case, occurrence=occurrence, keeps=kept, **facts)


def _facts(problem: Problem, case: Case, dates: Mapping[int, datetime]) -> dict[str, Any]:
    """What there is to know of the conference beside those dates, its own among them if it has one."""
    at, now = dates.get(case.key), settled(problem, case, dates) or case
    facts: dict[str, Any] = {"due_by": now.due_by, "notes": _notes(problem, case, at)}
    if at is None:
        return facts | _stuck(problem, case, dates)
    if case.kept and at != case.kept:
        facts["reason"] = _why_moved(problem, now)
    return facts | {"starts_at": moment(at), "why_not": "", "choices": []}


def _stuck(problem: Problem, case: Case, dates: Mapping[int, datetime]) -> dict[str, Any]:
    told = stuck(problem, case, dates)
    return {"why_not": told.why, "choices": [_plain(choice) for choice in told.choices]}


def _plain(choice: Choice) -> dict[str, Any]:
    at = choice.at.isoformat()
    facts = asdict(choice) | {"key": _key(choice.kind, choice.at), "at": at, "words": choice.words}
    if choice.move:
        facts["move"] = {"case": choice.move.case, "at": choice.move.at.isoformat()}
    return facts


def _key(kind: str, at: datetime) -> str:
    return f"{kind} {at.isoformat()}"


def _notes(problem: Problem, case: Case, at: datetime | None) -> list[str]:
    """What to know of a date: whose diary nobody knows, and the review that it holds."""
    unknown = problem.unknown_on(case, at.date() if at else problem.last_day)
    notes = [diaries_not_known(unknown)] if unknown else []
    if at and at.date() in case.review:
        notes.append("Holds the review of the plan")
    return notes


def _why_moved(problem: Problem, case: Case) -> str:
    """Why a conference that people were invited to is to move: the rule that it breaks where it is."""
    assert case.kept is not None  # noqa: S101 - asked of such cases only
    if case.kept.date() > case.due_by:
        return f"It has to be held by {day_in_words(case.due_by)}."
    if problem.first_day <= case.kept.date() <= problem.last_day and case.kept.date() not in case.days:
        return f"The school is closed on {day_in_words(case.kept.date())}."
    return "Somebody who must come can’t come then."


def _decide_as_before(plan: TermPlan) -> None:
    for before in plan.after.dates.all() if plan.after else ():
        same = plan.dates.filter(case=before.case_id, starts_at=before.starts_at)
        if before.starts_at and (before.chosen or before.left_out):
            same.update(chosen=before.chosen, left_out=before.left_out)
        if not before.set_aside:
            continue
        row = plan.dates.filter(case=before.case_id, occurrence=before.occurrence, starts_at=None).first()
        if row and before.starts_at:
            key = _key(before.set_aside, local(before.starts_at))
            offered = {choice["key"]: choice for choice in row.choices}.get(key)
            if offered:
                _take(row, offered, reason=before.reason)


def _take(date_: ProposedDate, offered: dict[str, Any], *, reason: str) -> None:
    """The conference has the date offered, and the others without one are asked anew."""
    date_.starts_at = moment(datetime.fromisoformat(offered["at"]))
    date_.set_aside, date_.reason = offered["kind"], reason
    date_.why_not, date_.choices = "", []
    date_.save()
    if offered["move"]:
        _give_way(date_.plan, date_, offered["move"])
    ask_anew(date_.plan)


def _give_way(plan: TermPlan, date_: ProposedDate, move: dict[str, Any]) -> None:
    """The other case of a swap is at its new time."""
    case, occurrence = case_and_occurrence(move["case"])
    other = plan.dates.select_related("keeps").get(case=case, occurrence=occurrence)
    other.starts_at = moment(datetime.fromisoformat(move["at"]))
    if other.keeps:
        other.reason = f"It makes room for the conference of {date_.case.school}."
    other.save()


def ask_anew(plan: TermPlan) -> None:
    """What follows a new date follows it, and who still has no date is offered some beside those of now."""
    problem = restored(plan.asked_about)
    rows = {row.key: row for row in plan.dates.all()}
    dates = {key: local(row.starts_at) for key, row in rows.items() if row.starts_at}
    for case in sorted(problem.cases, key=lambda case: case.key):
        if case.key in dates:
            continue
        row = rows.get(case.key)
        if not is_needed(problem, case, dates):
            if row:
                row.delete()
            continue
        at = first_free(problem, case, dates) if case.before else None
        if at:
            dates[case.key] = at
        if row is None:
            _propose(plan, problem, case, dates, None)
        else:
            ProposedDate.objects.filter(pk=row.pk).update(**_facts(problem, case, dates))
