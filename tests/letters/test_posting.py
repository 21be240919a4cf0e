"""What is to be posted stands on one list, is printed as one file and recorded as sent in one go."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from concern_cases.models import CaseEvent
from concern_cases.services.evidence import add_evidence
from letters.labels import labels_pdf
from letters.models import PaperNotice, Service
from letters.posting import rows_to_post
from letters.services.answering import assess_letter
from letters.services.october import authorise_october, prepare_october
from letters.services.posting import record_sent
from letters.services.timing import recount
from record import clock
from record.errors import RuleError
from schools.models import School
from tests.concern_cases.makers import office, sent_file
from tests.factories import make_school
from tests.letters.makers import make_academy, make_given, make_ready_case
from tests.letters.test_letter_flow import work
from tests.letters.test_october import categorise
from tests.meetings.paper_makers import word_document

POST = "/letters/post/"


@pytest.fixture
def given(county):
    """A warning letter whose clerk gets it by post, and an October letter to an academy, given before."""
    academy = make_academy(la=county.la)
    categorise(county, academy)
    with clock.at(date(2026, 11, 19)):
        prepare_october(county.la, by=county.senior_adviser)
        authorise_october(county.la, by=county.director)
        work()
    return make_given(county)


def rows():
    return rows_to_post(School.objects.all())


def copy_of(letter):
    return Service.objects.get(recipient__letter=letter, recipient__received_as="clerk")


def test_letters_come_before_notices_and_october_letters_last(county, given):
    assess_letter(given, complied=True, why="All is done.", by=county.senior_adviser)
    found = [row.group for row in rows()]
    assert found[:2] == ["letters", "notices"]
    assert set(found[2:]) == {"october"}
    assert len(found) > 3


def test_a_group_is_shown_by_itself_and_ticked_in_one_go(county, given, client):
    client.force_login(county.senior_adviser)
    page = client.get(POST, {"show": "october", "tick": "all"})
    assert {row.group for row in page.context["rows"]} == {"october"}
    text = page.content.decode()
    assert text.count(" checked>") == len(page.context["rows"])
    assert f"copy-{copy_of(given).pk}" not in text
    assert " checked>" not in client.get(POST).content.decode()


def test_what_is_ticked_is_one_file_each_letter_on_a_fresh_sheet(county, given, client):
    client.force_login(county.senior_adviser)
    ticked = [row.key for row in rows()]
    answer = client.post(POST, {"do": "print", "what": ticked})
    pdf = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    sheets = [row.letter.document.made_from["pages"] for row in rows()]
    assert len(pdf.pages) == sum(pages + pages % 2 for pages in sheets)
    assert given.reference in pdf.pages[0].extract_text()
    assert "Tick what is to be printed" in client.post(POST, {"do": "print"}).content.decode()


def test_enclosures_are_printed_along_and_what_can_not_be_is_named(county, client, sent_files):
    case = make_ready_case(county)
    concern = case.concerns.first()
    add_evidence(
        case,
        kind="note_of_visit",
        on=date(2026, 7, 9),
        source="visit 4",
        text="What was seen.",
        circle="school",
        concern=concern,
        files=sent_files,
        by=county.senior_adviser,
    )
    letter = make_given(county, case=case)
    (row,) = rows()
    assert {file.name for file in row.printed_along} == {"notes.txt", "Plan.docx", "scan.png"}
    assert [file.name for file in row.printed_apart] == ["slides.pptx"]
    client.force_login(county.senior_adviser)
    assert "Print it by itself" in client.get(POST).content.decode()
    answer = client.post(POST, {"do": "print", "what": [row.key]})
    pages = letter.document.made_from["pages"]
    pdf = PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(pdf.pages) == pages + pages % 2 + 3 * 2
    words = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "Seen on 9 July." in words
    assert "Raise attainment in writing" in words
    assert f"Enclosed with {letter.reference}: Plan.docx" in words
    assert "Printed from “Plan.docx” without its own layout." in words


@pytest.mark.parametrize("shown", ["", "letters"])
def test_more_letters_on_the_list_are_found_with_no_more_queries(county, client, sent_files, shown):
    def give_one(school):
        case = make_ready_case(county, school=school)
        facts = {"kind": "note_of_visit", "on": date(2026, 7, 9), "source": "visit 4", "circle": "school"}
        concern, by = case.concerns.first(), county.senior_adviser
        sent_files[1].seek(0)
        add_evidence(case, text="Seen.", concern=concern, files=sent_files[1:2], by=by, **facts)
        make_given(county, case=case)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page = client.get(POST, {"show": shown})
        assert page.content.decode().count("notes.txt") == page.context["tabs"][0].count
        return len(asked)

    give_one(county.school)
    client.force_login(county.senior_adviser)
    queries()
    few = queries()
    give_one(make_school(la=county.la))
    assert queries() == few


def test_what_is_ticked_is_recorded_as_sent_in_one_go(county, given, client):
    assess_letter(given, complied=True, why="All is done.", by=county.senior_adviser)
    work()
    client.force_login(county.senior_adviser)
    data = {"do": "sent", "what": [row.key for row in rows()], "on": "2026-11-23", "who": "Nasreen Aziz"}
    text = client.post(POST, {**data, "who": ""}).content.decode()
    assert "Say who sent it" in text
    assert text.count(" checked>") == len(rows()), "what was ticked stays ticked"
    assert client.post(POST, data).status_code == 302
    assert rows() == []
    words = "Nasreen Aziz, first class post, 23 November 2026"
    assert copy_of(given).proof.replace("\xa0", " ") == words
    assert PaperNotice.objects.get().proof.replace("\xa0", " ") == words
    assert CaseEvent.objects.filter(kind="letters.posted").exists()


def test_what_left_later_counts_as_given_later_and_the_deadline_stands(county):
    letter = make_given(county)
    clerk = copy_of(letter)
    ends_on = letter.running_clock.ends_on
    with pytest.raises(RuleError, match="can’t have left before 23"):
        record_sent([clerk], on=date(2026, 11, 20), who="Nasreen Aziz", by=county.senior_adviser)
    with clock.at(date(2026, 11, 26)):
        facts = {"on": date(2026, 11, 25), "who": "Nasreen Aziz", "by": county.senior_adviser}
        with pytest.raises(PermissionDenied):
            record_sent([clerk], **{**facts, "by": county.director})
        with pytest.raises(RuleError, match="Tick what was sent"):
            record_sent([], **facts)
        assert record_sent([clerk], **facts) == 1
        assert record_sent([clerk], **facts) == 0
    assert (clerk.given_on, clerk.deemed_on) == (date(2026, 11, 25), date(2026, 11, 27))
    assert letter.running_clock.ends_on == ends_on
    assert recount(letter) == "", "it was a copy"


def test_labels_are_printed_for_what_is_ticked_and_only_that(county, given, client):
    client.force_login(county.senior_adviser)
    (first, *others) = rows()
    answer = client.post(POST, {"do": "labels", "what": [first.key]})
    words = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert first.address[0] in words
    assert all(row.letter.school.name not in words for row in others if row.letter != first.letter)
    assert "Tick what is to be printed" in client.post(POST, {"do": "labels"}).content.decode()


def test_the_twenty_second_label_stands_on_a_second_sheet(county, given):
    pdf = PdfReader(io.BytesIO(labels_pdf(rows()[:1] * 22)))
    assert len(pdf.pages) == 2
    assert rows()[0].address[0] in pdf.pages[1].extract_text()


def test_the_list_is_taken_away_with_the_same_rows_as_the_page(county, given, client):
    client.force_login(county.senior_adviser)
    text = client.get("/letters/post/list.csv", {"show": "letters"}).content.decode("utf-8-sig")
    heads, *lines = list(csv.reader(text.splitlines()))
    assert heads[:2] == ["Letter", "About"]
    assert [line[0] for line in lines] == [row.letter.reference for row in rows() if row.group == "letters"]
    client.force_login(county.chair)
    assert client.get("/letters/post/list.csv").status_code == 403


@pytest.fixture
def sent_files():
    picture = io.BytesIO()
    Image.new("RGB", (20, 30), "white").save(picture, "PNG")
    return [
        SimpleUploadedFile("scan.png", picture.getvalue(), content_type="image/png"),
        SimpleUploadedFile("notes.txt", b"Seen on 9 July.", content_type="text/plain"),
        SimpleUploadedFile("Plan.docx", word_document(heading="Plan", text="Raise attainment in writing")),
        sent_file("slides.pptx", office("pptx")),
    ]
