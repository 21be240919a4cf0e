"""By when the next conference is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concern_cases.due_dates import due_by, months_after

TERMS = [
    (date(2026, 9, 3), date(2026, 10, 23), "autumn"),
    (date(2026, 11, 2), date(2026, 12, 18), "autumn"),
    (date(2027, 1, 5), date(2027, 2, 12), "spring"),
    (date(2027, 2, 22), date(2027, 3, 26), "spring"),
    (date(2027, 4, 12), date(2027, 5, 28), "summer"),
    (date(2027, 6, 7), date(2027, 7, 21), "summer"),
]
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("every", "unit", "since", "due"),
    [
        (6, "weeks", date(2026, 11, 23), date(2027, 1, 4)),
        (3, "months", date(2026, 11, 26), date(2027, 2, 26)),
        (3, "months", date(2026, 11, 30), date(2027, 2, 28)),
        (1, "half_terms", date(2026, 11, 23), date(2027, 2, 12)),
        (2, "half_terms", date(2026, 10, 27), date(2027, 2, 12)),
        (1, "long_terms", date(2026, 9, 10), date(2027, 3, 26)),
        (2, "long_terms", date(2026, 12, 1), date(2027, 7, 21)),
        (1, "long_terms", date(2026, 12, 24), date(2027, 3, 26)),
    ],
)
def test_the_next_conference_is_due_by_the_cadence(every, unit, since, due):
    assert due_by(every, unit, since=since, terms=TERMS) == due


def test_where_the_calendar_ends_terms_are_counted_in_months():
    assert due_by(1, "long_terms", since=date(2027, 7, 1), terms=TERMS) == date(2027, 11, 1)
    assert due_by(1, "half_terms", since=date(2026, 11, 23)) == date(2027, 1, 23)


@given(
    since=DAYS,
    every=st.integers(1, 12),
    unit=st.sampled_from(["weeks", "months", "half_terms", "long_terms"]),
)
def test_it_is_always_due_after_the_last_one(since, every, unit):
    assert due_by(every, unit, since=since, terms=TERMS) > since


@given(
    since=DAYS, later=st.integers(0, 400), every=st.integers(1, 12), unit=st.sampled_from(["weeks", "months"])
)
def test_a_later_conference_never_brings_the_next_one_forward(since, later, every, unit):
    assert due_by(every, unit, since=since + timedelta(days=later)) >= due_by(every, unit, since=since)


@given(start=DAYS, months=st.integers(0, 60))
def test_months_keep_the_day_where_the_month_has_it(start, months):
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
