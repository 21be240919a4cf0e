"""The next date of one case: by the rules of the planner, with others and what speaks against them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings

from meetings.london import local, moment
from meetings.models import BusyTime, Meeting
from meetings.planning.one import best_times, cost_of_day
from meetings.planning.slots import possible_times
from meetings.planning.solver import solve
from meetings.services.clashes import against_moving
from meetings.services.diaries import confirm_diary
from meetings.services.invitees import suggested_invitees
from meetings.services.next_date import propose_date
from people.models import User
from record import clock
from tests.meetings.planning.county import TODAY, make_due, make_half_terms
from tests.meetings.planning.makers import ADVISER, at, busy, case, person, problem, weekdays
from tests.meetings.planning.test_plans import problems
from workflows.services.conferences import start_conference

DAYS = weekdays(10)


@settings(deadline=None, max_examples=25)
@given(problems())
def test_the_first_one_is_as_good_as_the_one_that_a_plan_of_this_case_alone_has(asked):
    alone = replace(asked.cases[0], kept=None, review=frozenset(asked.cases[0].days[-2:]))
    asked = replace(asked, cases=(alone,))
    times = best_times(asked, alone)
    assert sorted(times) == possible_times(asked, alone)
    assume(times)
    order = {day: place for place, day in enumerate(sorted({each.date() for each in times}))}

    chosen = solve(asked).dates[alone.key]

    costs = [cost_of_day(asked, alone, each.date(), order) for each in (times[0], chosen)]
    assert costs[0] == costs[1]


def test_a_day_on_which_the_chair_is_out_already_comes_first():
    out = replace(busy(DAYS[4], 12.5, 13), place=case(9).place)
    asked = problem(case(1), people=(person(ADVISER, out),))

    assert best_times(asked, asked.cases[0])[0] == at(DAYS[4], 9.5)


@pytest.fixture
def county(cast, db):
    make_half_terms(la=cast.la)
    with clock.at(TODAY):
        yield cast


def days_of(proposal):
    return [local(offer.at).date() for offer in proposal.offers]


def away(person, first, until):
    BusyTime.objects.create(
        user=person,
        starts_at=moment(datetime(first.year, first.month, first.day)),
        ends_at=moment(datetime(until.year, until.month, until.day)),
    )


def test_it_is_in_the_half_term_in_which_it_falls_due_and_not_at_its_edge(county):
    proposal = propose_date(make_due(county))

    assert proposal.due_by == date(2027, 1, 29)
    assert days_of(proposal) == [date(2027, 1, 7), date(2027, 1, 8), date(2027, 1, 11)]
    assert proposal.why_not == ""
    unknown = "Nobody is known to be away. Diary not known: Helen Marchetti, Head 1, Nasreen Aziz"
    assert [offer.words for offer in proposal.offers] == [
        unknown,
        f"{unknown}; 1 day later",
        f"{unknown}; 4 days later",
    ]


def test_that_everybody_is_free_is_said_when_every_diary_is_known(county):
    case = make_due(county)
    confirm_diary(by=county.senior_adviser)
    confirm_diary(by=User.objects.get(name="Head 1"))
    confirm_diary(by=User.objects.get(name="Nasreen Aziz"))

    proposal = propose_date(case)

    assert [offer.words for offer in proposal.offers] == [
        "Everybody who has to come is free",
        "Everybody who has to come is free; 1 day later",
        "Everybody who has to come is free; 4 days later",
    ]


def test_it_is_not_before_half_of_the_interval_has_passed(county):
    with clock.at(date(2027, 1, 5)):
        case = make_due(county, opened_on=date(2026, 12, 16))  # by 16 March; half of that is 30 January

        assert days_of(propose_date(case))[0] == date(2027, 2, 24)  # after the half-term's first two days


def test_it_is_never_the_last_day_of_a_term_though_that_is_when_it_is_due(county):
    case = make_due(county, opened_on=date(2026, 11, 12))  # due on 12 February, the last day

    assert max(days_of(propose_date(case))) <= date(2027, 2, 10)


def test_a_date_without_those_who_need_not_come_is_better_than_none(county, whole_cast):
    case = make_due(county, school=county.school)
    assert [facts for facts in suggested_invitees(case) if facts.user == county.clerk]
    away(county.clerk, date(2026, 12, 1), date(2027, 2, 1))

    proposal = propose_date(case)

    assert proposal.why_not == ""
    assert days_of(proposal)[0] == date(2027, 1, 7)


def test_where_nothing_suits_it_says_why_and_offers_the_least_bad(county):
    case = make_due(county)
    away(case.lead, TODAY, date(2027, 1, 30))

    proposal = propose_date(case)

    assert "Helen Marchetti (the chair) can’t come on any of them." in proposal.why_not
    assert days_of(proposal)[0] == date(2027, 2, 1)
    assert "over the limit" in proposal.offers[0].words
    assert "who chairs it, can’t come" in proposal.offers[1].words
    assert "Diary not known: Helen Marchetti, Head 1" in proposal.offers[0].words
    assert not any("needs a reason" in offer.words for offer in proposal.offers)


def test_for_one_that_moves_another_time_is_proposed_at_which_all_of_its_people_are_free(county):
    case = make_due(county)
    meeting = start_conference(
        case,
        starts_at=moment(datetime(2027, 1, 7, 9, 30)),
        place="Here",
        chair=county.senior_adviser,
        invitees=suggested_invitees(case),
        by=county.senior_adviser,
    ).meeting
    head = meeting.invitees.get(name="Head 1").user
    away(head, date(2027, 1, 7), date(2027, 1, 12))

    proposal = propose_date(case, moving=Meeting.objects.get(pk=meeting.pk))

    assert days_of(proposal)[0] == date(2027, 1, 12)
    assert [against_moving(meeting, offer.at) for offer in proposal.offers] == [[]] * 3


def test_a_closed_case_has_no_date(county):
    case = make_due(county)
    case.school.status = "Closed"
    case.school.save()
    assert propose_date(case).offers == ()


def test_what_is_proposed_has_nothing_against_it(county):
    case = make_due(county)
    busy_until = date(2027, 1, 20)
    away(case.lead, TODAY, busy_until)

    first = propose_date(case).offers[0].at

    assert local(first).date() == busy_until
    assert first - moment(datetime(2027, 1, 20)) < timedelta(days=1)
