"""Risk and category over time, as a picture with words for whoever can’t see it."""

from datetime import date

from workflows.strategy.over_time import Judged, Lane, draw

TODAY = date(2026, 11, 23)
RISK = Lane(
    "Failing to improve",
    [Judged(date(2025, 11, 23), "Low", 0), Judged(date(2026, 5, 25), "High", 2)],
    2,
)


def test_each_judgement_is_a_step_as_high_as_its_level_and_as_long_as_it_stood():
    drawing = draw([RISK], today=TODAY)
    low, high = drawing.lanes[0].steps
    assert low.x == drawing.left
    assert high.end == drawing.right
    assert low.end == high.x
    assert high.y < low.y
    assert abs((low.end - low.x) - (high.end - high.x)) < 5  # about half a year each


def test_the_words_say_what_the_picture_shows():
    words = draw([RISK], today=TODAY).in_words
    assert words == "Failing to improve: low from 23 November 2025, high from 25 May 2026."


def test_one_judgement_is_no_picture():
    assert draw([Lane("Category", RISK.judged[:1], 1), Lane("Other", [], 2)], today=TODAY) is None


def test_words_without_room_are_left_out_and_months_are_few():
    lane = Lane(
        "Category", [Judged(date(2020, 1, 6), "Good", 0), Judged(date(2026, 11, 20), "Inadequate", 1)], 1
    )
    drawing = draw([lane], today=TODAY)
    assert [step.words for step in drawing.lanes[0].steps] == ["Good", ""]
    assert 1 < len(drawing.ticks) <= 7


def test_what_is_judged_the_same_again_is_no_step_and_no_change():
    flat = [Judged(date(2026, month, 2), "High", 2) for month in (2, 5, 8)]
    assert draw([Lane("Floor", flat, 2)], today=TODAY) is None
    rising = Lane("Floor", [Judged(date(2025, 11, 3), "Low", 0), *flat], 2)
    drawing = draw([rising], today=TODAY)
    assert [step.words for step in drawing.lanes[0].steps] == ["Low", "High"]
    assert drawing.in_words == "Floor: low from 3 November 2025, high from 2 February 2026."
