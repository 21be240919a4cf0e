"""Closing a case with everything that is under way in it."""

from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from viewflow.workflow.status import PROCESS

from concern_cases.models import Action, ConcernCase, Plan, Review
from concern_cases.rules import worded
from concern_cases.services.cases import Fate, close_case, closing_rule
from concern_cases.services.continuing import continue_at
from concern_cases.services.plan_closing import close_plan
from concern_cases.since import in_words
from letters.models import Letter
from meetings.models import Meeting
from meetings.services.clashes import against_calling
from meetings.services.conferences import UPCOMING, suggested_invitees
from meetings.services.invitees import suggested_for
from meetings.words import day_in_words
from people.models import User
from record.errors import RuleError
from record.services import service
from record.words import inside
from schools.models import School
from support.services.continuing import bring_support
from workflows import engine
from workflows.conferences.steps import meeting_of
from workflows.models import CaseworkProcess
from workflows.services.conferences import cancel_conference, start_conference
from workflows.services.plans import carry_on, follow_plans, let_go


@dataclass(frozen=True)
class UnderWay:
    """What closing the case would stop, and what keeps it open."""

    conferences: list[Meeting]  # still to come: they are cancelled, and everybody invited is told
    minutes: list[Meeting]  # held, and not finished: no more is written or sent
    letters: list[Letter]  # open: the case stays open until they are finished or withdrawn
    plans: list[Plan]  # running: they are closed with the case, and their drafts withdrawn
    reviews: list[Review]  # under way: they are stopped, and what is still to be held is dropped


def under_way(case: ConcernCase) -> UnderWay:
    """What stands open in the case besides its actions."""
    open_processes = CaseworkProcess.objects.filter(case=case, status=PROCESS.NEW)
    meetings = Meeting.objects.filter(case=case).select_related("type", "school")
    coming = meetings.filter(status__in=UPCOMING)
    unfinished = meetings.filter(process__in=open_processes).exclude(status__in=UPCOMING)
    letters = Letter.objects.open().filter(case=case).select_related("kind")
    plans = Plan.objects.running().filter(case=case)
    reviews = Review.objects.filter(process__in=open_processes).select_related("plan")
    return UnderWay(list(coming), list(unfinished), list(letters), list(plans), list(reviews))


@service
def close_case_and_processes(
    case: ConcernCase,
    *,
    reason: str,
    follow_up_on: date | None = None,
    open_actions: Mapping[int, str] | None = None,
    going_on: Collection[int] = (),
    by: User,
) -> ConcernCase:
    """The case is closed; conferences are cancelled, plans closed, reviews dropped, processes stopped.

    Refuses (RuleError) while a letter is open, and what ``close_case`` refuses.
    """
    reason = worded(reason, "Say why the case is closed", field="reason")
    if not going_on:
        follow_plans(case)  # what the worker has not brought to the case yet is of it all the same
    processes = list(CaseworkProcess.objects.filter(case=case, status=PROCESS.NEW).order_by("pk"))
    with ExitStack() as locks:
        # All of them first and in order, before any row that a step of theirs may be waiting for.
        for process in processes:
            locks.enter_context(process.flow_class.lock(process.pk))
        found = under_way(case)
        _refuse_open_letters(found)
        for meeting in found.conferences:
            cancel_conference(meeting, why=f"The case is closed: {reason}", by=by)
        for process in processes:
            engine.stop(process, by=by)
        for plan in found.plans:
            if plan.pk not in going_on:
                close_plan(plan, reason=f"The case is closed: {reason}", by=by)
        return close_case(case, reason=reason, follow_up_on=follow_up_on, open_actions=open_actions, by=by)


@service
def continue_case_at(
    case: ConcernCase, *, school: School, why: str, lead: User, by: User
) -> tuple[ConcernCase, list[Meeting], list[str]]:
    """The case goes on at the successor of its school, with its plan and its support at work; conferences to
    come are called anew there.

    Gives the new case, the conferences called, and for each that could not be called why not: whoever runs
    the case calls it then. Refuses (RuleError) what ``close_case_and_processes`` and ``continue_at`` refuse.
    """
    found = under_way(case)
    coming, plans = list(found.conferences), [plan.pk for plan in found.plans]
    actions = Action.objects.open().visible_to(by).filter(case=case).values_list("pk", flat=True)
    reason = f"The school is now {school} (URN {school.urn}). {why}"
    fates = dict.fromkeys(actions, Fate.CARRY)
    with ExitStack() as locks:
        processes = _of_plans(case)
        for process in processes:
            locks.enter_context(process.flow_class.lock(process.pk))
        let_go(processes, by=by)
        close_case_and_processes(case, reason=reason, open_actions=fates, going_on=plans, by=by)
        new = continue_at(case, school=school, why=why, lead=lead, by=by)
        carry_on(processes, case=new, by=by)
        bring_support(new, by=by)
    called: list[Meeting] = []
    refused: list[str] = []
    for meeting in coming:
        try:
            with transaction.atomic():
                called.append(_call_again(meeting, new, by=by))
        except RuleError as error:
            refused.append(
                f"The conference of {day_in_words(meeting.starts_at)} was not called anew: {error}"
            )
    return new, called, refused


def _of_plans(case: ConcernCase) -> list[CaseworkProcess]:
    """What is under way of the plans of the case's school: drafts and reviews."""
    school = case.school_id
    about = Q(plan_version__plan__school=school) | Q(review__plan__school=school)
    return list(CaseworkProcess.objects.filter(about, status=PROCESS.NEW).order_by("pk"))


def against_continuing(case: ConcernCase, *, school: School) -> list[str]:
    """What stands against calling the conferences to come anew at the successor, in sentences."""
    found = []
    for meeting in under_way(case).conferences:
        invitees = suggested_for(school, chair=meeting.chair)
        reasons = against_calling(
            case, meeting.starts_at, invitees=invitees, instead_of=meeting, school=school
        )
        found += [f"On {day_in_words(meeting.starts_at)}: {inside(reason)}" for reason in reasons]
    return found


def _call_again(meeting: Meeting, case: ConcernCase, *, by: User) -> Meeting:
    """The same time, place and chair, and the people who belong to the new school."""
    process = start_conference(
        case,
        starts_at=meeting.starts_at,
        place=meeting.place,
        chair=meeting.chair,
        purpose=meeting.purpose,
        invitees=suggested_invitees(case, chair=meeting.chair, on=timezone.localdate(meeting.starts_at)),
        by=by,
    )
    return meeting_of(process)


@closing_rule
def nothing_is_under_way(case: ConcernCase) -> None:
    """However a case is closed, no process of it goes on. Refuses (RuleError) one that does."""
    found = under_way(case)
    _refuse_open_letters(found)
    for meeting in [*found.conferences, *found.minutes]:
        raise RuleError(
            f"The conference of {day_in_words(meeting.starts_at)} is not finished: cancel it first"
        )
    for review in found.reviews:
        raise RuleError(f"The review due on {in_words(review.due_on)} is under way: stop it first")
    if any(process.case_id == case.pk for process in _of_plans(case)):
        raise RuleError("A version of the plan is under way: close the plan first")


def _refuse_open_letters(found: UnderWay) -> None:
    for letter in found.letters:
        raise RuleError(
            f"{letter.kind} {letter.reference} is open ({letter.get_status_display().lower()}): "
            "finish or withdraw it before you close the case"
        )
