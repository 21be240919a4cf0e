"""The human steps of a review."""

from collections.abc import Mapping
from typing import Any

from concern_cases.models import Objective
from concern_cases.review_page import (
    criteria_in_words,
    evidence_for_plan,
    left_to_answer,
    left_to_judge,
    lines_of,
    record_for,
)
from concern_cases.services.review_deciding import decide_review, has_open_case, reviews_met_in_a_row
from concern_cases.services.review_judging import Judgement, SchoolAnswer, answer_review, judge_review
from people.models import User
from schools.permissions import Perm
from workflows.models import CaseworkProcess
from workflows.reviews import forms, moments
from workflows.reviews.moments import review_of
from workflows.steps import Due, Step


class ReviewStep(Step):
    """What the steps of a review show alike: every objective, and what was recorded since the last review."""

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        review = review_of(process)
        lines = lines_of(review, user)
        return {
            "review": review,
            "lines": lines,
            "criteria_in_words": criteria_in_words(lines),
            "for_plan": evidence_for_plan(review, user),
            "since": record_for(review, user),
            "has_case": has_open_case(review.plan),
            "held_by": moments.conference_that_holds(review),
        }


class GatherEvidence(ReviewStep):
    title = "Gather the evidence for the review"
    done = "gathered the evidence"
    perm = Perm.CONTRIBUTE_EVIDENCE
    button = "The evidence is in"
    template_name = "workflows/reviews/gather_evidence.html"

    def due(self, process: CaseworkProcess) -> Due:
        return moments.gathered_by(process)

    def perform(self, process: CaseworkProcess, *, by: User) -> None:
        """Nothing more: each piece was put before the review when it was added."""


class RateObjectives(ReviewStep):
    title = "Judge the objectives"
    done = "judged the objectives"
    perm = Perm.RATE_PLAN
    form = forms.RateForm
    button = "Record the judgements"
    template_name = "workflows/reviews/rate_objectives.html"

    def due(self, process: CaseworkProcess) -> Due:
        return moments.judged_by(process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {**super().context(process, user), "left": left_to_judge(review_of(process))}

    def perform(
        self, process: CaseworkProcess, *, by: User, judgements: Mapping[Objective, Judgement] | None = None
    ) -> None:
        """What a conference, or somebody on the page of the review, judged already is not asked again."""
        judge_review(review_of(process), judgements=judgements or {}, by=by)


class SchoolComment(ReviewStep):
    # It is the school's own; the LA waits, and silence is recorded as silence.
    title = "Answer the judgements of the review"
    done = "answered the judgements"
    perm = Perm.COMMENT_REVIEW
    asks_by_mail = True
    form = forms.AnswerForm
    button = "Send the answers"
    template_name = "workflows/reviews/school_comment.html"

    def due(self, process: CaseworkProcess) -> Due:
        return moments.answered_by(process)

    def perform(
        self, process: CaseworkProcess, *, by: User, answers: Mapping[Objective, SchoolAnswer]
    ) -> None:
        answer_review(review_of(process), answers=answers, by=by)


class DecideOutcome(ReviewStep):
    title = "Decide what comes of the review"
    done = "decided the review"
    perm = Perm.DECIDE_REVIEW
    form = forms.DecideForm
    button = "Record the decision"
    template_name = "workflows/reviews/decide_outcome.html"

    def due(self, process: CaseworkProcess) -> Due:
        return moments.decided_by(process)

    def initial(self, process: CaseworkProcess) -> dict[str, Any]:
        """A conference that held the review has said what came of it."""
        return {"outcome": review_of(process).outcome}

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        met = reviews_met_in_a_row(review_of(process).plan)
        needed = moments.rules_of(process).exit_reviews
        facts = {"met_before": met, "needed": needed, "asked_again": left_to_answer(review_of(process))}
        return {**super().context(process, user), **facts}

    def perform(
        self,
        process: CaseworkProcess,
        *,
        by: User,
        follows: str,
        outcome: str,
        criteria_met: bool,
        capacity: str = "",
        capacity_why: str = "",
    ) -> None:
        decide_review(
            review_of(process),
            follows=follows,
            outcome=outcome,
            criteria_met=criteria_met,
            capacity=capacity,
            capacity_why=capacity_why,
            by=by,
        )
