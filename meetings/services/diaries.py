"""When people can’t come: entered, taken from an uploaded calendar, looked through.

Each enters it for himself or herself, or whoever plans meetings does, having heard it.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.calendars.ics import busy_spans
from meetings.london import local, moment
from meetings.models import BusyTime, Diary
from people.models import Post, User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority, School

AHEAD = timedelta(days=400)
LONGEST = timedelta(days=366)
MOST_ENTERED = 500
WEEK = timedelta(days=7)


def diary_owners(la: LocalAuthority) -> QuerySet[User]:
    """Whose diaries those who plan the authority's meetings may keep: everybody in a post there."""
    dioceses = School.objects.filter(la=la, diocese__isnull=False).values("diocese")
    at = Q(la=la) | Q(schools__la=la) | Q(diocese__in=dioceses)
    return User.objects.filter(is_active=True, pk__in=Post.objects.current().filter(at).values("user"))


@service
def add_absence(
    *,
    starts_at: datetime,
    ends_at: datetime,
    weekly_until: date | None = None,
    note: str = "",
    of: User | None = None,
    by: User,
) -> list[BusyTime]:
    """The person can't come then, or then every week; the note is for the person alone.

    ``of``: who told it to whoever plans, and sees who entered it. Refuses (RuleError) an end before the
    beginning, what is past, more than a year, and more than a diary holds.
    """
    if ends_at <= starts_at:
        raise RuleError("Choose an end after the beginning", field="last_day")
    if ends_at <= clock.now():
        raise RuleError("Choose a time that is still to come", field="first_day")
    if ends_at - starts_at > LONGEST:
        raise RuleError("Choose an end within a year", field="last_day")
    times = _every_week(starts_at, ends_at, weekly_until) if weekly_until else [(starts_at, ends_at)]
    owner = of or by
    if owner.busy_times.filter(source=BusyTime.Source.ENTERED).count() + len(times) > MOST_ENTERED:
        raise RuleError(f"A diary holds {MOST_ENTERED} absences: remove some first")
    return [
        BusyTime.objects.create(
            user=owner,
            starts_at=starts,
            ends_at=ends,
            note=note.strip(),
            entered_by=None if owner == by else by,
        )
        for starts, ends in times
    ]


@service
def remove_absence(busy: BusyTime, *, by: User) -> None:
    """The person can come then after all."""
    busy.delete()


@service
def take_calendar(content: bytes, *, by: User) -> int:
    """The person is busy when the calendar says so, in place of what an earlier upload said. How many times.

    The diary is known as far as the calendar goes. Refuses (RuleError) what ``busy_spans`` refuses.
    """
    now = clock.now()
    spans = busy_spans(content, first=now, until=now + AHEAD)
    by.busy_times.filter(source=BusyTime.Source.CALENDAR).delete()
    BusyTime.objects.bulk_create(
        BusyTime(user=by, starts_at=starts, ends_at=ends, source=BusyTime.Source.CALENDAR)
        for starts, ends in spans
    )
    last = max((ends for _, ends in spans), default=now)
    _is_known(by, until=timezone.localdate(last))
    return len(spans)


@service
def forget_calendar(*, by: User) -> None:
    """Nothing of an uploaded calendar is kept, nor that the diary is known by it."""
    by.busy_times.filter(source=BusyTime.Source.CALENDAR).delete()
    Diary.objects.filter(user=by, until__isnull=False).delete()


@service
def confirm_diary(*, of: User | None = None, by: User) -> None:
    """The diary was looked through: it is known as it stands, even when nothing stands in it."""
    _is_known(of or by)


def _every_week(starts_at: datetime, ends_at: datetime, until: date) -> list[tuple[datetime, datetime]]:
    """The same by London's clocks on every week's day up to that one."""
    first, length = local(starts_at), local(ends_at) - local(starts_at)
    if until < first.date():
        raise RuleError("Choose a last week after the first day", field="weekly_until")
    if until - first.date() > LONGEST:
        raise RuleError("Choose a last week within a year", field="weekly_until")
    if length > WEEK:
        raise RuleError("What comes back every week lasts a week at most", field="weekly_until")
    weeks = (until - first.date()) // WEEK + 1
    begins = [first + number * WEEK for number in range(weeks)]
    return [(moment(each), moment(each + length)) for each in begins]


def _is_known(user: User, *, until: date | None = None) -> None:
    Diary.objects.update_or_create(user=user, defaults={"read_at": clock.now(), "until": until})
