"""Where a letter stands, in the words of pages, packs and reports."""

from datetime import timedelta

import pytest

from letters.models import Letter, LetterResponse
from letters.standing import standing_of
from record import clock
from record.words import plain_day
from tests.letters.makers import make_free, make_given, make_ready_case
from workflows.panel.report import panel_report


@pytest.fixture
def letter(cast):
    return make_given(cast, sending_day_why="Nobody knows the term dates.")


def standing(letter):
    return standing_of(Letter.objects.with_end().get(pk=letter.pk))


def end_time(letter, on):
    letter.clocks.update(ends_on=on)
    return plain_day(on)


def answer(letter, *, late=False):
    LetterResponse.objects.create(
        letter=letter,
        answered_by="Ruth Amory",
        received_on=clock.today(),
        late=late,
        recorded_at=clock.now(),
        recorded_by=letter.authorised_by,
    )
    return plain_day(clock.today())


def in_the_panels_report(letter):
    """What Members read of it; a school at high risk is in their report."""
    report = panel_report(letter.school.la, reader=letter.authorised_by)
    (row,) = [each for each in report.schools if each.school == letter.school]
    return row.letters


def test_its_time_runs_until_the_day_on_which_it_ends_is_over(letter):
    day = end_time(letter, clock.today())
    assert (standing(letter).words, standing(letter).late) == (f"time to {day}", False)
    assert in_the_panels_report(letter) == [f"{letter.kind}: time to {day}"]


def test_its_time_is_over_and_nobody_answered(letter):
    day = end_time(letter, clock.today() - timedelta(days=1))
    words = f"its time ended on {day}, no answer has come"
    assert (standing(letter).words, standing(letter).late) == (words, True)
    assert in_the_panels_report(letter) == [f"{letter.kind}: {words}"]


def test_an_answer_waits_for_the_days_of_its_actions_and_is_then_to_be_assessed(letter):
    day = answer(letter)
    last = plain_day(letter.required_actions.latest("by").by)
    assert standing(letter).words == f"answered on {day}, to be assessed after {last}"
    longer = end_time(letter, letter.required_actions.latest("by").by + timedelta(days=1))
    assert standing(letter).words == f"answered on {day}, to be assessed after {longer}", "more time"
    letter.required_actions.update(by=clock.today() - timedelta(days=1))
    end_time(letter, clock.today())
    assert standing(letter).words == f"answered on {day}, not assessed yet"
    over = end_time(letter, clock.today() - timedelta(days=1))
    words = f"answered on {day}, not assessed yet; its time ended on {over}"
    assert (standing(letter).words, standing(letter).late) == (words, True)


def test_a_late_answer_is_called_late(letter):
    end_time(letter, clock.today() - timedelta(days=1))
    assert f"answered late on {answer(letter, late=True)}, to be assessed after" in standing(letter).words


def test_an_assessed_one_says_what_was_found_of_it(letter):
    Letter.objects.filter(pk=letter.pk).update(status="not_complied")
    assert standing(letter).words == "not complied with"
    assert in_the_panels_report(letter) == [f"{letter.kind}: not complied with"]
    Letter.objects.filter(pk=letter.pk).update(status="complied")
    assert standing(letter).words == "complied with"


def test_one_that_awaits_no_answer_has_no_time(county):
    assert "time" not in standing(make_free(county, make_ready_case(county))).words
