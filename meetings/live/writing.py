"""Who else is writing in the meeting at this moment, and where."""

from datetime import timedelta

from meetings.live.room import Room
from meetings.models import AgendaItem, Meeting, Writing
from people.models import User
from record import clock

RECENT = timedelta(seconds=60)


def note_writing(meeting: Meeting, item: AgendaItem, *, by: User) -> None:
    """The person has this item open now."""
    now = {"item": item, "seen_at": clock.now()}
    Writing.objects.update_or_create(meeting=meeting, user=by, defaults=now)


def others_writing(meeting: Meeting, room: Room) -> list[tuple[str, str]]:
    """Names of the others heard of within a minute, each with the item; restricted ones are left out."""
    rows = Writing.objects.filter(meeting=meeting, seen_at__gt=clock.now() - RECENT)
    rows = rows.exclude(user=room.reader).select_related("user", "item").prefetch_related("item__named")
    return [(row.user.name, row.item.title) for row in rows if room.shows(row.item)]
