"""What the worker sees to for reviews: that each plan has its next one, and that each takes its course.

It asks what is so now, and mends what is not: it may run at any time, twice, or late.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from concern_cases.models import ConcernCase, Plan, PlanRules, PlanVersion, Review
from concern_cases.models.plan import PlanQuerySet
from concern_cases.review_page import judged_among, unanswered_among
from concern_cases.services.review_dates import days_of_opening, schedule_next
from concern_cases.services.reviews import lock_review
from record import clock
from workflows import engine
from workflows.models import CaseworkProcess, TaskCard
from workflows.reviews.dates import ReviewDates
from workflows.reviews.flow import ReviewFlow
from workflows.services.reviews import drop_reviews, start_review

# No period of working days is longer in days than this.
DAYS_A_WORKING_DAY = 2
DAYS_MORE = 10
# The steps of a review that go by what a conference does.
FOLLOWING = ("gather_evidence", "rate_objectives", "decide_outcome")
# What of a card and its review says whether there is anything to do.
OF_CARD = "task__process__caseworkprocess__review"
OF_REVIEW = ("due_on", "status", "held_on", "school_silent_on", "plan__school__la__id")
LOOKED_AT = ("due_on", "task__flow_task", *[f"{OF_CARD}__{name}" for name in OF_REVIEW])


def keep_reviews_going() -> int:
    """Every review is planned, opened, redated and moved on as it should be by now. How many were."""
    return schedule_missing() + open_due() + follow_conferences() + drop_of_closed_plans()


def schedule_missing() -> int:
    """Every plan in force has a review ahead: its first, or the one after the last."""
    reviews = Review.objects.filter(plan=OuterRef("pk"))
    plans = _running_plans().filter(
        ~Exists(reviews.under_way()),
        Exists(PlanVersion.objects.filter(plan=OuterRef("pk"), status=PlanVersion.Status.IN_FORCE)),
    )
    keys = list(plans.values_list("pk", flat=True))
    found = Plan.objects.filter(pk__in=keys).select_related("school__la", "case") if keys else ()
    return sum(1 for plan in found if schedule_next(plan, by=None))


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
    near = waiting.filter(due_on__lte=horizon).select_related("plan__school__la")
    rows = list(near.only("due_on", "status", "plan__school__la__id"))
    opens, done = days_of_opening(rows), Review.Status.DONE
    due = [row.pk for row in rows if row.status == done or opens[row.pk] <= clock.today()]
    found = Review.objects.filter(pk__in=due).select_related("plan__school__la", "plan__case") if due else ()
    return sum(1 for review in found if _open_once(review))


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
    cards = TaskCard.objects.open().filter(**{f"{OF_CARD}__isnull": False})
    cards = cards.filter(task__flow_task__in=[ReviewFlow.instance.node(name) for name in FOLLOWING])
    # The worker asks all the time: whatever else of these rows is wanted, is loaded of those that move on.
    found = list(cards.select_related(f"{OF_CARD}__plan__school__la").only(*LOOKED_AT))
    open_steps = [(card, card.task.process.caseworkprocess.review) for card in found]
    look = _Look({name: _at(name, open_steps) for name in FOLLOWING})
    return sum(_follow(card, review, look) for card, review in open_steps)


def _at(name: str, open_steps: list[tuple[TaskCard, Review]]) -> list[Review]:
    return [review for card, review in open_steps if card.task.flow_task.name == name]


class _Look:
    """What matters to the reviews at each step, asked once for all of them."""

    def __init__(self, at: dict[str, list[Review]]) -> None:
        gathering, judging, deciding = (at[name] for name in FOLLOWING)
        self.dates = ReviewDates([*gathering, *judging])
        self.judged = judged_among(judging)
        self.unanswered = unanswered_among(deciding)

    def is_over(self, node_name: str, review: Review) -> bool:
        """Whether what the step asks for was done elsewhere, or has to wait for the school once more."""
        if node_name == "gather_evidence":
            return review.status == Review.Status.DONE
        return review.pk in (self.judged if node_name == "rate_objectives" else self.unanswered)

    def due_on(self, node_name: str, review: Review) -> date | None:
        """By when the step is due as far as a conference has to do with it."""
        if node_name == "gather_evidence":
            return self.dates.gathered_by(review).on
        return self.dates.judged_by(review).on if node_name == "rate_objectives" else None


def _follow(card: TaskCard, review: Review, look: _Look) -> int:
    name = card.task.flow_task.name
    if look.is_over(name, review):
        return int(engine.pass_step(card.task.process.coerced, name))
    if look.due_on(name, review) in (None, card.due_on):
        return 0
    process = card.task.process.coerced
    with process.flow_class.lock(process.pk):
        engine.redate_steps(process, by=None)
    return 1


def drop_of_closed_plans() -> int:
    """No review of a plan that was closed is waited for."""
    closed = Plan.objects.filter(closed_on__isnull=False, reviews__status=Review.Status.OPEN).distinct()
    return sum(len(drop_reviews([plan], why="The plan was closed.", by=None)) for plan in closed)


def _running_plans() -> PlanQuerySet:
    return Plan.objects.running().exclude(case__status=ConcernCase.Status.CLOSED)
