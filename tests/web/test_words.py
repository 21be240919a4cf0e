"""Dates and counts in words."""

from datetime import date, datetime, time

import pytest

from record import words

TODAY = date(2026, 11, 23)


def plain(text):
    return text.replace(words.NBSP, " ").replace(words.NARROW, " ")


def test_a_day_has_its_weekday_and_the_year_only_when_it_is_another_one():
    assert plain(words.day(TODAY, TODAY)) == "Monday 23 November"
    assert plain(words.day(date(2027, 1, 12), TODAY)) == "Tuesday 12 January 2027"
    assert plain(words.full_day(TODAY)) == "Monday 23 November 2026"


def test_a_date_never_breaks_across_lines():
    assert words.full_day(TODAY) == "Monday 23\u00a0November\u00a02026"
    assert " " not in words.days_left(date(2026, 12, 4), TODAY)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(14), "2 pm"),
        (time(9, 30), "9.30 am"),
        (time(12), "noon"),
        (time(0), "midnight"),
        (time(0, 5), "12.05 am"),
        (time(12, 45), "12.45 pm"),
    ],
)
def test_a_time_is_said_on_a_twelve_hour_clock(at, said):
    assert plain(words.clock_time(at)) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 12, 4), "in 11 days"),
        (date(2027, 1, 22), "in 60 days"),
        (date(2027, 1, 23), "in 8 weeks"),
        (date(2026, 11, 20), "1 working day late"),
        (date(2026, 11, 18), "3 working days late"),
        (date(2026, 11, 9), "10 working days late"),
        (date(2026, 11, 6), "2 weeks late"),
        (date(2026, 10, 9), "6 weeks late"),
    ],
)
def test_days_left_are_days_then_weeks_and_lateness_is_working_days_then_weeks(due, said):
    assert plain(words.days_left(due, TODAY)) == said


def test_what_was_due_on_friday_is_just_late_on_saturday():
    assert plain(words.days_left(date(2026, 11, 20), date(2026, 11, 21))) == "just late"


def test_bank_holidays_are_no_working_days_when_the_caller_says_so():
    closed = date(2026, 12, 25)
    late = words.days_left(
        date(2026, 12, 24), date(2026, 12, 28), lambda on: words.is_weekday(on) and on != closed
    )
    assert plain(late) == "1 working day late"


def test_a_percentage_has_one_decimal_place_if_it_needs_one():
    assert plain(words.percent(94.2)) == "94.2 %"
    assert plain(words.percent(41.0)) == "41 %"


def test_counts_are_words_up_to_ten():
    assert words.counted(0, "task") == "no tasks"
    assert words.counted(1, "task") == "one task"
    assert words.counted(2, "child", "children") == "two children"
    assert words.counted(13, "task") == "13 tasks"


def test_things_are_listed_in_a_sentence():
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_what_was_read_today_says_the_time_alone():
    assert plain(words.recently(datetime(2026, 11, 23, 9, 14), TODAY)) == "today, 9.14 am"
    assert plain(words.recently(datetime(2026, 11, 20, 9, 14), TODAY)) == "20 November"
    assert plain(words.recently(datetime(2025, 11, 20, 9, 14), TODAY)) == "20 November 2025"
