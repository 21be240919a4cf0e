"""When plans are reviewed: the next date, and another one for a reason."""

from collections.abc import Sequence
from datetime import date

from concern_cases.events import event_kind, record_event
from concern_cases.models import Plan, PlanRules, Review
from concern_cases.review_dates import latest_review_on, review_due_on
from concern_cases.rules import in_future, worded
from concern_cases.services.reviews import lock_review, plan_review
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.calendar import Calendar, Counting, deadline

WORKING_DAYS = "working"

REVIEW_MOVED = event_kind(
    "reviews.moved",
    "moved the review of the plan from {before} to {due_on}",
    title="Review moved to {due_on}",
    details=("{why}", "It was due on {before}."),
)


def counted_from(plan: Plan) -> date | None:
    """The day from which the next review is counted: the last one, or the plan's first day in force."""
    last = plan.reviews.filter(status=Review.Status.DONE).order_by("-held_on").first()
    if last:
        return last.held_on
    first = plan.versions.filter(in_force_on__isnull=False).order_by("number").first()
    return first.in_force_on if first else None


def months_between(plan: Plan) -> int:
    """How many months lie between two reviews of the plan: its own number, or its authority's."""
    return plan.review_months or PlanRules.of(plan.school.la).review_months


def next_due_on(plan: Plan) -> date | None:
    """When the next review of the plan is due; None until a version was in force."""
    since = counted_from(plan)
    return review_due_on(since, months_between(plan), Calendar.of(plan.school)) if since else None


def latest_on(plan: Plan) -> date | None:
    """The last day to which the open review of the plan can be moved."""
    since = counted_from(plan)
    return latest_review_on(since, months_between(plan), Calendar.of(plan.school)) if since else None


def opens_on(review: Review) -> date:
    """The day on which the work on the review begins: so many working days before it is due."""
    return days_of_opening([review])[review.pk]


def days_of_opening(reviews: Sequence[Review]) -> dict[int, date]:
    """The same for each of the reviews, by primary key: three queries at most, whatever their number.

    They come with their ``plan__school__la``.
    """
    schools = [review.plan.school for review in reviews]
    rules, counting = PlanRules.of_many([school.la for school in schools]), Counting(WORKING_DAYS, schools)
    found = {}
    for review, school in zip(reviews, schools, strict=True):
        days = rules[school.la_id].review_opens_days
        found[review.pk] = counting.before(review.due_on, days=days, school=school).ends_on
    return found


@service
def schedule_next(plan: Plan, *, by: User | None) -> Review | None:
    """The plan has an open review; None when it is closed, or was never in force.

    One that should have been held already (of a plan that nobody reviewed) has the time that every review
    has from its opening on.
    """
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    due_on = to_be_held_by(plan)
    if plan.closed_on or due_on is None:
        return None
    return plan.reviews.open().first() or plan_review(plan, due_on=due_on, by=by)


def to_be_held_by(plan: Plan) -> date | None:
    """The day for a review that is planned now: when it is due or, if that has passed, the soonest."""
    due_on = next_due_on(plan)
    return _soonest(plan) if due_on and due_on <= clock.today() else due_on


def _soonest(plan: Plan) -> date:
    days = PlanRules.of(plan.school.la).review_opens_days
    day = deadline(WORKING_DAYS, given=clock.today(), days=days, school=plan.school).ends_on
    calendar = Calendar.of(plan.school)
    return day if calendar.is_school_day(day) else calendar.next_school_day(day)


@service
def move_review(review: Review, *, due_on: date, why: str, by: User) -> Review:
    """The review is due on another day, and it is known why.

    Refuses (RuleError) an empty reason, the day that it has, a day that has passed, one on which the school
    is closed, and one more than a month beyond its interval (a school must not fall out of the cycle); a
    review that was held or dropped (AlreadyDone).
    """
    why = worded(why, "Say why the review is moved", field="why")
    lock_review(review)
    if review.status != Review.Status.OPEN:
        raise AlreadyDone("This review was held or dropped already")
    if due_on == review.due_on:
        raise RuleError("Choose another day than now", field="due_on")
    in_future(due_on, "the review", field="due_on")
    plan = review.plan
    if not Calendar.of(plan.school).is_school_day(due_on):
        raise RuleError("Choose a day on which the school is open", field="due_on")
    latest = latest_on(plan)
    if latest and due_on > max(latest, review.due_on):
        raise RuleError(
            f"Choose a day up to {latest:%-d %B %Y}: a review is put off by a month at most", field="due_on"
        )
    return _set_due(review, due_on, why=why)


@service
def redate_review(review: Review, *, why: str, by: User) -> Review:
    """The open review is due as often as its plan is reviewed now; the same again changes nothing."""
    lock_review(review)
    due_on = to_be_held_by(review.plan)
    if review.status != Review.Status.OPEN or due_on is None or due_on == review.due_on:
        return review
    return _set_due(review, due_on, why=why)


def _set_due(review: Review, due_on: date, *, why: str) -> Review:
    plan, before = review.plan, review.due_on
    review.due_on, review._change_reason = due_on, why
    review.save()
    record_event(REVIEW_MOVED, school=plan.school, case=plan.case, before=before, due_on=due_on, why=why)
    return review
