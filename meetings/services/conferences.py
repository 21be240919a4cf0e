"""Case conferences: called, moved and cancelled. Their process is begun and moved in ``workflows``."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from concern_cases.due_dates import half_way
from concern_cases.models import ConcernCase
from concern_cases.rules import lock_open_case, worded
from meetings import events
from meetings.models import Invitee, Meeting, MeetingMove, MeetingType
from meetings.next_due import conferences_ahead, latest_day, papers_are_due_anew, with_conferences
from meetings.reference import CASE_CONFERENCE
from meetings.services.agenda import lay_out_agenda
from meetings.services.held_reviews import hold_near_review
from meetings.services.invitations import announces, send_cancellations, send_held, send_invitations
from meetings.services.invitees import (
    As,
    InviteeFacts,
    add_invitee,
    check_invitees,
    needs_diocese,
    suggested_invitees,
    with_accounts,
)
from meetings.services.telling import tell_meeting
from meetings.words import day_in_words, moment_in_words
from people import access
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import capital
from schools.calendar import deadline, is_school_day
from schools.models import School
from schools.permissions import Perm

__all__ = ["InviteeFacts", "call_conference", "cancel_meeting", "move_meeting", "suggested_invitees"]

EARLIEST, LATEST = 7, 21  # hours: a time outside is a slip of the pen, for example 2.00 for 2 pm
UPCOMING = (Meeting.Status.PLANNED, Meeting.Status.INVITED, Meeting.Status.PAPERS_OUT)


@service
def call_conference(
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
) -> Meeting:
    """There is a conference about the case, with its invitees (the chair among them) and its agenda.

    It holds the school's open review, if that is due near enough.

    ``entered_late``: it was held already, and is entered now. ``without_diocese_why``: why nobody of a church
    school's diocese is invited, kept if that is so. Refuses (RuleError) a time that is not ahead
    (or, entered late, not past) or not on a school day, a chair who may not approve minutes, a second
    conference too near to one that is still to come, a third one, and whom ``check_invitees`` refuses; a
    closed case (AlreadyDone).
    """
    lock_open_case(case)
    school, type_ = case.school, MeetingType.objects.get(code=CASE_CONFERENCE)
    place = worded(place, "Say where it will be held", field="place")
    check_time(school, starts_at, entered_late=entered_late)
    if not entered_late:
        _refuse_second(case, starts_at)
    if not access.may(chair, Perm.APPROVE_MINUTES, school):
        raise RuleError(f"{chair} can’t approve minutes: choose another chair", field="chair")
    invitees = with_chair(chair, with_accounts(invitees))
    why = without_diocese_why.strip()
    on = None if entered_late else timezone.localdate(starts_at)
    check_invitees(school, type_, invitees, without_diocese_why=why, on=on)
    if not needs_diocese(school, type_) or any(facts.required_as == As.DIOCESE for facts in invitees):
        why = ""
    meeting = Meeting.objects.create(
        type=type_,
        la=school.la,
        school=school,
        case=case,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=type_.length_minutes),
        place=place,
        purpose=purpose.strip(),
        without_diocese_why=why,
        chair=chair,
        entered_late=entered_late,
        called_by=by,
    )
    for facts in invitees:
        add_invitee(meeting, facts)
    hold_near_review(meeting, by=by)
    lay_out_agenda(meeting, by=by)
    tell_meeting(
        events.CONFERENCE_CALLED,
        meeting,
        place=place,
        chair=str(chair),
        purpose=meeting.purpose,
        without_diocese=why,
    )
    return meeting


@service
def move_meeting(
    meeting: Meeting, *, starts_at: datetime, why: str, entered_late: bool = False, by: User
) -> Meeting:
    """The meeting is at another time; the earlier one stays visible with the reason, and everybody is told.

    It holds a review if the new time is near enough to one, and none that is too far from it now. Papers that
    are out are collected once more for a conference that moves far.
    ``entered_late``: it was held at that time already, and nobody need come any more. Refuses (RuleError) the
    same time, a time that ``call_conference`` would refuse and an empty reason; a meeting that was held or
    cancelled (AlreadyDone).
    """
    why = worded(why, "Say why it is moved", field="why")
    lock_upcoming(meeting)
    if starts_at == meeting.starts_at:
        raise RuleError("Choose another time than before", field="starts_at")
    check_time(meeting.school, starts_at, entered_late=entered_late)
    was_told, was_at, length = announces(meeting), meeting.starts_at, meeting.ends_at - meeting.starts_at
    move = MeetingMove.objects.create(
        meeting=meeting, was_at=was_at, moved_at=clock.now(), moved_by=by, why=why
    )
    move.declined.set(meeting.invitees.filter(reply=Invitee.Reply.DECLINED))
    meeting.starts_at, meeting.ends_at = starts_at, starts_at + length
    meeting.moves, meeting.entered_late = meeting.moves + 1, entered_late
    if meeting.school_id and papers_are_due_anew(meeting, was_at=was_at):
        meeting.status = Meeting.Status.INVITED
    meeting._change_reason = why
    meeting.save()
    hold_near_review(meeting, by=by)
    tell_meeting(
        events.CONFERENCE_MOVED,
        meeting,
        was=moment_in_words(was_at),
        held="It was held then already." if entered_late else "",
        why=why,
    )
    _raise_sequences(meeting, was_told=was_told)
    if entered_late and was_told:
        send_held(meeting, was_at=was_at, by=by)
    else:
        send_invitations(meeting, by=by)
    return meeting


@service
def cancel_meeting(meeting: Meeting, *, why: str, by: User) -> Meeting:
    """The meeting will not be held; everybody who was invited is told.

    Refuses (RuleError) an empty reason; a meeting that was held or cancelled (AlreadyDone).
    """
    why = worded(why, "Say why it is cancelled", field="why")
    lock_upcoming(meeting)
    was_invited = meeting.status != Meeting.Status.PLANNED
    meeting.status, meeting.cancelled_why = Meeting.Status.CANCELLED, why
    meeting._change_reason = why
    meeting.save()
    tell_meeting(events.CONFERENCE_CANCELLED, meeting, why=why)
    if was_invited:
        _raise_sequences(meeting)
        send_cancellations(meeting, by=by)
    return meeting


def check_time(school: School | None, starts_at: datetime, *, entered_late: bool) -> None:
    """Nothing, if a meeting can be at that time; refuses as ``call_conference`` says.

    One of the authority, about no school, can be on every working day.
    """
    local = timezone.localtime(starts_at)
    if entered_late:
        if starts_at > clock.now():
            raise RuleError("Choose a time that has passed: it is entered late", field="starts_at")
    elif starts_at <= clock.now():
        raise RuleError("Choose a time that is still to come", field="starts_at")
    if school:
        _check_is_open(school, local.date(), entered_late=entered_late)
    if not EARLIEST <= local.hour < LATEST:
        raise RuleError("Choose a time between 7 am and 9 pm", field="starts_at")
    if school is None:
        if deadline("working", given=local.date() - timedelta(days=1), days=1).ends_on != local.date():
            raise RuleError("Choose a working day", field="starts_at")
    elif not is_school_day(school, local.date()):
        raise RuleError(
            f"Choose a school day: on {day_in_words(local.date())} this school is closed", field="starts_at"
        )


def _check_is_open(school: School, day: date, *, entered_late: bool) -> None:
    """Refuses a day on which the school is closed for good, by the register."""
    if not school.is_open and not entered_late:
        raise RuleError(
            f"The register says that {school} closed: continue the case at its successor, or close it",
            field="starts_at",
        )
    if school.closed_on and day > school.closed_on:
        raise RuleError(
            f"Choose an earlier day: the school closes for good on {day_in_words(school.closed_on)}"
            if school.is_open
            else f"Choose a day before {day_in_words(school.closed_on)}, when the school closed",
            field="starts_at",
        )


def lock_upcoming(meeting: Meeting) -> Meeting:
    """The meeting as it is now, kept from other changes; refuses (AlreadyDone) one that is over."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if meeting.status == Meeting.Status.CANCELLED:
        raise AlreadyDone(f"{capital(_this(meeting))} was cancelled.")
    if meeting.is_over:
        raise AlreadyDone(f"{capital(_this(meeting))} was held already.")
    return meeting


def _this(meeting: Meeting) -> str:
    return "this conference" if meeting.school_id else "this meeting"


def _refuse_second(case: ConcernCase, starts_at: datetime) -> None:
    """Several conferences may be ahead, each not before half of the interval after the one before."""
    row = with_conferences(ConcernCase.objects.filter(pk=case.pk)).get()
    for other in conferences_ahead(case):
        first, second = sorted((timezone.localdate(other.starts_at), timezone.localdate(starts_at)))
        due = latest_day(row, after=first)
        if due is None or second < half_way(first, due):
            raise RuleError(
                f"There is a conference on {day_in_words(other.starts_at)} already: move or cancel that one",
                field="starts_at",
            )


def with_chair(chair: User, invitees: Sequence[InviteeFacts]) -> list[InviteeFacts]:
    """The chair first, and as nothing else."""
    others = [facts for facts in invitees if facts.required_as != As.CHAIR and facts.user != chair]
    return [InviteeFacts(As.CHAIR, user=chair), *others]


def _raise_sequences(meeting: Meeting, *, was_told: bool = True) -> None:
    """Calendars take the next message for a newer one; whoever had answered is asked again.

    Who sends somebody else still does: that person is asked about the new time. Of one that was held nobody
    is asked, and people who were never told of it have their first message still to come.
    """
    for invitee in meeting.invitees.all():
        invitee.sequence += 1 if was_told else 0
        if not meeting.entered_late and invitee.reply != Invitee.Reply.DELEGATED:
            invitee.reply, invitee.replied_at, invitee.heard = Invitee.Reply.NONE, None, ""
            invitee.reply_note = ""
        invitee.save()
