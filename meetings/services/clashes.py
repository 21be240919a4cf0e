"""What stands against a time to which a meeting is to be moved, as far as it is known."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from meetings.models import BusyTime, Invitee, Meeting
from meetings.services.conferences import UPCOMING
from meetings.services.invitees import As
from meetings.words import listed

Reply = Invitee.Reply


def against_moving(meeting: Meeting, starts_at: datetime) -> list[str]:
    """A sentence for each reason why people who are required can't come then; none where nothing is known.

    What somebody is busy with is not said. Whoever sends somebody else is not asked about; the one sent is.
    """
    then = (starts_at, starts_at + (meeting.ends_at - meeting.starts_at))
    rows = meeting.invitees.exclude(required_as=As.OPTIONAL).exclude(reply=Reply.DELEGATED)
    required = list(rows)
    users = [invitee.user_id for invitee in required if invitee.user_id]
    declined, away, elsewhere = _declined(meeting, then), _away(users, then), _elsewhere(meeting, users, then)
    reasons = [
        ("declined a time that overlaps", [who.name for who in required if who.pk in declined]),
        ("known to be away then", [who.name for who in required if who.user_id in away]),
        ("invited to another meeting then", [who.name for who in required if who.user_id in elsewhere]),
    ]
    return [f"{words[0].upper()}{words[1:]}: {listed(names)}" for words, names in reasons if names]


def _overlaps(then: tuple[datetime, datetime], path: str = "") -> Q:
    return Q(**{f"{path}starts_at__lt": then[1], f"{path}ends_at__gt": then[0]})


def _declined(meeting: Meeting, then: tuple[datetime, datetime]) -> set[int]:
    """Who declined the present time or an earlier one of this meeting, where it overlaps with the new one."""
    found: set[int] = set()
    length = meeting.ends_at - meeting.starts_at
    if meeting.starts_at < then[1] and meeting.ends_at > then[0]:
        found.update(meeting.invitees.filter(reply=Reply.DECLINED).values_list("pk", flat=True))
    for move in meeting.earlier_dates.prefetch_related("declined"):
        if move.was_at < then[1] and move.was_at + length > then[0]:
            found.update(invitee.pk for invitee in move.declined.all())
    return found


def _away(users: list[Any], then: tuple[datetime, datetime]) -> set[int]:
    rows = BusyTime.objects.filter(_overlaps(then), user__in=users)
    return set(rows.values_list("user", flat=True))


def _elsewhere(meeting: Meeting, users: list[Any], then: tuple[datetime, datetime]) -> set[int]:
    rows = Invitee.objects.filter(_overlaps(then, "meeting__"), user__in=users, meeting__status__in=UPCOMING)
    rows = rows.exclude(meeting=meeting).exclude(reply__in=(Reply.DECLINED, Reply.DELEGATED))
    return set(rows.values_list("user", flat=True))
