"""When inspectors are to be expected again."""

from datetime import date

import pytest

from concern_cases.monitoring import next_visit

JUDGED = date(2010, 3, 2)
SUMMER = [
    (date(2010, 4, 19), date(2010, 5, 28), "summer"),
    (date(2010, 6, 7), date(2010, 7, 21), "summer"),
    (date(2010, 9, 2), date(2010, 10, 22), "autumn"),
    (date(2010, 11, 1), date(2010, 12, 17), "autumn"),
]


def expected(code, *visited, terms=()):
    return next_visit(f"2009-{code}", judged_on=JUDGED, visited=visited, terms=terms)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("notice-to-improve", date(2010, 9, 2), date(2010, 11, 2)),
        ("special-measures", date(2010, 7, 2), date(2010, 9, 2)),
    ],
)
def test_the_first_visit_is_expected_some_months_after_the_inspection(code, first, last):
    found = expected(code)
    assert (found.first, found.last) == (first, last)


def test_in_special_measures_a_visit_comes_every_term():
    found = expected("special-measures", date(2010, 7, 6), terms=SUMMER)
    assert (found.first, found.last) == (None, date(2010, 12, 17))


def test_without_term_dates_a_term_is_four_months():
    assert expected("special-measures", date(2010, 7, 6)).last == date(2010, 11, 6)


def test_after_a_notice_to_improve_one_visit_is_all():
    assert expected("notice-to-improve", date(2010, 10, 6)) is None


def test_a_visit_before_the_inspection_is_none_since():
    assert expected("notice-to-improve", date(2010, 1, 6)).first == date(2010, 9, 2)


@pytest.mark.parametrize("code", ["2009-good", "2025-special-measures"])
def test_nothing_is_said_where_no_interval_is_known(code):
    assert next_visit(code, judged_on=JUDGED, visited=()) is None
