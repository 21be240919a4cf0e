"""A conference near to a review's due date holds that review: one date, one piece of work."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from concern_cases.models import ConcernCase, Review
from meetings.models import Meeting
from meetings.next_due import PLANNED
from people.models import User
from record.services import service
from schools.calendar import Calendar

ONE_DAY = timedelta(days=1)


def open_reviews(cases: Iterable[ConcernCase]) -> dict[int, Review]:
    """The open review of each school's running plan that is due first, by the school: one query."""
    schools = {case.school_id for case in cases}
    rows = Review.objects.filter(
        status=Review.Status.OPEN, plan__closed_on=None, plan__school__in=schools
    ).select_related("plan")
    return {row.plan.school_id: row for row in rows.order_by("-due_on", "-pk")}


def days_that_hold(
    review: Review, days: Iterable[date], *, within: int, calendar: Calendar
) -> frozenset[date]:
    """Those of the days that are at most ``within`` school days from the review's due date."""
    return frozenset(day for day in days if school_days_apart(day, review.due_on, calendar) <= within)


def school_days_apart(one: date, other: date, calendar: Calendar) -> int:
    """How many school days lie after the earlier of the two days, up to and with the later one."""
    return len(calendar.school_days(min(one, other) + ONE_DAY, max(one, other)))


def reviews_beside(meeting: Meeting, user: Any) -> list[Review]:
    """Open reviews of other plans of the school, which a meeting that holds one leaves to their own day."""
    if meeting.holds_review is None:
        return []
    rows = Review.objects.visible_to(user).open().filter(plan__closed_on=None)
    beside = rows.filter(plan__school=meeting.school).exclude(plan=meeting.holds_review.plan_id)
    return list(beside.select_related("plan").order_by("due_on"))


def _is_held_by_another(review: Review | None, meeting: Meeting) -> bool:
    """Whether a conference that was called before holds it."""
    return review is not None and review.held_by.filter(status__in=PLANNED).exclude(pk=meeting.pk).exists()


@service
def hold_near_review(meeting: Meeting, *, by: User) -> Review | None:
    """The meeting holds the open review of its school's plan if it is near enough to it, and else none."""
    if meeting.case is None or meeting.school is None:
        return None
    review = open_reviews([meeting.case]).get(meeting.school.pk)
    within = meeting.type.holds_review_within
    on = timezone.localdate(meeting.starts_at)
    near = review and days_that_hold(review, [on], within=within, calendar=Calendar.of(meeting.school))
    held = review if near and not _is_held_by_another(review, meeting) else None
    if meeting.holds_review != held:
        meeting.holds_review = held
        meeting.save()
    return held
