"""The agenda fills itself, for each reader: with what is so now, and nothing that is not for that reader."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from concern_cases.services.actions import complete_action, verify_action
from concern_cases.services.reviews import rate_objective
from meetings.agenda import agenda_of
from meetings.agenda_facts import facts_of
from meetings.choices import Fill
from meetings.services.agenda_items import bring_up_to_date
from record import clock
from record.outbox import deliver_waiting
from tests.concern_cases.makers import make_action, make_evidence, make_visit
from tests.meetings.paper_makers import lay, make_overdue_review, make_plan, make_restricted
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, call, hold, london, take

pytestmark = pytest.mark.usefixtures("no_packs")


def brought(meeting, user, fill):
    """What the first item of that kind brings for this person."""
    facts = facts_of(meeting, user)
    return facts[meeting.items.filter(fill=fill).first().pk]


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def second(meeting, cast, case):
    """The conference after one that was held and minuted, called a month later."""
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY + timedelta(days=1))):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        deliver_waiting()
        return call(case, cast, starts_at=london(date(2027, 1, 28)))


def test_matters_arising_are_the_open_actions_that_the_reader_may_see(meeting, cast, case):
    shared = make_action(case, what="Publish a calendar of checks")
    make_action(case, what="Ask for a second opinion", circle="la")
    done = make_action(case, what="Write to the governors")
    complete_action(done, outcome="It was sent.", by=cast.senior_adviser)
    assert list(brought(meeting, cast.head, Fill.ACTIONS).actions) == [shared]
    assert len(brought(meeting, cast.clerk, Fill.ACTIONS).actions) == 2


def test_an_action_that_is_done_after_the_call_is_on_the_agenda_no_longer(meeting, cast, case):
    action = make_action(case)
    assert brought(meeting, cast.head, Fill.ACTIONS).actions
    complete_action(action, outcome="Done.", by=cast.senior_adviser)
    assert not brought(meeting, cast.head, Fill.ACTIONS).actions


def test_an_action_that_is_done_stands_among_them_until_it_is_verified(meeting, cast, case, client):
    action = make_action(case, what="Write to the governors")
    complete_action(action, outcome="It was sent.", by=cast.clerk)
    assert list(brought(meeting, cast.head, Fill.ACTIONS).to_verify) == [action]
    client.force_login(cast.head)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "to be verified: It was sent." in page
    verify_action(action, by=cast.senior_adviser)
    assert not brought(meeting, cast.head, Fill.ACTIONS).to_verify


def test_the_last_minutes_are_the_approved_ones_of_the_conference_before(second, meeting, cast):
    facts = brought(second, cast.head, Fill.ACTIONS)
    assert (facts.last, facts.last_minutes) == (meeting, meeting.minutes.get())
    assert brought(meeting, cast.head, Fill.ACTIONS).last_minutes is None


def test_each_objective_comes_with_its_judgement_now_and_last_time(case, cast):
    plan = make_plan(case, "Writing", "Reading", by=cast.senior_adviser)
    meeting = call(case, cast)
    writing = plan.objectives.get(number=1)
    for on, rag in ((date(2026, 9, 17), "red"), (date(2026, 11, 12), "amber")):
        rate_objective(writing, rag=rag, reason="Seen in lessons.", on=on, by=cast.sip)
    facts = facts_of(meeting, cast.head)
    one = facts[meeting.items.get(objective=writing).pk].progress
    assert [(row.text.title, row.now.rag, row.before.rag) for row in one] == [("Writing", "amber", "red")]
    other = facts[meeting.items.exclude(objective=writing).get(title="Reading").pk].progress
    assert [(row.text.title, row.now) for row in other] == [("Reading", None)]


def test_a_plan_that_comes_into_force_after_the_call_is_on_the_agenda_at_once(meeting, case, cast):
    assert not brought(meeting, cast.head, Fill.OBJECTIVES).progress
    make_plan(case, "Writing", "Reading", by=cast.senior_adviser)
    titles = [row.text.title for row in brought(meeting, cast.head, Fill.OBJECTIVES).progress]
    assert titles == ["Writing", "Reading"]


def test_bringing_it_up_to_date_gives_every_objective_its_item_once(meeting, case, cast):
    before = meeting.items.count()
    make_plan(case, "Writing", "Reading", "Mathematics", by=cast.senior_adviser)
    assert len(bring_up_to_date(meeting, by=cast.clerk)) == 3
    assert bring_up_to_date(meeting, by=cast.clerk) == []
    titles = list(meeting.items.order_by("order").values_list("title", flat=True))
    assert titles[3:6] == ["Writing", "Reading", "Mathematics"]
    assert len(titles) == before + 2, "they take the place of the item that stood for the plan"
    orders = list(meeting.items.order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))


def test_an_overdue_review_is_told_once(case, cast):
    review = make_overdue_review(make_plan(case, "Writing", "Reading", by=cast.senior_adviser))
    meeting = call(case, cast)
    told = [facts.overdue_reviews for facts in facts_of(meeting, cast.head).values()]
    assert [row for rows in told for row in rows] == [review]


def test_evidence_is_what_was_added_since_the_last_conference_in_ones_own_circle(second, case, cast):
    with clock.at(london(MONDAY)):
        make_evidence(case, source="Before the last conference")
    with clock.at(london(date(2027, 1, 11))):
        # Added later, though it bears an earlier day.
        late = make_evidence(case, source="Found in a drawer", on=date(2026, 11, 2))
        make_evidence(case, source="For the LA alone", circle="la")
        assert list(brought(second, cast.head, Fill.EVIDENCE).evidence) == [late]
        assert len(brought(second, cast.senior_adviser, Fill.EVIDENCE).evidence) == 2


def test_visits_by_inspectors_since_the_last_conference_are_told(second, cast, client):
    with clock.at(london(MONDAY)):
        make_visit(cast.school, by=cast.sip)
    with clock.at(london(date(2027, 1, 11))):
        late = make_visit(cast.school, by=cast.sip, on=date(2026, 12, 8))
        assert list(brought(second, cast.head, Fill.EVIDENCE).visits) == [late]
        client.force_login(cast.head)
        assert late.get_absolute_url() in client.get(second.get_absolute_url()).content.decode()


def test_support_risk_and_dates_are_told(meeting, cast):
    names = [str(post.user) for post in brought(meeting, cast.head, Fill.SUPPORT).supporters]
    assert names == ["Martin Osei", "Ruth Calloway"]
    assert [risk.level for risk in brought(meeting, cast.head, Fill.RISK).risks] == ["high"]
    dates = brought(meeting, cast.head, Fill.DATES).dates
    assert dates.due_by > CONFERENCE_DAY
    assert dates.planned is None


def test_nobody_else_finds_a_trace_of_a_restricted_item(meeting, cast, client):
    item = make_restricted(meeting, cast.chair, by=cast.senior_adviser)
    for person, sees in (("chair", True), ("senior_adviser", True), ("head", False), ("clerk", False)):
        user = getattr(cast, person)
        agenda = agenda_of(meeting, user)
        assert (item in [line.item for line in agenda.lines]) == sees, person
        assert [line.number for line in agenda.lines] == list(range(1, len(agenda.lines) + 1))
        client.force_login(user)
        assert ("Staffing of Year 4" in text_of(client.get(meeting.get_absolute_url()))) == sees, person


def test_the_times_follow_each_other_and_an_agenda_that_is_too_long_says_so(meeting, cast):
    agenda = agenda_of(meeting, cast.head)
    assert agenda.lines[0].starts_at == meeting.starts_at
    for line, following in zip(agenda.lines, agenda.lines[1:], strict=False):
        assert following.starts_at - line.starts_at == timedelta(minutes=line.item.minutes)
    assert agenda.minutes_over == 0
    item = meeting.items.first()
    item.minutes = 60
    item.save()
    over = agenda_of(meeting, cast.head).minutes + 0 - 90
    assert agenda_of(meeting, cast.head).minutes_over == over > 0


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    case, cast, django_assert_max_num_queries, django_assert_num_queries
):
    make_plan(case, *[f"Objective {n}" for n in range(6)], by=cast.senior_adviser)
    meeting = call(case, cast)
    for n in range(3):
        make_action(case, what=f"Action {n}")
        make_evidence(case, source=f"Source {n}")
    with django_assert_max_num_queries(25) as few:
        agenda_of(meeting, cast.head)
    for n in range(20):
        make_action(case, what=f"More {n}")
        make_evidence(case, source=f"More {n}")
    with django_assert_num_queries(len(few)):
        agenda_of(meeting, cast.head)


def test_the_page_of_the_conference_shows_what_each_item_brings(meeting, case, cast, client):
    make_action(case, what="Publish a calendar of checks", due_on=MONDAY + timedelta(days=2))
    make_plan(case, "Writing is taught well", by=cast.senior_adviser)
    client.force_login(cast.head)
    page = text_of(client.get(meeting.get_absolute_url()))
    for words in (
        "Publish a calendar of checks",
        "in\N{NO-BREAK SPACE}2\N{NO-BREAK SPACE}days",
        "Writing is taught well",
        "Target: 5 of 5 classes, by ",
        "Martin Osei",
    ):
        assert words in page
    client.force_login(cast.clerk)
    assert reverse("meetings:agenda", args=[meeting.pk]) in text_of(client.get(meeting.get_absolute_url()))


def test_what_lies_on_the_table_is_told_as_a_paper_and_not_again_as_evidence(meeting, cast):
    (paper,) = lay(meeting, by=cast.sip)
    facts = brought(meeting, cast.head, Fill.EVIDENCE)
    assert (list(facts.papers), list(facts.evidence)) == ([paper], [])
