"""Papers: sent in several at once, chosen from the case, put in order, taken off the table."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from concern_cases.models import Evidence, EvidenceFile
from meetings.models import Paper
from meetings.services.papers import (
    arrange_papers,
    choose_papers,
    files_to_choose,
    lay_papers,
    take_off,
    who_brought_none,
)
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import PDF, make_case, make_evidence, office, sent_file
from tests.meetings.paper_makers import item_called, lay, make_restricted
from tests.workflows.conftest import london
from workflows import engine


def names(meeting):
    return list(
        Paper.objects.filter(item__meeting=meeting)
        .order_by("item__order", "order")
        .values_list("file__name", flat=True)
    )


def test_a_paper_is_evidence_of_the_case_in_its_circle(meeting, case, cast):
    lay(meeting, circle="la", by=cast.sip)
    paper = Paper.objects.get()
    assert (paper.file.evidence.case, paper.file.evidence.circle) == (case, "la")
    assert paper.file.added_by == cast.sip


def test_under_a_restricted_item_a_paper_is_for_the_people_of_that_item(meeting, cast):
    item = make_restricted(meeting, cast.chair, by=cast.senior_adviser)
    lay(meeting, item=item, circle="school", by=cast.senior_adviser)
    evidence = Evidence.objects.get()
    assert (evidence.circle, set(evidence.named.all())) == ("named", {cast.chair, cast.senior_adviser})
    assert not Evidence.objects.visible_to(cast.head).exists()


def test_nobody_lays_a_paper_under_an_item_that_is_hidden_from_them(meeting, cast):
    item = make_restricted(meeting, cast.chair, by=cast.senior_adviser)
    with pytest.raises(RuleError, match="Choose an item of this agenda"):
        lay(meeting, item=item, by=cast.head)
    assert not Evidence.objects.exists()


def test_files_of_the_case_are_chosen_once_and_by_those_who_read_them(meeting, case, cast):
    shared = make_evidence(case, files=[sent_file("shared.pdf")]).files.get()
    hidden = make_evidence(case, circle="la", files=[sent_file("hidden.pdf")]).files.get()
    other = make_case(cast, school=cast.other_school)
    foreign = make_evidence(other, files=[sent_file("foreign.pdf")]).files.get()
    item = item_called(meeting, "Results")
    assert files_to_choose(meeting, cast.head) == [shared]
    for _ in range(2):
        choose_papers(meeting, item=item, files=[shared], by=cast.clerk)
    assert names(meeting) == ["shared.pdf"]
    for file, by in ((hidden, cast.head), (foreign, cast.clerk)):
        with pytest.raises(RuleError, match="files of this case"):
            choose_papers(meeting, item=item, files=[file], by=by)
    assert files_to_choose(meeting, cast.clerk) == [hidden]


def test_papers_are_put_in_order_and_under_other_items(meeting, cast):
    for name in ("one.pdf", "two.pdf", "three.pdf"):
        lay(meeting, name=name, by=cast.sip)
    one, two, three = Paper.objects.order_by("order")
    arrange_papers(meeting, order=[three.pk, one.pk, two.pk], by=cast.clerk)
    assert names(meeting) == ["three.pdf", "one.pdf", "two.pdf"]
    arrange_papers(meeting, order=[], items={two.pk: item_called(meeting, "Apologies")}, by=cast.clerk)
    assert names(meeting) == ["two.pdf", "three.pdf", "one.pdf"]


def test_a_paper_taken_off_the_table_stays_in_the_case_and_one_that_was_read_stays(meeting, cast):
    (paper,) = lay(meeting, by=cast.sip)
    paper.reviewed = True
    paper.save()
    with pytest.raises(RuleError, match="looked at in the meeting"):
        take_off(paper, by=cast.clerk)
    paper.reviewed = False
    paper.save()
    take_off(paper, by=cast.clerk)
    assert (Paper.objects.count(), EvidenceFile.objects.count()) == (0, 1)


def test_those_who_brought_nothing_are_named(meeting, cast):
    assert cast.sip.name in [who.name for who in who_brought_none(meeting)]
    lay(meeting, by=cast.sip)
    left = [who.name for who in who_brought_none(meeting)]
    assert cast.sip.name not in left
    assert cast.clerk.name not in left, "the clerk arranges them"


# --- The pages


def blank(client, url):
    page = client.get(url)
    key = page.context["key"]["form_key"].value()
    return {"form_key": key, "papers-TOTAL_FORMS": 4, "papers-INITIAL_FORMS": 0}


def row(number, meeting, *files, item="Results", **facts):
    facts = {
        "files": list(files),
        "item": item_called(meeting, item).pk,
        "kind": "note_of_visit",
        "text": "Five lessons were seen.",
        "circle": "school",
        **facts,
    }
    return {f"papers-{number}-{name}": fact for name, fact in facts.items()}


def errors(answer):
    return {row.prefix: dict(row.errors) for row in answer.context["rows"] if row.errors}


def test_several_files_with_different_readers_and_items_are_sent_at_once(meeting, cast, client):
    client.force_login(cast.sip)
    url = reverse("meetings:papers_add", args=[meeting.pk])
    facts = {
        **blank(client, url),
        **row(0, meeting, sent_file("one.pdf"), sent_file("two.pdf", PDF + b"\n")),
        **row(1, meeting, sent_file("three.docx", office("docx")), item="Apologies", circle="la"),
    }
    assert client.post(url, facts).url == reverse("meetings:papers", args=[meeting.pk])
    assert names(meeting) == ["three.docx", "one.pdf", "two.pdf"]
    assert Evidence.objects.get(circle="la").files.get().name == "three.docx"
    assert Evidence.objects.get(circle="school").source == "Judith Penhale"
    # The same form a second time has no effect.
    facts |= row(0, meeting, sent_file("one.pdf"))
    assert client.post(url, facts).status_code == 302
    assert Paper.objects.count() == 3


def test_refused_files_keep_the_good_ones_and_what_was_typed(meeting, cast, client):
    client.force_login(cast.sip)
    url = reverse("meetings:papers_add", args=[meeting.pk])
    facts = {
        **blank(client, url),
        **row(
            0, meeting, sent_file("good.pdf"), sent_file("run.pdf", b"MZ" + bytes(40)), text="Seen by two."
        ),
        **row(1, meeting, sent_file("fine.pdf"), item="Apologies"),
        **row(2, meeting, sent_file("lost.pdf"), kind=""),
    }
    answer = client.post(url, facts)
    assert names(meeting) == ["fine.pdf", "good.pdf"]
    assert all(default_storage.exists(file.file.name) for file in EvidenceFile.objects.all())
    assert list(errors(answer)) == ["papers-0", "papers-2"]
    assert "“run.pdf” was not taken: it is a program" in str(errors(answer)["papers-0"]["files"])
    assert "Choose the files again" in str(errors(answer)["papers-2"]["files"])
    page = answer.content.decode()
    assert "Seen by two." in page
    assert "good.pdf and fine.pdf are on the table." in page
    # What comes back has a key of its own: it can be sent again.
    key = answer.context["key"]["form_key"].value()
    assert key != facts["form_key"]
    again = {**facts, "form_key": key, **row(0, meeting, sent_file("mended.pdf"))}
    for name in [name for name in again if name.startswith(("papers-1", "papers-2"))]:
        del again[name]
    assert client.post(url, again).status_code == 302
    assert "mended.pdf" in names(meeting)


def test_a_form_of_which_nothing_could_be_kept_is_sent_again_as_it_is(meeting, cast, client):
    client.force_login(cast.sip)
    url = reverse("meetings:papers_add", args=[meeting.pk])
    facts = blank(client, url)
    answer = client.post(url, {**facts, **row(0, meeting, sent_file("run.exe", b"MZ" + bytes(40)))})
    assert errors(answer)["papers-0"]
    assert client.post(url, {**facts, **row(0, meeting, sent_file("good.pdf"))}).status_code == 302
    assert names(meeting) == ["good.pdf"]
    empty = client.post(url, blank(client, url))
    assert errors(empty)["papers-0"]["files"] == ["Choose at least one file"]


def test_the_page_to_add_papers_says_which_kinds_stand_in_the_pack(meeting, cast, client):
    client.force_login(cast.sip)
    page = client.get(reverse("meetings:papers_add", args=[meeting.pk])).content.decode()
    assert "All stand in everybody’s pack: Word and Excel files without their own layout" in page


def test_the_page_of_papers_says_when_they_are_due_and_who_has_none(meeting, cast, client):
    client.force_login(cast.clerk)
    url = reverse("meetings:papers", args=[meeting.pk])
    page = client.get(url)
    card = engine.open_card(meeting, "collect_papers")
    assert page.context["due_on"] == card.due_on
    text = page.content.decode()
    for words in ("The papers are due on", "No paper yet", "Brought nothing yet", "David Lorimer"):
        assert words in text
    client.logout()
    with clock.at(london(card.due_on + timedelta(days=1))):
        client.force_login(cast.clerk)
        assert "The papers were due on" in client.get(url).content.decode()
    client.force_login(cast.head)
    assert "Brought nothing yet" not in client.get(url).content.decode()


def test_each_reader_finds_the_papers_of_his_or_her_circle(meeting, cast, client):
    lay(meeting, name="shared.pdf", by=cast.sip)
    lay(meeting, name="inside.pdf", circle="la", by=cast.sip)
    url = reverse("meetings:papers", args=[meeting.pk])
    for person, sees in (("head", False), ("diocesan_officer", False), ("clerk", True)):
        client.force_login(getattr(cast, person))
        for address in (url, meeting.get_absolute_url()):
            page = client.get(address).content.decode()
            assert "shared.pdf" in page, person
            assert ("inside.pdf" in page) == sees, person


def test_papers_are_arranged_and_taken_off_by_the_page(meeting, cast, client):
    for name in ("one.pdf", "two.pdf"):
        lay(meeting, name=name, by=cast.head)
    url = reverse("meetings:papers", args=[meeting.pk])
    client.force_login(cast.clerk)
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    client.post(url, {**typed, "move": f"down:{form.keys[0]}"})
    assert names(meeting) == ["two.pdf", "one.pdf"]
    paper = Paper.objects.get(file__name="two.pdf")
    off = reverse("meetings:paper_remove", args=[meeting.pk, paper.pk])
    client.force_login(cast.chair)
    assert client.post(off).status_code == 403
    assert client.post(url, typed).status_code == 403
    client.force_login(cast.head)
    client.post(off)
    assert names(meeting) == ["one.pdf"], "whoever brought it takes it off"


def test_files_are_chosen_by_the_page(meeting, case, cast, client):
    file = make_evidence(case, files=[sent_file("shared.pdf")]).files.get()
    client.force_login(cast.clerk)
    url = reverse("meetings:papers_choose", args=[meeting.pk])
    key = client.get(url).context["form"]["form_key"].value()
    facts = {"form_key": key, "files": [file.pk], "item": item_called(meeting, "Results").pk}
    assert client.post(url, facts).url == reverse("meetings:papers", args=[meeting.pk])
    assert names(meeting) == ["shared.pdf"]


def test_a_file_that_fails_while_it_is_kept_leaves_nothing_behind(meeting, cast):
    twice = [sent_file("same.pdf"), sent_file("same.pdf")]
    with pytest.raises(RuleError, match="is here already"):
        lay_papers(
            meeting,
            item=item_called(meeting, "Results"),
            kind="other",
            text="Twice the same.",
            on=clock.today(),
            source="SIP",
            circle="school",
            files=twice,
            by=cast.sip,
        )
    assert not Evidence.objects.exists()
    assert not Paper.objects.exists()
