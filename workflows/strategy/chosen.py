"""The schools on the agenda of a meeting of the authority, as one reader sees them."""

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
