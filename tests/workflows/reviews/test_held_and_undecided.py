"""A review that was held and waits for its decision: told on the plan's page and in the list of plans."""

from django.http import QueryDict

from tests.workflows.reviews.makers import JUDGED, at, judge
from web.plans.listing import plan_list


def test_the_page_of_the_plan_tells_whose_turn_it_is_with_a_held_review(review, cast, client):
    judge(review, cast)
    with at(JUDGED):
        client.force_login(cast.senior_adviser)
        html = client.get(review.plan.get_absolute_url()).content.decode()
    assert "Nothing is waiting" not in html
    assert "Answer the judgements of the review" in html
    assert "waits for its decision" in html


def test_the_list_of_plans_tells_it_sorts_by_it_and_takes_it_away(review, cast, client):
    judge(review, cast)
    with at(JUDGED):
        client.force_login(cast.senior_adviser)
        html = client.get("/plans/?sort=review").content.decode()
        assert "None planned" not in html
        assert "Answer the judgements of the review" in html
        [plan] = plan_list(cast.senior_adviser, QueryDict("sort=review")).plans
        assert (plan.review_held_on, plan.review_on > JUDGED) == (JUDGED, True)
        text = client.get("/plans/plans.csv").content.decode("utf-8-sig")
        assert "2027-02-19,Answer the judgements of the review," in text
