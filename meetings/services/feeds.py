"""The address under which a person's calendar program reads his or her own meetings."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q

from meetings.models import CalendarFeed, Invitee, Meeting
from people.events import access_kind, record_access
from people.models import User
from record import clock
from record.services import service

FEED_MADE = access_kind(
    "feeds.made", "{subject} made a secret address of the own meetings; an earlier one works no more"
)
FEED_REVOKED = access_kind("feeds.revoked", "{subject} took the secret address of the own meetings back")
SECRET_BYTES = 32
KEPT = timedelta(days=365)  # how long a meeting that was stays in the calendar
NOTED_EVERY = timedelta(hours=1)


@service
def make_feed(user: User, *, by: User) -> str:
    """The person has a new address, and the one before works no more. Returns its secret: it is not kept."""
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once make one address after the other
    _revoke(user)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.create(user=user, secret_hash=_hash(secret))
    record_access(FEED_MADE, subject=user)
    return secret


@service
def revoke_feed(user: User, *, by: User) -> bool:
    """The person has no address any more; whether there was one."""
    revoked = _revoke(user)
    if revoked:
        record_access(FEED_REVOKED, subject=user)
    return revoked


def feed_of(user: User) -> CalendarFeed | None:
    """The address that works now."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def feed_by_secret(secret: str) -> CalendarFeed | None:
    """Whose address it is; None if it was revoked, is nobody's, or its owner's account is closed."""
    rows = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True).select_related("user")
    return rows.filter(secret_hash=_hash(secret)).first()


def note_reading(feed: CalendarFeed) -> bool:
    """It is known when the address was last read; whether this reading was noted, which is once an hour."""
    now = clock.now()
    late = Q(last_read_at=None) | Q(last_read_at__lte=now - NOTED_EVERY)
    return bool(CalendarFeed.objects.filter(late, pk=feed.pk).update(last_read_at=now))


def meetings_of(user: User) -> list[tuple[Meeting, Invitee | None]]:
    """What the person is invited to or chairs and may still see, each with his or her invitation.

    A meeting whose invitations are not out is not in it yet.
    """
    own = Invitee.objects.filter(user=user)
    rows = Meeting.objects.visible_to(user).filter(Q(pk__in=own.values("meeting")) | Q(chair=user))
    rows = rows.filter(ends_at__gte=clock.now() - KEPT).exclude(status=Meeting.Status.PLANNED)
    rows = rows.select_related("type", "school", "la").order_by("starts_at", "pk")
    invitations = {invitee.meeting_id: invitee for invitee in own.filter(meeting__in=rows)}
    return [(meeting, invitations.get(meeting.pk)) for meeting in rows]


def _revoke(user: User) -> bool:
    return bool(CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now()))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
