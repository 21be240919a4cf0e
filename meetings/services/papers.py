"""Papers of a meeting: what lies on the table is the case's evidence."""

from concern_cases.events import record_event
from concern_cases.models import Evidence
from meetings import events
from meetings.models import Meeting
from meetings.services.conferences import lock_upcoming
from meetings.words import moment_in_words
from people.models import User
from record.services import service


@service
def send_papers(meeting: Meeting, *, note: str = "", by: User) -> Meeting:
    """The papers are ready: everybody finds on the meeting's page the evidence of his or her circle.

    Refuses (AlreadyDone) a meeting that is over.
    """
    lock_upcoming(meeting)
    meeting.status = Meeting.Status.PAPERS_OUT
    meeting.save()
    if meeting.school:
        record_event(
            events.PAPERS_COLLECTED,
            school=meeting.school,
            case=meeting.case,
            meeting=meeting.pk,
            when=moment_in_words(meeting.starts_at),
            note=note.strip(),
        )
    return meeting


def papers_of(meeting: Meeting, user: User) -> list[Evidence]:
    """The evidence behind the meeting that the person may read, newest first."""
    evidence = Evidence.objects.visible_to(user).filter(case=meeting.case_id)
    return list(evidence.prefetch_related("files").order_by("-on", "-pk"))
