"""What stands in people's days: absences, and meetings with the place to which they lead."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from meetings.choices import RequiredAs as As
from meetings.london import local
from meetings.models import BusyTime, Diary, Invitee, Meeting, MeetingMove
from meetings.next_due import PLANNED
from meetings.planning.problem import Engagement, Place
from record import clock


def engagements_of(
    users: Collection[int],
    *,
    first: datetime,
    until: datetime,
    besides: Iterable[int] = (),
    declined_of: Iterable[int] = (),
    instead: Mapping[int, datetime] | None = None,
) -> dict[int, tuple[Engagement, ...]]:
    """What each of the people has between the two moments, in order: six queries at most.

    Without the meetings ``besides``. Who declined a time of the meetings ``declined_of``, and had to come, is
    away then. ``instead`` says of meetings, by their keys, when they will be.
    """
    found: dict[int, list[Engagement]] = defaultdict(list)
    for busy in BusyTime.objects.filter(user__in=users, ends_at__gt=first, starts_at__lt=until):
        found[busy.user_id].append(Engagement(local(busy.starts_at), local(busy.ends_at)))
    for invitee, starts_at, ends_at in declined_times(declined_of):
        if invitee.user_id and invitee.user_id in users and invitee.required_as != As.OPTIONAL:
            found[invitee.user_id].append(Engagement(local(starts_at), local(ends_at)))
    moved = instead or {}
    meetings = Meeting.objects.filter(Q(ends_at__gt=first, starts_at__lt=until) | Q(pk__in=moved))
    meetings = meetings.filter(status__in=PLANNED).exclude(pk__in=besides).select_related("school")
    for meeting, people in _who_comes(meetings, set(users)).items():
        starts = moved.get(meeting.pk, meeting.starts_at)
        ends = starts + (meeting.ends_at - meeting.starts_at)
        engaged = Engagement(local(starts), local(ends), place_of(meeting))
        for key in people:
            found[key].append(engaged)
    return {key: tuple(sorted(rows, key=_order)) for key, rows in found.items()}


def declined_times(meetings: Iterable[int]) -> list[tuple[Invitee, datetime, datetime]]:
    """Who declined which times of the meetings, the present and earlier ones: three queries at most."""
    keys = list(meetings)
    if not keys:
        return []
    declined = Invitee.objects.filter(meeting__in=keys, reply=Invitee.Reply.DECLINED)
    found = [(row, row.meeting.starts_at, row.meeting.ends_at) for row in declined.select_related("meeting")]
    moves = MeetingMove.objects.filter(meeting__in=keys, declined__isnull=False).distinct()
    for move in moves.select_related("meeting").prefetch_related("declined"):
        until = move.was_at + (move.meeting.ends_at - move.meeting.starts_at)
        found += [(row, move.was_at, until) for row in move.declined.all()]
    return found


def diaries_known(users: Collection[int], *, days: int) -> dict[int, date]:
    """Until which day each one's diary is known; without those not looked through for ``days`` days.

    One query.
    """
    since = clock.now() - timedelta(days=days)
    rows = Diary.objects.filter(user__in=users, read_at__gte=since).order_by("user_id")
    return {user: until or date.max for user, until in rows.values_list("user_id", "until")}


def place_of(meeting: Meeting) -> Place:
    """Where the meeting is, as far as travelling goes."""
    return Place(meeting.school_id, meeting.school.area_id if meeting.school else None)


def _order(each: Engagement) -> tuple[Any, ...]:
    return each.starts, each.ends, each.place is None


def _who_comes(meetings: Any, people: set[int]) -> dict[Meeting, set[int]]:
    """Those of the people who chair each meeting or are invited, and neither declined nor send somebody."""
    found = {meeting: {meeting.chair_id} & people for meeting in meetings}
    by_key = {meeting.pk: meeting for meeting in found}
    invited = Invitee.objects.filter(meeting__in=by_key, user__in=people)
    for meeting_id, user_id, reply in invited.values_list("meeting_id", "user_id", "reply"):
        if reply in (Invitee.Reply.DECLINED, Invitee.Reply.DELEGATED):
            found[by_key[meeting_id]].discard(user_id)
        else:
            found[by_key[meeting_id]].add(user_id)
    return found
