"""A conference near a review's due date holds it: one date, one piece of work, no second clock."""

from datetime import date, timedelta

import pytest

from meetings.models import AgendaItem
from meetings.services.item_notes import save_item
from record.errors import RuleError
from tests.concern_cases.makers import make_plan
from tests.workflows.conftest import call, decisions, everybody_present, london
from tests.workflows.reviews.makers import DUE, OPENS, answers, at, decide, judgements, objectives, take
from web.findings import find
from web.needs import NEEDS
from workflows import engine
from workflows.models import CaseworkProcess
from workflows.reviews.duties import keep_reviews_going
from workflows.services.conferences import cancel_conference, move_conference
from workflows.services.reviews import move_review
from workflows.timers import fire_due_timers

CONFERENCE = date(2027, 2, 25)  # a Thursday, two school days after the review is due


def open_step(review):
    return [card.task.flow_task.name for card in engine.open_cards(review)]


def conference(case, cast, on=CONFERENCE):
    with at(OPENS):
        meeting = call(case, cast, starts_at=london(on, 14))
        keep_reviews_going()
    return meeting


def held(meeting, cast, rags=("amber", "green"), on=CONFERENCE):
    """The conference is recorded as ended, with a judgement of the first objectives."""
    plan = meeting.holds_review.plan if meeting.holds_review else meeting.case.plans.get()
    with at(on, 17):
        fire_due_timers()  # its papers are waited for no longer
        for objective, rag in zip(plan.objectives.order_by("number"), rags, strict=False):
            item = AgendaItem.objects.filter(meeting=meeting, objective=objective).first()
            if item is None:
                order = meeting.items.count() + 1
                item = AgendaItem.objects.create(
                    meeting=meeting, order=order, title=str(objective), objective=objective, minutes=5
                )
            save_item(item, version=item.version, notes="", rag=rag, rag_reason="Seen.", by=cast.clerk)
        engine.take_step(
            engine.open_card(meeting, "hold_conference").task,
            by=cast.senior_adviser,
            attendance=everybody_present(meeting),
            decisions=decisions(),
        )
        keep_reviews_going()


def test_a_conference_near_the_due_date_holds_the_review(review, case, cast):
    assert conference(case, cast).holds_review == review


def test_it_holds_the_review_of_one_plan_and_says_that_the_other_is_held_by_itself(
    review, case, cast, client
):
    single = make_plan(case, kind="single")
    other = single.reviews.create(due_on=DUE + timedelta(days=1))
    meeting = conference(case, cast)
    assert meeting.holds_review == review
    with at(OPENS):
        client.force_login(cast.head)
        page = client.get(meeting.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "It holds the review of the support plan that is due on 23 February 2027" in page
    assert "that of the single plan, due on 24 February 2027" in page
    assert f'href="{other.get_absolute_url()}">is held by itself' in page


def test_a_conference_far_from_it_does_not(review, case, cast):
    assert conference(case, cast, on=date(2027, 4, 29)).holds_review is None


def test_the_steps_of_the_review_go_by_the_day_of_the_conference(review, case, cast):
    meeting = conference(case, cast)
    assert engine.open_card(review, "gather_evidence").due_on == date(2027, 2, 18)
    with at(OPENS):
        move_conference(meeting, starts_at=london(date(2027, 2, 26), 14), why="The hall.", by=cast.clerk)
        keep_reviews_going()
        take(review, "gather_evidence", by=cast.aht)
        assert engine.open_card(review, "rate_objectives").due_on == date(2027, 2, 26)
        cancel_conference(meeting, why="Snow.", by=cast.clerk)
        keep_reviews_going()
        assert engine.open_card(review, "rate_objectives").due_on == DUE


@pytest.mark.parametrize("gathered", [True, False])
def test_what_the_conference_judged_is_not_asked_again(review, case, cast, gathered):
    meeting = conference(case, cast)
    if gathered:
        with at(OPENS):
            take(review, "gather_evidence", by=cast.aht)
    held(meeting, cast)
    review.refresh_from_db()
    assert (review.status, review.held_on) == ("done", CONFERENCE)
    assert open_step(review) == ["school_comment"]
    assert sorted(review.ratings.values_list("rag", flat=True)) == ["amber", "green"]


def test_what_a_conference_judged_while_the_page_was_open_is_not_written_over(review, case, cast):
    meeting = conference(case, cast)
    with at(OPENS):
        take(review, "gather_evidence", by=cast.aht)
    held(meeting, cast, rags=["amber"])
    with at(CONFERENCE, 18), pytest.raises(RuleError, match="was judged meanwhile"):
        take(review, "rate_objectives", by=cast.sip, judgements=judgements(review, "red"))
    assert review.ratings.get().rag == "amber"


def test_a_review_that_waits_for_its_conference_is_not_overdue(review, case, cast):
    conference(case, cast)
    overdue = [need for need in NEEDS if need.name == "review_overdue"]
    with at(CONFERENCE):
        assert find(overdue, cast.senior_adviser) == []
    with at(CONFERENCE, 17):
        assert find(overdue, cast.senior_adviser)


def test_only_what_the_conference_left_out_is_asked(review, case, cast):
    held(conference(case, cast), cast, rags=["amber"])
    assert open_step(review) == ["rate_objectives"]
    left = objectives(review)[1]
    with at(CONFERENCE + timedelta(days=1)):
        take(review, "rate_objectives", by=cast.sip, judgements={left: judgements(review)[left]})
    assert review.ratings.count() == 2
    review.refresh_from_db()
    assert review.held_on == CONFERENCE


def test_a_conference_before_the_review_was_opened_has_it_begin_at_the_school(plan, case, cast):
    keep_reviews_going()
    review = plan.reviews.get()
    early = date(2027, 1, 28)  # fewer than fifteen school days before, more than fifteen working days
    with at(date(2027, 1, 11)):
        meeting = call(case, cast, starts_at=london(early, 14))
    assert meeting.holds_review == review
    with at(early, 13):
        assert not CaseworkProcess.objects.filter(review=review).exists()
    held(meeting, cast, on=early)
    assert open_step(review) == ["school_comment"]


def test_a_review_held_by_a_conference_goes_on_to_its_decision_and_the_next_one(review, case, cast):
    held(conference(case, cast), cast)
    with at(CONFERENCE + timedelta(days=1)):
        take(review, "school_comment", by=cast.head, answers=answers(review))
        decide(review, cast, outcome="As the conference found.")
        keep_reviews_going()
    assert review.outcome == "As the conference found."
    assert review.plan.reviews.open().get().due_on == date(2027, 5, 25)
    assert review.plan.reviews.count() == 2


def test_a_review_that_was_judged_before_the_conference_stays_as_it_was(review, case, cast):
    meeting = conference(case, cast)
    with at(OPENS):
        take(review, "gather_evidence", by=cast.aht)
        take(review, "rate_objectives", by=cast.sip, judgements=judgements(review, "red"))
    held(meeting, cast)
    assert set(review.ratings.values_list("rag", flat=True)) == {"red"}
    review.refresh_from_db()
    assert review.held_on == OPENS


def test_a_review_that_is_moved_away_is_no_longer_held_by_the_conference(review, case, cast):
    meeting = conference(case, cast)
    with at(OPENS):
        move_review(review, due_on=date(2027, 3, 22), why="Half the staff is ill.", by=cast.senior_adviser)
        assert engine.open_card(review, "gather_evidence").due_on == date(2027, 3, 15)
    meeting.refresh_from_db()
    assert meeting.holds_review is None
