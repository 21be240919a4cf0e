"""The schools on the agenda of a meeting of the authority, as one reader sees them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from meetings.models import AgendaItem, LeftOut, Meeting
from meetings.models.agenda import declared_interests
from meetings.rights import held_for
from meetings.services.strategy_schools import changes_to, reasons_seen
from workflows.services.strategy import is_next
from workflows.strategy.choosing import Proposal, proposed_schools
from workflows.strategy.circles import circles_of


def school_items(meeting: Meeting, user: Any) -> Any:
    """The items about a school each that the reader may see, in the order of the agenda."""
    items = meeting.items.visible_to(user).exclude(case=None)
    return items.select_related(
        "case__school__diocese", "case__lead", "school__diocese", "progress"
    ).order_by("order", "pk")


def with_reasons(meeting: Meeting, user: Any) -> list[tuple[AgendaItem, list[str]]]:
    """Each of them with why it is there, as far as the reader may know."""
    circles = circles_of(held_for(user, meeting))
    return [(item, reasons_seen(item, circles=circles)) for item in school_items(meeting, user)]


@dataclass(frozen=True)
class Row:
    """One school of the list: where it stands on the agenda, and why, as far as the reader may know."""

    place: int
    item: AgendaItem
    why: list[str]


SORTS: dict[str, Callable[[Row], Any]] = {
    "place": attrgetter("place"),
    "school": lambda row: str(row.item.school),
    "reasons": lambda row: (-len(row.why), row.place),
}
HEADS = ["Place", "School", "URN", "Case", "Led by", "Why", "Question to the meeting"]


def listed_rows(meeting: Meeting, user: Any, asked: Mapping[str, str]) -> list[Row]:
    """The schools that the reader sees, as the address asks: ``q`` (name, URN or case) and ``sort``."""
    words, sort = asked.get("q", "").strip().lower(), asked.get("sort", "")
    rows = [Row(place, item, why) for place, (item, why) in enumerate(with_reasons(meeting, user), 1)]
    rows = [row for row in rows if words in _searched(row).lower()]
    return sorted(rows, key=SORTS.get(sort.lstrip("-"), SORTS["place"]), reverse=sort.startswith("-"))


def told(rows: Sequence[Row]) -> list[list[Any]]:
    """The same for a spreadsheet, under ``HEADS``."""
    return [
        [
            row.place,
            str(row.item.school),
            row.item.school.urn if row.item.school else "",
            row.item.case.reference if row.item.case else "",
            str(row.item.case.lead) if row.item.case else "",
            " ".join(row.why),
            row.item.question,
        ]
        for row in rows
    ]


def _searched(row: Row) -> str:
    school, case = row.item.school, row.item.case
    return f"{school} {school.urn if school else ''} {case.reference if case else ''}"


def proposed_since(meeting: Meeting) -> list[str]:
    """Schools that the records propose by now and that are not on the agenda, or were left out before that.

    None for a meeting whose turn has not come.
    """
    if not is_next(meeting):
        return []
    reasons = {each.case: each.reasons for each in proposed_schools(meeting.la)}
    return [str(case.school) for case in changes_to(meeting, reasons).new]


def left_out_of(meeting: Meeting, user: Any) -> list[tuple[LeftOut, list[str]]]:
    """What was left out, with what proposes it today, for the authority's own people; the heaviest first.

    Of a school that the reader leads nothing.
    """
    rows = meeting.left_out.exclude(case__school__in=declared_interests(user).values("school"))
    left_out = list(rows.select_related("case__school"))
    if not left_out:
        return []
    proposals = {each.case.pk: each for each in proposed_schools(meeting.la)}
    places = {pk: place for place, pk in enumerate(proposals)}
    left_out.sort(key=lambda row: places.get(row.case_id, len(places)))
    return [(row, _words(proposals.get(row.case_id))) for row in left_out]


def _words(proposal: Proposal | None) -> list[str]:
    return [reason.words for reason in proposal.reasons] if proposal else []
