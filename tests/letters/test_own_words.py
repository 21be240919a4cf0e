"""Further words of a letter that state points of their own are read, because no record stands behind them."""

import pytest

from letters.checks import authorisation_checks
from letters.forms import WordsForm
from letters.services.drafting import edit_letter
from tests.letters.makers import ACTIONS, WHY_SKIPPED, make_draft, make_ready_case
from tests.letters.test_letter_flow import take
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import start_letter

SAID = "Further words number points of their own"


def lines(letter):
    return [each for each in authorisation_checks(letter) if each.sentence == SAID]


@pytest.mark.parametrize("number", ["1. {}\n2. {}", "(a) {}\n(b) {}", "Thus:\n\n  i) {}\n  ii) {}"])
def test_numbered_points_are_named_for_whoever_checks_and_authorises(county, number):
    letter = make_draft(county)
    body = number.format("Books are not marked.", "Lessons begin late.")
    edit_letter(letter, subject=letter.subject, body=body, by=county.senior_adviser)
    (line,) = lines(letter)
    assert line.to_be_known
    assert line.note.startswith("two points")


@pytest.mark.parametrize("body", ["", "We wrote in 2025. We offered help (twice).", "3.5 per cent fewer."])
def test_other_words_are_not(county, body):
    letter = make_draft(county)
    edit_letter(letter, subject=letter.subject, body=body, by=county.senior_adviser)
    assert lines(letter) == []


def test_the_legal_check_and_the_authoriser_read_it(county, client):
    case, by = make_ready_case(county), county.senior_adviser
    letter = start_letter(case, kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=by).letter
    take(letter, "assemble_grounds", county.senior_adviser)
    edit_letter(letter, subject=letter.subject, body="1. Books are not marked.", by=county.senior_adviser)
    take(letter, "draft_letter", county.senior_adviser, actions=ACTIONS)
    take(letter, "tell_diocese", county.senior_adviser, how="By telephone")
    for step, reader in (("legal_check", county.legal_adviser), ("authorise", county.director)):
        client.force_login(reader)
        page = client.get(task_url(engine.open_card(letter, step).task)).content.decode()
        assert SAID in page
        if step == "legal_check":
            take(letter, step, reader, agreed=True)


def test_the_form_says_what_is_printed_as_it_is_typed(county):
    form = WordsForm(letter=make_draft(county))
    assert "Numbered paragraphs and actions are printed as they are typed" in form.fields["body"].help_text
