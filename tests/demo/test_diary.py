"""When the conferences of the demo county's cases are, on whatever day it is made."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from concern_cases.due_dates import due_by
from demo.calendar import CATHOLIC, HALF_TERMS, half_terms_of
from demo.days import working_days_after
from demo.diary import Diary
from demo.plans import PLANS
from schools.calendar import Calendar, academic_year
from schools.models import TermDates

CADENCES = {"high": (3, "months"), "medium": (1, "long_terms"), "low": (2, "long_terms")}
TWO_YEARS = timedelta(days=730)
GATHERED_AND_TALKED = timedelta(days=50)
# Working days after a conference on which these steps have come to be open.
NEEDED = {
    "draft_minutes": 0,
    "check_minutes": 3,
    "schedule_next": 5,
    "assemble_grounds": 5,
    "legal_check": 7,
    "authorise": 10,
    "given": 13,
    "acknowledged": 15,
    "assess_response": 25,
    "s60_notice": 35,
}


def calendar_of(half_terms, *, around):
    years = range(academic_year(around) - 2, academic_year(around) + 2)
    return Calendar(
        {year: [term_dates(year, *row) for row in half_terms_of(year, half_terms)] for year in years}
    )


def term_dates(year, number, long_term, first, last):
    return TermDates(year=year, half_term=number, long_term=long_term, first_day=first, last_day=last)


@pytest.fixture(
    params=[
        date(2026, 11, 23),  # in term
        date(2026, 11, 22),  # a Sunday
        date(2026, 12, 27),
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 28),  # half-term
        date(2026, 8, 20),
        date(2026, 9, 7),  # the first day of the year
    ],
    ids=lambda day: f"{day:%d %B}",
)
def today(request):
    return request.param


@pytest.fixture
def cases(today):
    """Plan, calendar and days of each case; every third school has a calendar of its own."""
    las, own = calendar_of(HALF_TERMS, around=today), calendar_of(CATHOLIC, around=today)
    plans = [(plan, own if place % 3 == 2 else las) for place, plan in enumerate(PLANS)]
    days = Diary(today=today).days_of(plans)
    return [(plan, calendar, case) for (plan, calendar), case in zip(plans, days, strict=True)]


def test_no_two_conferences_are_at_a_time_and_most_have_a_school_day_to_themselves(cases):
    moments = [(calendar, moment) for _, calendar, case in cases for moment in case.conferences]

    assert all(calendar.is_school_day(moment.date()) for calendar, moment in moments)
    assert len({moment for _, moment in moments}) == len(moments)
    assert len({moment.date() for _, moment in moments}) > 0.8 * len(moments)


def test_no_conference_is_later_than_the_risk_allows(cases, today):
    for plan, calendar, case in cases:
        every, unit = CADENCES[plan.risk]
        rows = [row for year in sorted(calendar.years) for row in calendar.years[year]]
        terms = [(row.first_day, row.last_day, row.long_term) for row in rows]
        days = [moment.date() for moment in case.conferences]
        for before, day in pairwise([case.opened, *days]):
            assert before < day <= due_by(every, unit, since=before, terms=terms) or day > today, plan


def test_every_case_begins_within_the_two_years(cases, today):
    assert min(case.opened for _, _, case in cases) > today - TWO_YEARS + GATHERED_AND_TALKED
    assert all(calendar.is_school_day(case.opened) for _, calendar, case in cases)


def test_each_conference_is_where_its_plan_needs_it(cases, today):
    for plan, _, case in cases:
        if plan.last is None:
            continue
        last = case.conferences[-1].date()
        assert len(case.conferences) == plan.held + 1
        assert (last > today) == (plan.last < 0)
        needs = NEEDED.get(plan.letter or plan.last_reaches, 0)
        assert plan.last < 0 or working_days_after(last, needs) < today, plan
