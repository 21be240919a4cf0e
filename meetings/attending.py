"""Who is invited and what each has said, in words, and what stands in the way of a meeting's attendance."""

from dataclasses import dataclass

from meetings.models import Attendance, Invitee, Meeting
from meetings.services.invitees import As, entitled, needs_diocese

Reply = Invitee.Reply
SAID = {Reply.NONE: "No answer yet", Reply.ACCEPTED: "Comes", Reply.DECLINED: "Does not come"}


@dataclass(frozen=True)
class InvitedRow:
    """One line of the list. ``note`` is empty for readers who do not prepare the meeting."""

    invitee: Invitee
    role: str
    said: str
    note: str = ""

    @property
    def heard(self) -> str:
        return self.invitee.get_heard_display() if self.invitee.heard else ""


def invited(meeting: Meeting) -> list[Invitee]:
    """Everybody on the list, each with who comes instead and for whom."""
    return list(meeting.invitees.select_related("user", "delegate", "stands_in_for"))


def invited_rows(invitees: list[Invitee], *, reads_notes: bool) -> list[InvitedRow]:
    """Each person with the answer in words; whoever comes instead stands under the sender."""
    rows = []
    for invitee in _in_order(invitees):
        role = invitee.get_required_as_display()
        if invitee.stands_in_for:
            role = f"Instead of {invitee.stands_in_for.name}"
        note = invitee.reply_note if reads_notes and invitee.reply == Reply.DECLINED else ""
        rows.append(InvitedRow(invitee, role, said_by(invitee), note))
    return rows


def declined(invitees: list[Invitee]) -> list[str]:
    """Who is required and does not come, nor anybody instead."""
    found = []
    for invitee in invitees:
        if invitee.required_as == As.OPTIONAL or invitee.reply != Reply.DECLINED:
            continue
        instead = f", who was to come instead of {invitee.stands_in_for}" if invitee.stands_in_for else ""
        found.append(f"{invitee.name}{instead}")
    return found


def shut_out(meeting: Meeting, invitees: list[Invitee]) -> list[str]:
    """Who is invited and may not see the meeting any more, so that nothing more is sent there."""
    told = {invitee.pk for invitee in entitled(invitees, meeting)}
    return [invitee.name for invitee in invitees if invitee.pk not in told]


def without_diocese(meeting: Meeting) -> str:
    """What a church school's meeting says of the diocese that is not there: its name and why; else nothing.

    Before the meeting it is about who is invited and may still come, afterwards about who was there.
    """
    school = meeting.school
    if school is None or not needs_diocese(school, meeting.type):
        return ""
    officers = list(meeting.invitees.filter(required_as=As.DIOCESE))
    if meeting.is_over and meeting.status != Meeting.Status.CANCELLED:
        present = meeting.attendance.filter(presence=Attendance.Presence.PRESENT)
        if present.filter(invitee__required_as=As.DIOCESE).exists():
            return ""
    elif entitled(officers, meeting):
        return ""
    why = meeting.without_diocese_why
    if officers and not meeting.is_over:
        why = "its officers can’t see the school any more, and get nothing more about it"
    return f"the {school.diocese}: {why}" if why else f"the {school.diocese}"


def said_by(invitee: Invitee) -> str:
    """What the person answered, in words."""
    if invitee.reply == Reply.DELEGATED:
        delegate = getattr(invitee, "delegate", None)
        return f"Sends {delegate.name}" if delegate else "Sends somebody else"
    return SAID[Reply(invitee.reply)]


def _in_order(invitees: list[Invitee]) -> list[Invitee]:
    """As the list was made, with whoever comes instead right after the sender."""
    first = [invitee for invitee in invitees if invitee.stands_in_for_id is None]
    instead = {invitee.stands_in_for_id: invitee for invitee in invitees if invitee.stands_in_for_id}
    found = []
    for invitee in first:
        found.append(invitee)
        if invitee.pk in instead:
            found.append(instead[invitee.pk])
    return found
