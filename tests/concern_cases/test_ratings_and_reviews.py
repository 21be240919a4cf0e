"""Judgements of objectives, and the reviews that they may belong to."""

from datetime import date, timedelta

import pytest

from concern_cases.models import CaseEvent, Review
from concern_cases.services.reviews import (
    hold_review,
    last_rating,
    plan_review,
    rate_objective,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import make_case, make_plan

TODAY = date(2026, 11, 23)


@pytest.fixture
def plan(cast):
    with clock.at(TODAY):
        yield make_plan(make_case(cast))


@pytest.fixture
def objective(plan):
    return plan.objectives.get()


def rate(objective, cast, rag="amber", on=TODAY, **facts):
    return rate_objective(objective, rag=rag, reason="Secure in three classes.", on=on, by=cast.sip, **facts)


def test_a_judgement_keeps_the_one_before_it(objective, cast):
    rate(objective, cast, rag="red", on=TODAY - timedelta(days=60))
    rate(objective, cast, rag="amber")
    assert last_rating(objective).rag == "amber"
    assert last_rating(objective, before=TODAY).rag == "red"


def test_a_judgement_is_told_with_what_it_was_before(objective, cast):
    rate(objective, cast, rag="red", on=TODAY - timedelta(days=60))
    rate(objective, cast, rag="green")
    body = CaseEvent.objects.filter(kind="plans.rated").latest("position").body
    assert (body["rag"], body["before"]) == ("green", "red")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"rag": "purple"}, "rag"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
    ],
)
def test_what_is_no_judgement_is_refused(objective, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        rate(objective, cast, **facts)
    assert refused.value.field == field


def test_a_judgement_without_a_reason_is_refused(objective, cast):
    with pytest.raises(RuleError, match="Say why"):
        rate_objective(objective, rag="red", reason="  ", on=TODAY, by=cast.sip)


def test_a_plan_has_one_open_review_at_a_time(plan):
    plan_review(plan, due_on=TODAY + timedelta(days=60), by=None)
    with pytest.raises(RuleError, match="open already"):
        plan_review(plan, due_on=TODAY + timedelta(days=90), by=None)


def test_a_review_is_held_once(plan, cast):
    review = plan_review(plan, due_on=TODAY + timedelta(days=6), by=None)
    hold_review(review, on=TODAY, outcome="On track.", by=cast.senior_adviser)
    assert Review.objects.get().status == Review.Status.DONE
    with pytest.raises(AlreadyDone):
        hold_review(review, on=TODAY, outcome="On track.", by=cast.senior_adviser)


def test_a_judgement_of_another_plan_does_not_belong_to_a_review(objective, cast):
    other = make_plan(make_case(cast, school=cast.other_school))
    review = plan_review(other, due_on=TODAY + timedelta(days=60), by=None)
    with pytest.raises(RuleError) as refused:
        rate(objective, cast, review=review)
    assert refused.value.field == "review"
