"""What every act in a meeting that is being held begins with."""

from datetime import date

from django.utils import timezone

from meetings.models import Meeting
from meetings.services.conferences import lock_upcoming
from meetings.words import day_in_words
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service


@service
def begin_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """It is known since when the meeting is recorded; its status is as before. A second time changes nothing.

    Refuses (RuleError) a meeting before its day; one that was held or cancelled (AlreadyDone).
    """
    return lock_live(meeting)


def lock_live(meeting: Meeting) -> Meeting:
    """The meeting as it is now, begun, and kept from other changes until the transaction ends.

    Whoever writes first begins it. Refuses what ``begin_meeting`` refuses.
    """
    lock_upcoming(meeting)
    if day_of(meeting) > clock.today():
        on = day_in_words(day_of(meeting))
        raise RuleError(f"This conference is on {on}: if it was held earlier, move it to that day")
    if meeting.began_at is None:
        meeting.began_at = clock.now()
        meeting.save()
    return meeting


def day_of(meeting: Meeting) -> date:
    """The day on which the meeting is held, in London."""
    return timezone.localdate(meeting.starts_at)


def is_late(meeting: Meeting) -> bool:
    """Its day has passed: what is entered now comes from paper."""
    return day_of(meeting) < clock.today()
