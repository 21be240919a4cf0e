"""The page of a case: whose turn it is, where it stands, and what each reader is shown."""

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from concern_cases.events import record_event
from concern_cases.models import Concern
from evaluation.models import Area
from people.models import PostSchool
from people.roles import Role
from people.services.grants import derive_grants
from record.actor import acting_as
from record.models import ReadLog
from schools.permissions import Circle, Perm
from tests.factories import make_post
from tests.web_pages.makers import (
    TOLD,
    close,
    days_ahead,
    invite,
    judge,
    make_action,
    make_card,
    make_case,
    make_category,
    make_letter,
    make_meeting,
    start_clock,
)


@pytest.fixture(autouse=True)
def _acting(cast):
    with acting_as(cast.senior_adviser):
        yield


@pytest.fixture
def address(case):
    return f"/cases/{case.reference}/"


# --- Whose turn it is


def test_a_step_of_mine_is_the_panel_with_its_button(cast, case, page_of, address, client):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    card = make_card(meeting, Perm.RECORD_MEETING, due_on=days_ahead(4))
    words = page_of(cast.clerk, address)
    assert (
        "Next step, yours Draft the minutes It is due on Friday 27 November, in 4 days. Open the task"
        in words
    )
    assert f"/tasks/{card.task.process_id}/{card.task_id}/" in client.get(address).content.decode()


def test_the_most_urgent_step_comes_first_and_the_others_are_named(cast, case, page_of, address):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    make_card(meeting, Perm.MANAGE_MEETING, title="Choose the next date", due_on=days_ahead(9))
    make_card(meeting, Perm.RECORD_MEETING, due_on=days_ahead(-1))
    words = page_of(cast.clerk, address)
    assert "Next step, yours Draft the minutes It was due on Sunday 22 November" in words
    assert "Also yours: Choose the next date." in words


def test_a_step_of_somebody_else_says_whose(cast, case, page_of, address):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    make_card(meeting, Perm.RECORD_MEETING)
    words = page_of(cast.diocesan_officer, address)
    assert (
        "Nothing for you to do Waiting: Draft the minutes Helen Marchetti and Nasreen Aziz have this task."
        in words
    )


def test_who_did_the_step_before_waits_for_somebody_else(cast, case, page_of, address):
    letter = make_letter(case, cast.head_of_improvement)
    make_card(letter, Perm.AUTHORISE_LETTER, title="Authorise the letter", not_for=cast.head_of_improvement)
    assert "Waiting: Authorise the letter Dorothea Vane has this task." in page_of(
        cast.head_of_improvement, address
    )
    assert "Next step, yours Authorise the letter" in page_of(cast.director, address)


def test_a_step_that_nobody_can_take_is_in_the_way(cast, case, page_of, address):
    make_card(make_letter(case, cast.senior_adviser), Perm.CHECK_LETTER_LAW, title="Check the law")
    cast.legal_adviser.is_active = False
    cast.legal_adviser.save()
    words = page_of(cast.senior_adviser, address)
    assert (
        "Next step, blocked Nobody can do this now: Check the law It can be done by: Legal adviser." in words
    )


def test_a_step_that_stopped_by_itself_is_in_the_way(cast, case, page_of, address):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(-4), status="held")
    card = make_card(meeting, Perm.RECORD_MEETING)
    Task.objects.filter(pk=card.task_id).update(status=STATUS.ERROR)
    card.delete()
    assert "Next step, blocked Something has stopped by itself" in page_of(cast.senior_adviser, address)


def test_where_nothing_is_open_the_next_conference_is_to_be_called(cast, case, page_of, address):
    words = page_of(cast.senior_adviser, address)
    assert "Next step, yours Call the next case conference None is planned. One is due by" in words
    assert "Nothing for you to do The next case conference is to be called" in page_of(cast.head, address)


def test_where_a_conference_is_too_late_the_panel_leads_to_another_date(cast, case, page_of, address, client):
    meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(75))  # due in about 60 days
    move = f'href="/meetings/{meeting.pk}/move/"'
    words = page_of(cast.senior_adviser, address)
    assert "Next step, yours The next conference is later than the interval allows It is on Saturday" in words
    assert move in client.get(address).content.decode()

    assert "Nothing is waiting for you" in page_of(cast.director, address)
    assert move not in client.get(address).content.decode()

    make_card(meeting, Perm.MANAGE_MEETING, title="Collect the papers")
    words = page_of(cast.senior_adviser, address)
    assert "Next step, yours Collect the papers" in words
    assert "The next conference is later than the interval allows: move it." in words
    assert move in client.get(address).content.decode()


def test_where_a_conference_is_planned_the_panel_says_when(cast, case, page_of, address):
    make_meeting(case, cast.senior_adviser, on=days_ahead(3))
    assert "The next conference is on Thursday 26 November, in 3 days" in page_of(
        cast.senior_adviser, address
    )


def test_a_closed_case_says_so(cast, case, page_of, address):
    close(case, follow_up_on=days_ahead(30))
    words = page_of(cast.senior_adviser, address)
    assert "Closed This case was closed on 18 November 2026 Two reviews met the criteria." in words
    assert "To be looked at again on Wednesday 23 December." in words
    assert "Latest day for the next conference" not in words


# --- Where it stands


def test_where_it_stands_is_told_in_sentences(cast, case, page_of, address):
    area, _ = Area.objects.get_or_create(code="governance", defaults={"name": "Governance"})
    Concern.objects.create(
        case=case,
        area=area,
        text="x",
        source="y",
        discussed_on=days_ahead(-31),
        discussed_with="David Lorimer",
    )
    make_category(cast.school, cast.sip, disputed_why="The school sees itself as good")
    make_meeting(case, cast.senior_adviser, on=days_ahead(-20), status="minutes_approved", moves=1)
    letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
    start_clock(letter, days_ahead(12))
    words = page_of(cast.senior_adviser, address)
    assert "Open for four weeks, since 24 October 2026. Results fall, and checks by leaders are few." in words
    assert f"One concern: {area}. Discussed with David Lorimer on 23 October 2026." in words
    assert "High since 13 November 2026, judged by Judith Penhale: Progress is slow." in words
    assert "The school disputes it: The school sees itself as good." in words
    assert (
        "Every 3 months, as the risk proposes. One held, moved once. None is planned; one is due by" in words
    )
    assert "given on Sunday 8 November; its time ends on Saturday 5 December, in 12 days." in words


def test_overdue_actions_come_first(cast, case, page_of, address):
    make_action(case, what="Name a lead governor", owner=cast.head)
    make_action(case, what="Publish the calendar", due_on=days_ahead(-4), redated_count=2)
    words = page_of(cast.senior_adviser, address)
    assert "Open actions 2 One overdue." in words
    assert words.index("Publish the calendar") < words.index("Name a lead governor")
    assert "Re-dated two times" in words


def test_what_is_coming_stands_on_its_day(cast, case, page_of, address):
    letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
    start_clock(letter, days_ahead(12))
    words = page_of(cast.senior_adviser, address)
    assert "Coming up Sat 5 Dec Warning letter: last day for the answer" in words
    assert "Sun 24 Jan Latest day for the next conference No date chosen yet." in words


def test_those_who_run_it_are_named_with_what_they_are(cast, case, page_of, address):
    words = page_of(cast.head, address)
    start = words.index("Who runs it")
    for person in (
        "Helen Marchetti Leads the case",
        "Judith Penhale School Improvement Partner",
        "Catherine Blyth Diocese of Corvesham",
        "David Lorimer Headteacher",
        "Susan Hallett Chair of governors",
    ):
        assert person in words[start:]
    assert "Gareth Moxon" not in words
    assert "Owen Farrant" not in words


def test_a_head_without_an_account_is_named_from_the_register(cast, page_of):
    with acting_as(cast.senior_adviser):
        case = make_case(cast.other_school, cast.senior_adviser)
    assert "David Lorimer Headteacher, by the register" in page_of(
        cast.senior_adviser, f"/cases/{case.reference}/"
    )


# --- What each reader is shown


def test_what_is_for_the_la_alone_is_absent_for_the_school(cast, case, page_of, address):
    make_action(case, what="Ask Finance for twenty days", circle=Circle.LA)
    make_action(case, what="Tell the diocese first", circle=Circle.DIOCESE)
    for circle in (Circle.LA, Circle.DIOCESE, Circle.SCHOOL):
        record_event(TOLD, school=cast.school, case=case, circle=circle, what=f"what the {circle} may know")
    area, _ = Area.objects.get_or_create(code="governance", defaults={"name": "Governance"})
    Concern.objects.create(
        case=case,
        area=area,
        text="x",
        source="y",
        not_discussed_why="The chair asked us to wait.",
        circle=Circle.LA,
    )
    inside = ["Ask Finance for twenty days", "what the la may know", "The chair asked us to wait."]
    shared = ["Tell the diocese first", "what the la_and_diocese may know"]
    for person, seen, hidden in (
        (cast.senior_adviser, inside + shared, []),
        (cast.diocesan_officer, shared, inside),
        (cast.head, [], inside + shared),
        (cast.governor, [], inside + shared),
    ):
        words = page_of(person, address)
        assert "what the school may know" in words
        for text in seen:
            assert text in words
        for text in hidden:
            assert text not in words


def test_an_event_for_named_people_is_read_by_them_alone(cast, case, page_of, address):
    record_event(
        TOLD,
        school=cast.school,
        case=case,
        circle=Circle.NAMED,
        audience=[cast.director],
        what="it to the director",
    )
    assert "it to the director" in page_of(cast.director, address)
    assert "it to the director" not in page_of(cast.senior_adviser, address)


@pytest.mark.parametrize("who", ["head", "chair", "governor", "nle", "aht", "diocesan_officer"])
def test_nobody_outside_the_la_learns_that_a_letter_is_being_written(cast, case, page_of, address, who):
    letter = make_letter(case, cast.senior_adviser)
    make_card(letter, Perm.CHECK_LETTER_LAW, title="Check the warning letter’s law")
    words = page_of(getattr(cast, who), address)
    assert "arning letter" not in words
    assert "Imran Qadir" not in words
    assert "Waiting: Check the warning letter’s law" in page_of(cast.senior_adviser, address)


def test_findings_are_for_those_who_read_as_the_la_does(cast, case, page_of, address):
    make_action(case, due_on=days_ahead(-2))
    assert "What it needs One action is overdue since Saturday 21 November." in page_of(cast.sip, address)
    assert "What it needs" not in page_of(cast.head, address)


def test_the_latest_eight_events_are_shown_and_the_rest_counted(cast, case, page_of, address):
    for number in range(11):
        record_event(TOLD, school=cast.school, case=case, what=f"number {number}.")
    words = page_of(cast.head, address)
    assert "Whole timeline, 11 entries" in words
    assert "number 10." in words
    assert "number 2." not in words


def test_what_people_typed_is_escaped(cast, case, client, address):
    make_action(case, what="<script>alert(1)</script>")
    record_event(TOLD, school=cast.school, case=case, what="<img src=x onerror=alert(1)>")
    client.force_login(cast.head)
    html = client.get(address).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


# --- Who gets there


@pytest.mark.parametrize(
    "who", ["other_diocesan_officer", "other_chair", "administrator", "left_yesterday", "deactivated"]
)
def test_the_case_is_not_found_by_those_who_may_not_see_it(cast, case, client, address, who):
    person = getattr(cast, who)
    client.force_login(person)
    response = client.get(address)
    if not person.is_active:
        assert response.status_code == 302  # signed out: the way to sign in
        return
    assert response.status_code == 404
    assert case.school.name not in response.content.decode()
    assert ReadLog.objects.filter(user_id=person.pk, refused=True, what=address).exists()


def test_a_case_that_is_missing_looks_the_same_as_a_hidden_one(cast, case, page_of, address):
    hidden = page_of(cast.other_chair, address, status=404)
    missing = page_of(cast.other_chair, "/cases/SOC-2020-0001/", status=404)
    assert hidden == missing


def test_whoever_may_learn_who_can_see_the_case_is_shown_the_way(whole_cast, case, page_of, address):
    may = {"senior_adviser": True, "auditor": True, "information_officer": True, "strategy_member": False}
    for who, shown in may.items():
        page = page_of(getattr(whole_cast, who), address)
        assert ("Who can see this case" in page) == shown, who


def test_every_reading_is_logged(cast, case, page_of, address):
    page_of(cast.governor, address)
    row = ReadLog.objects.get(user_id=cast.governor.pk)
    assert (row.what, row.urn, row.refused) == (f"case {case.reference}", cast.school.urn, False)


def test_access_that_ends_is_gone_at_once(cast, case, page_of, address):
    page_of(cast.nle, address)
    PostSchool.objects.filter(post__user=cast.nle).delete()
    derive_grants()
    page_of(cast.nle, address, status=404)


def test_the_number_of_queries_does_not_grow_with_the_case(
    cast, case, client, django_assert_max_num_queries, django_assert_num_queries
):
    address = case.get_absolute_url()

    def more():
        make_action(case, due_on=days_ahead(-1), owner=cast.head)
        meeting = make_meeting(case, cast.senior_adviser, on=days_ahead(3))
        invite(meeting, make_post(Role.GOVERNOR, schools=(cast.school,)).user)
        judge(cast.school, cast.sip, "medium")
        record_event(TOLD, school=cast.school, case=case, what="more")
        letter = make_letter(case, cast.senior_adviser, status="complied", authorised_by=cast.director)
        make_card(meeting, Perm.RECORD_MEETING)
        make_card(letter, Perm.DRAFT_LETTER)

    more()
    client.force_login(cast.senior_adviser)
    client.get(address)  # the first visit of a reader is written down
    with django_assert_max_num_queries(79) as few:
        client.get(address)
    for _ in range(4):
        more()
    with django_assert_num_queries(len(few)):
        client.get(address)
