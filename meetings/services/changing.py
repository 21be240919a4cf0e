"""A meeting that was called, changed in anything but its time: its chair, place, length and purpose."""

from datetime import datetime, timedelta

from django.db.models import Q

from concern_cases.rules import worded
from meetings import events, rights
from meetings.choices import Part
from meetings.models import Invitee, Meeting
from meetings.services.agenda_items import what_lies_under
from meetings.services.agenda_templates import NUMBERS
from meetings.services.conferences import lock_upcoming
from meetings.services.invitations import announces, mail_change, mail_invitation
from meetings.services.invitees import As, InviteeFacts, add_invitee, entitled
from meetings.services.papers import send_papers_to
from meetings.services.replies import drop, drop_delegate
from meetings.services.telling import tell_meeting
from meetings.words import time_in_words
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Perm

UNIT, SHORTEST, LONGEST = NUMBERS["length_minutes"]


@service
def change_meeting(
    meeting: Meeting, *, chair: User, place: str, purpose: str, length_minutes: int, by: User
) -> Meeting:
    """The meeting has this chair, place, length and purpose; everybody invited knows what is different.

    What people answered stays. Whoever chaired before stays invited, if able to come; somebody who can't see
    the school any more is taken off the list. Of a meeting that began nobody is told by mail. Refuses
    (RuleError) no place, a length outside its bounds, and a new chair who may not approve minutes; a meeting
    that is over (AlreadyDone).
    """
    place = worded(place, "Say where it will be held", field="place")
    if not SHORTEST <= length_minutes <= LONGEST:
        raise RuleError(f"Give {SHORTEST} to {LONGEST} {UNIT}", field="length_minutes")
    lock_upcoming(meeting)
    was = meeting.chair
    if chair != was and not can_chair(chair, meeting):
        raise RuleError(f"{chair} can’t approve minutes: choose another chair", field="chair")
    ends_at = meeting.starts_at + timedelta(minutes=length_minutes)
    told = _differences(meeting, chair=chair, place=place, ends_at=ends_at)
    if not told and purpose.strip() == meeting.purpose:
        return meeting
    meeting.chair, meeting.place, meeting.ends_at, meeting.purpose = chair, place, ends_at, purpose.strip()
    meeting.save()
    new = _hand_over(meeting, was) if chair != was else None
    tell_meeting(events.CONFERENCE_CHANGED, meeting, changes=" ".join(told), purpose=meeting.purpose)
    _send(meeting, told, new=new)
    return meeting


def can_chair(person: User, meeting: Meeting) -> bool:
    """Whether the person may chair the meeting today: who chairs approves its minutes."""
    return rights.may(person, Perm.APPROVE_MINUTES, meeting)


def _differences(meeting: Meeting, *, chair: User, place: str, ends_at: datetime) -> list[str]:
    """What is different for those who come, a sentence each."""
    told = []
    if chair != meeting.chair:
        told.append(f"{chair} chairs it, not {meeting.chair}.")
    if place != meeting.place:
        told.append(f"It is held at {place}, not at {meeting.place}.")
    if ends_at != meeting.ends_at:
        told.append(f"It ends at {time_in_words(ends_at)}, not at {time_in_words(meeting.ends_at)}.")
    return told


def _hand_over(meeting: Meeting, was: User) -> Invitee | None:
    """The list and the restricted items say who chairs now; the chair's entry, if it is a first one."""
    before = meeting.invitees.filter(required_as=As.CHAIR).first()
    found = meeting.invitees.filter(Q(user=meeting.chair) | Q(email__iexact=meeting.chair.email)).first()
    if found:
        _make_chair(found, meeting)
    if before:
        may_stay = entitled([before], meeting)
        if may_stay or not _is_ahead(meeting):
            before.required_as = As.OPTIONAL
            before.save()
        else:
            drop(before)
    _hand_over_restricted(meeting, was)
    return None if found else add_invitee(meeting, InviteeFacts(As.CHAIR, user=meeting.chair))


def _make_chair(invitee: Invitee, meeting: Meeting) -> None:
    """Somebody on the list chairs: nobody comes instead, nor is anybody else's delegate any more."""
    drop_delegate(invitee)
    sender, invitee.stands_in_for = invitee.stands_in_for, None
    invitee.user, invitee.required_as = meeting.chair, As.CHAIR
    invitee.reply, invitee.replied_at, invitee.heard = Invitee.Reply.NONE, None, ""
    invitee.reply_note = ""
    invitee.save()
    if sender:
        sender.reply, sender.replied_at, sender.heard = Invitee.Reply.NONE, None, ""
        sender.save()


def _hand_over_restricted(meeting: Meeting, was: User) -> None:
    """Restricted items that are as they were laid out, and empty, are for the new chair instead."""
    for item in meeting.items.filter(part=Part.B).prefetch_related("named"):
        if set(item.named.all()) == {was, meeting.called_by} and not what_lies_under(item):
            item.named.set({meeting.chair, meeting.called_by})


def _send(meeting: Meeting, told: list[str], *, new: Invitee | None) -> None:
    """Everybody who may still see the school has the newer entry; who chairs and was not invited, a first."""
    if not told or not announces(meeting) or not _is_ahead(meeting):
        return
    for invitee in entitled(meeting.invitees.select_related("user", "stands_in_for"), meeting):
        invitee.meeting = meeting
        if new and invitee.pk == new.pk:
            mail_invitation(invitee)
            send_papers_to(invitee)
            continue
        invitee.sequence += 1
        invitee.save()
        mail_change(invitee, told)


def _is_ahead(meeting: Meeting) -> bool:
    return meeting.began_at is None and meeting.starts_at > clock.now()
