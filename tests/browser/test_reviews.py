"""The pages of a review in a browser: sound on a desk and on a phone, at every step."""

from typing import Any

import pytest

from concern_cases.services.review_evidence import look_at_evidence
from concern_cases.services.reviews import rate_objective
from tests.browser.conftest import Travel
from tests.concern_cases.makers import make_action, make_evidence, make_plan, objective_facts
from tests.letters.makers import make_terms
from tests.workflows.conftest import MONDAY, case
from tests.workflows.reviews.makers import JUDGED, OPENS, answers, judgements, take
from workflows import engine
from workflows.cards import task_url
from workflows.reviews.duties import keep_reviews_going

__all__ = ["case"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def monday(db: None, travel: Travel) -> None:
    """The case begins on Monday, for the server, too."""
    travel(MONDAY, 9)


@pytest.fixture
def review(case: Any, cast: Any, travel: Travel) -> Any:
    """Opened, with something recorded since the plan came into force."""
    make_terms(case.school.la)
    plan = make_plan(case, objectives=[objective_facts(), objective_facts(title="Attendance is above 95 %")])
    make_action(case)
    keep_reviews_going()
    travel(OPENS, 9)
    keep_reviews_going()
    review, first = plan.reviews.get(), plan.objectives.order_by("number").first()
    rate_objective(first, rag="red", reason="One class of five.", on=OPENS, by=cast.sip)
    look_at_evidence(review, evidence=[make_evidence(case)], objective=first, by=cast.sip)
    return review


def test_every_page_of_a_review_is_sound(review, cast, travel, sign_in, sound_at_both_widths):
    def step(node: str, user: Any) -> None:
        sign_in(user)
        sound_at_both_widths(task_url(engine.open_card(review, node).task))

    step("gather_evidence", cast.aht)
    sound_at_both_widths(f"/reviews/{review.pk}/evidence/")
    take(review, "gather_evidence", by=cast.aht)
    step("rate_objectives", cast.sip)
    sound_at_both_widths(f"/reviews/{review.pk}/objectives/1/judge/")
    travel(JUDGED, 9)
    take(review, "rate_objectives", by=cast.sip, judgements=judgements(review))
    step("school_comment", cast.head)
    for address in (review.plan.get_absolute_url(), "/plans/"):
        sound_at_both_widths(address)
    said = answers(review, "disputes", text="It is secure in all five.")
    take(review, "school_comment", by=cast.head, answers=said)
    step("decide_outcome", cast.senior_adviser)
    facts = {"follows": "conference", "outcome": "Writing has not moved.", "criteria_met": False}
    take(review, "decide_outcome", by=cast.senior_adviser, **facts)
    for address in (f"/reviews/{review.pk}/", f"/cases/{review.plan.case.reference}/reviews/"):
        sound_at_both_widths(address)
    following = review.plan.reviews.open().get()
    sound_at_both_widths(f"/reviews/{following.pk}/move/")
    sound_at_both_widths(f"/cases/{review.plan.case.reference}/step-down/")
