"""What the worker sees to for reviews: that each plan has its next one, and that each takes its course.

It asks what is so now, and mends what is not: it may run at any time, twice, or late.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from concern_cases.models import ConcernCase, Plan, PlanRules, PlanVersion, Review
from concern_cases.models.plan import PlanQuerySet
from concern_cases.services.review_dates import opens_on, schedule_next
from concern_cases.services.reviews import lock_review
from record import clock
from workflows import engine
from workflows.models import CaseworkProcess, TaskCard
from workflows.reviews.moments import is_answered, is_judged, review_of
from workflows.services.reviews import drop_reviews, start_review

# No period of working days is longer in days than this.
DAYS_A_WORKING_DAY = 2
DAYS_MORE = 10


def keep_reviews_going() -> int:
    """Every review is planned, opened, redated and moved on as it should be by now. How many were."""
    return schedule_missing() + open_due() + follow_conferences() + drop_of_closed_plans()


def schedule_missing() -> int:
    """Every plan in force has a review ahead: its first, or the one after the last."""
    reviews = Review.objects.filter(plan=OuterRef("pk"))
    plans = _running_plans().filter(
        ~Exists(reviews.open()),
        ~Exists(reviews.undecided()),
        Exists(PlanVersion.objects.filter(plan=OuterRef("pk"), status=PlanVersion.Status.IN_FORCE)),
    )
    return sum(1 for plan in plans.select_related("school__la", "case") if schedule_next(plan, by=None))


def open_due() -> int:
    """The process of every review has begun that is due in 15 working days (a rule of the authority's).

    So has that of one which a conference held before it was opened, unless a later review came after it.
    """
    later = Review.objects.filter(plan=OuterRef("plan"), due_on__gt=OuterRef("due_on"))
    waiting = Review.objects.filter(
        Q(status=Review.Status.OPEN) | Q(~Exists(later), status=Review.Status.DONE, follows=""),
        plan__in=_running_plans().values("pk"),
        process=None,
    )
    longest = max(
        [PlanRules().review_opens_days, *PlanRules.objects.values_list("review_opens_days", flat=True)]
    )
    horizon = clock.today() + timedelta(days=longest * DAYS_A_WORKING_DAY + DAYS_MORE)
    rows = waiting.filter(due_on__lte=horizon).select_related("plan__school__la", "plan__case")
    return sum(1 for review in rows if _opens_by_now(review) and _open_once(review))


def _opens_by_now(review: Review) -> bool:
    return review.status == Review.Status.DONE or opens_on(review) <= clock.today()


@transaction.atomic
def _open_once(review: Review) -> bool:
    """Another worker may be at it: the row is locked, and asked again."""
    lock_review(review)
    if not review.is_under_way or CaseworkProcess.objects.filter(review=review).exists():
        return False
    start_review(review, by=None)
    return True


def follow_conferences() -> int:
    """Reviews go by the conference that holds them: its day is theirs, and what it judged is judged.

    One with a judgement that was corrected after the school's answer goes to the school again.
    """
    cards = TaskCard.objects.open().filter(task__process__caseworkprocess__review__isnull=False)
    found = cards.select_related("task__process__caseworkprocess__review__plan", "school")
    return sum(_follow(card) for card in found)


def _follow(card: TaskCard) -> int:
    node = card.task.flow_task
    if node.name not in ("gather_evidence", "rate_objectives", "decide_outcome"):
        return 0
    process = card.task.process.coerced
    if node.name == "decide_outcome":
        return 0 if is_answered(process) else int(engine.pass_step(process, node.name))
    review = review_of(process)
    is_over = review.status == Review.Status.DONE if node.name == "gather_evidence" else is_judged(process)
    if is_over:
        return int(engine.pass_step(process, node.name))
    if card.due_on != node.step.due(process).on:
        with process.flow_class.lock(process.pk):
            engine.redate_steps(process, by=None)
        return 1
    return 0


def drop_of_closed_plans() -> int:
    """No review of a plan that was closed is waited for."""
    closed = Plan.objects.filter(closed_on__isnull=False, reviews__status=Review.Status.OPEN).distinct()
    return sum(len(drop_reviews([plan], why="The plan was closed.", by=None)) for plan in closed)


def _running_plans() -> PlanQuerySet:
    return Plan.objects.running().exclude(case__status=ConcernCase.Status.CLOSED)
