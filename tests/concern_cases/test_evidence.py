from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from concern_cases.models import CaseEvent, Evidence, EvidenceFile
from concern_cases.services.cases import close_case
from concern_cases.services.evidence import add_evidence, add_files
from concern_cases.visitors import offered_visitors
from people.models import Post
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import PDF, PNG, days, make_case, make_evidence, sent_file


def files_on_disk():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def content(row):
    with row.file.open() as file:
        return file.read()


def test_evidence_stands_in_the_case_with_its_files(cast, case):
    files = [sent_file("note.pdf"), sent_file("wall.png", PNG)]
    evidence = make_evidence(case, circle="la_and_diocese", files=files)
    rows = list(evidence.files.order_by("name"))
    assert [(row.name, row.version, row.content_type) for row in rows] == [
        ("note.pdf", 1, "application/pdf"),
        ("wall.png", 1, "image/png"),
    ]
    assert {row.scan_state for row in rows} == {"not_scanned"}
    assert content(rows[0]) == PDF
    event = CaseEvent.objects.latest("position")
    assert (event.kind, event.circle) == ("evidence.added", "la_and_diocese")
    assert (event.body["files"], len(event.body["sha256"])) == ("note.pdf, wall.png", 2)


def test_evidence_of_a_visit_names_the_post_in_which_it_was_made(cast, case):
    post = Post.objects.get(user=cast.sip)
    evidence = make_evidence(case, on=post.since, visitor=post)
    assert evidence.visitor == post
    assert CaseEvent.objects.latest("position").body["visitor"] == str(post)


def test_a_visit_before_the_allocation_or_after_it_ended_is_refused_with_the_reason(cast, case):
    post = Post.objects.get(user=cast.sip)
    post.since, post.until = days(-20), days(-10)
    post.save()
    for on, why in ((days(-21), "was allocated to this school on"), (days(-9), "was here until")):
        with pytest.raises(RuleError, match=why) as refused:
            make_evidence(case, on=on, visitor=post)
        assert refused.value.field == "on"
    make_evidence(case, on=days(-30))  # it names nobody of them
    assert make_evidence(case, on=days(-20), visitor=post)


def test_nobody_else_is_named_as_visitor(cast, case):
    for user in (cast.head, cast.other_chair):
        with pytest.raises(RuleError, match="sent to this school") as refused:
            make_evidence(case, visitor=user.posts.get())
        assert refused.value.field == "visitor"


def test_the_school_is_offered_who_came_in_this_case_and_nobody_who_is_still_to_come(cast, case):
    post = Post.objects.get(user=cast.sip)
    for person in (cast.head, cast.senior_adviser):
        assert post in offered_visitors(case, person)
    post.since, post.until = days(-900), days(-800)
    post.save()
    assert post not in offered_visitors(case, cast.head)
    assert post in offered_visitors(case, cast.senior_adviser)
    post.since, post.until = days(30), None
    post.save()
    assert post not in offered_visitors(case, cast.senior_adviser)


def test_the_page_offers_who_is_sent_to_the_school_and_says_the_reason_beside_the_day(cast, case, as_):
    browser, post = as_(cast.senior_adviser), Post.objects.get(user=cast.sip)
    post.since = days(-20)
    post.save()
    address = f"/cases/{case.reference}/add-evidence/"
    form = browser.get(address).context["form"]
    offered = [label for key, label in form.fields["visitor"].choices if key]
    assert any(label.startswith(f"{post}, since") for label in offered)
    assert not any(cast.head.name in label for label in offered)
    sent = {"kind": "note_of_visit", "source": "Visit 2", "text": "Seen.", "circle": "school"}
    sent |= {"form_key": form["form_key"].value(), "visitor": post.pk, "on": f"{days(-21):%d/%m/%Y}"}
    again = browser.post(address, sent).context["form"]
    assert "was allocated to this school on" in again.errors["on"][0]
    sent["on"] = f"{days(-19):%d/%m/%Y}"
    assert browser.post(address, sent).status_code == 302
    html = browser.get(f"/cases/{case.reference}/concerns/").content.decode()
    assert f"Visit of {post}" in html


def test_nothing_of_a_files_name_reaches_the_disk(case):
    make_evidence(case, files=[sent_file("../../secret name.pdf")])
    (path,) = files_on_disk()
    assert path.name.isalnum()
    assert path.is_relative_to(Path(settings.MEDIA_ROOT) / "evidence")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"source": " "}, "source"),
        ({"text": ""}, "text"),
        ({"kind": "rumour"}, "kind"),
        ({"on": days(1)}, "on"),
        ({"circle": "friends"}, "circle"),
        ({"files": [sent_file("run.exe", b"MZ")]}, "files"),
    ],
)
def test_evidence_that_says_too_little_leaves_nothing_behind(case, facts, field):
    with pytest.raises(RuleError) as refused:
        make_evidence(case, **facts)
    assert refused.value.field == field
    assert not Evidence.objects.exists()
    assert not files_on_disk()


def test_evidence_belongs_to_a_concern_of_its_own_case(cast, case):
    other = make_case(cast, school=cast.other_school)
    with pytest.raises(RuleError, match="of this case"):
        make_evidence(case, concern=other.concerns.get())
    assert make_evidence(case, concern=case.concerns.get()).concern == case.concerns.get()


def test_a_file_of_the_same_name_is_the_next_version_and_the_first_stays(case):
    evidence = make_evidence(case, files=[sent_file()])
    add_files(evidence, files=[ContentFile(PDF + b"more", name="note.pdf")], by=case.lead)
    rows = list(evidence.files.order_by("version"))
    assert [(row.name, row.version) for row in rows] == [("note.pdf", 1), ("note.pdf", 2)]
    assert [content(row) for row in rows] == [PDF, PDF + b"more"]
    assert CaseEvent.objects.latest("position").body["files"] == "note.pdf (version 2)"


def test_the_same_file_is_not_kept_twice(case):
    evidence = make_evidence(case, files=[sent_file()])
    with pytest.raises(RuleError, match="here already"):
        add_files(evidence, files=[sent_file("other.pdf", PDF + b"x"), sent_file()], by=case.lead)
    assert EvidenceFile.objects.count() == 1
    assert len(files_on_disk()) == 1
    with pytest.raises(RuleError, match="at least one file"):
        add_files(evidence, files=[], by=case.lead)


def test_a_disk_that_fails_leaves_no_half_of_the_files(case, monkeypatch):
    saved = EvidenceFile.save

    def fail_on_second(self, *args, **kwargs):
        if self.name == "b.pdf":
            raise OSError("no space left")
        saved(self, *args, **kwargs)

    monkeypatch.setattr(EvidenceFile, "save", fail_on_second)
    with pytest.raises(OSError, match="no space"):
        make_evidence(case, files=[sent_file("a.pdf"), sent_file("b.pdf")])
    assert not files_on_disk()
    assert not Evidence.objects.exists()


def test_nothing_is_added_to_a_closed_case(cast, case):
    evidence = make_evidence(case)
    close_case(case, reason="Better.", by=cast.director)
    with pytest.raises(AlreadyDone):
        make_evidence(case)
    with pytest.raises(AlreadyDone):
        add_files(evidence, files=[sent_file()], by=cast.director)


def test_named_evidence_needs_names(cast, case):
    with pytest.raises(RuleError, match="Choose the people"):
        make_evidence(case, circle="named")
    evidence = add_evidence(
        case,
        kind="other",
        on=days(-1),
        source="A call",
        text="What was said.",
        circle="named",
        named=[cast.chair],
        by=cast.sip,
    )
    assert set(evidence.named.all()) == {cast.chair, cast.sip}
