"""The judgements of a review, and what the school says to each: a warning letter relies on both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone

from concern_cases.events import event_kind, record_event
from concern_cases.models import Disagreement, Evidence, Objective, ObjectiveRating, Review
from concern_cases.review_page import left_to_answer, left_to_judge
from concern_cases.rules import lock_open_case, worded
from concern_cases.services.evidence import add_evidence
from concern_cases.services.responses import record_disagreement
from concern_cases.services.reviews import Readings, hold_review, lock_review, rate_objective, title_of
from concern_cases.since import in_words
from people.access import users_where
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm

View = ObjectiveRating.View

SCHOOL_ANSWERED = event_kind(
    "reviews.answered",
    "answered the judgements of the review: {accurate} accurate, {disputed} disputed",
    title="The school answered the judgements: {accurate} accurate, {disputed} disputed",
    details=("Disputed: {titles}.",),
)
SCHOOL_SILENT = event_kind(
    "reviews.silence",
    "recorded that the school said nothing to the judgements by {on}",
    title="The school said nothing to the judgements",
    details=("It was asked to by {on}.",),
)
NOBODY_TO_ASK = event_kind(
    "reviews.nobody_to_ask",
    "found nobody on record who answers for the school to the judgements of the review",
    title="Nobody on record could answer the judgements for the school",
    details=("The answer was asked for by {on}.",),
)


@dataclass(frozen=True)
class Judgement:
    """An objective red, amber or green, why, and where its criteria are now; why it moved, or not."""

    rag: str
    reason: str
    readings: Readings = field(default_factory=dict)
    moved_why: str = ""


@dataclass(frozen=True)
class SchoolAnswer:
    """Whether the school finds a judgement accurate; if not, what it says and what that rests on.

    ``read`` is the judgement that it read (``mark_of``), if that is known.
    """

    view: str
    text: str = ""
    files: Sequence[Any] = field(default_factory=list)
    read: str = ""


@service
def judge_review(review: Review, *, judgements: Mapping[Objective, Judgement], by: User) -> Review:
    """Every objective is judged, and with that the review is held, today unless a conference held it.

    Refuses (RuleError) what ``rate_objective`` refuses, an objective that was judged meanwhile (by a
    conference), and one without a judgement, naming it.
    """
    lock_review(review)
    judged = set(review.ratings.values_list("objective_id", flat=True))
    for objective, said in judgements.items():
        if objective.pk in judged:
            raise RuleError(f"“{title_of(objective)}” was judged meanwhile: open this page again")
        rate_objective(
            objective,
            rag=said.rag,
            reason=said.reason,
            readings=said.readings,
            moved_why=said.moved_why,
            on=clock.today(),
            review=review,
            by=by,
        )
    missing = left_to_judge(review)
    if missing:
        raise RuleError(f"Judge “{missing[0].title}” too: each objective has its judgement")
    if review.status == Review.Status.OPEN:
        hold_review(review, on=clock.today(), by=by)
    return review


@service
def answer_review(review: Review, *, answers: Mapping[Objective, SchoolAnswer], by: User) -> Review:
    """The school has said of each judgement whether it is accurate, or what it says against it.

    Asked again after a correction, it is asked for what has no answer of its own. Files that it brings are
    evidence of the case, shared with the school. Refuses (RuleError) a judgement without an answer, one that
    was corrected since the school read it, and a dispute without a word; where nothing is asked, and a review
    that was decided (AlreadyDone).
    """
    lock_review(review)
    if not review.is_under_way:
        raise AlreadyDone("This review was decided or dropped already")
    ratings = left_to_answer(review)
    if not ratings:
        raise AlreadyDone("The school has answered already")
    for rating in ratings:
        _answer(rating, answers.get(rating.objective), by=by)
    disputed = [rating for rating in ratings if rating.school_view == View.DISPUTES]
    record_event(
        SCHOOL_ANSWERED,
        school=review.plan.school,
        case=review.plan.case,
        accurate=len(ratings) - len(disputed),
        disputed=len(disputed),
        titles="; ".join(title_of(rating.objective) for rating in disputed),
    )
    return review


def mark_of(rating: ObjectiveRating) -> str:
    """A mark that is another one once the judgement is corrected."""
    said = sorted(f"{key} {reading}" for key, reading in rating.said.items())
    words = [rating.rag, rating.reason, rating.moved_why, *said]
    return sha256("\0".join(words).encode()).hexdigest()[:16]


def _answer(rating: ObjectiveRating, answer: SchoolAnswer | None, *, by: User) -> None:
    judgement = f"the judgement of objective {rating.objective.number}"
    if answer is None or answer.view not in (View.AGREES, View.DISPUTES):
        raise RuleError(f"Say whether {judgement} is accurate")
    if answer.read and answer.read != mark_of(rating):
        words = f"While you answered, {judgement} was corrected: read it as it is now, and answer again"
        raise RuleError(words, field=f"view_{rating.objective_id}")
    disputes = answer.view == View.DISPUTES
    rating.school_view = answer.view
    rating.school_evidence = ""
    if disputes:
        otherwise = f"Say what the school says against {judgement}"
        rating.school_evidence = worded(answer.text, otherwise, field=f"text_{rating.objective_id}")
        rating.school_files = _evidence_of(rating, answer.files, by=by)
    rating.school_said_by, rating.school_said_at = by, clock.now()
    rating.save()


def _evidence_of(rating: ObjectiveRating, files: Sequence[Any], *, by: User) -> Evidence | None:
    case = rating.objective.plan.case
    if not files:
        return None
    if case is None or not case.is_open:
        words = "There is no open case to keep files in: say in words what you rely on"
        raise RuleError(words, field=f"text_{rating.objective_id}")
    return add_evidence(
        case,
        kind=Evidence.Kind.OTHER,
        on=clock.today(),
        source=f"The school’s answer to a review, {by}",
        text=rating.school_evidence,
        circle=Circle.SCHOOL,
        files=files,
        by=by,
    )


@service
def record_silence(review: Review, *, on: date, by: User | None) -> Review:
    """It is known that the school said nothing to the judgements by that day, or that nobody could for it."""
    lock_review(review)
    plan = review.plan
    review.school_silent_on = on
    review.nobody_to_ask = not users_where(Perm.COMMENT_REVIEW, plan.school).exists()
    review.save()
    event = NOBODY_TO_ASK if review.nobody_to_ask else SCHOOL_SILENT
    record_event(event, school=plan.school, case=plan.case, on=review.school_silent_on)
    return review


# --- A disputed judgement as the school's recorded disagreement


@service
def record_dispute(rating: ObjectiveRating, *, by: User) -> Disagreement:
    """The disputed judgement is a recorded disagreement of the school, as it was said; once.

    Refuses (RuleError) a judgement that nobody disputes, and a plan without a case; what
    ``record_disagreement`` refuses; one that was recorded before (AlreadyDone).
    """
    plan = rating.objective.plan
    if rating.school_view != View.DISPUTES or rating.review is None or rating.school_said_at is None:
        raise RuleError("The school does not dispute this judgement")
    if plan.case is None:
        raise RuleError("There is no case to record a disagreement in")
    lock_open_case(plan.case)
    if dispute_of(rating) in disputes_on_record(rating.review):
        raise AlreadyDone("This disagreement is on record")
    return record_disagreement(
        plan.case,
        judgement=judgement_in_words(rating),
        on=said_on(rating),
        said_by=str(rating.school_said_by),
        said=rating.school_evidence,
        source=source_of(rating),
        by=by,
    )


Dispute = tuple[str, date, str]  # where, when and what the school said


def disputes_on_record(review: Review) -> set[Dispute]:
    """What of this review was recorded as a disagreement of the school."""
    rows = Disagreement.objects.filter(case=review.plan.case_id, source__startswith=_source_of(review))
    return set(rows.values_list("source", "on", "said"))


def dispute_of(rating: ObjectiveRating) -> Dispute:
    """A disputed judgement as it stands on record: corrected and disputed anew, it is another one."""
    return source_of(rating), said_on(rating), rating.school_evidence


def _source_of(review: Review) -> str:
    return f"Review of the {review.plan.get_kind_display().lower()} held on {in_words(review.held_on)}"


def source_of(rating: ObjectiveRating) -> str:
    """Where the school said it, in words that name one judgement of one review."""
    said = _source_of(rating.review) if rating.review else "Judgement"
    return f"{said}, answer to objective {rating.objective.number}"


def judgement_in_words(rating: ObjectiveRating) -> str:
    """The judgement as it was given, with its date."""
    rag = rating.get_rag_display().lower()
    return f"“{title_of(rating.objective)}” judged {rag} on {in_words(rating.on)}: {rating.reason}"


def said_on(rating: ObjectiveRating) -> date:
    """The day on which the school said it."""
    return timezone.localdate(rating.school_said_at)
