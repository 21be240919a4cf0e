"""What is found about reviews of plans: overdue ones, and criteria met again and again."""

from datetime import date, timedelta

import pytest

from concern_cases.models import ConcernCase, PlanRules, Review
from concern_cases.services.reviews import plan_review
from concern_cases.services.stepping_down import step_down_case
from record import clock
from record.actor import acting_as
from tests.concern_cases.makers import make_case, make_plan
from web.findings import find
from web.needs import NEEDS

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now(cast):
    with clock.at(TODAY), acting_as(cast.senior_adviser):
        yield


@pytest.fixture
def plan(cast):
    return make_plan(make_case(cast))


def found(user, name):
    needs = [need for need in NEEDS if need.name == name]
    return [
        finding.sentence.replace("\xa0", " ") for group in find(needs, user) for finding in group.findings
    ]


def decided(plan, *met):
    """Reviews of the plan three months apart, the latest last, each with the criteria met or not."""
    for place, is_met in enumerate(met):
        on = TODAY - timedelta(days=90 * (len(met) - place))
        Review.objects.create(
            plan=plan,
            due_on=on,
            held_on=on,
            version=plan.version_on(on),
            status="done",
            follows="on_track",
            criteria_met=is_met,
        )


def test_a_review_that_was_not_held_by_its_day_is_found(plan, cast):
    review = plan_review(plan, due_on=TODAY, by=None)
    assert found(cast.senior_adviser, "review_overdue") == []
    Review.objects.filter(pk=review.pk).update(due_on=date(2026, 11, 20))
    assert found(cast.senior_adviser, "review_overdue") == [
        "The review of the support plan was due on Friday 20 November and has not been held."
    ]
    assert found(cast.head, "review_overdue") == []
    Review.objects.filter(pk=review.pk).update(
        status="done", held_on=TODAY, version=review.plan.version_on(TODAY)
    )
    assert found(cast.senior_adviser, "review_overdue") == []


@pytest.mark.parametrize(
    ("met", "is_found"),
    [
        ([True], False),
        ([True, True], True),
        ([False, True, True], True),
        ([True, True, False], False),
        ([True, False, True], False),
        ([True, None, True], False),
        ([True, True, True], True),
    ],
)
def test_stepping_down_is_proposed_when_the_criteria_were_met_in_a_row(plan, cast, met, is_found):
    decided(plan, *met)
    assert bool(found(cast.senior_adviser, "step_down_proposed")) == is_found


def test_how_many_in_a_row_is_a_rule_of_the_authority(plan, cast):
    decided(plan, True, True)
    PlanRules.objects.create(la=cast.la, exit_reviews=3)
    assert found(cast.senior_adviser, "step_down_proposed") == []
    PlanRules.objects.update(exit_reviews=2)
    assert found(cast.senior_adviser, "step_down_proposed") == [
        "Criteria met at two reviews in a row: consider stepping down."
    ]


def test_a_case_that_is_stepping_down_is_not_proposed_again(plan, cast):
    decided(plan, True, True)
    ConcernCase.objects.update(status=ConcernCase.Status.STEPPING_DOWN)
    assert found(cast.senior_adviser, "step_down_proposed") == []


def test_a_case_that_steps_down_is_looked_at_again(plan, cast):
    step_down_case(plan.case, reason="Done.", follow_up_on=TODAY + timedelta(days=20), by=cast.senior_adviser)
    assert found(cast.senior_adviser, "step_down_follow_up") == []
    with clock.at(TODAY + timedelta(days=6)):
        assert found(cast.senior_adviser, "step_down_follow_up") == [
            "The case is stepping down: look at the school again on Sunday 13 December."
        ]


def test_the_next_review_stands_among_what_comes(client, plan, cast):
    review = plan_review(plan, due_on=TODAY + timedelta(days=30), by=None)
    client.force_login(cast.head, backend="people.backends.SignInBackend")
    page = client.get(plan.case.get_absolute_url())
    assert review.get_absolute_url() in [tile.url for tile in page.context["coming"]]
