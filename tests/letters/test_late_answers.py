"""An answer that comes after the last day is taken, and counts as late: nothing that was written is lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from letters.models import Letter
from record import clock
from record.models import Dispatch
from tests.letters.makers import make_given
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import at, begin, give, open_now, take
from web.findings import find
from web.letter_needs import LETTER_NEEDS
from workflows import engine
from workflows.timers import fire_due_timers

SENT = {f"answer-{number}": words for number, words in ANSWERS.items()}


@pytest.fixture
def letter(county):
    made = begin(county)
    give(made, county)
    return made


def send(client, letter, **more):
    said = {"form_key": "one form", **SENT, **more}
    return client.post(reverse("tasks:answer_letter", args=[letter.reference]), said)


def test_a_minute_before_midnight_is_in_time_and_a_minute_after_is_late(county, letter, client):
    client.force_login(county.chair)
    address = reverse("tasks:answer_letter", args=[letter.reference])
    with at(2027, 1, 5, 23, 59):
        task = engine.open_card(letter, "await_response").task
        step = reverse("tasks:task", args=[task.process_id, task.pk])
        assert f'action="{address}"' in client.get(step).content.decode()
    with at(2027, 1, 6, 0, 1):
        fire_due_timers()
        assert open_now(letter) == ["assess_response"]
        assert (
            "You can still answer here; it counts as late."
            in client.get(letter.get_absolute_url()).content.decode()
        )
        paper = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan", content_type="application/pdf")
        page = send(client, letter, **{"answer-2": "", "files-2": paper})
        assert "Adopted on 3 December." in page.content.decode(), "what was written stays"
        assert send(client, letter).status_code == 302
        assert send(client, letter).status_code == 302
    letter.refresh_from_db()
    assert (letter.response.late, letter.response.received_on) == (True, date(2027, 1, 6))
    assert [item.text for item in letter.response.items.all()] == list(ANSWERS.values())
    assert Dispatch.objects.filter(key__contains=":late:").count() == 1
    card = engine.open_card(letter, "assess_response")
    assert card.due_on == date(2027, 1, 20), "five working days after the last of its actions’ days"


def test_before_the_worker_has_come_a_late_answer_takes_the_step_itself(county, letter, client):
    client.force_login(county.chair)
    with at(2027, 1, 6, 0, 1):
        send(client, letter)
        assert open_now(letter) == ["assess_response"]
    letter.refresh_from_db()
    assert letter.response.late


@pytest.mark.parametrize(
    ("on", "said"),
    [((2027, 1, 4, 9), "and is due by 5\xa0January\xa02027"), ((2027, 1, 6, 9), "and then counts as late")],
)
def test_what_stays_open_is_due_until_its_day_and_late_afterwards(county, letter, client, on, said):
    client.force_login(county.chair)
    with at(*on):
        page = client.get(reverse("tasks:answer_letter", args=[letter.reference]))
    assert f"it can be answered later, {said}." in page.content.decode()


def test_an_answer_in_time_moves_the_letter_on(county, letter, client):
    client.force_login(county.chair)
    send(client, letter)
    letter.refresh_from_db()
    assert (letter.response.late, open_now(letter)) == (False, ["assess_response"])
    assert not Dispatch.objects.filter(key__contains=":late:").exists()


def test_the_council_enters_a_paper_that_came_in_time_after_the_time_is_over(county, letter, client):
    client.force_login(county.senior_adviser)
    with at(2027, 1, 8, 9):
        fire_due_timers()
        address = reverse("tasks:answer_letter", args=[letter.reference])
        task = engine.open_card(letter, "assess_response").task
        for page in (letter.get_absolute_url(), reverse("tasks:task", args=[task.process_id, task.pk])):
            assert f'href="{address}"' in client.get(page).content.decode()
        send(client, letter, came="post", answered_by="Susan Hallett", received_on="2027-01-05")
    letter.refresh_from_db()
    assert (letter.response.late, letter.response.came) == (False, "post")


def test_once_the_letter_was_assessed_no_answer_is_taken(county, letter, client):
    with at(2027, 1, 6, 9):
        fire_due_timers()
        take(letter, "assess_response", county.senior_adviser, complied=True, why="It is done.")
        client.force_login(county.chair)
        page = client.get(reverse("tasks:answer_letter", args=[letter.reference]), follow=True)
    assert "awaits no answer" in page.content.decode()
    assert letter.status == Letter.Status.COMPLIED


def test_a_letter_without_a_process_is_answered_by_nobody_here(county, client):
    other = make_given(county)
    client.force_login(county.chair)
    with clock.at(date(2026, 11, 24)):
        assert client.get(reverse("tasks:answer_letter", args=[other.reference])).status_code == 404


def test_who_answers_is_judged_after_the_days_of_the_actions_and_until_then_nothing_is_missing(
    county, letter
):
    with at(2027, 1, 4, 9):
        take(letter, "await_response", county.chair, answers=ANSWERS)
        assert engine.open_card(letter, "assess_response").due_on == date(2027, 1, 20)
    needs = [each for each in LETTER_NEEDS if each.name == "letter_out_of_time"]
    with at(2027, 1, 13, 9):
        assert find(needs, county.senior_adviser) == [], "an action is due on this day"
    with at(2027, 1, 14, 9):
        assert len(find(needs, county.senior_adviser)) == 1
