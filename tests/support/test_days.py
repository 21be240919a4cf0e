"""The arithmetic of days: what is worked counts where it was worked, the rest is spread over school days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.days import (
    Booking,
    SchoolDays,
    Standing,
    Term,
    promised_in,
    spread,
    standings_of,
    terms_between,
    used_in,
)

AUTUMN = Term("autumn term 2026", date(2026, 9, 1), date(2026, 12, 31))
SPRING = Term("spring term 2027", date(2027, 1, 1), date(2027, 3, 31))
SUMMER = Term("summer term 2027", date(2027, 4, 1), date(2027, 8, 31))
TERMS = [AUTUMN, SPRING, SUMMER]
BEGIN = AUTUMN.first
LENGTH = (SUMMER.last - BEGIN).days
TODAY = date(2026, 11, 23)
WEEKDAYS = SchoolDays(
    [day for day in (BEGIN + timedelta(days=n) for n in range(LENGTH + 1)) if day.weekday() < 5]
)

tenths = st.integers(min_value=0, max_value=600).map(lambda n: Decimal(n) / 10)
some_days = st.integers(min_value=1, max_value=600).map(lambda n: Decimal(n) / 10)
a_day = st.integers(min_value=0, max_value=LENGTH).map(lambda n: BEGIN + timedelta(days=n))


@st.composite
def bookings(draw):
    first, last = sorted([draw(a_day), draw(a_day)])
    span = (last - first).days
    on = st.integers(min_value=0, max_value=span).map(lambda n: first + timedelta(days=n))
    worked = draw(st.lists(st.tuples(on, some_days), max_size=4))
    return Booking(first, last, draw(some_days), worked, is_over=draw(st.booleans()))


def taken(booking, today=TODAY):
    return promised_in(booking, TERMS, today=today, school_days=WEEKDAYS)


def stands(capacity, rows, today=TODAY):
    return standings_of(capacity, rows, TERMS, today=today, school_days=WEEKDAYS)


@given(tenths, st.lists(st.integers(min_value=0, max_value=90), min_size=1, max_size=6))
def test_what_is_spread_sums_up_and_is_fair_to_a_tenth(days, weights):
    if not sum(weights):
        weights = [*weights, 1]
    parts = spread(days, weights)
    assert sum(parts) == days
    for part, weight in zip(parts, weights, strict=True):
        exact = days * weight / sum(weights)
        assert abs(part - exact) < Decimal("0.1") + Decimal("0.0001")
        assert part >= 0
        assert weight or not part


def test_days_for_no_weight_at_all_are_refused():
    with pytest.raises(ValueError, match="nothing over which"):
        spread(Decimal(1), [0, 0])


@given(bookings(), a_day)
def test_nothing_of_a_booking_is_lost_or_counted_twice(booking, today):
    whole = booking.used if booking.last < today else booking.used + booking.left
    assert sum(taken(booking, today)) == whole


@given(bookings(), a_day)
def test_what_is_promised_is_never_less_than_what_was_used(booking, today):
    for promised, used in zip(taken(booking, today), used_in(booking, TERMS), strict=True):
        assert promised >= used >= 0


@given(bookings())
def test_a_booking_that_is_over_takes_what_was_worked_and_no_more(booking):
    over = Booking(booking.first, booking.last, booking.agreed, booking.worked, is_over=True)
    assert taken(over) == used_in(over, TERMS)


@given(st.lists(bookings(), max_size=5), some_days)
def test_what_is_left_and_what_is_over_are_the_two_sides_of_the_capacity(rows, capacity):
    for stood in stands(capacity, rows):
        assert stood.left - stood.over == capacity - stood.promised
        assert not (stood.left and stood.over)
        assert stood.is_overbooked == (stood.promised > capacity)


@given(st.lists(bookings(), max_size=5))
def test_the_order_of_bookings_does_not_matter(rows):
    assert stands(Decimal(20), rows) == stands(Decimal(20), rows[::-1])


@given(st.lists(bookings(), max_size=4), bookings())
def test_one_more_booking_never_leaves_more_days(rows, another):
    for before, after in zip(stands(Decimal(20), rows), stands(Decimal(20), [*rows, another]), strict=True):
        assert after.left <= before.left


def test_a_deployment_over_two_terms_is_spread_by_the_school_days_of_each():
    booking = Booking(date(2026, 11, 30), date(2027, 1, 29), Decimal(9))
    autumn, spring = WEEKDAYS.count(booking.first, AUTUMN.last), WEEKDAYS.count(SPRING.first, booking.last)
    assert (autumn, spring) == (24, 21)
    assert taken(booking) == [Decimal("4.8"), Decimal("4.2"), 0]


def test_days_worked_count_in_their_term_and_the_rest_from_today_on():
    booking = Booking(date(2026, 9, 7), date(2026, 12, 18), Decimal(8), [(date(2026, 10, 1), Decimal(3))])
    assert taken(booking) == [8, 0, 0]
    assert taken(booking, date(2027, 1, 11)) == [3, 0, 0]  # it ended, and nobody entered more


def test_more_worked_than_agreed_leaves_nothing_to_spread():
    booking = Booking(date(2026, 9, 7), date(2027, 3, 1), Decimal(2), [(date(2026, 10, 1), Decimal(3))])
    assert taken(booking) == [3, 0, 0]


def test_support_wholly_in_the_holidays_is_spread_by_the_days_of_the_calendar():
    booking = Booking(date(2026, 12, 26), date(2027, 1, 6), Decimal("1.2"))
    assert promised_in(booking, TERMS, today=TODAY, school_days=SchoolDays()) == [
        Decimal("0.6"),
        Decimal("0.6"),
        0,
    ]


def test_where_the_capacity_is_not_known_nobody_is_overbooked():
    [stood, *_] = stands(None, [Booking(TODAY, TODAY, Decimal(99))])
    assert (stood.left, stood.over, stood.is_overbooked) == (None, 0, False)
    assert stood == Standing(None, Decimal(99), Decimal(0))


def test_every_day_is_in_one_term():
    starts = [(date(2026, 9, 3), "autumn"), (date(2027, 1, 5), "spring"), (date(2027, 4, 19), "summer")]
    found = terms_between(starts, date(2026, 9, 3), date(2027, 3, 1))
    assert [(term.name, term.last) for term in found] == [
        ("autumn", date(2027, 1, 4)),
        ("spring", date(2027, 4, 18)),
    ]
    with pytest.raises(ValueError, match="before the first day"):
        terms_between(starts, date(2026, 9, 1), date(2027, 3, 1))
