"""The command that counts days."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from schools.models import School, TermDates
from tests.factories import make_school


def output(*arguments: str) -> tuple[list[str], str]:
    out, notes = StringIO(), StringIO()
    call_command("deadline", *arguments, stdout=out, stderr=notes)
    return out.getvalue().splitlines(), notes.getvalue()


@pytest.fixture
def school(db) -> School:
    """Its Easter holiday of 2010 is from 2 to 16 April."""
    school = make_school()
    TermDates.objects.create(
        la=school.la,
        year=2009,
        half_term=4,
        long_term="spring",
        first_day=date(2010, 2, 22),
        last_day=date(2010, 4, 1),
    )
    TermDates.objects.create(
        la=school.la,
        year=2009,
        half_term=5,
        long_term="summer",
        first_day=date(2010, 4, 19),
        last_day=date(2010, 5, 28),
    )
    return school


@pytest.mark.django_db
def test_the_first_line_is_the_date_and_the_days_left_out_follow():
    lines, notes = output("s60", "2010-04-01", "15")

    assert lines[0] == "2010-04-26"
    assert lines[1:4] == ["2010-04-02 Good Friday", "2010-04-03 Saturday", "2010-04-04 Sunday"]
    assert notes == ""


def test_the_holidays_of_a_school_are_left_out_where_the_rule_says_so(school):
    lines, notes = output("inspection", "2010-03-25", "10", "--school", school.urn)

    assert lines[0] == "2010-04-23"
    assert "2010-04-06 school holiday" in lines
    assert notes == ""


@pytest.mark.django_db
def test_without_a_school_it_says_that_no_holiday_is_left_out():
    lines, notes = output("inspection", "2010-03-25", "10")

    assert lines[0] == "2010-04-12"
    assert "No --school was named" in notes


def test_it_says_when_the_term_dates_are_not_known(school):
    _, notes = output("inspection", "2026-11-23", "20", "--school", school.urn)

    assert "are not known for 2026 to 2027" in notes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense", "2026-11-23", "5"], "There is no rule nonsense. There are: clear_days, foi"),
        (["s60", "2026-11-23", "-1"], "between 0 and 2000"),
        (["s60", "23/11/2026", "5"], "give it as YYYY-MM-DD"),
        (["s60", "2026-11-23", "5", "--school", "999999"], "no school with the URN 999999"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(arguments, told):
    with pytest.raises(CommandError, match=told):
        output(*arguments)
