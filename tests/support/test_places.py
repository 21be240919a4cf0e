"""Places of schools in programmes are put right, ended and taken out again, and each of these is undone."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from concern_cases.models import CaseEvent
from record.errors import AlreadyDone, RuleError
from support.models import ProgrammePlace
from support.services.programmes import (
    continue_place,
    correct_place,
    end_place,
    put_place_back,
    remove_place,
)
from tests.support.makers import days, make_place
from tests.support.test_pages import address, key_of, send, text_of


@pytest.fixture
def place(cast, case):
    return make_place(cast, starts_on=days(-60))


def correct(place, cast, **facts):
    now = {"part": place.part, "starts_on": place.starts_on, "partner": place.partner, "why": "A slip."}
    return correct_place(place, **{**now, **facts}, by=cast.senior_adviser)


def end(place, cast, on=-1, came_of_it="Both heads plan together."):
    return end_place(place, on=days(on), came_of_it=came_of_it, by=cast.senior_adviser)


def test_a_place_is_put_right_and_what_it_said_is_kept_with_the_reason(place, cast):
    correct(place, cast, part="leads", partner=cast.other_school, why="It leads the pair.")
    last, first = place.history.order_by("-history_id")
    assert (first.part, last.part) == ("takes_part", "leads")
    assert last.history_change_reason == "It leads the pair."
    told = CaseEvent.objects.get(kind="programmes.corrected")
    assert (told.body["partner"], told.body["why"]) == (str(cast.other_school), "It leads the pair.")
    end(place, cast)
    correct(place, cast, on=days(-2), came_of_it="Nothing yet.")
    place.refresh_from_db()
    assert (place.ends_on, place.came_of_it) == (days(-2), "Nothing yet.")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"why": " "}, "why"),
        ({}, "why"),  # nothing changed
        ({"part": "watches"}, "part"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(place, cast, facts, field):
    with pytest.raises(RuleError) as refused:
        correct(place, cast, **facts)
    assert refused.value.field == field


def test_days_that_do_not_fit_and_a_school_as_its_own_partner_are_refused(place, cast):
    with pytest.raises(RuleError) as refused:
        correct(place, cast, partner=cast.school)
    assert refused.value.field == "partner"
    end(place, cast)
    for facts in ({"on": days(-61)}, {"on": days(1)}, {"starts_on": days(0)}):
        with pytest.raises(RuleError) as refused:
            correct(place, cast, **facts)
        assert refused.value.field in ("on", None)


def test_the_end_is_taken_back_once_and_not_into_a_second_place(place, cast):
    with pytest.raises(AlreadyDone, match="no end"):
        continue_place(place, why="It goes on.", by=cast.senior_adviser)
    end(place, cast)
    continue_place(place, why="It was the wrong school.", by=cast.senior_adviser)
    place.refresh_from_db()
    assert (place.ends_on, place.came_of_it) == (None, "")
    assert place.history.filter(came_of_it="Both heads plan together.").exists()
    end(place, cast)
    make_place(cast)
    with pytest.raises(RuleError, match="takes part already"):
        continue_place(place, why="It goes on.", by=cast.senior_adviser)


def test_a_wrong_school_is_taken_out_and_put_back(place, cast, as_):
    with pytest.raises(RuleError, match="Say why"):
        remove_place(place, why="", by=cast.senior_adviser)
    remove_place(place, why="It was the other school.", by=cast.senior_adviser)
    assert not ProgrammePlace.objects.visible_to(cast.senior_adviser).exists()
    assert not ProgrammePlace.objects.current().exists()
    for late in (
        lambda: remove_place(place, why="Again.", by=cast.senior_adviser),
        lambda: correct(place, cast, part="leads"),
        lambda: end(place, cast),
    ):
        with pytest.raises(AlreadyDone, match="taken out"):
            late()
    assert not ProgrammePlace.objects.removed_for(cast.head).exists()
    page = address("programme", place.programme.code)
    assert "It was the other school." in text_of(as_(cast.senior_adviser).get(page))
    assert "It was the other school." not in text_of(as_(cast.head).get(page))
    put_place_back(place, by=cast.senior_adviser)
    assert ProgrammePlace.objects.current().get() == place
    with pytest.raises(AlreadyDone, match="stands"):
        put_place_back(place, by=cast.senior_adviser)


def test_a_place_that_was_taken_out_makes_room_for_another_and_does_not_come_back_beside_it(place, cast):
    remove_place(place, why="Entered twice.", by=cast.senior_adviser)
    make_place(cast)
    with pytest.raises(RuleError, match="takes part already"):
        put_place_back(place, by=cast.senior_adviser)


def test_what_is_taken_out_says_who_and_why(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammePlace.objects.filter(pk=place.pk).update(removed_why="It was the other school.")


def test_the_pages_act_once_for_two_clicks(place, cast, as_):
    browser = as_(cast.senior_adviser)
    url = address("correct_place", place.pk)
    form = browser.get(url).context["form"]
    assert {"on", "came_of_it"}.isdisjoint(form.fields)
    sent = {
        "form_key": form["form_key"].value(),
        "part": "leads",
        "starts_on": "01/09/2026",
        "why": "It leads.",
    }
    for _ in range(2):
        browser.post(url, sent)
    assert CaseEvent.objects.filter(kind="programmes.corrected").count() == 1
    send(browser, address("end_place", place.pk), on="20/11/2026", came_of_it="They plan together.")
    url = address("correct_place", place.pk)
    facts = {"part": "leads", "starts_on": "01/09/2026", "on": "19/11/2026", "why": "A day earlier."}
    send(browser, url, **facts)
    place.refresh_from_db()
    assert (place.ends_on, place.came_of_it) == (date(2026, 11, 19), "")
    send(browser, address("continue_place", place.pk), why="It goes on.")
    url = address("remove_place", place.pk)
    key = key_of(browser.get(url))
    for _ in range(2):
        browser.post(url, {"form_key": key, "why": "The wrong school."})
    assert CaseEvent.objects.filter(kind="programmes.removed").count() == 1
    assert browser.get(address("correct_place", place.pk)).status_code == 404
    send(browser, address("put_place_back", place.pk))
    place.refresh_from_db()
    assert place.removed_at is None


def test_whoever_does_not_run_cases_changes_no_place(place, cast, as_):
    for verb in ("end_place", "correct_place", "continue_place", "remove_place", "put_place_back"):
        assert as_(cast.head).get(address(verb, place.pk)).status_code == 403, verb
    assert "Take out" not in text_of(as_(cast.head).get(address("programme", place.programme.code)))
