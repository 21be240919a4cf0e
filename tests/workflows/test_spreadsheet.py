"""Today's cases, conference dates and open actions, brought in as a whole or not at all."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from concern_cases.models import Action, ConcernCase
from meetings.models import Meeting
from record.errors import RuleError
from record.models import Dispatch
from record.tables import read_tables
from workflows.models import CaseworkProcess
from workflows.spreadsheet.bringing import import_casework

pytestmark = pytest.mark.usefixtures("monday")
ADDRESS = "/cases/spreadsheet/"


@pytest.fixture
def rows(cast):
    """One case with a conference that was held, one to come, and an overdue action."""
    urn = cast.school.urn
    return {
        "cases": [
            {
                "urn": urn,
                "why": "Writing has not improved.",
                "lead": cast.senior_adviser.email,
                "risk": "High",
                "risk_reason": "No capacity was seen.",
                "open_since": "02/03/2026",
                "area": "Governance",
                "concern": "No record of visits.",
                "source": "SIP visit 2",
                "discussed_on": "2026-02-12",
                "discussed_with": "David Lorimer",
            }
        ],
        "conferences": [
            {"urn": urn, "on": "2026-10-08", "at": "2 pm"},
            {"urn": urn, "on": "2026-12-10", "at": "14:00", "place": "The hall"},
        ],
        "actions": [
            {
                "urn": urn,
                "what": "Publish a calendar of checks",
                "who": cast.head.email,
                "due_on": "2026-11-13",
                "measure": "Nine checks",
                "from": "Conference of 8 October",
            }
        ],
    }


def workbook(rows):
    book = Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        heads = list(dict.fromkeys(head for line in lines for head in line))
        sheet.append(heads)
        for line in lines:
            sheet.append([line.get(head) for head in heads])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(rows):
    text = io.StringIO()
    heads = ["row", *dict.fromkeys(head for lines in rows.values() for line in lines for head in line)]
    writer = csv.DictWriter(text, heads)
    writer.writeheader()
    for name, lines in rows.items():
        writer.writerows({"row": name.removesuffix("s"), **line} for line in lines)
    return text.getvalue().encode()


def bring(rows, by, *, make=workbook, **facts):
    return import_casework(read_tables(make(rows)), by=by, **facts)


def counts():
    models = (ConcernCase, Meeting, Action, CaseworkProcess, Dispatch)
    return [model.objects.count() for model in models]


@pytest.mark.parametrize("make", [workbook, as_csv])
def test_a_whole_spreadsheet_comes_in(rows, cast, make):
    report = bring(rows, cast.senior_adviser, make=make)
    assert [outcome.words for outcome in report.refused] == []
    assert (report.added("cases"), report.added("conferences"), report.added("actions")) == (1, 2, 1)
    case = ConcernCase.objects.get()
    assert (case.opened_on, case.lead) == (date(2026, 3, 2), cast.senior_adviser)
    assert case.actions.get().due_on == date(2026, 11, 13)


def test_a_conference_to_come_is_called_and_one_that_was_held_has_no_process(rows, cast):
    bring(rows, cast.senior_adviser)
    held, coming = Meeting.objects.order_by("starts_at")
    assert (held.status, held.entered_late) == (Meeting.Status.MINUTES_APPROVED, True)
    assert not CaseworkProcess.objects.filter(meeting=held).exists()
    assert CaseworkProcess.objects.filter(meeting=coming).exists()
    assert coming.invitees.filter(user=cast.diocesan_officer).exists()


def test_looking_changes_nothing(rows, cast):
    before = counts()
    report = bring(rows, cast.senior_adviser, dry_run=True)
    assert report.added("cases") == 1
    assert counts() == before


def test_the_same_file_again_does_nothing(rows, cast):
    bring(rows, cast.senior_adviser)
    before = counts()
    report = bring(rows, cast.senior_adviser)
    assert (report.known, report.refused) == (4, [])
    assert counts() == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("cases", "urn", "999999"), "no school with the URN 999999"),
        (("cases", "lead", "nobody@people.example"), "Nobody signs in"),
        (("cases", "risk", "enormous"), "none of high, medium, low"),
        (("cases", "open_since", "next week"), "is no day"),
        (("cases", "discussed_on", ""), "on which day it was discussed"),
        (("conferences", "on", "2026-12-12"), "school day"),
        (("conferences", "at", "late"), "is no time"),
        (("actions", "who", "left@people.example"), "write a name instead"),
        (("actions", "measure", ""), "It is empty"),
        (("actions", "circle", "everybody"), "who may read this"),
    ],
)
def test_one_bad_line_is_explained_and_nothing_is_done(rows, cast, wrong, words):
    sheet, cell, value = wrong
    rows[sheet][-1][cell] = value
    before = counts()
    report = bring(rows, cast.senior_adviser)
    assert any(words in outcome.words for outcome in report.refused), report.refused
    assert counts() == before


def test_the_explanation_names_sheet_line_and_column(rows, cast):
    rows["actions"][0]["due_on"] = "soon"
    refused = bring(rows, cast.senior_adviser).refused
    assert [(one.where, one.column) for one in refused] == [("actions, line 2", "due_on")]


@pytest.mark.parametrize("who", ["clerk", "chair", "diocesan_officer", "other_chair"])
def test_a_line_asks_what_one_may_do_for_its_school(rows, cast, who):
    report = bring(rows, getattr(cast, who))
    assert report.refused
    assert ConcernCase.objects.count() == 0


def test_a_hidden_school_is_told_like_a_missing_one(rows, cast):
    rows["cases"][0]["urn"] = cast.other_school.urn
    hidden = bring({"cases": rows["cases"]}, cast.sip).refused[0].words
    rows["cases"][0]["urn"] = "999999"
    missing = bring({"cases": rows["cases"]}, cast.sip).refused[0].words
    assert hidden.replace(cast.other_school.urn, "") == missing.replace("999999", "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (workbook({"other": [{"a": "b"}]}), "no line to bring in"),
        (b"PK\x03\x04broken", "can’t be opened"),
        (b"row,urn,shoe_size\ncase,900001,9\n", "not known: shoe_size"),
        (b"urn,what\n900001,x\n", "no column row"),
        (b"row,urn\nparty,900001\n", "Write case, conference or action"),
    ],
)
def test_a_file_that_is_not_the_template_is_refused(cast, content, words):
    with pytest.raises(RuleError, match=words) as refused:
        import_casework(read_tables(content), by=cast.senior_adviser)
    assert refused.value.field == "file"


def test_the_page_shows_first_and_brings_in_then(rows, cast, client):
    client.force_login(cast.senior_adviser)
    page = client.post(ADDRESS, {"file": SimpleUploadedFile("list.xlsx", workbook(rows))})
    assert "Every line can be brought in" in page.content.decode()
    assert ConcernCase.objects.count() == 0
    confirm = page.context["confirm"]
    sent = {"tables": confirm["tables"].value(), "form_key": confirm["form_key"].value()}
    assert client.post(ADDRESS, sent).status_code == 302
    client.post(ADDRESS, sent)
    assert (ConcernCase.objects.count(), Meeting.objects.count(), Action.objects.count()) == (1, 2, 1)


def test_what_comes_back_from_the_page_is_not_trusted(cast, client):
    client.force_login(cast.senior_adviser)
    answer = client.post(ADDRESS, {"tables": '[{"name": 1}]', "form_key": "k"}, follow=True)
    assert "Choose the file again" in answer.content.decode()


def test_the_template_can_be_brought_back_with_its_own_columns(cast, client):
    client.force_login(cast.senior_adviser)
    content = client.get(f"{ADDRESS}template.xlsx").content
    assert load_workbook(io.BytesIO(content)).sheetnames == ["cases", "conferences", "actions", "guide"]
    report = import_casework(read_tables(content), by=cast.senior_adviser, dry_run=True)
    assert {outcome.column for outcome in report.refused} == {"urn"}
    content = client.get(f"{ADDRESS}template.csv").content
    again = import_casework(read_tables(content), by=cast.senior_adviser, dry_run=True)
    assert [one.about for one in again.outcomes] == [one.about for one in report.outcomes]
