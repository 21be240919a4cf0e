"""What comes of a review: its outcome, what follows, and whether the school could be stepped down."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import Plan, PlanRules, Review, RevisionReason
from concern_cases.review_page import left_to_answer, span_of
from concern_cases.rules import worded
from concern_cases.services.plans import ask_for_revision
from concern_cases.services.reviews import lock_review
from concern_cases.since import AS_SCHOOL, in_words, recorded_since
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle

Outcome = Review.Outcome

REVIEW_DECIDED = event_kind(
    "reviews.decided",
    "decided the review of the plan: {outcome}",
    title="Review decided",
    details=("{outcome}", "The criteria for stepping down are {met}.", "Capacity of the school: {capacity}."),
)
REVIEW_FOLLOWS = event_kind(
    "reviews.follows",
    "found the school {follows} at its review",
    title="The review found the school {follows}",
)
# What the review found, and what follows from it, as the end of a sentence.
FOUND = {
    Outcome.ON_TRACK: "on track",
    Outcome.CONFERENCE: "slipping: a case conference is to be called",
    Outcome.STRATEGY: "failing: it is referred to the strategy meeting",
    Outcome.LETTER: "failing: a letter is proposed",
}
# Told to everybody who sees the review; that a letter is thought of is the LA's business until it is given.
TOLD_TO_SCHOOL = {
    Outcome.ON_TRACK: "On track",
    Outcome.CONFERENCE: "Slipping: a case conference is called",
    Outcome.STRATEGY: "Failing",
    Outcome.LETTER: "Failing",
}


@service
def draft_record(review: Review, *, by: User | None) -> Review:
    """The review begins with what was recorded since the last one, as far as the school may read it."""
    review.record = recorded_since(review.plan, span_of(review), AS_SCHOOL)
    review.save()
    return review


@service
def decide_review(
    review: Review,
    *,
    follows: str,
    outcome: str,
    criteria_met: bool,
    capacity: str = "",
    capacity_why: str = "",
    by: User,
) -> Review:
    """It is known what came of the review, with what was on record then; a failed one has the plan revised.

    Refuses (RuleError) what is no outcome, one without words, criteria met by a school that is slipping or
    failing, or without a judgement of its own capacity and its reason, what follows only in a case where
    there is none open; a review that was not held, or has a judgement that the school is still asked about;
    one decided already (AlreadyDone).
    """
    if follows not in Outcome.values:
        raise RuleError("Choose what follows", field="follows")
    outcome = worded(outcome, "Say what came of the review", field="outcome")
    if criteria_met and follows != Outcome.ON_TRACK:
        words = "Choose “No”, or “on track”: a school that is slipping or failing has not met the criteria"
        raise RuleError(words, field="criteria_met")
    if criteria_met or capacity:
        if capacity not in Review.Capacity.values:
            raise RuleError("Say whether the school can keep this up by itself", field="capacity")
        capacity_why = worded(
            capacity_why, "Say what the judgement of its capacity rests on", field="capacity_why"
        )
    lock_review(review)
    if review.status != Review.Status.DONE:
        raise RuleError("The objectives are not judged yet")
    if review.is_decided:
        raise AlreadyDone("This review was decided already")
    if left_to_answer(review):
        raise RuleError("The school is asked first what it says to the judgements")
    if follows != Outcome.ON_TRACK and not has_open_case(review.plan):
        raise RuleError("There is no open case: only “on track” can follow", field="follows")
    review.follows, review.outcome, review.criteria_met = follows, outcome, criteria_met
    review.capacity, review.capacity_why, review.decided_by = capacity, capacity_why.strip(), by
    review.record = recorded_since(review.plan, span_of(review), AS_SCHOOL)
    review.save()
    _tell(review)
    if follows != Outcome.ON_TRACK:
        _ask_for_revision(review, by=by)
    return review


def has_open_case(plan: Plan) -> bool:
    """Whether something can follow in the plan's case."""
    return plan.case is not None and plan.case.is_open


def follows_for(review: Review, *, inside: bool) -> str:
    """What follows, in the words for a reader; ``inside``: in the LA's circle."""
    if not review.follows:
        return ""
    return str(review.get_follows_display()) if inside else TOLD_TO_SCHOOL[Outcome(review.follows)]


def _tell(review: Review) -> None:
    plan = review.plan
    record_event(
        REVIEW_DECIDED,
        school=plan.school,
        case=plan.case,
        outcome=review.outcome,
        met="met" if review.criteria_met else "not met",
        capacity=review.get_capacity_display().lower(),
    )
    record_event(
        REVIEW_FOLLOWS,
        school=plan.school,
        case=plan.case,
        circle=Circle.LA,
        follows=FOUND[Outcome(review.follows)],
    )


def _ask_for_revision(review: Review, *, by: User) -> None:
    plan = review.plan
    if plan.closed_on:
        return
    ask_for_revision(
        plan,
        kind=RevisionReason.Kind.REVIEW,
        why=f"The review of {in_words(review.held_on)} found it off track: {review.outcome}",
        on=review.held_on or clock.today(),
        key=f"review:{review.pk}:plan:{plan.pk}",
        by=by,
    )


def reviews_met_in_a_row(plan: Plan) -> int:
    """How many of the plan's latest decided reviews found the criteria for stepping down met."""
    decided = plan.reviews.decided().order_by("-held_on", "-pk").values_list("criteria_met", "follows")
    met = [is_met and follows == Outcome.ON_TRACK for is_met, follows in decided]
    return met.index(False) if False in met else len(met)


def proposes_stepping_down(plan: Plan) -> bool:
    """The criteria were met at as many reviews in a row as the authority asks for."""
    needed = PlanRules.of(plan.school.la).exit_reviews
    return bool(needed) and reviews_met_in_a_row(plan) >= needed
