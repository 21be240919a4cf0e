"""An old letter looks as it did, and a letter under way goes on as the version that it was begun as."""

import hashlib

from letters.checks import authorisation_checks
from letters.content import facts_of, pdf_of, stored
from letters.models import LetterKind
from letters.recipients import recipients_of
from letters.services.central_bodies import change_body
from letters.services.issuing import give_letter, make_file
from record import clock
from tests.letters.kind_makers import change
from tests.letters.makers import (
    ACTIONS,
    TODAY,
    make_academy,
    make_authorised,
    make_case,
    make_draft,
    make_given,
)
from tests.letters.test_letter_flow import begin, take
from workflows import engine

SAYS = {
    "opening": "Other words to the {body}.",
    "consequence": "Something else follows.",
    "copies_to": ["clerk"],
    "clock_days": 30,
}


def take_to_the_end_of_drafting(letter, cast):
    """Every step before the legal check, or before the authorisation where there is none."""
    take(letter, "assemble_grounds", cast.senior_adviser)
    take(letter, "draft_letter", cast.senior_adviser, actions=ACTIONS)
    if letter.school.is_church_school:
        take(letter, "tell_diocese", cast.senior_adviser)


def file_of(letter):
    with letter.document.pdf.open("rb") as file:
        return file.read()


def test_a_letter_that_was_given_keeps_its_file_and_its_facts(county):
    letter = make_given(county)
    before, made_from = file_of(letter), letter.document.made_from
    change(county, says=SAYS, valid_from=TODAY)
    letter.refresh_from_db()
    assert hashlib.sha256(file_of(letter)).hexdigest() == hashlib.sha256(before).hexdigest()
    assert letter.document.sha256 == hashlib.sha256(before).hexdigest()
    assert letter.document.made_from == made_from
    assert "Other words" not in str(made_from)
    assert letter.running_clock.days == 20


def test_its_file_made_anew_from_its_facts_has_the_same_bytes(county):
    letter = make_given(county)
    facts = {**facts_of(letter, given=letter.given_on)}
    change(county, says=SAYS, valid_from=TODAY)
    letter = type(letter).objects.get()
    assert stored(facts_of(letter, given=letter.given_on)) == stored(facts)
    with clock.at(TODAY):
        assert pdf_of(facts_of(letter, given=letter.given_on), draft=False) == file_of(letter)


def test_a_letter_under_way_is_given_in_the_words_and_by_the_clock_that_it_was_begun_with(county):
    letter = make_authorised(county)
    change(county, says=SAYS, valid_from=TODAY)
    letter = type(letter).objects.get()
    give_letter(letter, made=make_file(letter), by=None)
    assert "seriously concerned" in letter.document.made_from["opening"]
    assert letter.running_clock.days == 20
    assert letter.recipients.filter(received_as="head").exists()


def test_a_letter_begun_after_the_change_is_what_the_new_version_says(county):
    change(county, says=SAYS, valid_from=TODAY)
    letter = make_draft(county)
    assert facts_of(letter, given=TODAY)["opening"] == "Other words to the governing body."
    assert facts_of(letter, given=TODAY)["days"] == 30
    assert [each.received_as for each in recipients_of(letter)] == ["chair", "clerk"]


def test_the_legal_check_is_that_of_the_version_that_the_letter_was_begun_as(county):
    old = begin(county)
    change(county, says={"needs_legal_check": False}, valid_from=TODAY)
    take_to_the_end_of_drafting(old, county)
    assert engine.open_card(old, "legal_check")
    assert not any("No legal check" in check.sentence for check in authorisation_checks(old))


def test_a_letter_of_a_kind_without_legal_check_goes_to_authorisation_and_says_so(county):
    change(county, says={"needs_legal_check": False}, valid_from=TODAY)
    letter = begin(county)
    take_to_the_end_of_drafting(letter, county)
    assert engine.open_card(letter, "authorise")
    letter.refresh_from_db()
    (told,) = [check for check in authorisation_checks(letter) if "legal check" in check.sentence.lower()]
    assert (told.ok, told.sentence) == (True, "No legal check")


def test_a_kind_can_ask_for_the_legal_check_from_a_day_on(county):
    before = make_draft(county, case=make_case(county), kind="letter_of_concern", skips_rung_why="")
    made = change(county, "letter_of_concern", says={"needs_legal_check": True}, valid_from=TODAY)
    assert made.needs_legal_check
    assert not LetterKind.objects.get(pk=before.kind_id).needs_legal_check
    checked = [check.sentence for check in authorisation_checks(before)]
    assert "No legal check" in checked
    assert "The legal check has to agree first." not in checked


def test_a_copy_keeps_the_address_that_it_bore_when_the_body_moves(county):
    case = make_case(county, school=make_academy(la=county.la))
    letter = make_given(county, case=case, kind="letter_of_concern", skips_rung_why="")
    bears = letter.recipients.get(received_as="regional_director").address
    moved = {"name": "The Regional Director", "address": "1 New Street\nLONDON\nN1 1AA", "email": ""}
    change_body("regional_director", facts=moved, valid_from=TODAY, why="It moves.", by=county.director)
    letter = type(letter).objects.get()
    assert letter.recipients.get(received_as="regional_director").address == bears
    assert "New Street" not in bears
    assert recipients_of(letter)[-1].address[1] == "1 New Street"
