"""Conferences that were held before the case was kept here."""

from datetime import datetime, timedelta

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import lock_open_case, worded
from meetings.models import Meeting, MeetingType
from meetings.reference import CASE_CONFERENCE
from meetings.services.conferences import check_time
from meetings.words import moment_in_words
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.services import service

EARLIER_CONFERENCE = event_kind(
    "meetings.earlier",
    "entered the case conference of {when}, which was held before the case was kept here",
    title="Earlier case conference of {when} entered",
    details=("At {place}. Its minutes are where they were kept then.",),
)


@service
def enter_earlier_conference(
    case: ConcernCase, *, starts_at: datetime, place: str, chair: User, by: User
) -> Meeting:
    """It is known that a conference was held then: the next one is counted from it. It has no process.

    Refuses (RuleError) a time to come or not on a school day; one that is here already and a closed case
    (AlreadyDone).
    """
    lock_open_case(case)
    place = worded(place, "Say where it was held", field="place")
    check_time(case.school, starts_at, entered_late=True)
    if case.meetings.filter(type__code=CASE_CONFERENCE, starts_at=starts_at).exists():
        raise AlreadyDone("This conference is here already")
    type_ = MeetingType.objects.get(code=CASE_CONFERENCE)
    meeting = Meeting.objects.create(
        type=type_,
        la=case.school.la,
        school=case.school,
        case=case,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=type_.length_minutes),
        place=place,
        chair=chair,
        status=Meeting.Status.MINUTES_APPROVED,
        entered_late=True,
        called_by=by,
        held_at=clock.now(),
    )
    record_event(
        EARLIER_CONFERENCE,
        school=case.school,
        case=case,
        meeting=meeting.pk,
        when=moment_in_words(starts_at),
        place=place,
    )
    return meeting
