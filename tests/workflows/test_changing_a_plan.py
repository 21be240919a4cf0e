"""The horizon of a plan and the months between its reviews are changed, and the review follows."""

from datetime import date, timedelta

import pytest

from concern_cases.models import CaseEvent
from concern_cases.services.review_dates import months_between
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import make_plan
from tests.letters.makers import make_terms
from workflows import engine
from workflows.reviews.duties import keep_reviews_going
from workflows.services.plans import change_plan_and_review, close_plan_and_processes


@pytest.fixture
def plan(case):
    make_terms(case.school.la)
    plan = make_plan(case)
    keep_reviews_going()
    return plan


def change(plan, cast, **facts):
    facts = {"horizon": plan.horizon, "review_months": 2, "why": "The school is watched closely.", **facts}
    return change_plan_and_review(plan, **facts, by=cast.senior_adviser)


def test_the_open_review_is_due_as_often_as_the_plan_is_reviewed_now(plan, cast):
    assert plan.reviews.get().due_on == date(2027, 2, 23)
    change(plan, cast)
    assert (months_between(plan), plan.reviews.get().due_on) == (2, date(2027, 1, 22))
    change(plan, cast, review_months=None)
    assert plan.reviews.get().due_on == date(2027, 2, 23)


def test_a_review_that_should_have_been_held_already_has_time_from_today(plan, cast):
    with clock.at(date(2027, 2, 10)):
        keep_reviews_going()
        change(plan, cast, review_months=1)
        review = plan.reviews.get()
        assert review.due_on > clock.today() + timedelta(days=14)
        assert engine.open_card(review, "gather_evidence").due_on < review.due_on


def test_the_horizon_is_changed_the_review_stays_and_it_is_told(plan, cast):
    change(plan, cast, horizon=date(2029, 7, 20), review_months=None)
    plan.refresh_from_db()
    assert (plan.horizon, plan.reviews.get().due_on) == (date(2029, 7, 20), date(2027, 2, 23))
    event = CaseEvent.objects.get(kind="plans.changed")
    assert "to be reached by 20" in str(event.body)
    assert plan.history.first().history_change_reason == "The school is watched closely."


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"why": " "}, "why"),
        ({"horizon": date(2020, 1, 1)}, "horizon"),
        ({"review_months": 13}, "review_months"),
        ({"review_months": None}, "horizon"),
    ],
)
def test_what_is_no_change_is_refused(plan, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        change(plan, cast, **facts)
    assert refused.value.field == field


def test_a_closed_plan_is_not_changed(plan, cast):
    close_plan_and_processes(plan, reason="It was reached.", by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        change(plan, cast)


def test_the_page_changes_it_once(plan, cast, client):
    client.force_login(cast.senior_adviser)
    here = f"/plans/{plan.pk}/change/"
    page = client.get(here)
    assert "23\N{NO-BREAK SPACE}February" in page.content.decode()
    key = page.context["form"]["form_key"].value()
    facts = {"form_key": key, "horizon": plan.horizon.isoformat(), "review_months": "2", "why": "Closely."}
    assert client.post(here, facts).url == plan.get_absolute_url()
    html = client.get(plan.get_absolute_url()).content.decode()
    assert "reviewed every two months" in html
    assert "Change the plan" in html
