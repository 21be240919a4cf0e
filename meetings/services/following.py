"""What follows from a meeting."""

from meetings.models import Decision, DecisionCode, Meeting
from meetings.reference import CASE_CONFERENCE, ENDING_DECISIONS
from meetings.services.conferences import UPCOMING


def letter_decisions(meeting: Meeting) -> list[Decision]:
    """Decisions of the meeting from which a letter is to follow."""
    decisions = meeting.decisions.filter(code__effect=DecisionCode.Effect.LETTER)
    return list(decisions.select_related("code"))


def next_is_needed(meeting: Meeting) -> bool:
    """Another conference is to be planned: the case is open, was not to end here, and has none ahead."""
    case = meeting.case
    if case is None:
        return False
    case.refresh_from_db()
    if not case.is_open or meeting.decisions.filter(code__code__in=ENDING_DECISIONS).exists():
        return False
    ahead = case.meetings.filter(type__code=CASE_CONFERENCE, status__in=UPCOMING)
    return not ahead.exists()
