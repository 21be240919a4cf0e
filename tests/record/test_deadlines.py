"""Days are counted by the rule that is named."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from record.bank_holidays import PARTS, bank_holidays_of
from record.deadlines import Deadline, count, count_back
from record.errors import RuleError
from record.models import DeadlineRule
from record.rules import RULES, load_rules

rules = {row["name"]: DeadlineRule(**row) for row in RULES}
EASTER_2010 = (date(2010, 4, 2), date(2010, 4, 16))

any_rule = st.sampled_from(sorted(rules)).map(rules.__getitem__)
working_rule = st.sampled_from(["s60", "inspection", "foi", "working"]).map(rules.__getitem__)
any_day = st.dates(date(1995, 1, 1), date(2035, 12, 31))
any_days = st.integers(min_value=1, max_value=60)
# Six school holidays of up to eight weeks, wherever they fall.
any_holidays = st.lists(
    st.tuples(any_day, st.integers(0, 55)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))),
    max_size=6,
)


@pytest.mark.parametrize(
    ("rule", "given_on", "days", "holidays", "ends_on"),
    [
        ("s60", date(2010, 4, 1), 15, (), date(2010, 4, 26)),
        ("s60", date(2010, 7, 26), 15, (), date(2010, 8, 16)),
        ("inspection", date(2010, 3, 25), 10, (), date(2010, 4, 12)),
        ("inspection", date(2010, 3, 25), 10, (EASTER_2010,), date(2010, 4, 23)),
        ("foi", date(2026, 11, 23), 20, (), date(2026, 12, 22)),
        ("working", date(2026, 11, 23), 20, (), date(2026, 12, 21)),
        ("clear_days", date(2026, 11, 23), 7, (), date(2026, 12, 1)),
    ],
)
def test_periods_end_on_the_known_days(rule, given_on, days, holidays, ends_on):
    assert count(rules[rule], given=given_on, days=days, school_holidays=holidays).ends_on == ends_on


def test_every_day_left_out_is_given_with_its_reason():
    deadline = count(
        rules["inspection"],
        given=date(2010, 3, 31),
        days=3,
        school_holidays=[(date(2010, 4, 6), date(2010, 4, 16))],
    )

    assert deadline == Deadline(
        ends_on=date(2010, 4, 20),
        rule="inspection",
        given=date(2010, 3, 31),
        days=3,
        left_out=[
            (date(2010, 4, 2), "Good Friday"),
            (date(2010, 4, 3), "Saturday"),
            (date(2010, 4, 4), "Sunday"),
            (date(2010, 4, 5), "Easter Monday"),
            *((date(2010, 4, day), "school holiday") for day in range(6, 10)),
            (date(2010, 4, 10), "Saturday"),
            (date(2010, 4, 11), "Sunday"),
            *((date(2010, 4, day), "school holiday") for day in range(12, 17)),
            (date(2010, 4, 17), "Saturday"),
            (date(2010, 4, 18), "Sunday"),
        ],
    )
    assert deadline.counted[0] == ["2010-04-02", "Good Friday"]
    assert json.loads(json.dumps(deadline.counted)) == deadline.counted


@pytest.mark.parametrize(
    ("first", "last", "left_out"),
    [
        (date(2010, 2, 15), date(2010, 2, 19), False),  # Monday to Friday
        (date(2010, 2, 13), date(2010, 2, 21), False),  # the same week with the weekends around it
        (date(2010, 2, 15), date(2010, 2, 22), True),  # a training day makes it longer than a week
        (date(2010, 2, 11), date(2010, 2, 19), True),
    ],
)
def test_a_half_term_of_one_week_counts_and_a_longer_holiday_does_not(first, last, left_out):
    deadline = count(rules["inspection"], given=date(2010, 2, 10), days=5, school_holidays=[(first, last)])

    assert dict(deadline.left_out).get(date(2010, 2, 16), "") == ("school holiday" if left_out else "")


def test_school_holidays_count_for_a_rule_that_does_not_leave_them_out():
    assert count(
        rules["s60"], given=date(2010, 3, 25), days=10, school_holidays=[EASTER_2010]
    ).ends_on == date(2010, 4, 12)


def test_a_holiday_of_one_part_of_the_kingdom_says_which():
    left_out = dict(count(rules["foi"], given=date(2026, 11, 23), days=20).left_out)

    assert left_out[date(2026, 11, 30)] == "St Andrew’s Day (Scotland)"


def test_a_substitute_day_is_named_as_one():
    left_out = dict(count(rules["s60"], given=date(2026, 12, 23), days=3).left_out)

    assert left_out[date(2026, 12, 28)] == "Boxing Day (substitute day)"


def test_clear_days_leave_out_the_day_of_notice_and_the_day_itself():
    deadline = count(rules["clear_days"], given=date(2026, 11, 23), days=7)

    assert deadline.left_out == [
        (date(2026, 11, 23), "the day of notice"),
        (date(2026, 12, 1), "the day itself"),
    ]
    assert count_back(rules["clear_days"], before=date(2026, 12, 1), days=7).ends_on == date(2026, 11, 23)


def test_papers_go_out_five_working_days_before_a_meeting():
    deadline = count_back(rules["working"], before=date(2026, 12, 30), days=5)

    assert deadline.ends_on == date(2026, 12, 21)
    assert [why for _, why in deadline.left_out] == [
        "Christmas Day",
        "Boxing Day",
        "Sunday",
        "Boxing Day (substitute day)",
    ]


def test_no_days_end_on_the_day_given_or_the_next_that_counts():
    assert count(rules["working"], given=date(2026, 11, 23), days=0).ends_on == date(2026, 11, 23)
    assert count(rules["working"], given=date(2026, 11, 21), days=0).ends_on == date(2026, 11, 23)


@pytest.mark.parametrize("days", [-1, 2001])
def test_an_absurd_number_of_days_is_refused(days):
    with pytest.raises(RuleError) as refused:
        count(rules["s60"], given=date(2026, 11, 23), days=days)
    assert refused.value.field == "days"


def test_an_absurd_date_is_refused():
    with pytest.raises(RuleError) as refused:
        count(rules["s60"], given=date(9999, 12, 30), days=3)
    assert refused.value.field == "given"


@given(rule=working_rule, day=any_day, days=any_days, holidays=any_holidays)
@settings(deadline=None)
def test_a_period_ends_after_exactly_its_days_and_never_on_a_day_left_out(rule, day, days, holidays):
    deadline = count(rule, given=day, days=days, school_holidays=holidays)

    left_out = dict(deadline.left_out)
    assert all(day < out < deadline.ends_on for out in left_out)
    assert (deadline.ends_on - day).days == days + len(left_out)


@given(rule=any_rule, day=any_day, days=any_days, later=st.integers(0, 40), more=st.integers(0, 20))
@settings(deadline=None)
def test_a_later_beginning_or_more_days_never_end_earlier(rule, day, days, later, more):
    ends_on = count(rule, given=day, days=days).ends_on

    assert count(rule, given=day + timedelta(days=later), days=days).ends_on >= ends_on
    assert count(rule, given=day, days=days + more).ends_on >= ends_on + timedelta(days=more)


@given(rule=any_rule, day=any_day, days=any_days, holidays=any_holidays)
@settings(deadline=None)
def test_counting_back_is_the_inverse_of_counting(rule, day, days, holidays):
    back = count_back(rule, before=day, days=days, school_holidays=holidays)
    again = count(rule, given=back.ends_on, days=days, school_holidays=holidays)

    first_that_counts = count(rule, given=day, days=0, school_holidays=holidays).ends_on
    assert again.ends_on == (day if rule.clear_days else first_that_counts)
    assert back.left_out == sorted(back.left_out)


def test_the_bank_holidays_of_2010_are_right():
    assert sorted(day for day in bank_holidays_of("ENG", 2010) if day.weekday() < 5) == [
        date(2010, 1, 1),
        date(2010, 4, 2),
        date(2010, 4, 5),
        date(2010, 5, 3),
        date(2010, 5, 31),
        date(2010, 8, 30),
        date(2010, 12, 27),
        date(2010, 12, 28),
    ]


def test_a_royal_bank_holiday_is_known():
    assert bank_holidays_of("WLS", 2022)[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"


def test_an_unknown_part_of_the_kingdom_is_refused():
    with pytest.raises(ValueError, match="FRA is no part"):
        bank_holidays_of("FRA", 2026)


def real_list() -> Path:
    folder = os.environ.get("REAL_DATA_DIR") or Path(__file__).parents[3] / "shared" / "data"
    return Path(folder) / "reference" / "bank-holidays_2012_2028.json"


@pytest.mark.real_data
@pytest.mark.skipif(not real_list().exists(), reason="GOV.UK's list of bank holidays is not on this machine")
@pytest.mark.parametrize("part", list(PARTS))
def test_bank_holidays_equal_the_list_of_gov_uk(part):
    division = {"SCT": "scotland", "NIR": "northern-ireland"}.get(part, "england-and-wales")
    events = json.loads(real_list().read_text())[division]["events"]
    published = {date.fromisoformat(event["date"]) for event in events}
    # Proclaimed for Scotland on 4 February 2026, after that list was taken.
    proclaimed_since = {date(2026, 6, 15)} if part == "SCT" else set()

    # On a weekend GOV.UK lists the substitute day alone; the day itself is out as a weekend.
    ours = {day for year in range(2012, 2029) for day in bank_holidays_of(part, year) if day.weekday() < 5}

    assert ours - proclaimed_since == {day for day in published if day.weekday() < 5} - proclaimed_since
    assert {day for day in published if day.weekday() >= 5} <= {
        day for year in range(2012, 2029) for day in bank_holidays_of(part, year)
    }


def test_every_copy_begins_with_the_rules_and_keeps_what_people_changed(db):
    DeadlineRule.objects.get(name="clear_days").delete()
    changed = DeadlineRule.objects.get(name="s60")
    changed.holidays_of = "ENG"
    changed.save()

    assert load_rules() == 1
    assert load_rules() == 0
    assert set(DeadlineRule.objects.values_list("name", flat=True)) == set(rules)
    assert DeadlineRule.objects.get(name="s60").holidays_of == "ENG"
