"""Pictures of the real PDF follow what is typed; nothing is kept, and nobody else gets them."""

import base64
import io
import json
from datetime import date, timedelta

import pypdf
import pytest
from PIL import Image

from concern_cases.models import CaseEvent
from letters.models import Letter
from record import clock
from record.models import ReadLog
from record.pdf import PdfError
from tests.letters.makers import make_draft, make_given, make_ready_case, make_submitted, refuse
from tests.letters.test_letter_pages import draft_data, url

LONG = "\n\n".join(["We write about what we saw in the school in the summer term of this year. " * 8] * 12)
QUERIES = 54


def pages(client, letter, data=None, **more):
    address = f"{url(letter)}draft/pages/"
    answer = client.post(address, data) if data else client.get(address, more)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


def picture(address):
    kind, _, body = address.partition(",")
    assert kind == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body)))


@pytest.fixture
def writer(county, client):
    client.force_login(county.senior_adviser)
    return client


def test_the_first_pages_are_pictures_of_the_pdf(county, writer):
    letter = make_draft(county)
    Letter.objects.filter(pk=letter.pk).update(body=LONG)
    pdf = pypdf.PdfReader(io.BytesIO(writer.get(url(letter, "draft")).content))
    found = pages(writer, letter)
    assert found["pages"] == len(pdf.pages) > 2
    assert len(found["pictures"]) == 2, "no more than can be seen"
    size = picture(found["pictures"][0]).size
    paper = pdf.pages[0].mediabox
    assert size[0] == 1120
    assert size[1] == pytest.approx(1120 * float(paper.height / paper.width), abs=2)
    assert found["pictures"][0] != found["pictures"][1]
    everything = pages(writer, letter, most=40)
    assert len(everything["pictures"]) == found["pages"]
    assert everything["pictures"][:2] == found["pictures"], "the same words are the same pictures"


@pytest.mark.parametrize("asked", ["", "x", "-3", "0", "²", "100000"])
def test_whatever_is_asked_for_the_number_stays_in_bounds(county, writer, monkeypatch, asked):
    found = []

    def made(facts, *, most):
        found.append(most)
        raise PdfError("Enough.")

    monkeypatch.setattr("letters.views.previewing.pages_of", made)
    assert pages(writer, make_draft(county), most=asked) == {"refused": ["Enough."]}
    assert 1 <= found[0] <= 40


def test_what_is_typed_is_shown_and_not_kept(county, writer):
    letter = make_draft(county)
    before = pages(writer, letter, draft_data(letter))
    events = CaseEvent.objects.count()
    typed = pages(writer, letter, draft_data(letter, subject="An unmistakable subject"))
    assert typed["pictures"][0] != before["pictures"][0]
    letter.refresh_from_db()
    assert letter.subject != "An unmistakable subject"
    assert CaseEvent.objects.count() == events
    assert pages(writer, letter) == before, "the saved draft is what it was"
    pdf = writer.post(url(letter, "draft"), draft_data(letter, subject="An unmistakable subject")).content
    assert "An unmistakable subject" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": " "}, "Subject: Write the subject of the letter"),
        ({"body": "Dear {nobody}"}, "There is no field {nobody}"),
        ({"actions-1-measure": ""}, "Say how this action will be measured"),
    ],
)
def test_what_saving_would_refuse_is_said_in_its_words(county, writer, changes, sentence):
    letter = make_draft(county)
    refused = pages(writer, letter, draft_data(letter, **changes))["refused"]
    assert any(sentence in each for each in refused)
    saved = writer.post(url(letter), draft_data(letter, **changes)).content.decode()
    assert sentence.removeprefix("Subject: ") in saved


def test_a_letter_that_went_on_meanwhile_says_so(county, writer):
    letter = make_submitted(county)
    data = draft_data(letter)
    assert "can’t be changed now" in pages(writer, letter, data)["refused"][0]
    assert pages(writer, letter)["pages"], "as it was sent on it can be seen"


@pytest.mark.parametrize(
    ("role", "read", "typed"),
    [
        ("senior_adviser", 200, 200),
        ("head_of_improvement", 200, 200),
        ("director", 200, 403),
        ("legal_adviser", 200, 403),
        ("sip", 200, 403),
        ("chair", 404, 404),
        ("head", 404, 404),
        ("diocesan_officer", 404, 404),
        ("other_chair", 404, 404),
    ],
)
def test_whoever_may_not_see_or_write_the_draft_has_no_picture(county, client, role, read, typed):
    letter = make_draft(county)
    client.force_login(getattr(county, role))
    address = f"{url(letter)}draft/pages/"
    assert client.get(address).status_code == read
    assert client.post(address, draft_data(letter)).status_code == typed


def test_a_given_letter_has_no_draft_to_show(county, writer):
    letter = make_given(county)
    assert writer.get(f"{url(letter)}draft/pages/").status_code == 404


def test_who_types_leaves_one_trace_and_not_one_a_word(county, writer):
    letter = make_draft(county)
    for _ in range(3):
        pages(writer, letter, draft_data(letter))
    read = ReadLog.objects.filter(what=f"{letter.reference}, preview of the draft")
    assert read.count() == 1
    with clock.at(clock.now() + timedelta(minutes=11)):
        pages(writer, letter, draft_data(letter))
    assert read.count() == 2


def test_the_queries_of_a_preview_do_not_grow_with_the_paragraphs(county, writer, django_assert_num_queries):
    case = make_ready_case(county)
    for day in range(1, 7):
        refuse(case, county, on=date(2026, 10, day))
    letter = make_draft(county, case)
    data = draft_data(letter)
    pages(writer, letter, data)
    with django_assert_num_queries(QUERIES):
        pages(writer, letter, data)


def test_the_page_of_a_draft_names_where_its_pictures_are(county, writer):
    letter = make_draft(county)
    text = writer.get(url(letter)).content.decode()
    assert f'data-live="{url(letter)}draft/pages/"' in text
    assert f'data-draft="letter:{letter.reference}"' in text
    assert Letter.objects.filter(pk=letter.pk, status="draft").exists()
