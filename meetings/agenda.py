"""The agenda of a meeting as one reader sees it: numbered, timed, each item with what it brings along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from meetings.agenda_facts import NOTHING, Facts, facts_of, items_of
from meetings.choices import Fill, Part
from meetings.models import AgendaItem, Meeting, Paper
from meetings.services.agenda import objectives_of

# Items that are talked about on the ground of papers: one without any says so to whoever collects them.
NEEDS_PAPERS = (Fill.OBJECTIVES, Fill.EVIDENCE)


@dataclass(frozen=True)
class Line:
    """One item with its number and when it begins."""

    number: int
    item: AgendaItem
    starts_at: datetime
    facts: Facts

    @property
    def lacks_papers(self) -> bool:
        return self.item.fill in NEEDS_PAPERS and not self.facts.papers


@dataclass(frozen=True)
class Agenda:
    """The items that one reader sees. Nothing tells of others: neither a number nor a gap in the times."""

    lines: Sequence[Line]
    minutes: int
    minutes_over: int  # by which the items are longer than the meeting

    @property
    def ends_at(self) -> datetime | None:
        last = self.lines[-1] if self.lines else None
        return last.starts_at + timedelta(minutes=last.item.minutes) if last else None

    @property
    def papers(self) -> list[Paper]:
        """All papers that the reader may read, in the order of the agenda."""
        return [paper for line in self.lines for paper in line.facts.papers]

    @property
    def lacking_papers(self) -> list[Line]:
        return [line for line in self.lines if line.lacks_papers]


def agenda_of(meeting: Meeting, user: Any, *, with_facts: bool = True) -> Agenda:
    """The agenda for this reader; without facts it is the bare list of items and times."""
    items = items_of(meeting, user)
    facts = facts_of(meeting, user, items=items) if with_facts else {}
    at, lines = meeting.starts_at, []
    for number, item in enumerate(items, start=1):
        lines.append(Line(number, item, at, facts.get(item.pk, NOTHING)))
        at += timedelta(minutes=item.minutes)
    over = max(at - meeting.ends_at, timedelta()) // timedelta(minutes=1)
    return Agenda(lines, minutes=sum(item.minutes for item in items), minutes_over=over)


def objectives_without_item(meeting: Meeting) -> int:
    """How many objectives of the plan in force have no item of their own yet."""
    there = set(meeting.items.filter(part=Part.A).values_list("objective_id", flat=True))
    return sum(1 for text in objectives_of(meeting) if text.objective_id not in there)
