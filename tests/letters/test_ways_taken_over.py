"""A letter that ends or replaces another goes in the ways that were chosen for that one, until changed."""

from datetime import date

import pytest

from concern_cases.models import CaseEvent
from letters.models import Service
from letters.recipients import recipients_of
from letters.services.choosing import Way, choose_ways
from letters.services.ending import draft_ending, draft_replacement
from letters.services.issuing import give_letter, make_file
from letters.services.serving import record_return
from record import clock
from tests.letters.makers import TODAY, authorise_and_issue, make_draft

CHOSEN = {"chair": Way("hand"), "clerk": Way("email", email="clerk@st-aldhelms.example")}


@pytest.fixture
def old(county):
    """A warning letter that was handed to the chair and went to the clerk by e-mail."""
    letter = make_draft(county)
    choose_ways(letter, ways=CHOSEN, by=county.senior_adviser)
    authorise_and_issue(letter, county)
    give_letter(letter, made=make_file(letter), by=None)
    return letter


def replace(letter, county, kind="warning_letter"):
    return draft_replacement(letter, kind=kind, why="Two dates were wrong.", by=county.senior_adviser)


def by_key(letter):
    return {each.key: each for each in recipients_of(letter)}


def test_a_letter_in_the_place_of_another_goes_as_that_one_did_and_says_so(county, old, client):
    new = replace(old, county)
    found = by_key(new)
    taken = f"taken over from {old.reference}"
    assert (found["chair"].method, found["chair"].chosen) == ("hand", taken)
    assert (found["clerk"].email, found["clerk"].chosen) == ("clerk@st-aldhelms.example", taken)
    assert CaseEvent.objects.get(kind="letters.ways_taken_over").body["earlier"] == old.reference
    client.force_login(county.senior_adviser)
    page = client.get(f"/letters/{new.reference}/recipients/").content.decode()
    assert f"Taken over from {old.reference}: by hand" in page
    choose_ways(new, ways={"chair": Way("email"), "clerk": CHOSEN["clerk"]}, by=county.senior_adviser)
    found = by_key(new)
    assert (found["chair"].method, found["chair"].chosen) == ("email", "chosen for this letter")
    assert found["clerk"].chosen == taken, "what was not changed stays taken over"


def test_a_notice_that_ends_a_letter_goes_as_that_one_did(county, old):
    notice = draft_ending(old, kind="supersession", why="All is done.", by=county.senior_adviser)
    assert by_key(notice)["chair"].method == "hand"


def test_a_way_by_which_the_old_letter_did_not_get_there_is_not_taken_over(county, old):
    given = Service.objects.get(recipient__letter=old, recipient__received_as="clerk")
    record_return(given, on=TODAY, why="No such mailbox", by=county.senior_adviser)
    with clock.at(date(2026, 11, 24)):
        found = by_key(replace(old, county))
    assert (found["clerk"].method, found["chair"].method) == ("post", "hand")
