"""Invitations: one mail and one calendar entry per person, and the answers to them."""

from datetime import UTC
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from concern_cases.events import record_event
from meetings import events
from meetings.models import Invitee, Meeting
from meetings.services.invitees import entitled
from meetings.words import listed, moment_in_words
from people.models import User
from record import clock
from record.errors import RuleError
from record.mail import enqueue_mail
from record.services import service

LONDON = ZoneInfo("Europe/London")


@service
def send_invitations(meeting: Meeting, *, by: User | None) -> Meeting:
    """Everybody invited who may still see the school gets the invitation, or its newer version, once.

    A meeting that was held already (entered late) invites nobody.
    """
    if meeting.status == Meeting.Status.PLANNED:
        meeting.status = Meeting.Status.INVITED
        meeting.save()
    if meeting.entered_late or meeting.school is None:
        return meeting
    invitees = list(meeting.invitees.all())
    told = entitled(invitees, meeting.school)
    for invitee in told:
        _mail(invitee, method="REQUEST", moved=invitee.sequence > 0)
    record_event(
        events.INVITATIONS_SENT,
        school=meeting.school,
        case=meeting.case,
        meeting=meeting.pk,
        when=moment_in_words(meeting.starts_at),
        who=listed([invitee.name for invitee in told]),
        left_out=listed([invitee.name for invitee in invitees if invitee not in told]),
    )
    return meeting


@service
def send_cancellations(meeting: Meeting, *, by: User | None) -> None:
    """Everybody who was invited knows that it is not held: it stands in all their diaries."""
    if not meeting.entered_late:
        for invitee in meeting.invitees.all():
            _mail(invitee, method="CANCEL")


@service
def answer_invitation(invitee: Invitee, *, reply: str, by: User) -> Invitee:
    """It is known whether the person will come.

    Refuses (RuleError) an answer that is none, and a meeting that is over.
    """
    if reply not in (Invitee.Reply.ACCEPTED, Invitee.Reply.DECLINED):
        raise RuleError("Say whether you will come", field="reply")
    invitee.refresh_from_db(from_queryset=Invitee.objects.select_for_update(of=("self",)))
    if invitee.meeting.is_over:
        raise RuleError("This conference is over: nothing needs an answer any more")
    if invitee.reply == reply:
        return invitee
    invitee.reply = reply
    invitee.save()
    meeting = invitee.meeting
    if meeting.school:
        record_event(
            events.INVITATION_ANSWERED,
            school=meeting.school,
            case=meeting.case,
            answer=invitee.get_reply_display().lower(),
            when=moment_in_words(meeting.starts_at),
        )
    return invitee


def calendar_text(invitee: Invitee, *, method: str = "REQUEST") -> str:
    """The person's own calendar entry (.ics): the same UID for ever, a higher SEQUENCE at each change."""
    meeting = invitee.meeting
    entry = Event()
    entry.add("uid", f"{invitee.uid}@{settings.MESSAGE_ID_DOMAIN}")
    entry.add("sequence", invitee.sequence)
    entry.add("dtstamp", clock.now().astimezone(UTC))
    entry.add("dtstart", timezone.localtime(meeting.starts_at, LONDON))
    entry.add("dtend", timezone.localtime(meeting.ends_at, LONDON))
    entry.add("summary", _subject(meeting))
    entry.add("location", meeting.place)
    entry.add("description", _link(meeting))
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    entry.add("class", "CONFIDENTIAL")
    name, address = parseaddr(settings.MAIL_FROM)
    entry.add("organizer", _calendar_address(address, cn=name or settings.AUTHORITY_NAME))
    optional = invitee.required_as == Invitee.RequiredAs.OPTIONAL
    role = "OPT-PARTICIPANT" if optional else "REQ-PARTICIPANT"
    attendee = _calendar_address(invitee.email, cn=invitee.name, role=role, rsvp="TRUE")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    entry.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", "-//Schools of Concern//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _calendar_address(address: str, **params: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    for name, value in params.items():
        found.params[name] = vText(value)
    return found


def _subject(meeting: Meeting) -> str:
    return f"{meeting.type}: {meeting.school or meeting.la}"


def _link(meeting: Meeting) -> str:
    return f"{settings.SITE_URL}{meeting.get_absolute_url()}"


def _mail(invitee: Invitee, *, method: str, moved: bool = False) -> None:
    meeting = invitee.meeting
    subject, text = _words(meeting, cancelled=method == "CANCEL", moved=moved)
    enqueue_mail(
        key=f"invitation:{invitee.pk}:{invitee.sequence}",
        to=f"{invitee.name} <{invitee.email}>",
        subject=subject,
        text=text,
        calendar=calendar_text(invitee, method=method),
        calendar_method=method,
        urn=meeting.school.urn if meeting.school else "",
    )


def _words(meeting: Meeting, *, cancelled: bool, moved: bool) -> tuple[str, str]:
    """Subject and text of the mail around the calendar entry; nothing of the case itself is in it."""
    when, about = moment_in_words(meeting.starts_at), _subject(meeting)
    if cancelled:
        text = f"The case conference about {meeting.school} on {when} will not be held.\n"
        return f"Cancelled: {about}, {when}", text
    if moved:
        subject = f"Moved: {about}, {when}"
        begins = f"The case conference about {meeting.school} is now on {when}, at {meeting.place}."
    else:
        subject = f"{about}, {when}"
        begins = f"You are invited to a case conference about {meeting.school} on {when}, at {meeting.place}."
    ends = f"{meeting.chair} chairs it. Please answer in your calendar, or here:\n{_link(meeting)}\n"
    return subject, f"{begins}\n\n{ends}"
