"""Facts as sentences."""

from datetime import date
from types import SimpleNamespace as Row

import pytest

from web.cases import facts


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2026, 11, 23), "a day"),
        (date(2026, 11, 22), "one day"),
        (date(2026, 11, 12), "11 days"),
        (date(2026, 10, 19), "five weeks"),
        (date(2026, 8, 23), "three months"),
        (date(2025, 11, 12), "a year"),
        (date(2024, 11, 20), "two years"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(since, words):
    assert facts.how_long(since, date(2026, 11, 23)) == words


def _concern(area, on=None, why=""):
    return Row(
        area=area, discussed_on=on, discussed_with="David Lorimer" if on else "", not_discussed_why=why
    )


def test_concerns_say_what_was_discussed_and_what_was_not():
    on = date(2026, 11, 4)
    words = facts.concerns([_concern("Governance", on), _concern("Finance", why="The head was away.")])
    assert words.replace("\xa0", " ") == (
        "Two concerns: Governance and Finance. Discussed with David Lorimer on 4 November 2026."
        " One of them has not been discussed yet: The head was away."
    )
    assert facts.concerns([]) == ""


def test_one_concern_not_yet_discussed():
    assert facts.concerns([_concern("Finance", why="The head was away")]) == (
        "One concern: Finance. It has not been discussed yet: The head was away."
    )


def _risk(level, on, pk):
    label = level.capitalize()
    return Row(pk=pk, kind="floor", level=level, on=on, judged_by="Judith Penhale", reason="Two new teachers",
               get_level_display=lambda: label)  # fmt: skip


def test_a_risk_says_since_when_it_holds_and_when_it_was_confirmed():
    rows = [
        _risk("high", date(2026, 9, 24), 3),
        _risk("high", date(2026, 6, 9), 2),
        _risk("medium", date(2026, 1, 9), 1),
    ]
    assert facts.risk(rows, "floor").replace("\xa0", " ") == (
        "High since 9 June 2026, confirmed on 24 September 2026, judged by Judith Penhale: Two new teachers."
    )
    assert facts.risk(rows, "improvement") == ""


def test_the_schools_view_is_told_with_its_day():
    disagreed = Row(said_by="The chair", on=date(2026, 10, 2), said="The sample was small")
    refused = Row(on=date(2026, 11, 3), get_kind_display=lambda: "A visit was refused")
    words = facts.school_says([disagreed], [refused, refused]).replace("\xa0", " ")
    assert "The chair disagreed with the LA’s judgement on 2 October 2026: The sample was small." in words
    assert "Two times the school did not take part; last on 3 November 2026: a visit was refused." in words
