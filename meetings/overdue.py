"""What of the conferences and reviews of schools is late: asked by needs and by the strategy meeting."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from concern_cases.models import ConcernCase, Review
from meetings.choices import Part
from meetings.models import Meeting, MeetingMove, Minutes
from meetings.next_due import HELD, PLANNED, RULE
from record import clock
from schools.calendar import Counting
from schools.models import School

OFTEN = 2  # moves since the last conference: from then on it is slippage
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)  # before every conference, where none was held


def slipping_cases(schools: QuerySet[School]) -> QuerySet[Any]:
    """Open cases whose conferences since the last one that was held were moved often, or called off after.

    Each with ``held_at`` (``LONG_AGO`` if none was), how many ``times`` and when last (``moved_at``).
    """
    of_case = Meeting.objects.filter(case=OuterRef("pk"))
    held = of_case.filter(status__in=HELD).order_by("-starts_at").values("starts_at")[:1]
    moves = of_case.exclude(status__in=HELD).filter(starts_at__gt=OuterRef("held_at"))
    last = MeetingMove.objects.filter(meeting__case=OuterRef("pk")).order_by("-moved_at")
    cases = ConcernCase.objects.open().filter(school__in=schools).select_related("school")
    cases = cases.annotate(held_at=Coalesce(Subquery(held), Value(LONG_AGO))).annotate(
        times=Subquery(moves.order_by().values("case").annotate(all=Sum("moves")).values("all")),
        moved_at=Subquery(last.values("moved_at")[:1]),
    )
    return cases.filter(times__gte=OFTEN)


def overdue_reviews(schools: QuerySet[School]) -> QuerySet[Review]:
    """Reviews of running plans that were due and not held; one that a conference to come holds is not."""
    reviews = Review.objects.open().filter(
        plan__closed_on=None, plan__school__in=schools, due_on__lt=clock.today()
    )
    coming = Meeting.objects.filter(
        holds_review=OuterRef("pk"), status__in=PLANNED, starts_at__gte=clock.now()
    )
    reviews = reviews.exclude(plan__case__status=ConcernCase.Status.CLOSED).exclude(Exists(coming))
    return reviews.select_related("plan__school", "plan__case__school")


def minutes_owed(meetings: QuerySet[Meeting]) -> list[Any]:
    """Those that were held and whose minutes are late by the numbers of the type, with ``minutes_due``.

    Without a draft, or with one that was sent back, the draft is due; otherwise its check. Two queries, and
    where the days leave out holidays those of the schools.
    """
    last = Minutes.objects.filter(meeting=OuterRef("pk"), part=Part.A).order_by("-version")
    unapproved = (Meeting.Status.HELD, Meeting.Status.MINUTES_DRAFTED)
    rows = meetings.filter(status__in=unapproved, starts_at__lt=clock.now()).annotate(
        drafted_at=Subquery(last.values("drafted_at")[:1]), checked_at=Subquery(last.values("checked_at")[:1])
    )
    found: list[Any] = list(rows.select_related("type", "school", "case__school"))
    counting = Counting(RULE, [meeting.school for meeting in found])
    for meeting in found:
        after, days = meeting.checked_at or meeting.starts_at, meeting.type.draft_minutes_days
        if meeting.status == Meeting.Status.MINUTES_DRAFTED:
            after, days = meeting.drafted_at or after, meeting.type.check_minutes_days
        counted = counting.after(timezone.localdate(after), days=days, school=meeting.school)
        meeting.minutes_due = counted.ends_on
    return [meeting for meeting in found if meeting.minutes_due < clock.today()]
