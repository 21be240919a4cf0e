"""An answer can be added to, dated, until the letter is assessed; nothing is overwritten."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.models import AnswerAddition
from letters.services.answering import add_to_answer, answer_letter, assess_letter
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import make_given
from tests.letters.test_answering import ANSWERS, ON_PAPER
from tests.letters.test_letter_flow import at, begin, give, open_now, take
from workflows import engine
from workflows.cards import task_url
from workflows.timers import fire_due_timers

MORE = {2: "Both days were held; the notes are enclosed."}


@pytest.fixture
def answered(county):
    letter = make_given(county)
    answer_letter(letter, answers=ANSWERS, by=county.chair)
    return letter


def test_what_is_added_stands_beside_what_was_answered(county, answered):
    pdf = SimpleUploadedFile("notes.pdf", b"%PDF-1.4 notes", content_type="application/pdf")
    with clock.at(date(2026, 12, 16)):
        (added,) = add_to_answer(answered, answers=MORE, files={2: [pdf]}, by=county.chair)
    assert (added.required_action.number, added.text) == (2, MORE[2])
    assert (added.answered_by, added.received_on, added.late) == ("Susan Hallett", date(2026, 12, 16), False)
    assert added.evidence.files.get().name == "notes.pdf"
    assert [item.text for item in answered.response.items.all()] == list(ANSWERS.values())
    assert CaseEvent.objects.visible_to(county.chair).filter(kind="letters.answer_added").count() == 1
    assert "has added to the answer" in Dispatch.objects.get(key__contains=":added:").payload["text"]


def test_the_council_enters_what_came_on_paper_and_an_addition_after_the_last_day_is_late(county, answered):
    with clock.at(date(2027, 1, 8)):
        (added,) = add_to_answer(
            answered,
            answers={1: "It was adopted."},
            came="post",
            received_on=date(2027, 1, 6),
            answered_by="Susan Hallett",
            by=county.senior_adviser,
        )
    assert (added.came, added.late, added.recorded_by) == ("post", True, county.senior_adviser)
    assert CaseEvent.objects.get(kind="letters.addition_entered").body["late"]
    assert not Dispatch.objects.filter(key__contains=":added:").exists(), "the lead entered it"


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ({"answers": {1: " "}}, "Write what you add", "answer-1"),
        ({"answers": {}, "files": {3: ["a file"]}}, "Say what the files show", "answer-3"),
    ],
)
def test_an_addition_that_says_nothing_is_refused(county, answered, said, sentence, field):
    with pytest.raises(RuleError, match=sentence) as refused:
        add_to_answer(answered, by=county.chair, **said)
    assert refused.value.field == field


def test_nobody_adds_to_a_letter_without_an_answer_or_after_its_assessment(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="was not answered yet"):
        add_to_answer(letter, answers=MORE, by=county.chair)
    answer_letter(letter, answers=ANSWERS, by=county.chair)
    with pytest.raises(PermissionDenied):
        add_to_answer(letter, answers=MORE, by=county.head)
    with pytest.raises(RuleError, match="how the answer came"):
        add_to_answer(letter, answers=MORE, by=county.senior_adviser)
    with clock.at(date(2027, 1, 14)):
        assess_letter(letter, complied=True, why="It is done.", by=county.senior_adviser)
        with pytest.raises(AlreadyDone):
            add_to_answer(letter, answers=MORE, by=county.chair)
    assert not AnswerAddition.objects.exists()


def send(client, letter, **said):
    address = reverse("tasks:answer_letter", args=[letter.reference])
    return client.post(address, {"form_key": "one form", **said}, follow=True).content.decode()


def test_the_page_adds_once_however_often_it_is_sent_and_everybody_reads_it(county, client):
    letter = begin(county)
    give(letter, county)
    take(letter, "await_response", county.chair, answers=ANSWERS)
    client.force_login(county.chair)
    page = client.get(letter.get_absolute_url()).content.decode()
    address = reverse("tasks:answer_letter", args=[letter.reference])
    assert ("Add to the answer" in page, f'href="{address}"' in page) == (True, True)
    assert "Susan Hallett answered on" in client.get(address).content.decode()
    assert "Write what you add to the answer." in send(client, letter)
    pdf = SimpleUploadedFile("notes.pdf", b"%PDF-1.4 notes", content_type="application/pdf")
    page = send(client, letter, **{"files-2": pdf})
    assert ("Say what the files show" in page, "Choose the files again" in page) == (True, True)
    assert "You added to the answer." in send(client, letter, **{"answer-2": MORE[2]})
    assert "This was sent before." in send(client, letter, **{"answer-2": MORE[2]})
    assert AnswerAddition.objects.get().text == MORE[2]
    client.force_login(county.senior_adviser)
    task = task_url(engine.open_card(letter, "assess_response").task)
    for url in (letter.get_absolute_url(), task):
        page = client.get(url).content.decode()
        assert ("Susan Hallett added on" in page, MORE[2] in page, f'href="{address}"' in page) == (True,) * 3
    paper = {"came": "hand", "received_on": "2026-11-23", "answered_by": "Susan Hallett", "answer-3": "Met."}
    send(client, letter, **paper)
    assert AnswerAddition.objects.get(required_action__number=3).came == "hand"
    client.force_login(county.head)
    assert MORE[2] in client.get(letter.get_absolute_url()).content.decode()


def test_where_more_time_was_given_what_is_added_takes_the_step(county):
    letter = begin(county)
    give(letter, county)
    take(letter, "await_response", county.chair, answers=ANSWERS)
    until = {"until": date(2027, 1, 13), "why": "Two actions are under way."}
    take(letter, "assess_response", county.senior_adviser, **until)
    take(letter, "await_response", county.senior_adviser, answers=MORE, **ON_PAPER)
    assert (open_now(letter), letter.response.additions.count()) == (["assess_response"], 1)
    with at(2027, 1, 14, 0):
        fire_due_timers()
    assert engine.open_card(letter, "assess_response").due_on == date(2027, 1, 20)


def test_who_answers_while_somebody_else_does_is_heard_as_adding(county, client):
    letter = begin(county)
    give(letter, county)
    take(letter, "await_response", county.chair, answers=ANSWERS)
    client.force_login(county.chair)
    send(client, letter, **{f"answer-{number}": f"{words} Indeed." for number, words in ANSWERS.items()})
    assert letter.response.items.count() == letter.response.additions.count() == 3
