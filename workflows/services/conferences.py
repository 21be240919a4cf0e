"""Conferences with their processes: begun, moved, cancelled."""

from collections.abc import Sequence
from datetime import datetime

from concern_cases.models import ConcernCase
from meetings.models import Meeting
from meetings.services.conferences import InviteeFacts, call_conference, cancel_meeting, move_meeting
from meetings.services.live import day_of
from people.models import User
from record import clock
from record.services import service
from workflows import engine
from workflows.conferences.flow import CaseConferenceFlow
from workflows.models import CaseworkProcess, Trigger
from workflows.strategy.flow import StrategyMeetingFlow
from workflows.timers import fire_early

# The timers that end what is still prepared when a meeting begins, and what the worker makes meanwhile.
IT_BEGINS = (
    "collect_papers__timeout_3",
    "choose_schools__timeout_3",
    "lay_report__timeout_3",
    "check_packs__timeout_3",
)
PACKS = ("packs_compiled", "packs_circulated")


@service
def start_conference(
    case: ConcernCase,
    *,
    starts_at: datetime,
    place: str,
    chair: User,
    purpose: str = "",
    invitees: Sequence[InviteeFacts],
    entered_late: bool = False,
    without_diocese_why: str = "",
    by: User,
) -> CaseworkProcess:
    """The conference is called, its invitations are on their way, and its process stands at the papers.

    One that was held already invites nobody and stands at its record. Refuses what ``call_conference``
    refuses.
    """
    meeting = call_conference(
        case,
        starts_at=starts_at,
        place=place,
        chair=chair,
        purpose=purpose,
        invitees=invitees,
        entered_late=entered_late,
        without_diocese_why=without_diocese_why,
        by=by,
    )
    return begin_conference(meeting, by=by)


@service
def begin_conference(meeting: Meeting, *, by: User | None) -> CaseworkProcess:
    """The process of a conference that was called has begun: at its papers, or past them if it was held."""
    process = engine.start(
        CaseConferenceFlow,
        la=meeting.la,
        school=meeting.school,
        case=meeting.case,
        meeting=meeting,
        by=by,
    )
    if meeting.entered_late:
        go_to_the_meeting(process)
    return process


def go_to_the_meeting(process: CaseworkProcess) -> None:
    """It stands at the meeting itself: nobody collects, chooses or checks for it any more.

    Packs that are being made are finished, and waited for no longer. The caller holds the lock, or has just
    begun the process.
    """
    for job in PACKS:
        if process.flow_class is StrategyMeetingFlow:
            engine.finish_job(process.pk, job, lambda process: None, flow_class=StrategyMeetingFlow)
    for timer in IT_BEGINS:
        if hasattr(process.flow_class, timer.partition("__")[0]):
            fire_early(process, timer)


def start_wanted_conference(trigger: Trigger) -> CaseworkProcess | None:
    """Serves the wish for a conference planned by the one before; None if it was cancelled meanwhile."""
    meeting = Meeting.objects.get(pk=trigger.payload["meeting"])
    if meeting.is_over or CaseworkProcess.objects.filter(meeting=meeting).exists():
        return None
    return begin_conference(meeting, by=User.objects.get(pk=trigger.payload["by"]))


@service
def move_conference(
    meeting: Meeting, *, starts_at: datetime, why: str, entered_late: bool = False, by: User
) -> Meeting:
    """The conference is at another time, with the due dates and timers of its open step.

    One whose papers are out and that moves far has its papers collected once more.
    ``entered_late``: it was held then already, and nobody prepares it any more. Refuses what
    ``move_meeting`` refuses.
    """
    process, were_out = _process_of(meeting), meeting.status == Meeting.Status.PAPERS_OUT
    if process is None:
        return move_meeting(meeting, starts_at=starts_at, why=why, entered_late=entered_late, by=by)
    with process.flow_class.lock(process.pk):
        move_meeting(meeting, starts_at=starts_at, why=why, entered_late=entered_late, by=by)
        process.meeting = meeting
        if were_out and meeting.status == Meeting.Status.INVITED:
            engine.go_back(process, "collect_papers", by=by)
        engine.redate_steps(process, by=by)
        if entered_late:
            go_to_the_meeting(process)
    return meeting


@service
def end_conference(meeting: Meeting, *, by: User) -> None:
    """The meeting is held: what was recorded took effect, and its process goes on, whoever still prepares it.

    Refuses what ``engine.take_step`` refuses, and (TaskCard.DoesNotExist) one that does not stand there.
    """
    process = engine.process_about(meeting)
    with process.flow_class.lock(process.pk):
        if day_of(meeting) <= clock.today():
            go_to_the_meeting(process)
        step = "hold_conference" if meeting.school_id else "hold_meeting"
        engine.take_step(engine.open_card(meeting, step).task, by=by)


@service
def cancel_conference(meeting: Meeting, *, why: str, by: User) -> Meeting:
    """The conference is not held, everybody knows, and its process is over with its timers.

    Refuses what ``cancel_meeting`` refuses.
    """
    process = _process_of(meeting)
    if process is None:
        return cancel_meeting(meeting, why=why, by=by)
    with process.flow_class.lock(process.pk):
        cancel_meeting(meeting, why=why, by=by)
        engine.stop(process, by=by)
    return meeting


def _process_of(meeting: Meeting) -> CaseworkProcess | None:
    """None for a moment only, until the worker begins the process of one planned by the one before."""
    try:
        return engine.process_about(meeting)
    except CaseworkProcess.DoesNotExist:
        return None
