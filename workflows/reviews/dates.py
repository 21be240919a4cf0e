"""By when a review is prepared and judged: asked of one review, or of all that are open at once."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from concern_cases.models import PlanRules, Review
from meetings.models import Meeting
from meetings.services.conferences import UPCOMING
from schools.calendar import Counting
from workflows.steps import WORKING_DAYS, Due


class ReviewDates:
    """What the dates of the reviews go by: four queries at most, whatever their number.

    The reviews come with their ``plan__school__la``.
    """

    def __init__(self, reviews: Sequence[Review]) -> None:
        schools = [review.plan.school for review in reviews]
        self._rules = PlanRules.of_many([school.la for school in schools])
        self._conferences = conferences_that_hold(reviews)
        self._counting = Counting(WORKING_DAYS, schools)

    def gathered_by(self, review: Review) -> Due:
        """So many working days before the review is due, or before the conference that holds it."""
        school = review.plan.school
        days, before = self._rules[school.la_id].gather_days, self._day_of_judging(review)
        return Due.of(self._counting.before(before, days=days, school=school))

    def judged_by(self, review: Review) -> Due:
        """The day of the conference that holds it or its own; soon after a conference that left some out."""
        school = review.plan.school
        if review.held_on:
            days = self._rules[school.la_id].decide_days
            return Due.of(self._counting.after(review.held_on, days=days, school=school))
        return Due(on=self._day_of_judging(review))

    def _day_of_judging(self, review: Review) -> date:
        meeting = self._conferences.get(review.pk)
        return timezone.localdate(meeting.starts_at) if meeting else review.due_on


def conferences_that_hold(reviews: Sequence[Review]) -> dict[int, Meeting]:
    """The first conference to come that holds each review, by the review: one query."""
    ahead = Meeting.objects.filter(holds_review__in=[review.pk for review in reviews], status__in=UPCOMING)
    found = ahead.order_by("-starts_at")
    return {meeting.holds_review_id: meeting for meeting in found if meeting.holds_review_id}
