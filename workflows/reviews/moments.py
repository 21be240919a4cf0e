"""When the steps of a review are due and end, and what its gateways ask."""

from collections.abc import Callable
from datetime import datetime, timedelta

from concern_cases import review_page
from concern_cases.models import PlanRules, Review
from meetings.models import Meeting
from record import clock
from workflows.cards import morning_of
from workflows.models import CaseworkProcess
from workflows.reviews.dates import ReviewDates, conferences_that_hold
from workflows.steps import Due, school_days, working_days

ONE_DAY = timedelta(days=1)


def review_of(process: CaseworkProcess) -> Review:
    """The review that the process is about."""
    if process.review is None:
        raise LookupError(f"Process {process.pk} has no review.")
    return process.review


def rules_of(process: CaseworkProcess) -> PlanRules:
    return PlanRules.of(process.la)


def conference_that_holds(review: Review) -> Meeting | None:
    """The conference to come that holds the review, the first of them."""
    return conferences_that_hold([review]).get(review.pk)


# --- Due dates


def gathered_by(process: CaseworkProcess) -> Due:
    review = review_of(process)
    return ReviewDates([review]).gathered_by(review)


def judged_by(process: CaseworkProcess) -> Due:
    review = review_of(process)
    return ReviewDates([review]).judged_by(review)


def answered_by(process: CaseworkProcess) -> Due:
    return school_days(rules_of(process).review_comment_days, after=clock.today(), process=process)


def decided_by(process: CaseworkProcess) -> Due:
    return working_days(rules_of(process).decide_days, after=clock.today(), process=process)


# --- Ends


def end_of_gathering(process: CaseworkProcess) -> datetime:
    """The morning after the day by which the evidence was to be in."""
    return morning_of(gathered_by(process).on + ONE_DAY)


def end_of_comment(process: CaseworkProcess) -> datetime:
    """The morning after the day by which the school was asked to answer."""
    return morning_of(answered_by(process).on + ONE_DAY)


# --- Gateways


def is_held(process: CaseworkProcess) -> bool:
    return _fresh(process).status == Review.Status.DONE


def is_judged(process: CaseworkProcess) -> bool:
    review = _fresh(process)
    return review.pk in review_page.judged_among([review])


def is_answered(process: CaseworkProcess) -> bool:
    """The school said what it says to every judgement, or let the day pass."""
    return not review_page.left_to_answer(_fresh(process))


def follows(outcome: Review.Outcome) -> Callable[[CaseworkProcess], bool]:
    """Whether this was decided to follow."""
    return lambda process: _fresh(process).follows == outcome


def _fresh(process: CaseworkProcess) -> Review:
    review = review_of(process)
    review.refresh_from_db()
    return review
