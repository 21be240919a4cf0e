"""Who sees the screen: a meeting's page is put on a wall, so it shows only what everybody there may read.

The rule, and the simplest that is safe: in the room are the reader and everybody invited who isn't known to
be away. What is shared with the school is the meeting's own and is shown; what has a narrower circle is
absent unless all of them hold it, and while somebody without an account is there. A restricted item is on no
list while somebody who isn't named on it is in the room: its own page opens for a reader who says that nobody
else sees the screen.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from meetings.models import AgendaItem, Attendance, Invitee, Meeting
from people.access import users_where
from people.models import User
from schools.permissions import CIRCLE_PERMS, Circle

Presence = Attendance.Presence


@dataclass(frozen=True)
class Room:
    """The people who see the reader's screen, and the circles that all of them hold."""

    reader: User
    people: dict[int, str]  # by account
    others: list[str]  # without one
    circles: frozenset[str]
    alone: bool = False
    # What the reader said of the own screen holds for the pages that follow: of a meeting about no school,
    # where a diocese in the room keeps most schools off the wall. Never for a restricted part.
    stays_alone: bool = False
    # Of a meeting about no school: by item the names of those in the room who may not read it.
    shut_out: dict[int, list[str]] = field(default_factory=dict)

    def shows(self, item: AgendaItem) -> bool:
        """Whether an item that the reader may read can be seen by everybody in the room."""
        if item.pk in self.shut_out:
            return self.alone
        if self.alone or item.circle in self.circles:
            return True
        return item.circle == Circle.NAMED and not self.kept_out_of(item)

    def kept_out_of(self, item: AgendaItem) -> list[str]:
        """Names of those in the room who aren't named on a restricted item."""
        if item.pk in self.shut_out:
            return self.shut_out[item.pk]
        named = {user.pk for user in item.named.all()}
        return [name for pk, name in self.people.items() if pk not in named] + self.others

    def items(self, meeting: Meeting) -> QuerySet[AgendaItem]:
        """The items of another meeting that everybody in the room may read: a query for each person."""
        found = meeting.items.visible_to(self.reader).select_related("meeting", "progress")
        if self.alone:
            return found
        keys = set(found.values_list("pk", flat=True))
        for user in User.objects.filter(pk__in=self.people).exclude(pk=self.reader.pk):
            keys &= set(meeting.items.visible_to(user).values_list("pk", flat=True))
        found = found.filter(pk__in=keys)
        return found.filter(school=None) if self.others else found

    def rows(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Of rows with a circle, those that everybody in the room may read."""
        seen = found.visible_to(self.reader)  # type: ignore[attr-defined]
        return seen if self.alone else seen.filter(circle__in=self.circles)


def room_of(meeting: Meeting, reader: User, *, alone: bool = False) -> Room:
    """The room as attendance has it now; ``alone``: the reader says that nobody else sees the screen."""
    if alone:
        circles, stays = frozenset(CIRCLE_PERMS), meeting.school_id is None
        return Room(reader, {reader.pk: reader.name}, [], circles, alone=True, stays_alone=stays)
    rows = list(meeting.attendance.all())
    away = {row.invitee_id for row in rows if row.presence != Presence.PRESENT}
    people, others = {reader.pk: reader.name}, _uninvited(rows)
    for invitee in meeting.invitees.all():
        if invitee.pk not in away:
            _seat(invitee, people, others)
    circles = _circles(meeting, people, others)
    return Room(reader, people, others, circles, shut_out=_shut_out(meeting, people, others))


def _seat(invitee: Invitee, people: dict[int, str], others: list[str]) -> None:
    if invitee.user_id:
        people[invitee.user_id] = invitee.name
    else:
        others.append(invitee.name)


def _uninvited(rows: list[Attendance]) -> list[str]:
    """Whoever came besides, and whoever came instead of somebody."""
    came = [row.name for row in rows if row.invitee_id is None and row.presence == Presence.PRESENT]
    instead = [row.note or f"somebody for {row.name}" for row in rows if row.presence == Presence.DELEGATE]
    return came + instead


def _shut_out(meeting: Meeting, people: dict[int, str], others: list[str]) -> dict[int, list[str]]:
    """Items about a school that somebody in the room may not read: a query for each person."""
    if meeting.school_id:
        return {}
    schools = set(meeting.items.exclude(school=None).values_list("pk", flat=True))
    found: dict[int, list[str]] = {pk: list(others) for pk in schools if others}
    for user in User.objects.filter(pk__in=people):
        seen = set(meeting.items.visible_to(user).values_list("pk", flat=True))
        for pk in schools - seen:
            found.setdefault(pk, []).append(people[user.pk])
    return found


def _circles(meeting: Meeting, people: dict[int, str], others: list[str]) -> frozenset[str]:
    held = {Circle.SCHOOL}
    if meeting.school is None:
        held.add(Circle.DIOCESE)  # what is about no school is for everybody who sees the meeting
    if meeting.school and not others:
        for circle in (Circle.DIOCESE, Circle.LA):
            holding = users_where(CIRCLE_PERMS[circle], meeting.school).filter(pk__in=people)
            if holding.count() == len(people):
                held.add(circle)
    return frozenset(held)
