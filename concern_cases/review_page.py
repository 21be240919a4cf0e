"""A review as one reader sees it: each objective, its judgement now and last time, and what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from concern_cases.measured import Measured, counted_by_met, measured
from concern_cases.models import (
    CriterionReading,
    Evidence,
    ObjectiveRating,
    ObjectiveText,
    Plan,
    PlanVersion,
    Review,
    ReviewEvidence,
    SuccessCriterion,
)
from concern_cases.since import Span, recorded_since
from people.access import may
from record import clock
from schools.models import School
from schools.permissions import Perm

WORTH = {"red": 0, "amber": 1, "green": 2}


@dataclass(frozen=True)
class Read:
    """A criterion in a review: what this judgement says of it, and what was said before.

    ``row`` is None if the version has it no more.
    """

    row: SuccessCriterion | None
    now: CriterionReading | None
    before: Measured


@dataclass
class Line:
    """One objective in a review. ``last`` is the latest judgement before this review's."""

    text: ObjectiveText
    earlier: list[ObjectiveRating] = field(default_factory=list)  # every judgement before, in order of time
    now: ObjectiveRating | None = None
    evidence: list[Evidence] = field(default_factory=list)
    own: set[int] = field(default_factory=set)  # keys of that which the reader put there
    # The judgement as it was before it was corrected, whenever the school had answered it.
    answered: list[Any] = field(default_factory=list)
    is_on_record: bool = False  # as a disagreement of the school
    given_up_since: bool = False  # by a version that came into force after it was judged

    @property
    def last(self) -> ObjectiveRating | None:
        return self.earlier[-1] if self.earlier else None

    @cached_property
    def criteria(self) -> list[Read]:
        """What it is measured by, with where each criterion is now and where it was said to be last time."""
        rows = self.text.criteria.all()
        said, before = self.now.said if self.now else {}, measured(rows, self.earlier)
        found = [Read(row, said.pop(row.key, None), was) for row, was in zip(rows, before, strict=False)]
        return found + [Read(None, reading, self._before(key)) for key, reading in said.items()]

    def _before(self, key: UUID) -> Measured:
        """What earlier judgements say of a criterion that the version has no more."""
        series = [(each, each.said[key]) for each in self.earlier if key in each.said]
        return Measured(None, series, is_gone=True)

    @property
    def direction(self) -> str:
        """better, same or worse than last time; empty without two judgements."""
        if self.now is None or self.last is None:
            return ""
        change = WORTH[self.now.rag] - WORTH[self.last.rag]
        return "same" if change == 0 else "better" if change > 0 else "worse"

    @property
    def is_disputed(self) -> bool:
        return self.now is not None and self.now.school_view == ObjectiveRating.View.DISPUTES


def version_of(review: Review) -> PlanVersion | None:
    """The version that the review looks at: in force now or, once it was held, in force when it was."""
    return review.version if review.held_on else review.plan.version_on(clock.today())


def texts_of(review: Review) -> list[ObjectiveText]:
    """The objectives that the review judges, as they are worded in its version.

    And those that it has judged already and that its version has no more: in the words of the last version
    that had them.
    """
    return _texts_in(review, version_of(review))


def _objectives_after(review: Review, version: PlanVersion | None) -> set[int]:
    """The objectives, by key, in force when the day on which it was held was over; while it is not, now."""
    after = review.plan.version_on(review.held_on) if review.held_on else version
    return set(ObjectiveText.objects.filter(version=after, dropped=False).values_list("objective", flat=True))


def _texts_in(review: Review, version: PlanVersion | None) -> list[ObjectiveText]:
    if version is None:
        return []
    judged = Q(objective__in=review.ratings.values("objective"), version__in_force_on__isnull=False)
    rows = ObjectiveText.objects.filter(Q(version=version) | judged, dropped=False)
    rows = rows.select_related("objective__area", "objective__plan__school", "objective__plan__case")
    found: dict[int, ObjectiveText] = {}
    for text in rows.prefetch_related("criteria").order_by("version__number"):
        if found.get(text.objective_id) is None or found[text.objective_id].version_id != version.pk:
            found[text.objective_id] = text
    return sorted(found.values(), key=lambda text: (text.order, text.objective.number))


def lines_of(review: Review, reader: Any) -> list[Line]:
    """Every objective of the review with what the reader may see: ten queries, whatever their number."""
    version = version_of(review)
    still = _objectives_after(review, version)
    lines = {
        text.objective_id: Line(text, given_up_since=text.objective_id not in still)
        for text in _texts_in(review, version)
    }
    ratings = ObjectiveRating.objects.filter(objective__in=list(lines)).order_by("on", "pk")
    ratings = ratings.select_related("rated_by", "school_said_by", "school_files", "review")
    for rating in ratings.prefetch_related("readings"):
        line = lines[rating.objective_id]
        if rating.review_id == review.pk:
            line.now = rating
        elif _is_earlier(rating, review):
            line.earlier.append(rating)
    for row in _looked_at(review, reader):
        if row.objective_id in lines:
            lines[row.objective_id].evidence.append(row.evidence)
            if row.added_by_id == reader.pk:
                lines[row.objective_id].own.add(row.evidence_id)
    for kept in _answered_before(review):
        found = lines.get(kept.objective_id)
        if found and found.now and found.now.school_said_at != kept.school_said_at:
            found.answered.append(kept)
    return list(lines.values())


def criteria_in_words(lines: Sequence[Line]) -> str:
    """How many criteria are met by the judgements of the review; nothing without any."""
    return counted_by_met(each.now for line in lines if line.now for each in line.criteria)


def evidence_for_plan(review: Review, reader: Any) -> list[Evidence]:
    """What the review looks at for the plan as a whole."""
    return [row.evidence for row in looked_at_for_plan(review, reader)]


def looked_at_for_plan(review: Review, reader: Any) -> list[ReviewEvidence]:
    """The same, each with who put it there."""
    return list(_looked_at(review, reader).filter(objective=None))


def record_for(review: Review, reader: Any) -> list[dict[str, Any]]:
    """What was recorded since the last review: as it was kept when this one was decided, or as it is now.

    What was kept while the plan was at a school before is read by those who may see that school.
    """
    if not review.is_decided:
        return recorded_since(review.plan, span_of(review), reader)
    before = _school_before(review)
    if before and not may(reader, Perm.VIEW_CASE, before):
        told = f"It was recorded at {before}, and is read by those who can see that school here."
        return [{"heading": "What was recorded then", "lines": [told]}]
    return list(review.record)


def _school_before(review: Review) -> School | None:
    """The school at which the plan was when the review was decided, if it has gone on at another since."""
    kept = Plan.history.filter(id=review.plan_id).order_by("history_date", "history_id")
    if not kept.exclude(school=review.plan.school_id).exists():
        return None
    then = kept.filter(history_date__lte=_kept_at(review)).last()
    return then.school if then and then.school_id != review.plan.school_id else None


def span_of(review: Review) -> Span:
    """The days that it looks at: after the review before it, or the plan's beginning, until it is held.

    With what was entered late: after the record of the review before it was kept.
    """
    earlier = review.plan.reviews.filter(status=Review.Status.DONE).exclude(pk=review.pk)
    if review.held_on:
        earlier = earlier.filter(held_on__lt=review.held_on)
    last = earlier.order_by("-held_on").first()
    begins = review.plan.opened_on
    after = (last and last.held_on) or begins
    kept_at = _kept_at(last) if last else None
    return Span(after=after, until=review.held_on or clock.today(), begins=begins, kept_at=kept_at)


def _kept_at(review: Review) -> datetime | None:
    """The moment when the review was decided, and what it looked at was kept; None while it is not."""
    decided = review.history.exclude(follows="").order_by("history_date", "history_id")
    return decided.values_list("history_date", flat=True).first()


def left_to_judge(review: Review) -> list[ObjectiveText]:
    """The objectives that this review has no judgement of yet."""
    judged = set(review.ratings.values_list("objective_id", flat=True))
    return [text for text in texts_of(review) if text.objective_id not in judged]


def judged_among(reviews: Sequence[Review]) -> set[int]:
    """The keys of those that were held and in which every objective was judged: two queries."""
    held = [review for review in reviews if review.status == Review.Status.DONE]
    needed: dict[int | None, set[int]] = {review.version_id: set() for review in held}
    texts = ObjectiveText.objects.filter(version__in=[key for key in needed if key], dropped=False)
    for version, objective in texts.values_list("version", "objective"):
        needed[version].add(objective)
    judged: dict[int, set[int]] = {review.pk: set() for review in held}
    for key, objective in ObjectiveRating.objects.filter(review__in=held).values_list("review", "objective"):
        judged[key].add(objective)
    return {review.pk for review in held if needed[review.version_id] <= judged[review.pk]}


def unanswered_among(reviews: Sequence[Review]) -> set[int]:
    """The keys of those with a judgement that the school is still to answer: one query."""
    asked = [review.pk for review in reviews if review.school_silent_on is None]
    open_ratings = ObjectiveRating.objects.filter(review__in=asked, school_view=ObjectiveRating.View.NONE)
    return set(open_ratings.values_list("review", flat=True))


def left_to_answer(review: Review) -> list[ObjectiveRating]:
    """The judgements that the school is asked for: those without its answer, unless it let the day pass."""
    if review.school_silent_on:
        return []
    ratings = review.ratings.filter(school_view=ObjectiveRating.View.NONE)
    ratings = ratings.select_related("objective__plan__case", "rated_by").prefetch_related("readings")
    return list(ratings.order_by("objective__number"))


def _answered_before(review: Review) -> list[Any]:
    """Each judgement as it stood whenever the school answered it, the earliest answer first."""
    rows = ObjectiveRating.history.filter(review=review, school_said_at__isnull=False)
    rows = rows.select_related("school_said_by", "school_files").order_by("history_date", "history_id")
    return list({(row.id, row.school_said_at): row for row in rows}.values())


def _is_earlier(rating: ObjectiveRating, review: Review) -> bool:
    """Judged before this review was; a review that came after it does not count as its last time."""
    return review.held_on is None or rating.on < review.held_on


def _looked_at(review: Review, reader: Any) -> Any:
    rows = ReviewEvidence.objects.filter(review=review, evidence__in=Evidence.objects.visible_to(reader))
    rows = rows.select_related("evidence__visitor__user")
    return rows.prefetch_related("evidence__files", "evidence__named")
