"""A conference near a review's due date holds the review, however it was called and wherever it moves."""

from datetime import date, timedelta

import pytest

from concern_cases.models import Cadence, Plan, Review
from meetings.models import Meeting
from tests.meetings.test_pages import text_of
from tests.workflows.conftest import CONFERENCE_DAY, call, london
from workflows.services.conferences import move_conference

FAR = date(2027, 2, 3)  # more than fifteen school days from the review


@pytest.fixture
def review(case):
    plan = Plan.objects.create(
        school=case.school, case=case, kind="support", horizon=date(2027, 7, 1), opened_on=date(2026, 9, 1)
    )
    return Review.objects.create(plan=plan, due_on=CONFERENCE_DAY + timedelta(days=5))


def test_a_conference_called_by_hand_holds_the_review_that_is_near(client, case, cast, review):
    meeting = call(case, cast)

    assert Meeting.objects.get(pk=meeting.pk).holds_review == review
    client.force_login(cast.head)
    page = text_of(client.get(meeting.get_absolute_url()))
    assert "It holds the review of the support plan that is due on 15 December 2026" in page.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_one_that_is_far_from_the_review_holds_none(case, cast, review):
    assert call(case, cast, starts_at=london(FAR)).holds_review is None


def test_moved_near_to_the_review_it_holds_it_and_moved_away_no_more(case, cast, review):
    meeting = call(case, cast, starts_at=london(FAR))

    move_conference(meeting, starts_at=london(CONFERENCE_DAY), why="Sooner.", by=cast.clerk)
    assert Meeting.objects.get(pk=meeting.pk).holds_review == review

    move_conference(meeting, starts_at=london(FAR), why="Later after all.", by=cast.clerk)
    assert Meeting.objects.get(pk=meeting.pk).holds_review is None


def test_of_two_conferences_the_first_one_called_holds_it(case, cast, review):
    first = call(case, cast, starts_at=london(date(2026, 12, 1)))
    case.cadence = Cadence.objects.get(code="monthly")
    case.save()
    second = call(case, cast, starts_at=london(date(2026, 12, 21)))
    assert (first.holds_review, second.holds_review) == (review, None)


def test_a_review_that_is_done_is_held_by_none(case, cast, review):
    review.status, review.held_on = Review.Status.DONE, date(2026, 11, 20)
    review.save()

    assert call(case, cast).holds_review is None
