"""Meetings of the authority, about no one school: its own people and, at some, officers of the dioceses."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from concern_cases.rules import worded
from meetings import events
from meetings.models import Meeting, MeetingType
from meetings.reference import DIOCESE_MEETING, OF_THE_LA
from meetings.services.agenda import lay_out_agenda
from meetings.services.conferences import check_time, with_chair
from meetings.services.invitations import send_invitations
from meetings.services.invitees import InviteeFacts, add_invitee, check_people_of_la, with_accounts
from meetings.services.telling import tell_meeting
from meetings.words import day_in_words
from people import access
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import Diocese, LocalAuthority
from schools.permissions import Perm


@service
def call_la_meeting(
    la: LocalAuthority,
    *,
    type_code: str,
    starts_at: datetime,
    place: str,
    chair: User,
    purpose: str = "",
    invitees: Sequence[InviteeFacts],
    diocese: Diocese | None = None,
    entered_late: bool = False,
    by: User,
) -> Meeting:
    """There is a meeting of this type of the authority, with its agenda, and everybody invited knows of it.

    ``diocese``: of a meeting with one diocese, whose officers alone are invited. ``entered_late``: it was
    held already and is entered now, and nobody is invited any more. Refuses (RuleError) another type, a time
    that is not ahead (or, entered late, not past) or not on a working day, a second meeting of the type on
    that day, a chair who may not approve minutes, and whom ``check_people_of_la`` refuses.
    """
    la = LocalAuthority.objects.select_for_update().get(pk=la.pk)  # two calls, one meeting a day
    type_ = _type(type_code)
    place = worded(place, "Say where it will be held", field="place")
    check_time(None, starts_at, entered_late=entered_late)
    if diocese and type_.code != DIOCESE_MEETING:
        raise RuleError("Only a meeting with a diocese is about one", field="diocese")
    _refuse_second(la, type_, starts_at, diocese)
    if not access.may(chair, Perm.APPROVE_MINUTES, la):
        raise RuleError(f"{chair} can’t approve minutes: choose another chair", field="chair")
    invitees = with_chair(chair, with_accounts(invitees))
    check_people_of_la(type_, la, invitees, diocese=diocese)
    meeting = Meeting.objects.create(
        type=type_,
        la=la,
        diocese=diocese,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=type_.length_minutes),
        place=place,
        purpose=purpose.strip(),
        chair=chair,
        entered_late=entered_late,
        called_by=by,
    )
    for facts in invitees:
        add_invitee(meeting, facts)
    lay_out_agenda(meeting, by=by)
    tell_meeting(events.CONFERENCE_CALLED, meeting, place=place, chair=str(chair))
    return send_invitations(meeting, by=by)


def _type(code: str) -> MeetingType:
    found = MeetingType.objects.in_use().filter(code=code).first() if code in OF_THE_LA else None
    if not isinstance(found, MeetingType):
        raise RuleError("Choose what kind of meeting it is", field="type_code")
    return found


def _refuse_second(
    la: LocalAuthority, type_: MeetingType, starts_at: datetime, diocese: Diocese | None
) -> None:
    others = Meeting.objects.filter(la=la, type=type_, school=None, diocese=diocese).exclude(
        status=Meeting.Status.CANCELLED
    )
    if others.filter(starts_at__date=timezone.localdate(starts_at)).exists():
        raise RuleError(
            f"There is one on {day_in_words(starts_at)} already: move or cancel that one", field="starts_at"
        )
