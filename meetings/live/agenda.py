"""The agenda beside the work: what is done, what comes when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from meetings.live.room import Room
from meetings.models import AgendaItem, Meeting

State = AgendaItem.State
MARKS = {State.DONE: ("✓", "done"), State.PUT_OFF: ("–", "put off"), State.OPEN: ("", "")}


@dataclass(frozen=True)
class Row:
    """One item as the agenda lists it."""

    item: AgendaItem
    starts_at: datetime
    is_now: bool
    alone: bool = False  # for a reader whose screen nobody else sees

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.item.minutes)

    @property
    def url(self) -> str:
        address = reverse("meetings:hold_item", args=[self.item.meeting_id, self.item.pk])
        return f"{address}?alone=1" if self.alone else address

    @property
    def mark(self) -> str:
        return "▶" if self.is_now else MARKS[State(self.item.state)][0]

    @property
    def state(self) -> str:
        return MARKS[State(self.item.state)][1]

    @property
    def notes(self) -> list[str]:
        """What there is to say of it in a word or two."""
        decided = getattr(self.item, "decided", 0)
        said = [self.item.get_rag_display().lower() if self.item.rag else ""]
        said += [str(self.item.progress).lower()] if self.item.progress else []
        said += ["put off"] if self.item.state == State.PUT_OFF else []
        said += [f"{decided} decided"] if decided else []
        said += ["Part B"] if self.item.part == AgendaItem.Part.B else []
        said += ["now"] if self.is_now else []
        return [word for word in said if word]


def items_of(meeting: Meeting, room: Room) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """The items that the whole room sees, and those that only the reader may open."""
    found = AgendaItem.objects.visible_to(room.reader).filter(meeting=meeting).select_related("progress")
    items = list(found.annotate(decided=Count("decisions")).order_by("order", "pk").prefetch_related("named"))
    return [item for item in items if room.shows(item)], [item for item in items if not room.shows(item)]


def agenda(meeting: Meeting, items: list[AgendaItem], now: AgendaItem, *, alone: bool = False) -> list[Row]:
    """The items in order, each with the time at which it was planned to begin."""
    rows, at = [], meeting.starts_at
    for item in items:
        rows.append(Row(item, at, item.pk == now.pk, alone))
        at += timedelta(minutes=item.minutes)
    return rows


def first_open(items: list[AgendaItem]) -> AgendaItem | None:
    return next((item for item in items if item.state == State.OPEN), None)
