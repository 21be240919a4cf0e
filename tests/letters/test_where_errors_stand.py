"""Whatever keeps a letter from going on stands beside what it is about, and the summary leads there."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concern_cases.models import EvidenceFile
from concern_cases.services.evidence import add_files
from letters.checks import draft_checks
from letters.quoting import hash_of
from tests.letters.makers import ACTIONS, WHY_SKIPPED, make_ready_case
from tests.letters.test_letter_flow import take
from tests.letters.test_letter_pages import draft_data
from tests.letters.test_notices import make_notice
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import start_letter

SUMMARY = re.compile(r'govuk-error-summary__list">(.*?)</ul>', re.DOTALL)
NO_ACTION = {f"actions-0-{name}": "" for name in ("what", "measure", "by")}
LINK = re.compile(r'<a href="#([^"]+)">(.*?)</a>', re.DOTALL)


def led_to(page):
    """Where the summary leads, by sentence; each place is on the page, and the sentence is said again."""
    summary = SUMMARY.search(page)
    assert summary, "there is no summary"
    links = LINK.findall(summary[1])
    assert len(links) == summary[1].count("<li>"), "each line is a link"
    for place, sentence in links:
        assert page.count(f'id="{place}"') == 1, place
        assert page.count(sentence) >= 2, sentence
    return {unescape(sentence): place for place, sentence in links}


@pytest.fixture
def letter(county):
    """A draft that is its writer's to send on."""
    by = county.senior_adviser
    letter = start_letter(
        make_ready_case(county), kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=by
    ).letter
    take(letter, "assemble_grounds", by)
    return letter


def without(letter, column):
    for ground in letter.grounds.filter(**{f"{column}__isnull": False}):
        ground.delete()


def without_disagreement(letter, county):
    without(letter, "disagreement")


def without_non_engagement(letter, county):
    without(letter, "non_engagement")


def without_evidence(letter, county):
    letter.grounds.get(number=4).delete()


def another_record(letter, county):
    evidence = letter.grounds.get(number=2).evidence
    evidence.text = "It was not so."
    evidence.save()


def a_virus(letter, county):
    evidence = letter.grounds.get(number=2).evidence
    file = SimpleUploadedFile("100%.txt", b"Seen.", content_type="text/plain")
    add_files(evidence, files=[file], by=county.senior_adviser)
    EvidenceFile.objects.update(scan_state="infected")
    ground = letter.grounds.get(number=2)
    ground.record_sha256 = hash_of(evidence)
    ground.save()


def an_academy(letter, county):
    school = letter.school
    school.type_code, school.type_group_code, school.trust_name = "34", "10", "The Vale Trust"
    school.save()


def an_unprintable_chair(letter, county):
    county.chair.name = "李 Hallett"
    county.chair.save()


def nothing(letter, county):
    pass


@pytest.mark.parametrize(
    "refusal",
    [
        (without_disagreement, {}, "Record the school’s disagreement", "other-records"),
        (without_non_engagement, {}, "Record at least one dated fact", "other-records"),
        (without_evidence, {}, "Add evidence that the school can see", "id_paragraph-3"),
        (another_record, {}, "The record behind paragraph 2 was changed", "id_paragraph-2"),
        (a_virus, {}, "A virus was found in 100%.txt", "id_paragraph-2"),
        (an_academy, {}, "letter of concern", "its-kind"),
        (an_unprintable_chair, {}, "No font here can print 李", "who-receives"),
        (nothing, {"paragraph-1": "Said by 李."}, "No font here can print 李", "id_paragraph-1"),
        (nothing, {"actions-0-measure": "Seen by 李"}, "No font here can print 李", "id_actions-0-measure"),
        (nothing, {"actions-0-measure": ""}, "Say how this action will be measured", "id_actions-0-measure"),
        (nothing, {"actions-0-by": ""}, "Say by when it is to be done", "id_actions-0-by"),
        (nothing, {"actions-0-by": "23/11/2026"}, "still to come", "id_actions-0-by"),
        (nothing, NO_ACTION, "Write what the school has to do", "id_actions-0-what"),
        (nothing, {"body": "Dear {nobody}"}, "There is no field {nobody}", "id_body"),
        (nothing, {"paragraph-2": " "}, "Write paragraph 2", "id_paragraph-2"),
    ],
)
def test_each_refusal_of_a_draft_stands_beside_what_it_is_about(letter, county, client, monkeypatch, refusal):
    spoil, typed, sentence, place = refusal
    monkeypatch.setattr(
        "letters.checks_printing.not_printable",
        lambda texts: [each for each in "李" if each in "".join(texts)],
    )
    spoil(letter, county)
    data = draft_data(letter) | {
        "subject": "A subject that was typed",
        "actions-0-what": "Adopt a plan",
        "actions-0-measure": "The plan",
        "actions-0-by": "10/12/2026",
        **typed,
    }
    client.force_login(county.senior_adviser)
    page = client.post(task_url(engine.open_card(letter, "draft_letter").task), data).content.decode()
    found = led_to(page)
    assert [there for said, there in found.items() if sentence in said] == [place]
    assert 'value="A subject that was typed"' in page, "nothing that was typed is lost"
    letter.refresh_from_db()
    assert letter.status == "draft"


def test_what_the_choice_of_records_lacks_stands_beside_the_record(letter, county, client):
    client.force_login(county.senior_adviser)
    chosen = [
        f"{name}-{getattr(ground, name).pk}"
        for ground in letter.grounds.exclude(number=4)
        for name in ("concern", "evidence", "non_engagement")
        if getattr(ground, name)
    ]
    page = client.post(reverse("letters:grounds", args=[letter.reference]), {"records": chosen})
    page = page.content.decode()
    found = led_to(page)
    bare = next(place for said, place in found.items() if said.startswith("Add evidence"))
    box = re.search(rf'<input[^>]*id="{bare}"[^>]*>', page)[0]
    assert f'value="concern-{letter.grounds.get(number=3).concern_id}"' in box
    assert f'aria-describedby="{bare}-item-hint"' in box
    assert "Add evidence" in page.split(f'id="{bare}-item-hint"')[1][:700]
    assert [there for said, there in found.items() if said.startswith("Record the")] == ["id_records"]
    assert page.count(" checked") >= len(chosen), "what was ticked stays ticked"
    assert letter.grounds.count() == 7


def test_a_notice_to_a_school_that_became_an_academy_says_so_beside_its_kind(county):
    letter = make_notice(county)
    an_academy(letter, county)
    (wrong,) = [each for each in draft_checks(letter) if not each.ok and each.field == "kind"]
    assert "letter of concern" in wrong.sentence


def test_what_stops_the_authorisation_stands_beside_the_paragraph_that_it_is_about(letter, county, client):
    by = county.senior_adviser
    take(letter, "draft_letter", by, actions=ACTIONS)
    take(letter, "tell_diocese", by)
    take(letter, "legal_check", county.legal_adviser, agreed=True)
    another_record(letter, county)
    client.force_login(county.head_of_improvement)
    address = task_url(engine.open_card(letter, "authorise").task)
    page = client.post(address, {"outcome": "agreed"}).content.decode()
    found = led_to(page)
    assert list(found.values()) == ["paragraph-2"]
    assert "Error:" in page.split('id="paragraph-2"')[1].split("</section>")[0]
