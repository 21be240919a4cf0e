"""Reviews of plans, and the judgements of objectives that reviews and conferences share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from concern_cases.events import EventKind, event_kind, record_event
from concern_cases.models import (
    CriterionReading,
    Objective,
    ObjectiveRating,
    Plan,
    Rag,
    Review,
    SuccessCriterion,
)
from concern_cases.rules import not_in_future, worded
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service

OBJECTIVE_RATED = event_kind(
    "plans.rated",
    "judged “{objective}” {rag}",
    title="“{objective}” judged {rag}",
    details=("{reason}", "Before: {before}.", "{moved_why}"),
)
OBJECTIVE_RATED_ANEW = event_kind(
    "plans.rated_anew",
    "corrected the judgement of “{objective}” to {rag}",
    title="Judgement of “{objective}” corrected to {rag}",
    details=("{reason}", "Before: {before}.", "{moved_why}", "The school is asked again. Before: {answer}"),
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
REVIEW_DROPPED = event_kind(
    "reviews.dropped",
    "dropped the review of the plan that was due on {due_on}",
    title="Review dropped",
    details=("It was due on {due_on}.", "{why}"),
)


@dataclass(frozen=True)
class Reading:
    """Where a criterion is now: “45 % (9 of 20)”; and whether it is met, not yet, or can't be said yet."""

    now: str = ""
    met: str = ""


Readings = Mapping[UUID, Reading]  # by the key of the criterion


@service
def rate_objective(
    objective: Objective,
    *,
    rag: str,
    reason: str,
    on: date,
    readings: Readings | None = None,
    moved_why: str = "",
    review: Review | None = None,
    by: User,
) -> ObjectiveRating:
    """There is a judgement of the objective, with its reason, beside all earlier ones.

    ``readings`` say where each criterion is; nothing need be said of one. ``moved_why`` says why it is
    better, worse or the same as last time, where the two reasons do not.
    In one review an objective is judged once: judged again, the judgement is corrected, and without
    ``readings`` (a conference asks for none) says of its criteria what it said. What the school said
    to it, or that it said nothing, was about other words: it is kept in the history, and the school is asked
    again before the review can be decided. Refuses (RuleError) what is neither red, amber nor green, an empty
    reason, a day to come, a review of another plan, and a criterion of another objective; a review that was
    decided or dropped (AlreadyDone).
    """
    if rag not in Rag.values:
        raise RuleError("Choose red, amber or green", field="rag")
    facts: dict[str, Any] = {"rag": rag, "reason": worded(reason, "Say why, in a sentence", field="reason")}
    facts |= {"on": not_in_future(on, "a judgement"), "moved_why": moved_why.strip(), "rated_by": by}
    said = None if readings is None else _worth_saying(objective, readings)
    earlier = _judged_in(review, objective) if review else None
    if earlier:
        return _correct(earlier, facts, said)
    before = last_rating(objective)
    rating = ObjectiveRating.objects.create(objective=objective, review=review, **facts)
    _read(rating, said or {})
    _tell_rating(OBJECTIVE_RATED, rating, before=before)
    return rating


def _judged_in(review: Review, objective: Objective) -> ObjectiveRating | None:
    if review.plan_id != objective.plan_id:
        raise RuleError("Choose a review of this plan", field="review")
    lock_review(review)
    if not review.is_under_way:
        raise AlreadyDone("This review was decided or dropped already")
    return review.ratings.filter(objective=objective).first()


def _worth_saying(objective: Objective, readings: Readings) -> dict[UUID, Reading]:
    """Those that say something."""
    plain = {key: Reading(each.now.strip(), each.met) for key, each in readings.items()}
    said = {key: each for key, each in plain.items() if each.now or each.met}
    own = SuccessCriterion.objects.filter(key__in=said, text__objective=objective)
    for key in said.keys() - set(own.values_list("key", flat=True)):
        raise RuleError(
            "This criterion is not one of the objective: open the page again", field=f"now_{key.hex}"
        )
    for key, each in said.items():
        if each.met not in CriterionReading.Met.values:
            raise RuleError("Say met, not met yet, or cannot be said yet", field=f"met_{key.hex}")
    return said


def _read(rating: ObjectiveRating, said: Mapping[UUID, Reading]) -> None:
    """The judgement says so of its criteria, and no more."""
    there = rating.said
    for key, each in said.items():
        row = there.pop(key, None) or CriterionReading(rating=rating, criterion=key)
        if row._state.adding or (row.now, row.met) != (each.now, each.met):
            row.now, row.met = each.now, each.met
            row.save()
    for row in there.values():
        row.delete()


def _correct(
    rating: ObjectiveRating, facts: dict[str, Any], said: Mapping[UUID, Reading] | None
) -> ObjectiveRating:
    before, answer = last_rating(rating.objective), _answer_in_words(rating)
    for name, value in facts.items():
        setattr(rating, name, value)
    rating.school_view, rating.school_evidence, rating.school_files = ObjectiveRating.View.NONE, "", None
    rating.school_said_by = rating.school_said_at = None
    rating.save()
    if said is not None:
        _read(rating, said)
    review = rating.review
    if review and review.school_silent_on:
        review.school_silent_on, review.nobody_to_ask = None, False
        review.save()
    _tell_rating(OBJECTIVE_RATED_ANEW, rating, before=before, answer=answer)
    return rating


def _answer_in_words(rating: ObjectiveRating) -> str:
    """What the school said to the judgement, in a sentence; empty as long as it was not to answer."""
    if rating.school_view == ObjectiveRating.View.AGREES:
        return f"it finds it accurate ({rating.school_said_by})."
    if rating.school_view == ObjectiveRating.View.DISPUTES:
        return f"it disputes it ({rating.school_said_by}): {rating.school_evidence}"
    review = rating.review
    if review is None or review.school_silent_on is None:
        return ""
    until = f"by {review.school_silent_on:%-d %B %Y}."
    said = "nobody on record could answer for it" if review.nobody_to_ask else "it said nothing"
    return f"{said} {until}"


def _tell_rating(
    kind: EventKind, rating: ObjectiveRating, *, before: ObjectiveRating | None, answer: str = ""
) -> None:
    objective = rating.objective
    record_event(
        kind,
        school=objective.plan.school,
        case=objective.plan.case,
        objective=title_of(objective),
        rag=rating.get_rag_display().lower(),
        reason=rating.reason,
        moved_why=rating.moved_why,
        before=before.get_rag_display().lower() if before else "",
        answer=answer,
    )


def title_of(objective: Objective) -> str:
    """How the objective is worded now."""
    text = objective.texts.order_by("version__number").last()
    return text.title if text else str(objective)


@service
def plan_review(plan: Plan, *, due_on: date, by: User | None) -> Review:
    """The plan is to be reviewed by that day. Refuses (RuleError) a second open review."""
    if plan.reviews.filter(status=Review.Status.OPEN).exists():
        raise RuleError("A review of this plan is open already: hold that one first", field="due_on")
    review = Review.objects.create(plan=plan, due_on=due_on)
    record_event(REVIEW_PLANNED, school=plan.school, case=plan.case, due_on=due_on)
    return review


@service
def hold_review(review: Review, *, on: date, outcome: str = "", by: User) -> Review:
    """The review was held on that day: its judgements of the version in force then stand.

    What follows is to be decided.

    ``outcome`` is what is known of that already. Refuses (AlreadyDone) one that is not open.
    """
    not_in_future(on, "a review")
    lock_review(review)
    if review.status != Review.Status.OPEN:
        raise AlreadyDone("This review was held already")
    plan = review.plan
    review.status, review.held_on, review.outcome = Review.Status.DONE, on, outcome.strip()
    review.version = plan.version_on(on)
    review.save()
    record_event(
        REVIEW_HELD, school=plan.school, case=plan.case, due_on=review.due_on, outcome=review.outcome
    )
    return review


@service
def drop_open_reviews(plans: Iterable[Plan], *, why: str, by: User | None) -> list[Review]:
    """The reviews of these plans that are still to be held never will be, with the reason."""
    dropped = []
    for review in Review.objects.open().filter(plan__in=[plan.pk for plan in plans]):
        lock_review(review)
        review.status, review.outcome = Review.Status.DROPPED, why
        review.save()
        plan = review.plan
        record_event(REVIEW_DROPPED, school=plan.school, case=plan.case, due_on=review.due_on, why=why)
        dropped.append(review)
    return dropped


def lock_review(review: Review) -> Review:
    """The review as it is now, kept from other changes until the transaction ends."""
    review.refresh_from_db(from_queryset=Review.objects.select_for_update(of=("self",)))
    return review


def last_rating(objective: Objective, *, before: date | None = None) -> ObjectiveRating | None:
    """The latest judgement of the objective (before that day)."""
    rows = objective.ratings.all()
    if before:
        rows = rows.filter(on__lt=before)
    return rows.order_by("-on", "-pk").first()
