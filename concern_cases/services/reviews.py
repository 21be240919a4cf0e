"""Reviews of plans, and the judgements of objectives that reviews and conferences share."""

from datetime import date

from concern_cases.events import event_kind, record_event
from concern_cases.models import Objective, ObjectiveRating, Plan, Rag, Review
from concern_cases.rules import not_in_future, worded
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service

OBJECTIVE_RATED = event_kind(
    "plans.rated",
    "judged “{objective}” {rag}",
    title="“{objective}” judged {rag}",
    details=("{reason}", "Before: {before}."),
)
REVIEW_PLANNED = event_kind(
    "reviews.planned", "planned a review of the plan for {due_on}", title="Review due on {due_on}"
)
REVIEW_HELD = event_kind(
    "reviews.held",
    "held the review of the plan that was due on {due_on}",
    title="Review held",
    details=("It was due on {due_on}.", "{outcome}"),
)


@service
def rate_objective(
    objective: Objective, *, rag: str, reason: str, on: date, review: Review | None = None, by: User
) -> ObjectiveRating:
    """There is a judgement of the objective, with its reason, beside all earlier ones.

    Refuses (RuleError) what is neither red, amber nor green, an empty reason, a day to come, and a review of
    another plan.
    """
    if rag not in Rag.values:
        raise RuleError("Choose red, amber or green", field="rag")
    reason = worded(reason, "Say why, in a sentence", field="reason")
    not_in_future(on, "a judgement")
    if review and review.plan_id != objective.plan_id:
        raise RuleError("Choose a review of this plan", field="review")
    before = last_rating(objective)
    rating = ObjectiveRating.objects.create(
        objective=objective, review=review, rag=rag, reason=reason, on=on, rated_by=by
    )
    text = objective.texts.order_by("version__number").last()
    record_event(
        OBJECTIVE_RATED,
        school=objective.plan.school,
        case=objective.plan.case,
        objective=text.title if text else str(objective),
        rag=rating.get_rag_display().lower(),
        reason=reason,
        before=before.get_rag_display().lower() if before else "",
    )
    return rating


@service
def plan_review(plan: Plan, *, due_on: date, by: User | None) -> Review:
    """The plan is to be reviewed by that day. Refuses (RuleError) a second open review."""
    if plan.reviews.filter(status=Review.Status.OPEN).exists():
        raise RuleError("A review of this plan is open already: hold that one first", field="due_on")
    review = Review.objects.create(plan=plan, due_on=due_on)
    record_event(REVIEW_PLANNED, school=plan.school, case=plan.case, due_on=due_on)
    return review


@service
def hold_review(review: Review, *, on: date, outcome: str, by: User) -> Review:
    """The review was held on that day. Refuses (AlreadyDone) one that is not open, (RuleError) no outcome."""
    outcome = worded(outcome, "Say what came of the review", field="outcome")
    not_in_future(on, "a review")
    review.refresh_from_db(from_queryset=Review.objects.select_for_update(of=("self",)))
    if review.status != Review.Status.OPEN:
        raise AlreadyDone("This review was held already")
    review.status, review.held_on, review.outcome = Review.Status.DONE, on, outcome
    review.save()
    plan = review.plan
    record_event(REVIEW_HELD, school=plan.school, case=plan.case, due_on=review.due_on, outcome=outcome)
    return review


def last_rating(objective: Objective, *, before: date | None = None) -> ObjectiveRating | None:
    """The latest judgement of the objective (before that day)."""
    rows = objective.ratings.all()
    if before:
        rows = rows.filter(on__lt=before)
    return rows.order_by("-on", "-pk").first()
