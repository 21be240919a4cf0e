"""Questions over cases and their conferences: the last, the next, and by when the next is due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from concern_cases.due_dates import Term, due_by
from concern_cases.models import ConcernCase
from meetings.models import Meeting
from meetings.reference import CASE_CONFERENCE
from record import clock
from schools.calendar import Calendar, Counting, is_school_day
from schools.models import School

RULE = "working"  # days before a meeting are counted by this rule
PLANNED = (Meeting.Status.PLANNED, Meeting.Status.INVITED, Meeting.Status.PAPERS_OUT)
HELD = (Meeting.Status.HELD, Meeting.Status.MINUTES_DRAFTED, Meeting.Status.MINUTES_APPROVED)


def with_conferences(cases: QuerySet[ConcernCase]) -> QuerySet[Any]:
    """Each case with ``last_held_at``, ``next_at`` and ``next_meeting``, and what ``latest_day`` needs.

    The first two are moments, the third is a key; None where there is no such conference.
    """
    of_case = Meeting.objects.filter(case=OuterRef("pk"))
    held = of_case.filter(status__in=HELD).order_by("-starts_at")
    coming = of_case.filter(status__in=PLANNED, starts_at__date__gte=clock.today()).order_by("starts_at")
    return (
        cases.annotate(
            last_held_at=Subquery(held.values("starts_at")[:1]),
            next_at=Subquery(coming.values("starts_at")[:1]),
            next_meeting=Subquery(coming.values("pk")[:1]),
        )
        .select_related("school__la", "school__diocese", "cadence", "lead")
        .prefetch_related("school__term_dates", "school__la__term_dates")
    )


def latest_day(case: Any, *, after: date | None = None) -> date | None:
    """By when the next conference of a case from ``with_conferences`` is due; None for a closed one.

    With ``after`` it is the one that follows a conference still to come on that day.
    """
    if not case.is_open:
        return None
    since = after or since_when(case)
    return due_by(case.cadence.every, case.cadence.unit, since=since, terms=terms_of(case.school))


def since_when(case: Any) -> date:
    """The day from which the interval of such a case counts: of the last conference, or of its opening."""
    return timezone.localdate(case.last_held_at) if case.last_held_at else case.opened_on


def conferences_ahead(case: ConcernCase) -> list[Meeting]:
    """The conferences of the case that are called and not held, in order of time."""
    rows = Meeting.objects.filter(case=case, type__code=CASE_CONFERENCE, status__in=PLANNED)
    return list(rows.order_by("starts_at"))


def is_too_late(case: Any) -> bool:
    """Whether the next conference of a case from ``with_conferences`` is later than its cadence allows."""
    due = latest_day(case)
    return due is not None and case.next_at is not None and timezone.localdate(case.next_at) > due


def latest_day_of(case: ConcernCase) -> date | None:
    """The last school day that the cadence allows for the next conference; None if there is none ahead."""
    latest = latest_day(with_conferences(ConcernCase.objects.filter(pk=case.pk)).get())
    while latest and latest > clock.today() and not is_school_day(case.school, latest):
        latest -= timedelta(days=1)
    return latest if latest and latest > clock.today() else None


def papers_due(meeting: Meeting, counting: Counting | None = None) -> date:
    """By when the papers of the meeting are wanted; of many meetings with the ``counting_before`` of them."""
    counting = counting or counting_before([meeting])
    before, days = timezone.localdate(meeting.starts_at), meeting.type.papers_days_before
    return counting.before(before, days=days, school=meeting.school).ends_on


def counting_before(meetings: Iterable[Meeting]) -> Counting:
    """What counts the days before the meetings: two queries at most, whatever their number."""
    return Counting(RULE, [meeting.school for meeting in meetings if meeting.school])


def papers_are_due_anew(meeting: Meeting, *, was_at: datetime) -> bool:
    """Whether a meeting whose papers are out moved so far that they are due after its old day."""
    is_out = meeting.status == Meeting.Status.PAPERS_OUT and not meeting.entered_late
    return is_out and papers_due(meeting) >= max(timezone.localdate(was_at), clock.today())


def terms_of(school: School) -> list[Term]:
    """The school's own half-terms in each year that has any, otherwise its authority's, in order of time."""
    years = Calendar.from_rows([*school.la.term_dates.all(), *school.term_dates.all()]).years
    return [(row.first_day, row.last_day, row.long_term) for year in sorted(years) for row in years[year]]
