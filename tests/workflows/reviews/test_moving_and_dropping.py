"""A review is moved within limits, and falls away with its plan or case."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.status import PROCESS

from concern_cases.models import ConcernCase, Plan, Review
from concern_cases.services.cases import close_case
from concern_cases.services.plans import open_plan
from concern_cases.services.review_judging import judge_review
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import make_case, make_plan, objective_facts
from tests.workflows.reviews.makers import DUE, JUDGED, OPENS, at, judge, judgements
from workflows import engine
from workflows.models import TaskCard
from workflows.reviews.duties import keep_reviews_going
from workflows.services.cases import close_case_and_processes, under_way
from workflows.services.reviews import move_review
from workflows.timers import fire_due_timers


def move(review, cast, due_on=date(2027, 3, 11), why="Two teachers are ill."):
    with at(OPENS):
        return move_review(review, due_on=due_on, why=why, by=cast.senior_adviser)


def test_a_review_that_is_moved_takes_its_step_and_its_timers_along(review, cast):
    move(review, cast)
    card = engine.open_card(review, "gather_evidence")
    assert card.due_on == date(2027, 3, 4)
    with at(date(2027, 2, 17)):
        fire_due_timers()
    assert engine.open_card(review, "gather_evidence") == card


def test_a_review_that_is_not_opened_yet_is_moved_as_well(plan, cast):
    keep_reviews_going()
    review = plan.reviews.get()
    move_review(review, due_on=date(2027, 3, 11), why="The inspectors come.", by=cast.senior_adviser)
    assert Review.objects.get().due_on == date(2027, 3, 11)


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"why": " "}, "why", "Say why"),
        ({"due_on": DUE}, "due_on", "another day"),
        ({"due_on": date(2027, 2, 1)}, "due_on", "after today"),
        ({"due_on": date(2027, 2, 16)}, "due_on", "school is open"),
        ({"due_on": date(2027, 3, 24)}, "due_on", "up to 23 March 2027"),
    ],
)
def test_a_review_is_moved_within_limits(review, cast, facts, field, words):
    with pytest.raises(RuleError, match=words) as refused:
        move(review, cast, **facts)
    assert refused.value.field == field


def test_a_review_that_was_held_is_not_moved(review, cast):
    judge(review, cast)
    with at(JUDGED), pytest.raises(AlreadyDone):
        move_review(review, due_on=date(2027, 3, 11), why="Too late.", by=cast.senior_adviser)


def test_a_review_falls_away_with_its_plan(review):
    Plan.objects.filter(pk=review.plan_id).update(closed_on=OPENS)
    with at(OPENS):
        keep_reviews_going()
        keep_reviews_going()
    assert Review.objects.get().status == Review.Status.DROPPED
    assert engine.process_about(review).status == PROCESS.CANCELED
    assert not TaskCard.objects.open().exists()


def test_closing_the_case_stops_its_review(review, case, cast):
    assert under_way(case).reviews == [review]
    with at(OPENS):
        close_case_and_processes(
            case, reason="All targets are met.", follow_up_on=date(2027, 9, 10), by=cast.senior_adviser
        )
        keep_reviews_going()
    review.refresh_from_db()
    assert (review.status, review.outcome) == ("dropped", "The case is closed: All targets are met.")
    assert engine.process_about(review).status == PROCESS.CANCELED
    assert Review.objects.count() == 1


def test_a_review_that_was_held_stays_held_when_the_case_is_closed(review, case, cast):
    judge(review, cast)
    with at(JUDGED):
        close_case_and_processes(case, reason="All targets are met.", by=cast.senior_adviser)
        keep_reviews_going()
    review.refresh_from_db()
    assert (review.status, review.follows) == ("done", "")
    assert engine.process_about(review).status == PROCESS.CANCELED


def test_a_case_is_not_closed_over_the_head_of_a_review(review, case, cast):
    with at(OPENS), pytest.raises(RuleError, match="review due on 23"):
        close_case(case, reason="All targets are met.", by=cast.senior_adviser)
    assert ConcernCase.objects.get().is_open


def test_a_review_planned_but_not_opened_does_not_keep_a_case_open(plan, case, cast):
    keep_reviews_going()
    close_case_and_processes(case, reason="All targets are met.", by=cast.senior_adviser)
    assert plan.reviews.get().status == Review.Status.DROPPED


def test_no_review_is_planned_for_a_draft(case, cast):
    facts = {"kind": "support", "horizon": date(2028, 8, 31), "objectives": [objective_facts()]}
    open_plan(case, **facts, by=cast.aht)
    assert keep_reviews_going() == 0


@pytest.mark.parametrize("schools", [1, 2])
def test_a_round_with_nothing_to_do_takes_as_many_queries_for_many_reviews(
    case, cast, schools, django_assert_num_queries
):
    cases = [case, make_case(cast, school=cast.other_school)][:schools]
    support, single = ([make_plan(each, kind=kind) for each in cases] for kind in ("support", "single"))
    keep_reviews_going()
    with at(OPENS - timedelta(days=1)), django_assert_num_queries(8):
        assert keep_reviews_going() == 0  # they wait to be opened
    with at(OPENS):
        keep_reviews_going()
        with django_assert_num_queries(9):
            assert keep_reviews_going() == 0  # their evidence is gathered
    with at(JUDGED):
        fire_due_timers()
        for plan in single:
            review = plan.reviews.get()
            judge_review(review, judgements=judgements(review), by=cast.sip)
        keep_reviews_going()
    with at(date(2027, 2, 27)):
        fire_due_timers()
        names = [card.task.flow_task.name for card in TaskCard.objects.open().order_by("pk")]
        assert sorted(names) == ["decide_outcome"] * len(single) + ["rate_objectives"] * len(support)
        with django_assert_num_queries(9):
            assert keep_reviews_going() == 0
