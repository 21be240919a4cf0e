"""The conventions of a British official letter, without a database."""

from datetime import date, timedelta

import pytest

from letters.wording import addressed_as, counted, how_counted, listed, opening_and_close, plain_day

NBSP = "\N{NO-BREAK SPACE}"


def plain(words):
    return words.replace(NBSP, " ")


def test_a_date_has_no_suffix_and_its_month_in_full():
    assert plain(plain_day(date(2010, 6, 7))) == "7 June 2010"


@pytest.mark.parametrize(
    ("title", "name", "words"),
    [
        ("Mrs", "Patricia Dunmore", "Mrs Dunmore"),
        ("Dr", "Imran Siddiq", "Dr Siddiq"),
        ("", "Susan Hallett", "Susan Hallett"),
        ("Mrs", "Maria de la Cruz", "Mrs Maria de la Cruz"),
        ("Ms", "Ngũgĩ", "Ms Ngũgĩ"),
    ],
)
def test_a_surname_is_used_only_when_it_is_certain(title, name, words):
    assert plain(addressed_as(title=title, name=name)) == words


def test_a_named_person_gets_yours_sincerely_and_somebody_unnamed_yours_faithfully():
    dear, close = opening_and_close(title="Mrs", name="Jane Smith", unnamed="Chair of Governors")
    assert (plain(dear), close) == ("Dear Mrs Smith", "Yours sincerely")
    assert opening_and_close(title="", name="", unnamed="Chair of Governors") == (
        "Dear Chair of Governors",
        "Yours faithfully",
    )


def days(first, last, why="school holiday"):
    count = (last - first).days + 1
    found = [first + timedelta(days=n) for n in range(count)]
    return [(day, ["Saturday", "Sunday"][day.weekday() - 5] if day.weekday() > 4 else why) for day in found]


def test_how_a_date_was_counted_names_weekends_holidays_and_bank_holidays():
    left_out = [
        *days(date(2026, 11, 28), date(2026, 11, 29)),
        *days(date(2026, 12, 19), date(2027, 1, 4)),
        (date(2027, 3, 26), "Good Friday"),
    ]
    assert plain(how_counted(days=20, left_out=left_out)) == (
        "20 working days after the day of this letter, leaving out weekends, the school holiday from "
        "19 December 2026 to 4 January 2027 and Good Friday (26 March 2027)"
    )


def test_a_bank_holiday_inside_a_school_holiday_is_part_of_it():
    left_out = [*days(date(2027, 3, 26), date(2027, 4, 9))]
    left_out[0] = (left_out[0][0], "Good Friday")
    assert plain(how_counted(days=5, left_out=left_out)).endswith(
        "leaving out weekends and the school holiday from 26 March 2027 to 9 April 2027"
    )


def test_clear_days_are_called_so():
    left_out = [(date(2026, 11, 23), "the day of notice"), (date(2026, 12, 1), "the day itself")]
    assert plain(how_counted(days=7, left_out=left_out)) == (
        "7 clear days after the day of this letter, leaving out the day of notice (23 November 2026) and the "
        "day itself (1 December 2026)"
    )


def test_nothing_left_out_is_not_mentioned():
    assert how_counted(days=3, left_out=[]) == "3 working days after the day of this letter"


def test_numbers_and_lists_are_words():
    assert counted(1, "record") == "one record"
    assert counted(11, "record") == "11 records"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
