"""Reviews with their processes: begun, moved, dropped."""

from collections.abc import Callable, Iterable
from datetime import date

from concern_cases.models import Plan, Review
from concern_cases.services import review_dates
from concern_cases.services.reviews import drop_open_reviews
from meetings.models import Meeting
from meetings.services.conferences import UPCOMING
from meetings.services.held_reviews import hold_near_review
from people.models import User
from record.services import service
from workflows import engine
from workflows.models import CaseworkProcess
from workflows.reviews.flow import ReviewFlow


@service
def start_review(review: Review, *, by: User | None) -> CaseworkProcess:
    """The process of the review stands at its evidence or, if it was held, at what is still to be said."""
    plan = review.plan
    return engine.start(
        ReviewFlow, la=plan.school.la, school=plan.school, case=plan.case, review=review, by=by
    )


@service
def move_review(review: Review, *, due_on: date, why: str, by: User) -> Review:
    """The review is due on another day, with the due dates and timers of its open step.

    A conference to come holds it as long as it is near enough. Refuses what ``review_dates.move_review``
    refuses.
    """
    return _with_its_process(
        review, lambda: review_dates.move_review(review, due_on=due_on, why=why, by=by), by=by
    )


@service
def redate_review(review: Review, *, why: str, by: User) -> Review:
    """The same, for a review whose plan is reviewed more or less often from now on."""
    return _with_its_process(review, lambda: review_dates.redate_review(review, why=why, by=by), by=by)


def _with_its_process(review: Review, move: Callable[[], Review], *, by: User) -> Review:
    process = CaseworkProcess.objects.filter(review=review).first()
    if process is None:
        move()
        _ask_conferences(review, by=by)
        return review
    process = process.coerced
    with process.flow_class.lock(process.pk):
        move()
        _ask_conferences(review, by=by)
        process.review = review
        engine.redate_steps(process, by=by)
    return review


def _ask_conferences(review: Review, *, by: User) -> None:
    for meeting in Meeting.objects.filter(case=review.plan.case, case__isnull=False, status__in=UPCOMING):
        hold_near_review(meeting, by=by)


@service
def drop_reviews(plans: Iterable[Plan], *, why: str, by: User | None) -> list[Review]:
    """No review of these plans is waited for any more, and their processes are over.

    One that was held stays as it was held, without a decision.
    """
    plans = list(plans)
    for process in CaseworkProcess.objects.filter(review__plan__in=[plan.pk for plan in plans]).order_by(
        "pk"
    ):
        engine.stop(process.coerced, by=by)
    return drop_open_reviews(plans, why=why, by=by)
