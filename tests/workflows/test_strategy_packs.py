"""Packs of a strategy meeting: one for each reader, with the schools that the reader may read, no other."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pdfua import Validator
from pypdf import PdfReader

from concern_cases.models import Concern, EvidenceFile
from concern_cases.services.actions import agree_action
from meetings import jobs
from meetings.choices import RequiredAs
from meetings.models import AgendaItem, Meeting, Pack, Paper
from meetings.packs import making
from meetings.services.invitees import InviteeFacts
from meetings.services.packs import ask_for_pack, is_for_reader_still, packs_of
from meetings.services.papers import arrange_papers, choose_papers
from meetings.services.strategy_schools import ask_question
from people.models import Share
from people.places import places_of_share
from people.roles import Role
from people.services.grants import derive_for
from record import clock, outbox
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch, ReadLog
from record.outbox import deliver_waiting
from schools.models import Succession
from schools.permissions import Circle
from tests.concern_cases.makers import make_evidence, office, sent_file
from tests.factories import make_post, make_school, make_share, make_user
from tests.kept_rows import kept
from tests.meetings.makers import words_of
from tests.meetings.paper_makers import pdf_of
from tests.workflows.conftest import london, take
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy, make_full_case, school_item
from workflows.services.cases import continue_case_at
from workflows.services.strategy_packs import (
    ask_to_compile,
    compile_packs,
    make_packs_again,
    outdated_in,
    progress_of,
    stop_packs,
)
from workflows.strategy import jobs as strategy_jobs
from workflows.strategy.evidence import evidence_for, evidence_of
from workflows.strategy.pack import sections_about

MARKS = {"OURS", "THEIRS", "NOBODYS"}


@pytest.fixture
def no_pdf(settings):
    """Nobody's pack is made into a file, in tests of what does not look at one."""
    nothing = {"deliver": "tests.renderings.leave_it", "repeatable": True}
    settings.OUTBOX_TOPICS = {**settings.OUTBOX_TOPICS, "meetings.make_pack": nothing}


def invited(*people):
    as_what = [RequiredAs.CHAIR, *[RequiredAs.LA] * len(people)]
    return [InviteeFacts(each, user=user) for each, user in zip(as_what, people, strict=False)]


@pytest.fixture
def made(cast, monday):
    """A meeting about three schools: of each diocese one, and one of none, which a member heads."""
    return kept((cast.school.kept_key, "strategy meeting about three"), lambda: make_three(cast))


def make_three(cast):
    both, head = make_user("Edmund Lisle"), make_user("Martha Keble")
    for diocese in (cast.corvesham, cast.saltmarsh):
        make_post(Role.DIOCESAN_OFFICER, user=both, diocese=diocese)
    community = make_school(name="Ambleside Community School", low_age=4, high_age=11)
    make_post(Role.STRATEGY_MEMBER, user=head)
    make_post(Role.HEADTEACHER, user=head, schools=(community,))
    make_share(cast.other_school, agreed_by=cast.senior_adviser)
    officers = (cast.diocesan_officer, cast.other_diocesan_officer, both)
    meeting = call_strategy(cast, invitees=invited(cast.director, cast.senior_adviser, *officers, head))
    marks = {"OURS": cast.school, "THEIRS": cast.other_school, "NOBODYS": community}
    for mark, school in marks.items():
        school_item(meeting, make_full_case(cast, school, mark=mark), cast)
    agree_action(
        case=meeting.items.get(school=cast.school).case,
        what="LAONLY",
        due_on=clock.today() + timedelta(days=9),
        measure="Done",
        owner=cast.senior_adviser,
        circle=Circle.LA,
        by=cast.senior_adviser,
    )
    return {"meeting": meeting, "both": both, "head": head}


@pytest.fixture
def three(made):
    return made["meeting"]


@pytest.fixture
def everybody(cast, made):
    """Readers of every kind, by what each may read: shared schools, two dioceses, the head of one school."""
    return {
        cast.director: {"OURS", "THEIRS", "NOBODYS", "LAONLY"},
        cast.senior_adviser: {"OURS", "THEIRS", "NOBODYS", "LAONLY"},
        cast.diocesan_officer: {"OURS"},
        cast.other_diocesan_officer: {"THEIRS"},
        made["both"]: {"OURS", "THEIRS"},
        made["head"]: {"OURS", "THEIRS", "LAONLY"},
    }


def compiled(meeting, cast):
    ask_to_compile(meeting, by=cast.senior_adviser)
    while deliver_waiting():
        pass
    packs = {pack.reader: pack for pack in Pack.objects.filter(meeting=meeting)}
    assert {pack.state for pack in packs.values()} == {Pack.State.READY}
    return packs


def raw(pack):
    with default_storage.open(pack.pdf.name) as file:
        return file.read()


def titles(outline):
    for entry in outline:
        yield from titles(entry) if isinstance(entry, list) else [entry.title]


@pytest.fixture
def laid_out(monkeypatch):
    """What was laid out, by the facts of each time."""
    found, render = [], making.render_pdf

    def count(html, **facts):
        found.append(facts)
        return render(html, **facts)

    making.laid_out.cache_clear()
    monkeypatch.setattr(making, "render_pdf", count)
    return found


def withdraw(share):
    share.until = clock.today() - timedelta(days=1)
    share.save()
    derive_for(places_of_share(share))


def test_no_readers_pack_says_a_word_of_a_school_that_the_reader_may_not_read(
    cast, three, everybody, tmp_path, laid_out
):
    packs = compiled(three, cast)
    assert set(packs) == set(everybody)
    for reader, expected in everybody.items():
        data = raw(packs[reader])
        path = tmp_path / f"{reader.pk}.pdf"
        path.write_bytes(data)
        pdf, text = PdfReader(path), words_of(data)
        assert {mark for mark in [*MARKS, "LAONLY"] if mark in text} == expected, reader
        schools = {item.school.name for item in three.items.visible_to(reader).exclude(school=None)}
        for item in three.items.exclude(school=None):
            seen = item.school.name in schools
            assert (item.school.name in text) == seen, (reader, item)
            assert (item.school.urn in text) == seen, (reader, item)
            assert any(item.school.name in title for title in titles(pdf.outline)) == seen
        others = [name for name in everybody if name != reader]
        assert not any(f"Copy for {other.name}" in text for other in others)
        assert text.count(f"Copy for {reader.name}, made on Monday 23 November 2026") == len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            assert f"Page {number} of {len(pdf.pages)}" in " ".join(page.extract_text().split())
        assert reader.name in pdf.metadata.title
        report = Validator().validate(str(path))
        assert [each for each in report.findings if each.severity in ("error", "warning")] == []
        assert 2 <= (len(pdf.pages) - 3) / len(schools) <= 4, "pages of each school"
    # The director and the adviser see the same: it was laid out once for both.
    assert sum(facts.get("is_tagged", True) for facts in laid_out) == len(everybody) - 1
    for mark in ("R", "A", "G"):
        assert f" {mark} " in words_of(raw(packs[cast.director])), "the judgements are pictures"


def test_a_pack_opens_no_longer_when_a_share_is_withdrawn_and_a_new_one_is_made(cast, three, client):
    packs = compiled(three, cast)
    pack = packs[cast.diocesan_officer]
    client.force_login(cast.diocesan_officer)
    answer = client.get(reverse("meetings:pack", args=[three.pk, pack.pk]))
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    read = ReadLog.objects.filter(user_id=cast.diocesan_officer.pk, what__startswith="pack of")
    assert list(read.values_list("urn", flat=True)) == [cast.school.urn]
    assert client.get(reverse("meetings:pack", args=[three.pk, packs[cast.director].pk])).status_code == 404
    withdraw(Share.objects.get(school=cast.school))
    answer = client.get(reverse("meetings:pack", args=[three.pk, pack.pk]), follow=True)
    assert "What you may see has changed since this pack was made" in answer.content.decode()
    client.post(reverse("meetings:pack_make", args=[three.pk]))
    deliver_waiting()
    new = Pack.objects.filter(reader=cast.diocesan_officer).latest("asked_at", "pk")
    assert new.pk != pack.pk
    assert not any(mark in words_of(raw(new)) for mark in MARKS)
    assert [line.is_readable for line in packs_of(three, cast.diocesan_officer)] == [True, False]
    assert is_for_reader_still(packs[cast.director])


def test_a_pack_opens_no_longer_when_anything_that_it_quotes_is_narrowed(cast, three):
    pack = compiled(three, cast)[cast.diocesan_officer]
    assert is_for_reader_still(pack)
    concern = Concern.objects.filter(case__school=cast.school).first()
    concern.circle = Circle.LA
    concern.save()
    assert not is_for_reader_still(pack)


def test_what_cannot_be_printed_is_named_and_the_rest_is_complete(cast, three):
    item = three.items.get(school=cast.school)
    files = [sent_file("slides.pptx", office("pptx")), sent_file("good.pdf", pdf_of("PRINTED"))]
    make_evidence(item.case, files=files)
    choose_papers(three, item=item, files=EvidenceFile.objects.all(), by=cast.senior_adviser)
    pack = compiled(three, cast)[cast.diocesan_officer]
    text = words_of(raw(pack))
    assert "It is a PowerPoint presentation" in text
    assert "slides.pptx" in text
    assert "PRINTED" in text
    assert "OURS" in text
    assert text.count("Copy for Catherine Blyth") == pack.pages
    other = three.items.get(school=cast.other_school)
    with pytest.raises(RuleError, match="files of this case"):
        choose_papers(three, item=other, files=EvidenceFile.objects.all(), by=cast.senior_adviser)
    theirs = Pack.objects.get(meeting=three, reader=cast.other_diocesan_officer)
    assert "slides.pptx" not in words_of(raw(theirs))


def test_papers_are_chosen_on_the_page_of_a_school(cast, three, client):
    item = three.items.get(school=cast.school)
    make_evidence(item.case, files=[sent_file("note.pdf", pdf_of("x"))])
    client.force_login(cast.senior_adviser)
    address = reverse("meetings:papers_choose", args=[three.pk])
    assert client.get(address).url == reverse("tasks:strategy_schools", args=[three.pk])
    page = client.get(f"{address}?item={item.pk}")
    key = page.context["form"]["form_key"].value()
    answer = {"form_key": key, "files": [EvidenceFile.objects.get().pk], "item": item.pk}
    client.post(f"{address}?item={item.pk}", answer)
    text = client.get(reverse("tasks:strategy_school", args=[three.pk, item.pk])).content.decode()
    assert "note.pdf" in text
    paper, other = Paper.objects.get(), three.items.get(school=cast.other_school)
    with pytest.raises(RuleError, match="case of another school"):
        arrange_papers(three, order=[paper.pk], items={paper.pk: other}, by=cast.senior_adviser)
    assert client.get(reverse("meetings:papers", args=[three.pk])).status_code == 200


def test_the_pack_of_an_empty_meeting_says_so(cast, monday):
    meeting = call_strategy(cast, invitees=invited(cast.director, cast.diocesan_officer))
    AgendaItem.objects.filter(meeting=meeting).delete()
    pack = compiled(meeting, cast)[cast.diocesan_officer]
    text = words_of(raw(pack))
    assert "Nothing stands on it that you may see." in text
    assert "No paper lies on the table yet." in text
    assert pack.pages == 2


def test_a_school_that_merged_brings_along_what_was_on_record_before(cast, monday, no_pdf, client):
    old = make_full_case(cast, cast.school, mark="BEFORE")
    meeting = call_strategy(cast)
    gone = school_item(meeting, old, cast)
    meeting.status, meeting.held_at = Meeting.Status.HELD, clock.now()
    meeting.save()
    gone.progress_id = None
    gone.state = AgendaItem.State.DONE
    gone.save()
    academy = make_school(diocese=cast.corvesham, name="Fernhallow Academy")
    Succession.objects.create(predecessor=cast.school, successor=academy, on=clock.today(), kind="Successor")
    new, _, _ = continue_case_at(
        old, school=academy, why="It merged.", lead=cast.senior_adviser, by=cast.senior_adviser
    )
    later = call_strategy(cast, starts_at=london(STRATEGY_DAY + timedelta(days=56), 9))
    item = school_item(later, new, cast)
    shown = evidence_of(item, cast.director)
    assert shown.line.moved_from == [cast.school]
    assert len(shown.categories) == 4
    assert shown.plans
    assert (shown.actions.done, shown.last.item) == (2, gone)
    text = sections_about([item], cast.director)[item.pk].html
    assert f"The case was at {cast.school}" in text
    # The diocese sees the old school, and the new one only when that is shared as well.
    assert not later.items.visible_to(cast.diocesan_officer).filter(pk=item.pk).exists()
    make_share(academy, agreed_by=cast.senior_adviser)
    withdraw(Share.objects.get(school=cast.school))
    theirs = evidence_of(later.items.visible_to(cast.diocesan_officer).get(pk=item.pk), cast.diocesan_officer)
    assert theirs.line.moved_from == []
    assert not theirs.categories
    before = evidence_of(gone, cast.director)
    assert before.line.goes_on == new


def test_the_number_of_queries_does_not_grow_with_the_schools(cast, three, no_pdf):
    compile_packs(three)
    Pack.objects.update(state=Pack.State.READY, made_at=clock.now())
    items = list(
        three.items.exclude(school=None).select_related("case__school__diocese", "case__lead", "school")
    )
    for item in items:
        item.meeting = three

    def cost(act):
        with CaptureQueriesContext(connection) as context:
            act()
        return len(context)

    assert cost(lambda: evidence_for(items, cast.director)) == cost(
        lambda: evidence_for(items[:1], cast.director)
    )
    all_three = cost(lambda: packs_of(three, cast.director))
    three.items.filter(pk__in=[item.pk for item in items[1:]]).delete()
    assert cost(lambda: packs_of(three, cast.director)) <= all_three <= 20


def test_a_pack_is_outdated_when_something_was_recorded_of_its_schools(cast, three, no_pdf):
    ask_for_pack(three, cast.director, by=cast.director)
    with clock.at(clock.now() + timedelta(minutes=5)):
        Pack.objects.update(state=Pack.State.READY, made_at=clock.now(), holds={"items": keys_of(three)})
    assert [line.is_current for line in packs_of(three, cast.director)] == [True]
    with clock.at(clock.now() + timedelta(hours=1)):
        ask_question(three.items.get(school=cast.school), question="Is it enough?", by=cast.senior_adviser)
        assert [line.is_current for line in packs_of(three, cast.director)] == [False]


def test_which_packs_are_outdated_takes_one_query_more_for_each_reader(
    cast, three, everybody, no_pdf, django_assert_num_queries
):
    for reader in everybody:
        ask_for_pack(three, reader, by=cast.director)
    with clock.at(clock.now() + timedelta(minutes=5)):
        for pack in Pack.objects.select_related("reader"):
            pack.holds = {"items": sorted(three.items.visible_to(pack.reader).values_list("pk", flat=True))}
            pack.state, pack.made_at = Pack.State.READY, clock.now()
            pack.save()
    progress = progress_of(three)
    assert progress.made == len(everybody)
    with django_assert_num_queries(4 + len(everybody)):
        assert outdated_in(progress) == set()
    with clock.at(clock.now() + timedelta(hours=1)):
        # Only who may read of the school has to have another one.
        make_evidence(three.items.get(school=cast.other_school).case)
        with django_assert_num_queries(3 + len(everybody)):
            outdated = outdated_in(progress)
    knowing = {reader for reader, marks in everybody.items() if "THEIRS" in marks}
    assert {pack.reader for pack, _ in progress.packs if pack.pk in outdated} == knowing


def keys_of(meeting):
    return sorted(meeting.items.values_list("pk", flat=True))


@pytest.mark.usefixtures("no_pdf")
def test_how_far_it_is_stands_on_a_page_that_looks_again_and_can_be_stopped(cast, three, everybody, client):
    client.force_login(cast.senior_adviser)
    page = reverse("tasks:strategy_packs", args=[three.pk])
    assert "No pack has been asked for yet" in client.get(page).content.decode()
    client.post(reverse("tasks:packs_again", args=[three.pk]))
    reads = ReadLog.objects.count()
    text = client.get(page).content.decode()
    assert f'max="{len(everybody)}" value="0"' in text  # before the worker has looked at it
    deliver_waiting()
    first = Pack.objects.filter(meeting=three).first()
    Pack.objects.filter(pk=first.pk).update(state=Pack.State.READY, made_at=clock.now(), pages=3)
    for _ in range(2):  # as often as it is loaded
        text = client.get(page).content.decode()
        assert f'max="{len(everybody)}" value="1"' in text
        assert "data-look-again" in text
    assert ReadLog.objects.count() == reads
    client.post(reverse("tasks:stop_packs", args=[three.pk]))
    text = client.get(page).content.decode()
    assert "data-look-again" not in text
    assert f"1 of {len(everybody)} packs is made, {len(everybody) - 1} could not be made" in text
    assert "It was stopped." in text


def test_run_again_it_doubles_nothing(cast, three, everybody, no_pdf):
    for minute in range(3):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            make_packs_again(three, by=cast.senior_adviser)
            while deliver_waiting():
                pass
    assert Pack.objects.filter(meeting=three).count() == len(everybody)
    # Something changes while they wait: they are made of what there is then, and not twice.
    ask_question(three.items.get(school=cast.school), question="Is it enough?", by=cast.senior_adviser)
    make_packs_again(three, by=cast.senior_adviser)
    deliver_waiting()
    assert Pack.objects.filter(meeting=three).count() == len(everybody)
    assert progress_of(three).all == len(everybody)
    three.status = Meeting.Status.HELD
    three.save()
    with pytest.raises(AlreadyDone):
        make_packs_again(three, by=cast.senior_adviser)


def test_stopped_while_they_are_asked_for_no_more_are(cast, three, everybody, no_pdf, monkeypatch):
    take(three, "choose_schools", by=cast.senior_adviser)
    ask = strategy_jobs.compile_packs

    def stop_after_two(meeting, *, go_on):
        def count():
            go_on()
            if Pack.objects.filter(meeting=meeting).count() == 2:
                stop_packs(meeting, by=cast.senior_adviser)
                go_on()

        return ask(meeting, go_on=count)

    monkeypatch.setattr(strategy_jobs, "compile_packs", stop_after_two)
    deliver_waiting()
    progress = progress_of(three)
    assert (progress.all, progress.failed, progress.waiting) == (2, 2, 0)
    assert not Dispatch.objects.filter(topic="strategy.compile", state=Dispatch.State.WAITING).exists()
    assert strategy_jobs.finish_compiled_packs() == 1, "the process goes on: the packs are checked"


def test_a_pack_being_made_when_it_is_stopped_is_dropped(cast, three, monkeypatch):
    pack = ask_for_pack(three, cast.director, by=None)
    make = jobs.make_file

    def stop_meanwhile(waiting):
        stop_packs(three, by=cast.senior_adviser)
        return make(waiting)

    monkeypatch.setattr(jobs, "make_file", stop_meanwhile)
    deliver_waiting()
    pack.refresh_from_db()
    assert (pack.state, pack.pdf.name) == (Pack.State.FAILED, "")


def test_what_is_called_off_is_not_delivered(monday):
    made = outbox.enqueue("strategy.compile", key="compile:1:x", payload={"meeting": 1})
    other = outbox.enqueue("strategy.compile", key="compile:2:x", payload={"meeting": 2})
    assert outbox.call_off("strategy.compile", key="compile:1:", why="Stopped.") == 1
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, made.error, other.state) == (Dispatch.State.SENT, "Stopped.", Dispatch.State.WAITING)
    with pytest.raises(outbox.ClaimLost):
        outbox.keep_claim(made)
