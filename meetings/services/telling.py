"""What happens to meetings and their minutes, told where it belongs and in the circle of its readers."""

from typing import Any

from concern_cases.events import EventKind, record_event, record_la_event
from meetings import events
from meetings.models import Meeting, Minutes
from meetings.words import moment_in_words
from schools.permissions import Circle


def tell_meeting(kind: EventKind, meeting: Meeting, *, circle: str = Circle.SCHOOL, **facts: Any) -> None:
    """It stands in the case's timeline; of a meeting of the authority in the authority's own log."""
    facts = {"meeting": meeting.pk, "when": moment_in_words(meeting.starts_at), **facts}
    if meeting.school:
        record_event(kind, school=meeting.school, case=meeting.case, circle=circle, **facts)
    elif kind.name in events.OF_THE_LA:
        record_la_event(events.OF_THE_LA[kind.name], la=meeting.la, type=str(meeting.type), **facts)


def tell_minutes(kind: EventKind, minutes: Minutes, *, circle: str = Circle.SCHOOL, **facts: Any) -> None:
    """It stands in the timeline: of Part B for the people named in it alone, whatever ``circle`` says."""
    meeting = minutes.meeting
    if meeting.school is None:
        tell_meeting(kind, meeting, version=minutes.version, **facts)
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
