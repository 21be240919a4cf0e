"""A review that was held and waits for its decision: where it is told, and what may happen meanwhile."""

from datetime import timedelta

from django.http import QueryDict

from concern_cases.review_page import lines_of, texts_of
from concern_cases.services.plan_objectives import give_up_objective
from concern_cases.services.plans import bring_into_force
from tests.concern_cases.plan_makers import next_draft
from tests.workflows.reviews.makers import JUDGED, answers, at, decide, judge, take
from web.plans.listing import plan_list
from workflows import engine
from workflows.cards import task_url


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


def test_an_objective_that_was_judged_stays_in_the_review_when_a_version_gives_it_up(review, cast, client):
    with at(JUDGED - timedelta(days=6)):
        draft = next_draft(review.plan)
        give_up_objective(draft.texts.get(objective__number=2), why="It is reached.", by=cast.aht)
    judge(review, cast)
    with at(JUDGED, 15):
        bring_into_force(draft, by=cast.senior_adviser)
        review.refresh_from_db()
        kept = [(line.text.title, line.now.rag, line.given_up_since) for line in lines_of(review, cast.sip)]
    title = "Attendance is above 95 %"
    assert (title, "amber", True) in kept
    assert len(kept) == 2
    with at(JUDGED + timedelta(days=3)):
        client.force_login(cast.head)
        page = client.get(task_url(engine.open_card(review, "school_comment").task)).content.decode()
        assert f"2. {title}" in page
        take(review, "school_comment", by=cast.head, answers=answers(review))
        decide(review, cast)
        client.force_login(cast.senior_adviser)
        page = client.get(review.get_absolute_url()).content.decode()
    assert page.count("it was given up after it was judged here") == 1


def test_an_objective_that_was_given_up_before_it_was_judged_is_not_judged(review, cast):
    with at(JUDGED - timedelta(days=6)):
        draft = next_draft(review.plan)
        give_up_objective(draft.texts.get(objective__number=2), why="It is reached.", by=cast.aht)
        bring_into_force(draft, by=cast.senior_adviser)
        assert [text.objective.number for text in texts_of(review)] == [1]
