"""By when a plan is reviewed again, on whatever day it was reviewed last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concern_cases.due_dates import months_after
from concern_cases.review_dates import SUMMER, latest_review_on, review_due_on
from schools.calendar import Calendar
from schools.models import TermDates

HALF_TERMS = [
    (1, (9, 3), (10, 23)),
    (2, (11, 2), (12, 18)),
    (3, (1, 5), (2, 12)),
    (4, (2, 22), (3, 26)),
    (5, (4, 12), (5, 28)),
    (6, (6, 7), (7, 21)),
]


def year_of(year):
    """Half-terms of one academic year, as an authority sets them."""
    rows = []
    for half_term, first, last in HALF_TERMS:
        calendar_year = year if half_term < 3 else year + 1
        first_day, last_day = date(calendar_year, *first), date(calendar_year, *last)
        rows.append(TermDates(year=year, half_term=half_term, first_day=first_day, last_day=last_day))
    return rows


CALENDAR = Calendar.from_rows([row for year in range(2024, 2030) for row in year_of(year)])
DAYS = st.dates(date(2024, 9, 5), date(2029, 3, 31))
MONTHS = st.integers(1, 6)


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        (date(2026, 11, 26), 3, date(2027, 2, 26)),  # a Friday in term
        (date(2026, 11, 14), 3, date(2027, 2, 12)),  # a Sunday, in half-term: the last day before
        (date(2026, 9, 28), 3, date(2026, 12, 18)),  # Christmas
        (date(2027, 5, 20), 3, date(2027, 7, 21)),  # August: the last day of the summer term
        (date(2027, 6, 25), 2, date(2027, 9, 3)),  # so late that before the summer nothing is new
        (date(2027, 7, 21), 1, date(2027, 9, 3)),  # nothing lies between but the summer
    ],
)
def test_a_review_falls_on_a_school_day(since, months, due):
    assert review_due_on(since, months, CALENDAR) == due


@given(since=DAYS, months=MONTHS)
def test_it_is_due_after_the_last_one_on_a_day_on_which_the_school_is_open(since, months):
    due = review_due_on(since, months, CALENDAR)
    assert due > since
    assert CALENDAR.is_school_day(due)


@given(since=DAYS, months=MONTHS)
def test_it_is_later_than_the_interval_only_where_a_holiday_leaves_no_choice(since, months):
    due, wanted = review_due_on(since, months, CALENDAR), months_after(since, months)
    if due > wanted:
        before = CALENDAR.last_school_day(wanted)
        assert before <= since or CALENDAR.next_school_day(wanted) - before > SUMMER
        assert CALENDAR.next_school_day(wanted) == due


@given(since=DAYS)
def test_at_three_months_it_is_never_late(since):
    assert review_due_on(since, 3, CALENDAR) <= months_after(since, 3)


@given(since=DAYS, months=MONTHS)
def test_no_school_day_lies_between_it_and_the_interval(since, months):
    due, wanted = review_due_on(since, months, CALENDAR), months_after(since, months)
    first, last = min(due, wanted), max(due, wanted)
    assert not [day for day in CALENDAR.school_days(first, last) if due < day <= wanted]


@given(since=DAYS, months=MONTHS)
def test_it_can_be_put_off_but_not_for_ever(since, months):
    due, latest = review_due_on(since, months, CALENDAR), latest_review_on(since, months, CALENDAR)
    assert due <= latest <= due + timedelta(days=100)


@given(since=DAYS, months=MONTHS)
def test_without_term_dates_weekdays_do(since, months):
    due = review_due_on(since, months, Calendar())
    assert due.weekday() < 5
    assert due > since
