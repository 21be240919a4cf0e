"""Packs: one file for each reader, with everything that reader may see and nothing else."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from concern_cases.models import EvidenceFile
from meetings import jobs
from meetings.models import Pack
from meetings.services import packs as packs_service
from meetings.services.packs import ask_for_pack, is_for_reader_still, packs_of
from meetings.services.papers import take_off
from people.services.grants import derive_grants
from record import clock
from record.models import Dispatch, ReadLog
from record.outbox import deliver_waiting
from tests.concern_cases.makers import make_action, make_case, office, sent_file
from tests.meetings.paper_makers import (
    item_called,
    lay,
    locked,
    make_plan,
    make_restricted,
    pdf_of,
    picture_of,
    word_document,
    workbook_of,
)
from tests.workflows.conftest import MONDAY, call, take


def made(meeting, reader):
    """The reader's pack, made by the worker."""
    pack = ask_for_pack(meeting, reader, by=reader)
    job = Dispatch.objects.filter(topic="meetings.make_pack", payload={"pack": pack.pk}).last()
    jobs.make_pack(job.payload, job)
    pack.refresh_from_db()
    assert pack.state == Pack.State.READY, pack.problem
    return pack


def pdf(pack):
    with default_storage.open(pack.pdf.name) as file:
        return PdfReader(io.BytesIO(file.read()))


def words_of(reader):
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture
def full(case, cast):
    """A conference whose papers are for different readers: each says a word that stands nowhere else."""
    make_plan(case, "Writing is taught well", by=cast.senior_adviser)
    make_action(case, what="OPENACTION for all")
    make_action(case, what="LAACTION for the LA", circle="la")
    meeting = call(case, cast)
    lay(meeting, "SHAREDWORD", name="shared.pdf", by=cast.sip)
    lay(meeting, "LAWORD", name="la-word.pdf", circle="la", by=cast.sip)
    lay(meeting, "DIOCESEWORD", name="diocese.pdf", circle="la_and_diocese", by=cast.sip)
    restricted = make_restricted(meeting, cast.chair, by=cast.senior_adviser, title="RESTRICTEDITEM")
    lay(meeting, "RESTRICTEDWORD", name="staffing.pdf", item=restricted, by=cast.senior_adviser)
    return meeting


EVERYBODYS = {"OPENACTION", "SHAREDWORD", "shared.pdf"}
OF_DIOCESE = {"DIOCESEWORD", "diocese.pdf"}
OF_LA = {"LAACTION", "LAWORD", "la-word.pdf"}
RESTRICTED = {"RESTRICTEDITEM", "RESTRICTEDWORD", "staffing.pdf"}
ALL_WORDS = EVERYBODYS | OF_DIOCESE | OF_LA | RESTRICTED | {"OTHERSCHOOL"}
READERS = {
    "head": EVERYBODYS,
    "chair": EVERYBODYS | RESTRICTED,
    "diocesan_officer": EVERYBODYS | OF_DIOCESE,
    "clerk": EVERYBODYS | OF_DIOCESE | OF_LA,
    "senior_adviser": EVERYBODYS | OF_DIOCESE | OF_LA | RESTRICTED,
}


@pytest.mark.parametrize(("person", "expected"), READERS.items())
def test_no_foreign_word_is_in_anybodys_pack(full, cast, person, expected):
    pack = made(full, getattr(cast, person))
    reader = pdf(pack)
    text = " ".join(words_of(reader))
    titles = " ".join(_titles(reader.outline))
    assert {word for word in ALL_WORDS if word in text} == expected
    assert {word for word in ALL_WORDS if word in titles} <= expected
    # Nor does it hide in what no page shows.
    with default_storage.open(pack.pdf.name) as file:
        raw = file.read()
    assert not any(word.encode() in raw for word in ALL_WORDS - expected)
    assert pack.reader.name in text


def test_a_target_reads_in_a_pack_as_on_the_page(case, cast):
    make_plan(case, "Writing is taught well", by=cast.senior_adviser)
    text = " ".join(" ".join(words_of(pdf(made(call(case, cast), cast.head)))).split())
    assert "Target: 5 of 5 classes, by " in text
    assert "To 5 of 5" not in text


def test_papers_of_another_school_are_never_in_it(full, cast, case):
    other = make_case(cast, school=cast.other_school)
    make_action(other, what="OTHERSCHOOL")
    assert "OTHERSCHOOL" not in " ".join(words_of(pdf(made(full, cast.senior_adviser))))


def _titles(outline):
    for entry in outline:
        yield from _titles(entry) if isinstance(entry, list) else [entry.title]


def test_pages_are_numbered_throughout_and_papers_have_their_bookmarks(full, cast):
    lay(full, "LONGWORD", name="long.pdf", files=[sent_file("long.pdf", pdf_of("LONGWORD", 3))], by=cast.sip)
    reader = pdf(made(full, cast.head))
    pages = words_of(reader)
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    starts = {}
    for entry in reader.outline:
        if isinstance(entry, list):
            for child in entry:
                starts[child.title] = reader.get_destination_page_number(child)
    assert list(starts) == ["Paper 1: shared.pdf", "Paper 2: long.pdf"]
    for title, place in starts.items():
        word = {"Paper 1: shared.pdf": "SHAREDWORD", "Paper 2: long.pdf": "LONGWORD"}[title]
        assert word in pages[place]
    first = starts["Paper 2: long.pdf"] + 1
    assert f"{first} to {first + 2}" in pages[0], "the list of papers says where they are"
    items = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert items[0] == "1. Apologies and interests"


def test_papers_stand_in_the_order_of_the_agenda(full, cast):
    lay(full, "FIRSTWORD", name="first.pdf", item=item_called(full, "Apologies"), by=cast.sip)
    pages = words_of(pdf(made(full, cast.head)))
    places = [
        next(n for n, text in enumerate(pages) if f"{word}, sheet 1" in text)
        for word in ("FIRSTWORD", "SHAREDWORD")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.pdf", b"%PDF-1.7\nrubbish", "the file is damaged"),
        ("locked.pdf", None, "locked by a password"),
        ("plan.docx", office("docx"), "the file is damaged"),
        ("slides.pptx", office("pptx"), "It is a PowerPoint presentation"),
        ("long.xlsx", workbook_of({"Long": [["Year"]] * 1002}), "It is too long to be printed"),
        ("empty.xlsx", workbook_of({"Empty": []}), "There is nothing in it that can be printed"),
        ("half.png", picture_of()[:40], "the file is damaged"),
    ],
)
def test_what_cannot_be_printed_has_a_page_that_says_so(meeting, cast, name, content, said):
    content = locked(pdf_of("SECRETWORD")) if content is None else content
    lay(meeting, name=name, files=[sent_file(name, content)], by=cast.sip)
    lay(meeting, "GOODWORD", name="good.pdf", by=cast.sip)
    reader = pdf(made(meeting, cast.head))
    text = " ".join(words_of(reader))
    assert said in text
    assert "GOODWORD, sheet 1" in text
    file = EvidenceFile.objects.get(name=name)
    assert reverse("cases:file", args=[meeting.case.reference, file.pk]) in text.replace(" ", "")


def test_pictures_texts_and_tables_become_pages(meeting, cast):
    files = [
        sent_file("seen.png", picture_of()),
        sent_file("seen.jpg", picture_of("JPEG")),
        sent_file("note.txt", "TEXTWORD of a café".encode("cp1252")),
        sent_file("figures.csv", b"Pupil group;Progress\r\nYear 4;TABLEWORD\r\n"),
    ]
    lay(meeting, files=files, by=cast.sip)
    reader = pdf(made(meeting, cast.head))
    pages = words_of(reader)
    assert sum(len(page.images) for page in reader.pages) == 2
    text = " ".join(pages)
    assert "TEXTWORD of a café" in text
    assert "Progress Year 4 TABLEWORD" in text


def test_a_word_document_is_printed_with_its_tables_and_pictures_and_can_do_nothing_else(meeting, cast):
    facts = {"heading": "HEADWORD", "text": "BODYWORD &lt;b&gt;", "cells": ["CELLWORD", "12"]}
    sent = word_document(**facts, link="javascript:alert(1)")
    lay(meeting, files=[sent_file("Plan.docx", sent)], by=cast.sip)
    reader = pdf(made(meeting, cast.head))
    text = " ".join(words_of(reader))
    assert "Printed from “Plan.docx” without its own layout" in text
    assert "HEADWORD BODYWORD <b> CELLWORD 12" in text
    assert sum(len(page.images) for page in reader.pages) == 1
    assert "javascript" not in str([page.get("/Annots") for page in reader.pages])


def test_a_workbook_is_printed_sheet_by_sheet_without_what_is_hidden(meeting, cast):
    sheets = {
        "Reading": [["Year group", "Secure", "Seen on"], ["Year 4", 0.85, date(2026, 11, 3)]],
        "Own notes": [["HIDDENWORD"]],
        "Writing": [["Year group", "Pupils"], ["Year 3", 24]],
    }
    sent = workbook_of(sheets, hidden="Own notes")
    lay(meeting, files=[sent_file("Results.xlsx", sent)], by=cast.sip)
    text = " ".join(words_of(pdf(made(meeting, cast.head))))
    assert "Reading Year group Secure Seen on Year 4 85 % 3 November 2026" in text
    assert "Writing Year group Pupils Year 3 24" in text
    assert "HIDDENWORD" not in text


def test_the_same_content_is_made_once_and_a_change_makes_a_new_one(full, cast):
    first = made(full, cast.head)
    assert ask_for_pack(full, cast.head, by=cast.head) == first
    lay(full, "LATERWORD", name="later.pdf", by=cast.sip)
    second = made(full, cast.head)
    lines = packs_of(full, cast.head)
    assert [(line.pack, line.is_current, line.is_readable) for line in lines] == [
        (second, True, True),
        (first, False, True),
    ]


def test_a_paper_that_the_reader_may_not_see_changes_nothing_in_his_or_her_pack(full, cast):
    first = made(full, cast.head)
    lay(full, "MORELAWORD", name="more.pdf", circle="la", by=cast.sip)
    assert ask_for_pack(full, cast.head, by=cast.head) == first


def test_a_job_that_is_repeated_or_cut_off_leaves_one_pack(full, cast, monkeypatch):
    pack = ask_for_pack(full, cast.head, by=cast.head)
    job = Dispatch.objects.get(topic="meetings.make_pack")
    with monkeypatch.context() as stopped:
        stopped.setattr(jobs, "record_pack", stop)
        with pytest.raises(KeyboardInterrupt):
            jobs.make_pack(job.payload, job)
    for _ in range(2):
        jobs.make_pack(job.payload, job)
    pack.refresh_from_db()
    assert (Pack.objects.count(), pack.state) == (1, Pack.State.READY)


def stop(*args, **facts):
    raise KeyboardInterrupt


def test_what_changes_while_it_is_made_is_in_it(full, cast, monkeypatch):
    pack = ask_for_pack(full, cast.head, by=cast.head)
    job, make = Dispatch.objects.get(topic="meetings.make_pack"), packs_service.make_pack_pdf

    def change_meanwhile(*args):
        monkeypatch.setattr(packs_service, "make_pack_pdf", make)
        result = make(*args)
        take_off(full.items.get(title__startswith="Results").papers.first(), by=cast.clerk)
        return result

    monkeypatch.setattr(packs_service, "make_pack_pdf", change_meanwhile)
    jobs.make_pack(job.payload, job)
    pack.refresh_from_db()
    assert "SHAREDWORD, sheet 1" not in " ".join(words_of(pdf(pack)))


def test_a_pack_is_given_to_its_reader_alone(full, cast, client):
    pack = made(full, cast.head)
    url = reverse("meetings:pack", args=[full.pk, pack.pk])
    client.force_login(cast.head)
    answer = client.get(url)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "no-store"
    assert ReadLog.objects.filter(user_id=cast.head.pk, what__startswith="pack of").exists()
    for person in (cast.senior_adviser, cast.chair, cast.other_chair, cast.administrator):
        client.force_login(person)
        assert client.get(url).status_code == 404


def test_a_pack_is_refused_when_its_reader_may_see_less_than_when_it_was_made(full, cast, client):
    pack = made(full, cast.diocesan_officer)
    url = reverse("meetings:pack", args=[full.pk, pack.pk])
    client.force_login(cast.diocesan_officer)
    assert b"".join(client.get(url).streaming_content)[:5] == b"%PDF-"
    evidence = EvidenceFile.objects.get(name="diocese.pdf").evidence
    evidence.circle = "la"
    evidence.save()
    assert not is_for_reader_still(pack)
    page = client.get(url, follow=True).content.decode()
    assert "What you may see has changed since this pack was made" in page
    assert "Not given any more" in page
    assert "DIOCESEWORD" not in " ".join(words_of(pdf(made(full, cast.diocesan_officer))))


def test_whoever_lost_the_school_gets_nothing(full, cast, client):
    pack = made(full, cast.head)
    cast.head.posts.update(until=MONDAY.replace(day=22))
    derive_grants()
    client.force_login(cast.head)
    assert client.get(reverse("meetings:pack", args=[full.pk, pack.pk])).status_code == 404


def test_when_the_papers_are_ready_everybody_with_an_account_has_a_pack_and_one_mail(full, cast):
    take(full, "collect_papers", by=cast.clerk)
    mails = Dispatch.objects.filter(key__startswith="papers:")
    assert mails.count() == 8
    assert reverse("meetings:papers", args=[full.pk]) in mails.first().payload["text"]
    assert not any(word in mail.payload["text"] for mail in mails for word in ALL_WORDS)
    deliver_waiting()
    assert Pack.objects.count() == full.invitees.count() == 8
    assert set(Pack.objects.values_list("state", flat=True)) == {Pack.State.READY}


def test_the_page_says_that_a_pack_is_made_and_then_gives_it(full, cast, client):
    client.force_login(cast.head)
    page = reverse("meetings:papers", args=[full.pk])
    assert "Make my copy" in client.get(page).content.decode()
    client.post(reverse("meetings:pack_make", args=[full.pk]))
    assert "Being made" in client.get(page).content.decode()
    deliver_waiting()
    ready = client.get(page).content.decode()
    assert reverse("meetings:pack", args=[full.pk, Pack.objects.get().pk]) in ready
    assert "Make my copy" not in ready


def test_a_failure_is_told_and_can_be_tried_again(full, cast, monkeypatch):
    monkeypatch.setattr(jobs, "make_file", fail)
    pack = ask_for_pack(full, cast.head, by=cast.head)
    job = Dispatch.objects.get(topic="meetings.make_pack")
    jobs.make_pack(job.payload, job)
    pack.refresh_from_db()
    assert (pack.state, pack.problem) == (Pack.State.FAILED, "It took too long.")
    monkeypatch.undo()
    assert made(full, cast.head) == pack


@pytest.mark.parametrize("tries_before", [7, 8])  # it fails at the last try, or was killed at every one
def test_a_pack_that_the_worker_gave_up_is_told_as_failed_and_can_be_made_again(
    full, cast, client, monkeypatch, tries_before
):
    monkeypatch.setattr(jobs, "make_file", break_down)
    ask_for_pack(full, cast.head, by=cast.head)
    Dispatch.objects.filter(topic="meetings.make_pack").update(tries=tries_before)
    deliver_waiting()
    monkeypatch.undo()
    client.force_login(cast.head)
    page = reverse("meetings:papers", args=[full.pk])
    failed = client.get(page).content.decode()
    assert "Could not be made: it was tried several times." in failed
    assert "Make it again" in failed
    assert "Being made" not in failed

    with clock.at(clock.now() + timedelta(minutes=1)):
        client.post(reverse("meetings:pack_make", args=[full.pk]))
        assert "Being made" in client.get(page).content.decode()
        deliver_waiting()
    assert Pack.objects.get().state == Pack.State.READY


def break_down(pack):
    raise MemoryError


def fail(pack):
    raise jobs.PdfError("It took too long.")
