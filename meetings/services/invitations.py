"""Invitations: one mail and one calendar entry per person."""

from datetime import datetime

from meetings import events
from meetings.models import Invitee, Meeting
from meetings.next_due import papers_due
from meetings.reply_links import reply_link
from meetings.services.calendar_files import NOT_BY_CALENDAR, calendar_text, page_of, subject_of
from meetings.services.invitees import entitled
from meetings.services.telling import tell_meeting
from meetings.words import a_meeting, day_in_words, moment_in_words, the_meeting
from people.models import User
from record import clock
from record.mail import enqueue_mail
from record.services import service
from record.words import capital, listed

__all__ = [
    "announces",
    "calendar_text",
    "mail_change",
    "mail_invitation",
    "send_cancellations",
    "send_held",
    "send_invitations",
]


@service
def send_invitations(meeting: Meeting, *, by: User | None) -> Meeting:
    """Everybody invited who may still see the school gets the invitation, or its newer version, once.

    A meeting that was held already (entered late) invites nobody.
    """
    if meeting.status == Meeting.Status.PLANNED:
        meeting.status = Meeting.Status.INVITED
        meeting.save()
    if meeting.entered_late:
        return meeting
    invitees = list(meeting.invitees.all())
    told = entitled(invitees, meeting)
    for invitee in told:
        mail_invitation(invitee, moved=invitee.sequence > 0)
    tell_meeting(
        events.INVITATIONS_SENT,
        meeting,
        who=listed([invitee.name for invitee in told]),
        left_out=listed([invitee.name for invitee in invitees if invitee not in told]),
    )
    return meeting


@service
def send_cancellations(meeting: Meeting, *, by: User | None) -> None:
    """Everybody who was invited knows that it is not held: it stands in all their diaries."""
    if not meeting.entered_late:
        for invitee in meeting.invitees.all():
            mail_invitation(invitee, method="CANCEL")


@service
def send_held(meeting: Meeting, *, was_at: datetime, by: User | None) -> None:
    """Everybody who was invited to another time, and may still see the school, knows that it was held."""
    about, when = subject_of(meeting), moment_in_words(meeting.starts_at)
    begins = f"{capital(the_meeting(meeting))} was held on {when}."
    text = f"{begins} There is no need to come on {moment_in_words(was_at)}.\n"
    for invitee in entitled(meeting.invitees.all(), meeting):
        _mail(invitee, f"Held already: {about}, {when}", text, "REQUEST")


def announces(meeting: Meeting) -> bool:
    """Whether people were told of the meeting, so that they hear of every change of it."""
    return meeting.status != Meeting.Status.PLANNED and not meeting.entered_late


def mail_invitation(invitee: Invitee, *, method: str = "REQUEST", moved: bool = False) -> None:
    """The person's calendar entry as it is now is on its way: once for each SEQUENCE."""
    _mail(invitee, *(_cancelled(invitee) if method == "CANCEL" else _invited(invitee, moved=moved)), method)


def mail_change(invitee: Invitee, told: list[str]) -> None:
    """The same for a meeting at its old time, of which these sentences tell what is different."""
    meeting = invitee.meeting
    when, about = moment_in_words(meeting.starts_at), subject_of(meeting)
    begins = f"Of {the_meeting(meeting)} on {when} something has changed."
    changes = "\n".join(f"- {sentence}" for sentence in told)
    answer = _how_to_answer(invitee)
    if invitee.reply != Invitee.Reply.NONE:
        answer = f"What you answered stays. If it changes:\n\n{answer}"
    _mail(invitee, f"Changed: {about}, {when}", f"{begins}\n\n{changes}\n\n{answer}", "REQUEST")


def _mail(invitee: Invitee, subject: str, text: str, method: str) -> None:
    meeting = invitee.meeting
    enqueue_mail(
        key=f"invitation:{invitee.pk}:{invitee.sequence}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=subject,
        text=text,
        calendar=calendar_text(invitee, method=method),
        calendar_method=method,
        urn=meeting.school.urn if meeting.school else "",
        forget_text=True,  # whoever has the link in it can answer
    )


def _invited(invitee: Invitee, *, moved: bool) -> tuple[str, str]:
    """Subject and text of the mail around the calendar entry; nothing of the case itself is in it."""
    meeting = invitee.meeting
    when, about = moment_in_words(meeting.starts_at), subject_of(meeting)
    if moved:
        subject = f"Moved: {about}, {when}"
        begins = f"{capital(the_meeting(meeting))} is now on {when}, at {meeting.place}."
    else:
        subject = f"{about}, {when}"
        begins = f"You are invited to {a_meeting(meeting)} on {when}, at {meeting.place}."
    if invitee.stands_in_for:
        begins += f" You come instead of {invitee.stands_in_for.name}."
    elif invitee.reply == Invitee.Reply.DELEGATED:
        begins += f" {invitee.delegate.name} comes instead of you, and has the new time as well."
    return subject, f"{begins}\n\n{meeting.chair} chairs it.{_papers(invitee)}\n\n{_how_to_answer(invitee)}"


def _papers(invitee: Invitee) -> str:
    """By when papers are wanted, for people who sign in, as long as they are collected and not late."""
    due = papers_due(invitee.meeting)
    if invitee.user_id is None or due < clock.today() or invitee.meeting.status == Meeting.Status.PAPERS_OUT:
        return ""
    return f" Papers for it are due by {day_in_words(due)}."


def _how_to_answer(invitee: Invitee) -> str:
    choices = (
        "Say whether you will come" if invitee.stands_in_for else "Say whether you will come, or who will"
    )
    link = f"{reply_link(invitee)}\nThis link is yours alone. {NOT_BY_CALENDAR}"
    text = f"{choices}, without signing in:\n{link}\n"
    if invitee.user_id:
        text += f"\nThe meeting’s own page, for which you sign in:\n{page_of(invitee.meeting)}\n"
    return text


def _cancelled(invitee: Invitee) -> tuple[str, str]:
    """The same for a conference that is not held, or to which this person alone is not invited any more."""
    meeting = invitee.meeting
    when, about = moment_in_words(meeting.starts_at), subject_of(meeting)
    conference = f"{the_meeting(meeting)} on {when}"
    if meeting.status == Meeting.Status.CANCELLED:
        return f"Cancelled: {about}, {when}", f"{capital(conference)} will not be held.\n"
    text = f"You are not invited to {conference} any more: there is no need to come.\n"
    return f"Not needed any more: {about}, {when}", text
