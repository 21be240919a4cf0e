"""What a letter encloses, and whether all of it can be printed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concern_cases.models import EvidenceFile
from concern_cases.services.evidence import add_evidence, add_files
from letters.checks import draft_checks
from letters.content import facts_of
from letters.enclosures import enclosures_of
from letters.pages import given_with
from letters.services.issuing import give_letter, make_file
from record import clock
from record.errors import RuleError
from tests.letters.makers import authorise_and_issue, make_draft, make_ready_case


def notes(said):
    return SimpleUploadedFile("notes.txt", said, content_type="text/plain")


@pytest.fixture
def enclosing(county):
    """A draft that quotes evidence with two versions of one file."""
    case = make_ready_case(county)
    evidence = add_evidence(
        case,
        kind="note_of_visit",
        on=date(2026, 7, 9),
        source="visit 4",
        circle="school",
        text="Seen.",
        concern=case.concerns.first(),
        files=[notes(b"Seen on 9 July.")],
        by=county.senior_adviser,
    )
    add_files(evidence, files=[notes(b"Seen on 9 July, put right.")], by=county.senior_adviser)
    return make_draft(county, case)


def test_of_a_file_with_two_versions_the_latest_is_enclosed(enclosing):
    assert [file.version for file in enclosures_of(enclosing)] == [2]
    assert [name[:9] for name in facts_of(enclosing, given=clock.today())["enclosures"]] == ["notes.txt"]


def test_a_version_added_after_the_giving_was_never_enclosed(enclosing, county):
    authorise_and_issue(enclosing, county)
    give_letter(enclosing, made=make_file(enclosing), by=None)
    (file,) = enclosures_of(enclosing)
    with clock.at(date(2026, 12, 1)):
        add_files(file.evidence, files=[notes(b"Later.")], by=county.senior_adviser)
    assert [each.version for each in enclosures_of(enclosing)] == [3]
    assert [each.version for each in given_with(enclosing)] == [2]


def test_a_file_with_a_virus_stops_the_letter_and_a_clean_version_frees_it(enclosing, county):
    (file,) = enclosures_of(enclosing)
    EvidenceFile.objects.filter(pk=file.pk).update(scan_state="infected")
    with pytest.raises(RuleError, match=r"A virus was found in notes\.txt"):
        authorise_and_issue(enclosing, county)
    add_files(file.evidence, files=[notes(b"Clean.")], by=county.senior_adviser)
    assert not [each for each in draft_checks(enclosing) if "virus" in each.sentence]


def test_a_virus_found_after_the_authorisation_takes_it_away(enclosing, county):
    authorise_and_issue(enclosing, county)
    made = make_file(enclosing)
    (file,) = enclosures_of(enclosing)
    EvidenceFile.objects.filter(pk=file.pk).update(scan_state="infected")
    give_letter(enclosing, made=made, by=None)
    assert (enclosing.status, enclosing.given_on) == ("draft", None)
    assert "A virus was found in notes.txt" in enclosing.sent_back_why


def test_who_answers_questions_is_asked_for_fonts_like_every_word_of_the_letter(
    enclosing, county, monkeypatch
):
    monkeypatch.setattr(
        "letters.checks_printing.not_printable",
        lambda texts: [each for each in "李" if each in "".join(texts)],
    )
    assert all(each.ok for each in draft_checks(enclosing))
    county.senior_adviser.name = "李 Whitcombe"
    county.senior_adviser.save()
    enclosing.case.refresh_from_db()
    enclosing.refresh_from_db()
    (wrong,) = [each for each in draft_checks(enclosing) if not each.ok]
    assert wrong.sentence.startswith("No font here can print 李")
