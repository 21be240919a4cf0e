"""The schools of the next strategy meeting follow the records, until its packs are sent or it begins."""

from datetime import timedelta

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent
from evaluation.models import Risk
from meetings.models import Meeting, Pack
from meetings.services.conferences import cancel_meeting
from meetings.services.strategy_schools import ask_question, leave_out_school
from record import clock
from tests.letters.makers import make_ready_case
from tests.workflows.conftest import london
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy, school_item
from tests.workflows.test_strategy_flow import no_pdf, refer  # noqa: F401
from workflows.services.strategy import bring_schools, keep_strategy_agendas
from workflows.strategy.chosen import proposed_since

LATER = london(STRATEGY_DAY + timedelta(days=56), 9)


@pytest.fixture
def strategy(cast, case):
    return call_strategy(cast)


@pytest.fixture
def other_case(cast, case):
    return make_ready_case(cast, school=cast.other_school)


def judge(cast, school, *, kind=Risk.Kind.FLOOR):
    facts = {"level": "high", "reason": "Predictions fell.", "judged_by": cast.sip}
    Risk.objects.create(school=school, kind=kind, on=clock.today(), **facts)


def send_packs(meeting):
    meeting.status = Meeting.Status.PAPERS_OUT
    meeting.save()


def page_of(client, name, meeting):
    return " ".join(client.get(reverse(name, args=[meeting.pk])).content.decode().split())


def test_of_a_years_dates_only_the_next_meeting_has_the_schools_until_it_was_held(cast, strategy, case):
    later = call_strategy(cast, starts_at=LATER)
    assert strategy.items.filter(case=case).exists()
    assert not later.items.exclude(case=None).exists()
    cancel_meeting(strategy, why="Snow.", by=cast.director)
    assert keep_strategy_agendas() == 1
    assert later.items.filter(case=case).exists()


def test_while_a_meeting_goes_on_its_schools_stay_and_the_next_one_has_none(cast, strategy, case, other_case):
    later = call_strategy(cast, starts_at=LATER)
    with clock.at(london(STRATEGY_DAY, 9) + timedelta(minutes=1)):
        judge(cast, cast.other_school)
        assert keep_strategy_agendas() == 0
    assert [item.case for item in strategy.items.exclude(case=None)] == [case]
    assert not later.items.exclude(case=None).exists()
    Meeting.objects.filter(pk=strategy.pk).update(status=Meeting.Status.HELD, held_at=clock.now())
    with clock.at(london(STRATEGY_DAY, 12)):
        assert keep_strategy_agendas() == 2


def test_one_that_was_held_long_ago_and_is_entered_now_is_not_the_next(cast, strategy, case):
    with clock.at(london(STRATEGY_DAY - timedelta(days=1), 9)):
        call_strategy(cast, starts_at=london(STRATEGY_DAY - timedelta(days=5), 9), entered_late=True)
        judge(cast, cast.school)
        keep_strategy_agendas()
    assert len(strategy.items.get(case=case).chosen_why) == 2


def test_a_school_that_nothing_proposes_any_more_goes_by_itself(cast, strategy, case):
    Risk.objects.filter(school=case.school).delete()
    keep_strategy_agendas()
    assert not strategy.items.exclude(case=None).exists()
    assert [item.order for item in strategy.items.all()] == list(range(1, strategy.items.count() + 1))


def test_one_that_somebody_added_or_asked_about_says_so_and_stays(cast, strategy, case, other_case):
    school_item(strategy, other_case, cast)
    ask_question(strategy.items.get(case=case), question="Is the plan the right one?", by=cast.senior_adviser)
    Risk.objects.filter(school=case.school).delete()
    keep_strategy_agendas()
    assert strategy.items.get(case=case).chosen_why == []
    assert strategy.items.filter(case=other_case).exists()


def test_a_school_left_out_stays_so_until_a_reason_comes_that_was_not_known_then(cast, strategy, case):
    leave_out_school(strategy.items.get(case=case), why="It was seen last week.", by=cast.senior_adviser)
    assert keep_strategy_agendas() == 0
    refer(cast, case)
    assert proposed_since(strategy) == [str(case.school)]
    assert keep_strategy_agendas() == 1
    words = [words for _, words in strategy.items.get(case=case).chosen_why]
    assert any(each.startswith("Referred by the case conference") for each in words)
    told = CaseEvent.objects.get(kind="meetings.school_chosen", case_reference=case.reference)
    assert told.body["why"].startswith("It was left out (It was seen last week.). The page of the meeting")
    assert not strategy.left_out.exists()


def test_what_proposes_a_school_today_stands_beside_why_it_was_left_out(cast, strategy, case, client):
    leave_out_school(strategy.items.get(case=case), why="It was seen last week.", by=cast.senior_adviser)
    client.force_login(cast.senior_adviser)
    text = page_of(client, "tasks:strategy_schools", strategy)
    left_out = text[text.index('id="left-out"') :]
    assert "It was seen last week." in left_out
    assert "High risk of failing to improve since" in left_out


def test_the_most_pressing_school_stands_first_when_somebody_says_so(
    cast, strategy, case, other_case, client
):
    judge(cast, cast.other_school)
    keep_strategy_agendas()
    judge(cast, cast.other_school, kind=Risk.Kind.IMPROVEMENT)
    keep_strategy_agendas()
    schools = strategy.items.exclude(case=None).order_by("order")
    assert [item.case for item in schools] == [case, other_case]
    client.force_login(cast.senior_adviser)
    client.post(reverse("tasks:order_schools", args=[strategy.pk]))
    assert [item.case for item in schools.all()] == [other_case, case]
    assert strategy.items.get(fill="schools", case=None).order + 1 == schools.all()[0].order


def test_when_the_packs_were_sent_a_school_is_proposed_and_comes_only_by_somebodys_hand(
    cast, strategy, case, other_case, client
):
    send_packs(strategy)
    Risk.objects.filter(school=case.school).delete()
    judge(cast, cast.other_school)
    assert keep_strategy_agendas() == 0
    assert [item.case for item in strategy.items.exclude(case=None)] == [case]
    client.force_login(cast.senior_adviser)
    text = page_of(client, "tasks:strategy_schools", strategy)
    assert f"{other_case.school}. The packs were sent before" in text
    assert str(other_case.school) in page_of(client, "tasks:strategy_packs", strategy)
    bring_schools(strategy, by=cast.senior_adviser)
    assert {item.case for item in strategy.items.exclude(case=None)} == {case, other_case}


def test_the_page_of_the_packs_says_which_are_outdated(cast, strategy, case, client):
    made = clock.now() + timedelta(minutes=1)
    holds = sorted(strategy.items.visible_to(cast.director).values_list("pk", flat=True))
    Pack.objects.create(
        meeting=strategy,
        reader=cast.director,
        made_from="x",
        state=Pack.State.READY,
        made_at=made,
        pages=4,
        holds={"items": holds},
    )
    client.force_login(cast.senior_adviser)
    assert "Outdated" not in page_of(client, "tasks:strategy_packs", strategy)
    with clock.at(made + timedelta(minutes=1)):
        ask_question(strategy.items.get(case=case), question="Is it the right plan?", by=cast.senior_adviser)
        text = page_of(client, "tasks:strategy_packs", strategy)
    assert "Outdated" in text
    assert "Something was recorded since one pack was made." in text
