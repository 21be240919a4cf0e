"""Reviews on their way, walked through the one door of every step."""

from datetime import date, timedelta
from typing import Any

from concern_cases.models import Objective, Plan, Review
from concern_cases.services.review_judging import Judgement, SchoolAnswer
from record import clock
from tests.concern_cases.plan_makers import readings
from tests.conftest import Cast
from tests.workflows.conftest import london
from workflows import engine
from workflows.reviews.duties import keep_reviews_going

DUE = date(2027, 2, 23)  # three months after Monday 23 November 2026
OPENS = date(2027, 2, 2)  # fifteen working days before
JUDGED = date(2027, 2, 19)


def at(day: date, hour: int = 9) -> Any:
    """Travels to that morning."""
    return clock.at(london(day, hour))


def open_review(plan: Plan) -> Review:
    """The first review of a plan that is in force, with its process."""
    keep_reviews_going()
    with at(OPENS):
        keep_reviews_going()
    return plan.reviews.get()


def take(review: Review, node: str, *, by: Any, **facts: Any) -> None:
    engine.take_step(engine.open_card(review, node).task, by=by, **facts)


def objectives(review: Review) -> list[Objective]:
    return list(review.plan.objectives.order_by("number"))


def judgements(review: Review, rag: str = "amber") -> dict[Objective, Judgement]:
    return {
        each: Judgement(rag, "Seen in three classes of five.", readings(each, "3 of 5 classes"))
        for each in objectives(review)
    }


def answers(review: Review, view: str = "agrees", **facts: Any) -> dict[Objective, SchoolAnswer]:
    return dict.fromkeys(objectives(review), SchoolAnswer(view=view, **facts))


def judge(review: Review, cast: Cast, rag: str = "amber") -> None:
    """The evidence is in and every objective is judged, on Friday 19 February."""
    with at(JUDGED - timedelta(days=4)):
        take(review, "gather_evidence", by=cast.aht)
    with at(JUDGED):
        take(review, "rate_objectives", by=cast.sip, judgements=judgements(review, rag))


def decide(review: Review, cast: Cast, **facts: Any) -> None:
    facts = {"follows": "on_track", "outcome": "Mathematics improves.", "criteria_met": False, **facts}
    take(review, "decide_outcome", by=facts.pop("by", cast.senior_adviser), **facts)
    review.refresh_from_db()
