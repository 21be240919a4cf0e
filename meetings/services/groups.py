"""Who belongs to the groups that meet for the authority: joining, leaving, and what is sent then."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from concern_cases.events import event_kind, record_la_event
from meetings.models import Meeting, MeetingType, Member, Seat
from meetings.reference import OF_THE_LA
from meetings.rights import people_to_invite
from meetings.services.conferences import UPCOMING, lock_upcoming
from meetings.services.invitees import As, InviteeFacts, suggested_for_la
from meetings.services.inviting import invite_person, take_off_list
from meetings.words import day_in_words
from people.models import Post, User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority

JOINED = event_kind("strategy.joined", "put {who} into the group of the {type}, from {since} on: {seat}")
LEFT = event_kind("strategy.left", "ended {who}’s time in the group of the {type} on {until}")


@dataclass(frozen=True)
class Place:
    """A named post with whoever holds it: by belonging to the group, or by a role."""

    seat: Seat
    members: Sequence[Member]
    posts: Sequence[Post]


@service
def add_member(
    la: LocalAuthority,
    *,
    type_: MeetingType,
    user: User,
    since: date,
    until: date | None = None,
    seat: Seat | None = None,
    by: User,
) -> Member:
    """The person belongs to the group, and is invited to each of its meetings on these days that is called.

    Refuses (RuleError) a type of meeting about one school, days in the wrong order, a post of another group
    or one that somebody holds then, and who may not be told of such meetings; a member already (AlreadyDone).
    """
    LocalAuthority.objects.select_for_update().get(pk=la.pk)
    if type_.code not in OF_THE_LA or (seat and seat.type_id != type_.pk):
        raise RuleError("Choose a post of this group", field="seat")
    if until and until < since:
        raise RuleError("Choose a last day from the first one on", field="until")
    if not people_to_invite(type_, la).filter(pk=user.pk).exists():
        raise RuleError(
            f"{user} may not be told of these meetings: give the post that takes part in them first",
            field="user",
        )
    meanwhile = Member.objects.filter(Q(until=None) | Q(until__gte=since), la=la, type=type_)
    if until:
        meanwhile = meanwhile.filter(since__lte=until)
    if meanwhile.filter(user=user).exists():
        raise AlreadyDone(f"{user} belongs to the group on these days already.")
    holder = meanwhile.filter(seat=seat).select_related("user").first() if seat else None
    if holder:
        raise RuleError(f"{holder.user} holds this post then: end that first", field="seat")
    member = Member.objects.create(la=la, type=type_, seat=seat, user=user, since=since, until=until)
    record_la_event(
        JOINED, la=la, who=str(user), type=str(type_), since=day_in_words(since), seat=str(seat or "member")
    )
    for meeting in _ahead(la, type_):
        on = timezone.localdate(meeting.starts_at)
        if since <= on and (until is None or on <= until):
            _invite(meeting, InviteeFacts(As.LA, user=user), by=by)
    return member


@service
def end_member(member: Member, *, until: date, by: User) -> Member:
    """The person belongs to the group until that day, and is not invited to its later meetings any more.

    Refuses (RuleError) a day before the first one; somebody who has left (AlreadyDone).
    """
    member.refresh_from_db(from_queryset=Member.objects.select_for_update(of=("self",)))
    if member.until and member.until < clock.today():
        raise AlreadyDone(f"{member.user} left on {day_in_words(member.until)}.")
    if until < member.since:
        raise RuleError(f"Choose a day from {day_in_words(member.since)} on", field="until")
    member.until = until
    member.save()
    record_la_event(
        LEFT, la=member.la, who=str(member.user), type=str(member.type), until=day_in_words(until)
    )
    for meeting in _ahead(member.la, member.type):
        if timezone.localdate(meeting.starts_at) > until:
            for invitee in meeting.invitees.filter(user=member.user):
                with suppress(RuleError):  # whoever chairs it, and one that has begun
                    take_off_list(invitee, by=by)
    return member


@service
def invite_missing(meeting: Meeting, *, by: User) -> list[InviteeFacts]:
    """Whoever belongs to the group by now, and was not invited when it was called, has an invitation.

    Refuses (RuleError) a meeting about a school, and one that is over (AlreadyDone).
    """
    lock_upcoming(meeting)
    if meeting.school_id:
        raise RuleError("A conference has no standing members: choose whom to invite")
    missing = not_invited(meeting)
    for facts in missing:
        _invite(meeting, facts, by=by)
    return missing


def not_invited(meeting: Meeting) -> list[InviteeFacts]:
    """Who belongs to the group on the day of the meeting, as far as it is known, and is not on its list."""
    there = set(meeting.invitees.values_list("user", flat=True))
    on = timezone.localdate(meeting.starts_at)
    suggested = suggested_for_la(
        meeting.la, chair=meeting.chair, type_=meeting.type, on=on, diocese=meeting.diocese
    )
    return [facts for facts in suggested if facts.user and facts.user.pk not in there]


def places_of(la: LocalAuthority, type_: MeetingType) -> list[Place]:
    """The named posts of the group with whoever holds them today or will: three queries."""
    members = list(Member.objects.lasting().filter(la=la, type=type_).select_related("user"))
    seats = list(type_.seats.all())
    roles = [seat.role for seat in seats if seat.role]
    posts = list(Post.objects.current().filter(la=la, role__in=roles).select_related("user"))
    return [
        Place(
            seat,
            [member for member in members if member.seat_id == seat.pk],
            [post for post in posts if post.role == seat.role],
        )
        for seat in seats
    ]


def others_of(la: LocalAuthority, type_: MeetingType) -> list[Member]:
    """Who belongs to the group today, or will, without a named post."""
    return list(Member.objects.lasting().filter(la=la, type=type_, seat=None).select_related("user"))


def meetings_ahead(la: LocalAuthority, type_: MeetingType) -> list[tuple[Meeting, list[InviteeFacts]]]:
    """The group's meetings to come, each with who belongs to it by now and is not invited."""
    return [(meeting, not_invited(meeting)) for meeting in _ahead(la, type_)]


def _ahead(la: LocalAuthority, type_: MeetingType) -> list[Meeting]:
    rows = Meeting.objects.filter(
        la=la, type=type_, school=None, status__in=UPCOMING, starts_at__gt=clock.now(), entered_late=False
    )
    return list(rows.select_related("la", "type", "chair", "diocese").order_by("starts_at"))


def _invite(meeting: Meeting, facts: InviteeFacts, *, by: User) -> None:
    """Nothing, if the person is invited already, or may not be (an officer of another diocese)."""
    with suppress(RuleError):
        invite_person(meeting, facts=facts, by=by)
