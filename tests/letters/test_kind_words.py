"""What a kind says can change while a letter is on its way: nothing of it is given unseen."""

from datetime import date

import pytest

from letters.checks import authorisation_checks
from letters.differences import changes_of
from letters.models import CentralBody, Letter, LetterKind, Paragraph
from letters.services.authorising import authorise_letter, check_law, send_back
from letters.services.drafting import submit_letter
from letters.services.issuing import give_letter, issue_letter, make_file
from record.errors import RuleError
from tests.letters.makers import make_authorised, make_checked, make_draft, make_submitted, tell_diocese
from tests.letters.test_notices import make_notice

SINCE = "What every letter of this kind says changed since it was sent on"


def reword(letter, **facts):
    facts = facts or {"opening": "We write because we must."}
    LetterKind.objects.filter(pk=letter.kind_id).update(**facts)
    return Letter.objects.get(pk=letter.pk)


def lines(letter):
    return {each.sentence: each for each in authorisation_checks(letter)}


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"opening": "Other words."}, "Why we write"),
        ({"consequence": "Other words."}, "What follows"),
        ({"support": "Other words."}, "The support"),
        ({"effect": "Other words."}, "The effect in law"),
        ({"clock_days": 5}, "The time that this kind of letter gives"),
        ({"copies_to": ["head"]}, "Where its copies go"),
        ({"name": "Letter of warning"}, "What this kind of letter is called"),
    ],
)
def test_a_kind_changed_after_the_authorisation_is_not_given_unseen(county, facts, named):
    letter = reword(make_authorised(county), **facts)
    give_letter(letter, made=make_file(letter), by=None)
    assert (letter.status, letter.authorised_by, letter.kind_sha256) == ("draft", None, "")
    assert letter.sent_back_why.startswith(f"After it was authorised this changed: “{named}")
    assert [each.label for each in changes_of(letter).changes if each.label.startswith(named)]


def test_it_is_given_once_it_went_through_every_hand_again(county):
    letter = reword(make_authorised(county))
    give_letter(letter, made=make_file(letter), by=None)
    submit_letter(letter, by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    authorise_letter(letter, by=county.director)
    issue_letter(letter, by=county.director)
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.GIVEN
    assert letter.document.made_from["opening"] == "We write because we must."


@pytest.mark.parametrize(
    ("facts", "told"),
    [({"address": "1 New Street\nMANCHESTER"}, "1 New"), ({"email": "new@ofsted.example"}, "new@ofsted")],
)
def test_the_addresses_of_a_central_body_are_part_of_it(county, facts, told):
    notice = make_notice(county)
    submit_letter(notice, by=county.senior_adviser)
    tell_diocese(notice, how="By telephone", by=county.senior_adviser)
    check_law(notice, agreed=True, by=county.legal_adviser)
    authorise_letter(notice, by=county.director)
    issue_letter(notice, by=county.director)
    CentralBody.objects.filter(received_as="ofsted").update(**facts)
    give_letter(notice, made=make_file(notice), by=None)
    assert "“Where its copies go”" in notice.sent_back_why
    (change,) = changes_of(notice).changes
    assert told in " ".join(piece.text for piece in change.pieces if piece.kind == "added")


def test_what_the_legal_check_did_not_read_stops_the_authorisation(county):
    letter = reword(make_checked(county))
    with pytest.raises(RuleError, match="After the legal check this changed: “Why we write"):
        authorise_letter(letter, by=county.director)
    send_back(letter, why="The kind changed.", by=county.director)
    submit_letter(letter, by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    authorise_letter(letter, by=county.director)
    assert letter.status == Letter.Status.AUTHORISED


def test_a_change_before_the_legal_check_or_without_one_is_told_to_whoever_authorises(county):
    letter = reword(make_submitted(county))
    tell_diocese(letter, how="By telephone", by=county.senior_adviser)
    check_law(letter, agreed=True, by=county.legal_adviser)
    line = lines(letter)[SINCE]
    assert (line.ok, line.to_be_known) == (True, True), "it is not folded away with what is right"
    assert line.note.startswith("“Why we write")
    authorise_letter(letter, by=county.director)


def test_nothing_is_said_where_nothing_changed_or_nothing_is_known(county):
    letter = make_submitted(county)
    assert SINCE not in lines(letter)
    sent = letter.drafts.get()
    sent.parts = {key: said for key, said in sent.parts.items() if not key.startswith("kind-")}
    sent.save()
    letter = reword(letter)
    assert SINCE not in lines(letter)
    tell_diocese(letter, how="By telephone", by=county.senior_adviser)
    check_law(letter, agreed=False, remarks="Shorter.", by=county.legal_adviser)
    assert changes_of(letter).changes == []


def test_one_that_was_authorised_before_this_was_kept_is_given(county):
    letter = make_authorised(county)
    Letter.objects.filter(pk=letter.pk).update(kind_sha256="")
    letter = reword(letter)
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.GIVEN


def test_another_kind_another_days_body_and_the_library_of_paragraphs_change_nothing(county):
    letter = make_authorised(county)
    LetterKind.objects.exclude(pk=letter.kind_id).update(opening="Other words.")
    Paragraph.objects.update(text="Other words.")
    CentralBody.objects.filter(received_as="ofsted").update(valid_until=date(2026, 12, 31))
    CentralBody.objects.create(
        code="new", received_as="ofsted", name="Ofsted", address="x", valid_from=date(2027, 1, 1)
    )
    give_letter(letter, made=make_file(letter), by=None)
    assert letter.status == Letter.Status.GIVEN


def test_a_draft_says_nothing_of_it(county):
    assert SINCE not in lines(make_draft(county))
