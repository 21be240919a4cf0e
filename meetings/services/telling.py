"""What happens to minutes, told in the circle of their readers."""

from typing import Any

from concern_cases.events import EventKind, record_event
from meetings.models import Minutes
from meetings.words import moment_in_words
from schools.permissions import Circle


def tell_minutes(kind: EventKind, minutes: Minutes, *, circle: str = Circle.SCHOOL, **facts: Any) -> None:
    """It stands in the timeline: of Part B for the people named in it alone, whatever ``circle`` says."""
    meeting = minutes.meeting
    if meeting.school is None:
        return
    named = minutes.named.all() if minutes.is_restricted else ()
    record_event(
        kind,
        school=meeting.school,
        case=meeting.case,
        circle=Circle.NAMED if minutes.is_restricted else circle,
        audience=named,
        meeting=meeting.pk,
        version=minutes.version,
        when=moment_in_words(meeting.starts_at),
        **facts,
    )
