"""The answer, its lateness, and what the council finds."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.models import Letter, LetterResponse
from letters.services.answering import answer_letter, assess_letter
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import make_given

ANSWERS = {1: "Adopted on 3 December.", 2: "On 10 and 15 December.", 3: "On 12 January."}
ON_PAPER = {"came": "post", "received_on": date(2026, 11, 23), "answered_by": "Susan Hallett"}


def test_the_chair_answers_each_action_once(county):
    letter = make_given(county)
    response = answer_letter(letter, answers=ANSWERS, by=county.chair)
    assert (response.came, response.answered_by, response.late) == ("portal", "Susan Hallett", False)
    assert [item.text for item in response.items.all()] == list(ANSWERS.values())
    with pytest.raises(AlreadyDone, match="answered by Susan Hallett already"):
        answer_letter(letter, answers=ANSWERS, by=county.chair)
    assert CaseEvent.objects.filter(kind="letters.answered").count() == 1


def test_an_action_without_an_answer_is_named(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="action 2") as refused:
        answer_letter(letter, answers={**ANSWERS, 2: " "}, by=county.chair)
    assert refused.value.field == "answer-2"
    assert not LetterResponse.objects.exists()


@pytest.mark.parametrize(("day", "late"), [(date(2027, 1, 5), False), (date(2027, 1, 6), True)])
def test_lateness_is_judged_by_the_clock_at_the_end_of_its_day(county, day, late):
    letter = make_given(county)
    with clock.at(day):
        assert answer_letter(letter, answers=ANSWERS, by=county.chair).late is late


def test_the_senior_adviser_enters_an_answer_that_came_on_paper(county):
    letter = make_given(county)
    response = answer_letter(letter, answers=ANSWERS, by=county.senior_adviser, **ON_PAPER)
    assert (response.answered_by, response.recorded_by) == ("Susan Hallett", county.senior_adviser)
    assert CaseEvent.objects.get(kind="letters.answer_entered").body["answered_by"] == "Susan Hallett"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"came": "portal"}, "came"),
        ({"answered_by": " "}, "answered_by"),
        ({"received_on": None}, "received_on"),
        ({"received_on": date(2026, 11, 22)}, "received_on"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
    ],
)
def test_an_answer_on_paper_says_how_when_and_from_whom_it_came(county, change, field):
    letter = make_given(county)
    with pytest.raises(RuleError) as refused:
        answer_letter(letter, answers=ANSWERS, by=county.senior_adviser, **{**ON_PAPER, **change})
    assert refused.value.field == field


def test_a_governor_can_not_date_an_answer_back(county):
    letter = make_given(county)
    with clock.at(date(2027, 1, 6)):
        response = answer_letter(letter, answers=ANSWERS, by=county.chair, **ON_PAPER)
    assert (response.received_on, response.came) == (date(2027, 1, 6), "portal")


@pytest.mark.parametrize("role", ["governor", "head", "director", "other_chair", "diocesan_officer"])
def test_nobody_else_answers(county, role):
    letter = make_given(county)
    with pytest.raises(PermissionDenied):
        answer_letter(letter, answers=ANSWERS, by=getattr(county, role))


def test_the_finding_ends_the_letter_and_the_chair_hears_of_it(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="The school will read it"):
        assess_letter(letter, complied=True, why="", by=county.senior_adviser)
    assess_letter(letter, complied=True, why="The plan is adopted.", by=county.senior_adviser)
    assert letter.status == Letter.Status.COMPLIED
    assert Dispatch.objects.filter(key=f"letter:{letter.pk}:outcome:{county.chair.pk}").exists()
    with pytest.raises(AlreadyDone):
        assess_letter(letter, complied=False, why="No.", by=county.senior_adviser)


def test_only_those_who_may_assess_do(county):
    letter = make_given(county)
    for user in (county.chair, county.sip, county.clerk):
        with pytest.raises(PermissionDenied):
            assess_letter(letter, complied=True, why="Yes.", by=user)


def test_files_sent_with_an_answer_become_evidence_that_the_school_can_read(county, client):
    letter = make_given(county)
    sent = SimpleUploadedFile("plan.txt", b"The plan for mathematics.", content_type="text/plain")
    response = answer_letter(letter, answers=ANSWERS, files={1: [sent]}, by=county.chair)
    first, second, _ = response.items.all()
    assert (first.evidence.circle, first.evidence.source) == ("school", "Answer to L-2026-0001, action 1")
    assert second.evidence is None
    client.force_login(county.chair)
    address = reverse("cases:file", args=[letter.case.reference, first.evidence.files.get().pk])
    assert address in client.get(letter.get_absolute_url()).content.decode()
    page = client.get(address)
    assert b"".join(page.streaming_content) == b"The plan for mathematics."
    page.close()
