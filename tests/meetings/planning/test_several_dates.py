"""A case whose interval asks for more than one conference in the time that is planned."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from concern_cases.due_dates import months_after
from concern_cases.models import Cadence
from meetings.london import local, moment
from meetings.models import BusyTime, Meeting, PlanningRules
from meetings.planning.problem import Before, case_and_occurrence, key_of
from meetings.planning.slots import is_needed
from meetings.planning.solver import solve
from meetings.planning.start import quick_plan
from meetings.planning.stored import restored, stored
from meetings.services.term_plans import ask_for_plan, choose
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.outbox import deliver_waiting
from tests.meetings.planning import county as the_county
from tests.meetings.planning.county import FIRST, LAST, TODAY, make_due, make_half_terms
from tests.meetings.planning.makers import at, case, problem, weekdays
from workflows.services.term_plans import accept_plan
from workflows.triggers import serve_triggers

DAYS = weekdays(30)
SPRING_ENDS = date(2027, 3, 26)


def monthly(*firsts, needed_until=DAYS[-1], **facts):
    """The cases given, and for each those conferences that could follow it every four weeks."""
    found = []
    for first in firsts:
        one = first
        for occurrence in (2, 3):
            before = Before(one.key, 4, "weeks", needed_until)
            days = tuple(day for day in one.days if day >= one.days[0] + timedelta(days=14))
            due_by = before.due_after(one.due_by)
            one = case(
                key_of(first.key, occurrence), days=days, due_by=due_by, before=before, people=first.people
            )
            found.append(one)
    return problem(*firsts, *found, **facts)


def dates_by_case(dates):
    found: dict[int, list[date]] = {}
    for key in sorted(dates):
        found.setdefault(case_and_occurrence(key)[0], []).append(dates[key].date())
    return found


def test_each_conference_follows_the_one_before_by_its_interval():
    firsts = [case(key, days=DAYS, due_by=DAYS[4 + key]) for key in range(1, 6)]
    asked = monthly(*firsts)

    for dates in (solve(asked).dates, quick_plan(asked)):
        assert len(dates_by_case(dates)) == 5
        for days in dates_by_case(dates).values():
            assert len(days) >= 2  # the first is by 14 January, and the next within four weeks of it
            for one, after in pairwise(days):
                assert 14 <= (after - one).days <= 28
            assert days[-1] + timedelta(weeks=4) > DAYS[-1]  # what comes next belongs to another plan


def test_no_more_conferences_are_held_than_the_interval_asks_for():
    asked = monthly(case(1, days=DAYS, due_by=DAYS[4]))

    dates = solve(asked).dates

    assert len(dates) == 2
    assert not is_needed(asked, asked.by_key[key_of(1, 3)], dates)


def test_while_the_first_has_no_date_nothing_follows_it():
    shut = case(1, days=(DAYS[0], *DAYS[20:]), due_by=DAYS[4], edges=frozenset(DAYS[:1]))
    asked = monthly(shut, case(2, days=DAYS, due_by=DAYS[4]))

    dates = solve(asked).dates

    assert list(dates_by_case(dates)) == [2]
    assert is_needed(asked, asked.by_key[key_of(1, 2)], dates)


def test_one_that_is_called_pulls_the_next_after_it():
    asked = monthly(case(1, days=DAYS, due_by=DAYS[9], kept=at(DAYS[8])))

    dates = solve(asked).dates

    assert dates[1] == at(DAYS[8])
    assert DAYS[8] + timedelta(days=14) <= dates[key_of(1, 2)].date() <= DAYS[8] + timedelta(days=28)


def test_a_problem_of_several_dates_is_the_same_after_it_was_stored():
    asked = monthly(case(1, days=DAYS, due_by=DAYS[4]))
    assert restored(stored(asked)) == asked


@pytest.fixture
def county(cast):
    make_half_terms(la=cast.la)
    PlanningRules.objects.create(la=cast.la, search_seconds=5)
    with clock.at(TODAY):
        yield cast


@pytest.fixture
def often(county):
    """A monthly case, due by 29 December: it has to be held twice in the half-term, if not in December."""
    return make_due(county, opened_on=date(2026, 12, 8), cadence=Cadence.objects.get(code="monthly"))


def spring_of(cast):
    """The plan of the whole spring term as the worker proposes it."""
    plan = ask_for_plan(cast.la, first_day=FIRST, last_day=SPRING_ENDS, by=cast.senior_adviser)
    deliver_waiting()
    plan.refresh_from_db()
    return plan


@pytest.mark.django_db
def test_a_whole_term_is_planned_with_every_date_that_a_case_needs(county, often, no_packs):
    twice = Cadence.objects.get(code="twice-a-term")
    make_due(county, 2, cadence=twice, opened_on=date(2026, 11, 10))
    plan = spring_of(county)

    dates = list(plan.dates.filter(case=often))
    assert [row.occurrence for row in dates] == [1, 2, 3, 4]  # the last so that none is due in the holiday
    for one, after in pairwise(dates):
        assert after.due_by == months_after(local(one.starts_at).date(), 1)
        assert timedelta(days=14) <= after.starts_at - one.starts_at
        assert local(after.starts_at).date() <= after.due_by
    assert plan.progress["cases"] == plan.dates.count() == 6  # of the other case one in each half-term
    assert accept_plan(plan, by=county.senior_adviser) == 6
    serve_triggers()
    called = Meeting.objects.filter(case=often).order_by("starts_at")
    assert [each.starts_at for each in called] == [row.starts_at for row in dates]
    again = spring_of(county)
    assert [row.stays for row in again.dates.all()] == [True] * 6


@pytest.mark.django_db
def test_who_decides_on_the_first_date_is_proposed_the_next(county, often):
    head = User.objects.get(name="Head 1")
    in_time = moment(datetime(2027, 1, 5)), moment(datetime(2027, 1, 9))
    BusyTime.objects.create(user=head, starts_at=in_time[0], ends_at=in_time[1])
    plan = the_county.planned(county)
    first, second = plan.dates.filter(case=often).order_by("occurrence")
    assert (first.starts_at, second.starts_at) == (None, None)
    assert second.why_not == "The conference before it has no date yet."
    assert not second.choices

    choose(first, key=first.choices[0]["key"], reason="The head is away.", by=county.senior_adviser)

    first.refresh_from_db()
    second.refresh_from_db()
    day, after = local(first.starts_at).date(), local(second.starts_at).date()
    assert day + timedelta(days=14) <= after <= second.due_by == months_after(day, 1)
    assert not second.why_not


@pytest.mark.django_db
def test_no_plan_is_asked_for_days_of_another_one(county, often):
    ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)
    with pytest.raises(AlreadyDone, match="12.February already: accept or drop that one first"):
        ask_for_plan(county.la, first_day=FIRST, last_day=SPRING_ENDS, by=county.senior_adviser)
