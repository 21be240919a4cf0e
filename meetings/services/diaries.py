"""When people can’t come: entered, taken from an uploaded calendar, looked through. Each only one’s own."""

from datetime import datetime, timedelta

from meetings.calendars.ics import busy_spans
from meetings.models import BusyTime, Diary
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service

AHEAD = timedelta(days=400)
LONGEST = timedelta(days=366)
MOST_ENTERED = 500


@service
def add_absence(*, starts_at: datetime, ends_at: datetime, note: str = "", by: User) -> BusyTime:
    """The person can't come then; the note is for the person alone.

    Refuses (RuleError) an end before the beginning, what is past, and more than a year.
    """
    if ends_at <= starts_at:
        raise RuleError("Choose an end after the beginning", field="last_day")
    if ends_at <= clock.now():
        raise RuleError("Choose a time that is still to come", field="first_day")
    if ends_at - starts_at > LONGEST:
        raise RuleError("Choose an end within a year", field="last_day")
    if by.busy_times.filter(source=BusyTime.Source.ENTERED).count() >= MOST_ENTERED:
        raise RuleError(f"There are {MOST_ENTERED} absences already: remove some first")
    busy = BusyTime.objects.create(user=by, starts_at=starts_at, ends_at=ends_at, note=note.strip())
    _is_known(by)
    return busy


@service
def remove_absence(busy: BusyTime, *, by: User) -> None:
    """The person can come then after all."""
    busy.delete()
    _is_known(by)


@service
def take_calendar(content: bytes, *, by: User) -> int:
    """The person is busy when the calendar says so, in place of what an earlier upload said. How many times.

    Refuses (RuleError) what ``busy_spans`` refuses.
    """
    now = clock.now()
    spans = busy_spans(content, first=now, until=now + AHEAD)
    by.busy_times.filter(source=BusyTime.Source.CALENDAR).delete()
    BusyTime.objects.bulk_create(
        BusyTime(user=by, starts_at=starts, ends_at=ends, source=BusyTime.Source.CALENDAR)
        for starts, ends in spans
    )
    _is_known(by)
    return len(spans)


@service
def forget_calendar(*, by: User) -> None:
    """Nothing of an uploaded calendar is kept."""
    by.busy_times.filter(source=BusyTime.Source.CALENDAR).delete()


@service
def confirm_diary(*, by: User) -> None:
    """The person has looked through the diary: it is known as it stands, even when nothing stands in it."""
    _is_known(by)


def _is_known(user: User) -> None:
    Diary.objects.update_or_create(user=user, defaults={"read_at": clock.now()})
