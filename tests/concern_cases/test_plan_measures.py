"""Measures in words are read as numbers only where there is no doubt."""

import pytest

from concern_cases.plan_pages.measures import line, read


@pytest.mark.parametrize(
    ("words", "value", "kind"),
    [
        ("41 %", 0.41, "share"),
        ("41%", 0.41, "share"),
        ("41 per cent", 0.41, "share"),
        ("45 % (9 of 20)", 0.45, "share"),
        ("93.1\N{NARROW NO-BREAK SPACE}%", 0.931, "share"),
        ("2 of 5", 0.4, "share"),
        ("2 of 5 classes", 0.4, "share"),
        ("2 out of the 5 classes", 0.4, "share"),
        ("1 in 4", 0.25, "share"),
        ("At least 60 %", 0.6, "share"),
        ("60 % or more.", 0.6, "share"),
        ("above 95 % of pupils", 0.95, "share"),
        ("0", 0, "number"),
        ("6 written visits", 6, "number"),
        ("£12,500", 12500, "number"),
    ],
)
def test_what_names_one_number_is_read(words, value, kind):
    found = read(words)
    assert (round(found.value, 4), found.kind) == (value, kind)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Not in place",
        "41 % in reading, 50 % in mathematics",
        "5 of 5 classes by July 2027",
        "2 of 5 classes in Key Stage 2",
        "3 March",
        "7 of 5",
        "2 of 0",
        "Year 6 at the expected level",
        "from 41 %",
        "-3 points",
    ],
)
def test_what_is_in_doubt_stays_words(words):
    assert read(words) is None


def test_the_line_goes_from_the_beginning_to_the_target():
    found = line("41 %", "45 % (9 of 20)", "60 %")
    assert found.began < found.now < found.to
    assert (found.began, found.to) == (31.8, 182.2)


def test_where_less_is_better_progress_still_goes_to_the_right():
    found = line("12 exclusions", "8 exclusions", "3 exclusions")
    assert found.began < found.now < found.to


def test_worse_than_the_beginning_and_better_than_the_target_stay_on_the_line():
    worse, better = line("41 %", "38 %", "60 %"), line("41 %", "70 %", "60 %")
    assert 8 <= worse.now < worse.began < worse.to <= 206
    assert 8 <= better.began < better.to < better.now <= 206


def test_before_the_first_judgement_there_is_no_mark_for_now():
    assert line("41 %", "", "60 %").now is None


def test_a_share_and_per_cent_are_of_one_kind():
    assert line("41 %", "9 of 20", "60 %")


@pytest.mark.parametrize(
    ("baseline", "now", "target"),
    [
        ("41 %", "9", "60 %"),
        ("2 visits", "", "6 weeks"),
        ("41 %", "not measured yet", "60 %"),
        ("41 %", "", "41 %"),
        ("", "", "60 %"),
    ],
)
def test_what_cannot_be_set_against_each_other_is_not_drawn(baseline, now, target):
    assert line(baseline, now, target) is None
