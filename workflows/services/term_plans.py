"""Accepting a plan: each of its dates becomes a conference with its process, or moves the one there is."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from concern_cases.models import ConcernCase
from meetings.london import local
from meetings.models import Meeting, ProposedDate, TermPlan
from meetings.next_due import conferences_ahead
from meetings.planning.stored import restored
from meetings.services.conferences import suggested_invitees
from meetings.services.plan_checks import needed_elsewhere
from meetings.services.term_plans import lock_plan
from people import access
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import listed
from schools.permissions import Perm
from workflows import triggers
from workflows.conferences.steps import meeting_of
from workflows.models import CaseworkProcess, Trigger
from workflows.services.conferences import move_conference, start_conference


@service
def accept_plan(plan: TermPlan, *, by: User) -> int:
    """The plan is accepted, and the worker calls or moves a conference for each date, once. How many.

    Nothing comes of dates that were left out.
    Schools whose meetings the person may not manage are left out, and said. Refuses (AlreadyDone) a plan
    that was accepted or dropped, and (RuleError) one without any date.
    """
    lock_plan(plan)
    if plan.state != TermPlan.State.READY:
        raise AlreadyDone(f"This plan was {plan.get_state_display().lower()} already")
    dates = [row for row in to_do(plan) if not row.left_out and _may(row, by)]
    if not dates:
        raise RuleError("There is no proposed date to invite for")
    plan.state, plan.accepted_by, plan.accepted_at = TermPlan.State.ACCEPTED, by, clock.now()
    plan.save()
    plan.dates.filter(left_out=True).update(not_called_why="Left out when the plan was accepted.")
    # Those that move come first: they make room.
    for row in sorted(dates, key=lambda row: (row.keeps_id is None, row.pk)):
        triggers.want(
            key=f"planned_date:{row.pk}",
            wanted="call_planned_conference",
            cause="Planned with the conferences of the half-term",
            payload={"date": row.pk, "by": by.pk},
        )
    return len(dates)


def to_do(plan: TermPlan) -> list[ProposedDate]:
    """The dates of a plan by which something changes: new conferences, and those that move."""
    rows = plan.dates.filter(starts_at__isnull=False).select_related("case__school__la", "keeps")
    return [row for row in rows if not row.stays]


def call_planned_conference(trigger: Trigger) -> CaseworkProcess | None:
    """Serves one date of an accepted plan. What is forbidden by now, or clashes, is said beside the date."""
    row = ProposedDate.objects.select_related("plan", "case__school__la", "case__lead", "keeps").get(
        pk=trigger.payload["date"]
    )
    by = User.objects.get(pk=trigger.payload["by"])
    if row.meeting_id:
        return None
    try:
        with transaction.atomic():
            meeting = _move(row, by) if row.keeps else _call(row, by)
    except RuleError as error:
        row.not_called_why = str(error)
    else:
        row.meeting = meeting
    row.save()
    return CaseworkProcess.objects.filter(meeting=row.meeting).first() if row.meeting else None


def _may(row: ProposedDate, by: User) -> bool:
    """Whether the person may call this conference; a date that is left out says so."""
    if access.may(by, Perm.MANAGE_MEETING, row.case.school):
        return True
    row.not_called_why = f"{by} may not call conferences about this school."
    row.save()
    return False


def _call(row: ProposedDate, by: User) -> Meeting:
    case = ConcernCase.objects.select_related("school__la", "lead").get(pk=row.case_id)
    if not case.is_open:
        raise AlreadyDone("The case was closed meanwhile.")
    for coming in conferences_ahead(case):
        if row.starts_at == coming.starts_at:
            return coming
    _check_diaries(row)
    process = start_conference(
        case,
        starts_at=_at(row),
        place=str(case.school),
        chair=case.lead,
        invitees=suggested_invitees(case, on=timezone.localdate(_at(row))),
        by=by,
    )
    return meeting_of(process)


def _move(row: ProposedDate, by: User) -> Meeting:
    """The conference is where the plan has it. Refuses (RuleError) one that somebody moved meanwhile."""
    meeting = row.keeps
    if meeting is None:
        raise LookupError(f"Date {row.pk} moves nothing.")
    was = restored(row.plan.asked_about).by_key[row.key].kept
    if meeting.starts_at != _at(row):
        if was != local(meeting.starts_at):
            raise RuleError("It was moved by hand meanwhile, and stays there.")
        _check_diaries(row)
        move_conference(meeting, starts_at=_at(row), why=row.reason or "Planned anew.", by=by)
    return meeting


def _check_diaries(row: ProposedDate) -> None:
    """Refuses (RuleError) a time at which somebody is needed elsewhere, as came up since it was planned."""
    names = needed_elsewhere(row)
    if names:
        verb = "is" if len(names) == 1 else "are"
        raise RuleError(f"{listed(names)} {verb} needed elsewhere then, which came up since it was planned.")


def _at(row: ProposedDate) -> datetime:
    if row.starts_at is None:
        raise LookupError(f"Date {row.pk} has no time.")
    return row.starts_at
