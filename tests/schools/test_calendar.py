"""Term dates: whose count, what is a holiday, and how deadlines leave it out."""

from datetime import date

import pytest

from record.errors import RuleError
from schools import calendar
from schools.models import TermDates
from tests.factories import make_la, make_school

pytestmark = pytest.mark.django_db

YEAR_2026 = [
    (1, "autumn", date(2026, 9, 3), date(2026, 10, 23)),
    (2, "autumn", date(2026, 11, 2), date(2026, 12, 18)),
    (3, "spring", date(2027, 1, 4), date(2027, 2, 12)),
    (4, "spring", date(2027, 2, 22), date(2027, 3, 25)),
    (5, "summer", date(2027, 4, 12), date(2027, 5, 28)),
    (6, "summer", date(2027, 6, 7), date(2027, 7, 22)),
]


def make_terms(*rows, year=2026, **owner):
    for half_term, long_term, first, last in rows:
        TermDates.objects.create(
            year=year, half_term=half_term, long_term=long_term, first_day=first, last_day=last, **owner
        )


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def terms(school):
    make_terms(*YEAR_2026, la=school.la)


def test_holidays_are_the_gaps_between_half_terms(school, terms):
    assert calendar.holidays_of(school, date(2026, 10, 1), date(2027, 1, 1)) == [
        (date(2026, 10, 24), date(2026, 11, 1)),
        (date(2026, 12, 19), date(2027, 1, 3)),
    ]


def test_the_summer_lasts_until_the_next_year_begins_or_until_the_end_of_august(school, terms):
    summer = (date(2027, 7, 1), date(2027, 9, 30))
    assert calendar.holidays_of(school, *summer) == [(date(2027, 7, 23), date(2027, 8, 31))]

    make_terms((1, "autumn", date(2027, 9, 6), date(2027, 10, 22)), year=2027, la=school.la)
    assert calendar.holidays_of(school, *summer) == [(date(2027, 7, 23), date(2027, 9, 5))]


def test_half_terms_that_do_not_follow_each_other_make_no_holiday(school):
    make_terms(YEAR_2026[0], YEAR_2026[4], la=school.la)

    assert calendar.holidays_of(school, date(2026, 9, 1), date(2027, 8, 31)) == []


def test_a_schools_own_dates_go_before_its_authoritys_year_by_year(school, terms):
    own = [
        (1, "autumn", date(2026, 9, 7), date(2026, 10, 16)),
        (2, "autumn", date(2026, 11, 2), date(2026, 12, 11)),
    ]
    make_terms(*own, school=school)
    make_terms((1, "autumn", date(2025, 9, 1), date(2025, 10, 24)), year=2025, la=school.la)

    assert calendar.holidays_of(school, date(2026, 10, 1), date(2027, 8, 1)) == [
        (date(2026, 10, 17), date(2026, 11, 1))
    ]
    assert calendar.is_school_day(school, date(2025, 9, 2))
    assert not calendar.is_school_day(school, date(2026, 9, 4))


def test_an_unknown_calendar_gives_no_holidays_and_says_so(school):
    christmas = (date(2026, 12, 1), date(2027, 1, 31))

    assert calendar.holidays_of(school, *christmas) == []
    assert calendar.calendar_note(school, *christmas) == (
        f"Term dates of {school.name} are not known for 2026 to 2027, "
        "so no school holiday of then is left out."
    )
    assert "2026 to 2027 and 2027 to 2028" in calendar.calendar_note(
        school, date(2027, 7, 1), date(2027, 10, 1)
    )


def test_a_known_calendar_needs_no_note(school, terms):
    assert calendar.calendar_note(school, date(2026, 12, 1), date(2027, 1, 31)) == ""


def test_another_authoritys_dates_are_not_the_schools(school):
    make_terms(*YEAR_2026, la=make_la(code="998", name="Otherness"))

    assert calendar.holidays_of(school, date(2026, 10, 1), date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 10, 28), False),  # half-term
        (date(2027, 5, 3), False),  # early May bank holiday
        (date(2026, 9, 2), False),  # before term
        (date(2027, 8, 10), False),  # summer
        (date(2028, 1, 12), True),  # nobody knows: a weekday
    ],
)
def test_school_days(school, terms, day, is_open):
    assert calendar.is_school_day(school, day) is is_open


def test_the_next_school_day_is_after_the_holiday(school, terms):
    assert calendar.next_school_day(school, date(2026, 12, 18)) == date(2027, 1, 4)
    assert calendar.next_school_day(school, date(2026, 11, 20)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 12, 18), True),
        (date(2026, 12, 17), False),
        (date(2026, 10, 23), True),
        (date(2026, 11, 20), False),  # a Friday in term
        (date(2026, 12, 21), False),  # in the holiday
        (date(2027, 4, 30), False),  # before a bank holiday
        (date(2027, 7, 22), True),
    ],
)
def test_the_last_school_day_before_a_holiday(school, terms, day, last):
    assert calendar.is_last_school_day_before_holiday(school, day) is last


def test_a_holiday_whose_eve_is_a_bank_holiday_begins_after_the_last_day_open(school):
    make_terms(
        (4, "spring", date(2026, 2, 23), date(2026, 4, 3)),  # ends on Good Friday
        (5, "summer", date(2026, 4, 20), date(2026, 5, 22)),
        year=2025,
        la=school.la,
    )

    assert calendar.is_last_school_day_before_holiday(school, date(2026, 4, 2))


def test_a_deadline_leaves_out_the_schools_holidays_where_its_rule_does(school):
    make_terms(
        (4, "spring", date(2010, 2, 22), date(2010, 4, 1)),
        (5, "summer", date(2010, 4, 19), date(2010, 5, 28)),
        year=2009,
        la=school.la,
    )
    given = date(2010, 3, 25)

    assert calendar.deadline("inspection", given=given, days=10).ends_on == date(2010, 4, 12)
    assert calendar.deadline("inspection", given=given, days=10, school=school).ends_on == date(2010, 4, 23)
    assert calendar.deadline("s60", given=given, days=10, school=school).ends_on == date(2010, 4, 12)


def test_a_deadline_before_a_day_counts_back(school, terms):
    back = calendar.deadline_before("inspection", before=date(2027, 1, 6), days=5, school=school)

    assert back.ends_on == date(2026, 12, 16)


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(RuleError, match="There is no rule lunar"):
        calendar.deadline("lunar", given=date(2026, 1, 1), days=1)


def test_one_question_is_one_query(school, terms, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar.is_last_school_day_before_holiday(school, date(2026, 12, 18))


def test_the_calendars_of_many_schools_are_those_of_each(school, terms, django_assert_num_queries):
    other = make_school()
    own = (3, "spring", date(2027, 1, 11), date(2027, 2, 19))
    make_terms(own, school=other)
    elsewhere = make_school(la=make_la(code="998", name="Elsewhere"))

    with django_assert_num_queries(1):
        found = calendar.Calendar.of_many([school, other, elsewhere])

    assert found == {each.pk: calendar.Calendar.of(each) for each in (school, other, elsewhere)}
    assert found[school.pk].school_days(date(2027, 1, 1), date(2027, 1, 6)) == [
        date(2027, 1, day) for day in (4, 5, 6)
    ]
