"""What each person sees first."""

from datetime import date

import pytest

from concern_cases.models import ConcernCase
from letters.models import Recipient, Service
from letters.services.governing import delegate_answer
from letters.services.reading import acknowledge_letter
from meetings.models import DecisionCode
from people.roles import Role
from record import clock
from record.actor import acting_as
from schools.models import TermDates
from schools.permissions import Perm
from tests.factories import make_post, make_school, make_user
from tests.web_pages.makers import (
    close,
    days_ahead,
    invite,
    judge,
    make_action,
    make_card,
    make_case,
    make_letter,
    make_meeting,
    start_clock,
)
from web.home.day import jobs_of, week_of_term


@pytest.fixture(autouse=True)
def _acting(cast):
    with acting_as(cast.senior_adviser):
        yield


def test_the_day_is_summed_up_in_a_sentence(cast, case, page_of):
    meeting = make_meeting(case, cast.senior_adviser, on=clock.today())
    make_card(meeting, Perm.MANAGE_MEETING, title="Collect the papers", due_on=days_ahead(-2))
    make_card(meeting, Perm.RECORD_MEETING, due_on=days_ahead(3))
    words = page_of(cast.senior_adviser, "/")
    assert "Monday 23 November 2026" in words
    assert "One task is overdue and one is due this week." in words
    assert f"Your next meeting is today at 10 am, about {cast.school.name}." in words


def test_a_quiet_day_is_told_as_one(cast, page_of):
    assert "Nothing is waiting for you." in page_of(cast.clerk, "/")


def test_the_most_urgent_task_stands_on_top_and_in_the_list(cast, case, page_of):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    make_card(meeting, Perm.MANAGE_MEETING, title="Choose the next date", due_on=days_ahead(20))
    make_card(meeting, Perm.RECORD_MEETING, due_on=days_ahead(-3))
    words = page_of(cast.senior_adviser, "/")
    assert "Start here Draft the minutes" in words
    assert words.index("Overdue 1 Draft the minutes") < words.index("Later 1 Choose the next date")
    assert "1 working day late" in words


def test_a_step_that_somebody_else_must_take_is_not_mine(cast, case):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    card = make_card(meeting, Perm.APPROVE_MINUTES, not_for=cast.head_of_improvement, node="check_minutes")
    assert [job.what for job in jobs_of(cast.director).all] == [card.title]
    assert jobs_of(cast.head_of_improvement).all == []


def test_a_step_of_a_school_that_i_cannot_see_is_not_mine(cast, case):
    other = make_case(cast.other_school, cast.senior_adviser)
    meeting = make_meeting(other, cast.senior_adviser, on=days_ahead(3))
    make_card(meeting, Perm.ADD_EVIDENCE)
    assert jobs_of(cast.sip).all == []
    assert len(jobs_of(cast.clerk).all) == 1


def test_an_action_of_my_own_stands_among_my_tasks(cast, case, page_of):
    make_action(case, owner=cast.sip, what="See four lessons of mathematics", due_on=days_ahead(2))
    words = page_of(cast.sip, "/")
    assert "See four lessons of mathematics" in words
    assert "one is due this week" not in words
    assert "One task is due this week; nothing is overdue." in words
    assert "See four lessons" not in page_of(cast.clerk, "/")


def done_by(case, owner, **facts):
    return make_action(case, owner=owner, status="done", done_on=days_ahead(-1), outcome="Seen.", **facts)


def test_a_done_action_is_to_be_verified_by_the_lead_of_its_case_and_by_nobody_else(cast, case):
    done_by(case, cast.sip, what="See four lessons")
    [job] = jobs_of(cast.senior_adviser).all
    assert (job.what, job.due_on) == ("Verify: See four lessons", days_ahead(13))
    assert job.url.endswith("/verify/")
    for user in (cast.head_of_improvement, cast.sip, cast.clerk, cast.head):
        assert jobs_of(user).all == []


def test_it_is_to_be_verified_by_the_chair_who_agreed_it_as_well(cast, case):
    meeting = make_meeting(case, cast.head_of_improvement, on=days_ahead(-20), status="held")
    action = done_by(case, cast.sip)
    code = DecisionCode.objects.first()
    decision = meeting.decisions.create(code=code, reason="Agreed.", recorded_by=cast.clerk)
    decision.actions.add(action)
    assert len(jobs_of(cast.head_of_improvement).all) == len(jobs_of(cast.senior_adviser).all) == 1


def test_several_actions_to_verify_are_one_line_that_waits_behind_what_is_late(cast, case, page_of):
    for number in range(3):
        make_action(
            case,
            what=f"See {number}",
            owner=cast.sip,
            status="done",
            done_on=days_ahead(-200),
            outcome="Seen.",
        )
    [job] = jobs_of(cast.senior_adviser).all
    assert (job.what, job.due_on) == ("Three actions wait to be verified", days_ahead(-186))
    make_action(case, what="Publish it", owner=cast.senior_adviser, due_on=days_ahead(-1))
    jobs = jobs_of(cast.senior_adviser)
    assert jobs.first.what == "Publish it"
    assert "Start here Publish it" in page_of(cast.senior_adviser, "/")
    listed = page_of(cast.senior_adviser, job.url)
    assert "3 of three actions" in listed
    assert "Publish it" not in listed
    assert "No action is yours to verify." in page_of(cast.sip, job.url)


def test_what_the_lead_did_is_verified_by_anybody_else_who_may_and_not_in_a_closed_case(cast, case):
    done_by(case, cast.senior_adviser)
    assert jobs_of(cast.senior_adviser).all == []
    assert len(jobs_of(cast.director).all) == 1
    close(case)
    assert jobs_of(cast.director).all == []


def test_my_meetings_say_what_is_wrong_with_them(cast, case, page_of):
    meeting = make_meeting(case, cast.head_of_improvement, on=days_ahead(3))
    invite(meeting, cast.senior_adviser, "la", reply="accepted")
    invite(meeting, cast.head)
    words = page_of(cast.senior_adviser, "/")
    assert "10 am to 11.30 am, at the school. One of two has accepted." in words
    assert "Nobody from the Diocese of Corvesham is invited." in words
    invite(meeting, cast.diocesan_officer, "diocese")
    meeting.moves = 1
    meeting.save()
    assert "Moved once." in page_of(cast.senior_adviser, "/")


def test_a_meeting_that_i_am_not_invited_to_is_not_mine(cast, case, page_of):
    make_meeting(case, cast.head_of_improvement, on=days_ahead(3))
    assert "Your next meeting" not in page_of(cast.clerk, "/")


def test_findings_stand_under_their_cases(cast, case, page_of):
    make_action(case, due_on=days_ahead(-2))
    words = page_of(cast.senior_adviser, "/")
    assert f"Cases that need something {cast.school.name} High risk One action is overdue" in words
    assert "One open case is up to date." not in words
    assert "One action is overdue" in page_of(cast.senior_adviser, "/needs/")


def test_the_county_comes_last_and_only_for_the_la(cast, case, page_of):
    words = page_of(cast.senior_adviser, "/")
    assert "The county 1 open cases none stepping down 1 at high risk" in words
    for person in (cast.sip, cast.diocesan_officer, cast.aht, cast.administrator):
        assert "The county" not in page_of(person, "/")


def test_a_diocesan_officer_sees_the_shared_schools_and_their_conferences(cast, case, page_of):
    make_meeting(case, cast.senior_adviser, on=days_ahead(20))
    words = page_of(cast.diocesan_officer, "/")
    assert f"Your schools {cast.school.name} High risk Case {case.reference}" in words
    assert f"Case conference, {cast.school.name}" in words
    assert "Cases that need something" not in words


def test_a_diocesan_officer_of_another_diocese_learns_nothing(cast, case, page_of):
    make_meeting(case, cast.senior_adviser, on=days_ahead(5))
    make_case(cast.other_school, cast.senior_adviser)  # of that diocese, and not shared
    words = page_of(cast.other_diocesan_officer, "/")
    for secret in (cast.school.name, cast.other_school.name, case.reference):
        assert secret not in words


def test_an_administrator_sees_people_and_the_register_and_no_case(cast, case, page_of):
    make_action(case, due_on=days_ahead(-3))
    words = page_of(cast.administrator, "/")
    assert "People and the register" in words
    assert "Two schools in the register are open." in words
    for secret in (cast.school.name, case.reference, "My tasks", "Cases that need something"):
        assert secret not in words


def test_a_chair_is_asked_to_acknowledge_a_letter(cast, case, page_of):
    letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
    start_clock(letter, days_ahead(12))
    recipient = Recipient.objects.create(
        letter=letter, received_as="chair", is_copy=False, user=cast.chair, name=cast.chair.name
    )
    service = Service.objects.create(recipient=recipient, method="portal", given_on=days_ahead(-15))
    words = page_of(cast.chair, "/")
    assert "The council has written to you Warning letter of 8 November 2026" in words
    assert "An answer is asked for by Saturday 5 December, in 12 days." in words
    service.acknowledged_at, service.acknowledged_by = clock.now(), cast.chair
    service.save()
    words = page_of(cast.chair, "/")
    assert "The council has written to you" not in words
    assert "Answer by Saturday 5 December, in 12 days." in words
    assert "tell us that you have received it" not in page_of(cast.head, "/")


def given_letter(case, cast, *recipients):
    """A letter that awaits an answer, with copies received so: post, whether it is a copy, who."""
    letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
    start_clock(letter, days_ahead(12))
    for received_as, is_copy, user in recipients:
        recipient = Recipient.objects.create(
            letter=letter, received_as=received_as, is_copy=is_copy, user=user
        )
        Service.objects.create(recipient=recipient, method="portal", given_on=days_ahead(-15))
    return letter


def test_a_chair_who_got_a_copy_because_the_letter_is_to_the_trust_is_asked_too(cast, case, page_of):
    letter = given_letter(case, cast, ("trust", False, None), ("chair", True, cast.chair))
    assert "The council has written to you" in page_of(cast.chair, "/")
    acknowledge_letter(letter, by=cast.chair)
    assert "The council has written to you" not in page_of(cast.chair, "/")


def test_whoever_answers_in_the_chairs_place_is_asked_until_the_chairs_copy_is_acknowledged(
    cast, case, page_of
):
    letter = given_letter(case, cast, ("chair", False, cast.chair))
    vice = make_user("Vera Penrose")
    make_post("vice_chair", user=vice, schools=(cast.school,))
    assert "The council has written to you" not in page_of(vice, "/")
    delegate_answer(letter, by=cast.chair)
    assert "The council has written to you" in page_of(vice, "/")
    acknowledge_letter(letter, by=vice)
    assert "The council has written to you" not in page_of(vice, "/")
    assert "The council has written to you" not in page_of(cast.chair, "/")


def test_a_school_learns_nothing_of_a_letter_that_is_being_written(cast, case, page_of):
    letter = make_letter(case, cast.senior_adviser)
    make_card(letter, Perm.DRAFT_LETTER, title="Draft the letter")
    for person in (cast.chair, cast.head, cast.governor):
        words = page_of(person, "/").lower()
        assert "warning" not in words
        assert "draft" not in words


def test_a_schools_own_people_see_its_meetings_and_whom_to_ask(cast, case, page_of):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(9))
    invite(meeting, cast.chair)
    words = page_of(cast.chair, "/")
    assert words.strip().startswith("Chair of governors " + cast.school.name)
    assert "Case conference 10 am to 11.30 am, at the school." in words
    assert "You are not on the list" not in words
    assert f"Helen Marchetti at the council answers your questions: {cast.senior_adviser.email}" in words
    assert "You are not on the list of people invited." in page_of(cast.governor, "/")


def test_somebody_with_two_schools_sees_both(cast, case, page_of):
    make_post(Role.CHAIR, user=cast.chair, schools=(cast.other_school,))
    words = page_of(cast.chair, "/")
    assert "Your schools" in words
    assert cast.school.name in words
    assert cast.other_school.name in words


def test_somebody_whose_post_ended_sees_nothing(cast, case, page_of):
    words = page_of(cast.left_yesterday, "/")
    assert cast.school.name not in words
    assert case.reference not in words


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 2), "first week of term 2"),
        (date(2026, 11, 23), "fourth week of term 2"),
        (date(2026, 10, 28), ""),
    ],
)
def test_the_week_of_term_is_counted_from_the_monday(cast, on, words):
    TermDates.objects.create(
        la=cast.la,
        year=2026,
        half_term=2,
        long_term="autumn",
        first_day=date(2026, 11, 2),
        last_day=date(2026, 12, 18),
    )
    with clock.at(on):
        assert week_of_term(cast.senior_adviser) == words


def _busy_case(cast, school):
    case = make_case(school, cast.senior_adviser)
    judge(school, cast.sip)
    make_action(case, due_on=days_ahead(-3))
    make_action(case, owner=cast.senior_adviser)
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(3))
    invite(meeting, cast.clerk, "la")
    make_card(meeting, Perm.RECORD_MEETING)


@pytest.mark.parametrize("asked", [("senior_adviser", 76), ("diocesan_officer", 29), ("chair", 30)])
def test_the_number_of_queries_does_not_grow_with_the_casework(
    cast, client, django_assert_max_num_queries, django_assert_num_queries, asked
):
    who, limit = asked
    _busy_case(cast, cast.school)
    client.force_login(getattr(cast, who))
    with django_assert_max_num_queries(limit) as few:
        client.get("/")
    for _ in range(6):
        _busy_case(cast, make_school())
    assert ConcernCase.objects.count() == 7
    with django_assert_num_queries(len(few)):
        client.get("/")
