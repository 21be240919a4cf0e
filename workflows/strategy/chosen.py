"""The schools on the agenda of a meeting of the authority, as one reader sees them."""

from typing import Any

from meetings.models import AgendaItem, Meeting
from meetings.rights import held_for
from meetings.services.strategy_schools import reasons_seen
from workflows.services.strategy import is_next
from workflows.strategy.choosing import proposed_schools
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
    """Schools that the records propose by now, and that are neither on the agenda nor left out.

    None for a meeting whose turn has not come.
    """
    if not is_next(meeting):
        return []
    known = set(meeting.items.exclude(case=None).values_list("case", flat=True))
    known |= set(meeting.left_out.values_list("case", flat=True))
    return [str(each.case.school) for each in proposed_schools(meeting.la) if each.case.pk not in known]
