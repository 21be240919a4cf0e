"""Calendar entries (.ics): one for each person and meeting, the same whether mailed or subscribed to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from email.utils import parseaddr
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from meetings.models import Invitee, Meeting
from record import clock

LONDON = ZoneInfo("Europe/London")
READ_AGAIN = timedelta(hours=1)
PARTSTAT = {
    Invitee.Reply.NONE: "NEEDS-ACTION",
    Invitee.Reply.ACCEPTED: "ACCEPTED",
    Invitee.Reply.DECLINED: "DECLINED",
    Invitee.Reply.DELEGATED: "DELEGATED",
}
NOT_BY_CALENDAR = "An answer from your calendar does not reach us."
NOT_COMING = (Invitee.Reply.DECLINED, Invitee.Reply.DELEGATED)


def calendar_text(invitee: Invitee, *, method: str = "REQUEST") -> str:
    """The person's own calendar entry (.ics): the same UID for ever, a higher SEQUENCE at each change.

    It asks for no answer by the calendar (RSVP), which would go to an address that nobody reads.
    """
    entry = _entry(invitee.meeting, invitee, cancelled=method == "CANCEL")
    optional = invitee.required_as == Invitee.RequiredAs.OPTIONAL
    role = "OPT-PARTICIPANT" if optional else "REQ-PARTICIPANT"
    attendee = _address(invitee.email, cn=invitee.name, role=role, rsvp="FALSE")
    attendee.params["partstat"] = vText(PARTSTAT[Invitee.Reply(invitee.reply)])
    entry.add("attendee", attendee)
    return _calendar([entry], method=method)


def feed_text(rows: Iterable[tuple[Meeting, Invitee | None]]) -> str:
    """The meetings of one person as a calendar to subscribe to, each with the UID of its invitation.

    A meeting without an invitation is one that the person chairs.
    """
    entries = []
    for meeting, invitee in rows:
        entry = _entry(meeting, invitee, cancelled=meeting.status == Meeting.Status.CANCELLED)
        if invitee and invitee.reply in NOT_COMING:
            entry.add("transp", "TRANSPARENT")  # it does not make its owner busy
        entries.append(entry)
    return _calendar(entries, method="PUBLISH", name=f"Meetings, {settings.AUTHORITY_NAME}")


def subject_of(meeting: Meeting) -> str:
    """What a mail and a calendar entry call the meeting."""
    return f"{meeting.type}: {meeting.school or meeting.diocese or meeting.la}"


def page_of(meeting: Meeting) -> str:
    """The full address of the meeting's page."""
    return f"{settings.SITE_URL}{meeting.get_absolute_url()}"


def _entry(meeting: Meeting, invitee: Invitee | None, *, cancelled: bool) -> Event:
    entry = Event()
    uid = invitee.uid if invitee else f"meeting-{meeting.pk}-chair"
    entry.add("uid", f"{uid}@{settings.MESSAGE_ID_DOMAIN}")
    entry.add("sequence", invitee.sequence if invitee else meeting.moves)
    entry.add("dtstamp", clock.now().astimezone(UTC))
    entry.add("dtstart", timezone.localtime(meeting.starts_at, LONDON))
    entry.add("dtend", timezone.localtime(meeting.ends_at, LONDON))
    entry.add("summary", subject_of(meeting))
    entry.add("location", meeting.place)
    entry.add("description", _description(meeting, invitee))
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("class", "CONFIDENTIAL")
    name, address = parseaddr(settings.MAIL_FROM)
    entry.add("organizer", _address(address, cn=name or settings.AUTHORITY_NAME))
    return entry


def _description(meeting: Meeting, invitee: Invitee | None) -> str:
    """The meeting's page, for people who can open it, and how to answer, for those who are asked."""
    lines = [page_of(meeting)] if invitee is None or invitee.user_id else []
    if invitee and invitee.required_as != Invitee.RequiredAs.CHAIR:
        lines.append(f"Please answer by the link in the mail. {NOT_BY_CALENDAR}")
    return "\n\n".join(lines)


def _calendar(entries: Sequence[Event], *, method: str, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Schools of Concern//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    if entries:
        calendar.add_component(_london())
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical().decode()


@cache
def _london() -> Timezone:
    """The zone of every entry's times, made once: that takes twenty times as long as the entry itself."""
    return Timezone.from_tzid(LONDON.key)


def _address(address: str, **params: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    for name, value in params.items():
        found.params[name] = vText(value)
    return found
