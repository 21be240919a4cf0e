"""Some actions are answered now and the others later: what is open stays open, and is seen to be."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.history import what_became_of
from letters.models import AnswerPart, Letter, LetterResponse
from letters.paper_notice import facts_of_notice
from letters.services.answering import answer_letter, answer_part, assess_letter
from letters.standing import standing_of
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import make_free, make_given
from tests.letters.test_answering import ANSWERS, ON_PAPER
from tests.letters.test_letter_flow import at, begin, give, open_now, take
from workflows import engine
from workflows.services.letters import send_answer
from workflows.timers import fire_due_timers

SOME = {1: ANSWERS[1], 2: "  "}
REST = {2: ANSWERS[2], 3: ANSWERS[3]}


@pytest.fixture
def letter(county):
    made = begin(county)
    give(made, county)
    return made


def send(client, letter, **said):
    return client.post(reverse("tasks:answer_letter", args=[letter.reference]), said, follow=True)


def said_to(page):
    return {each.action.number: each.is_answered for each in page.context["asked"]}


def test_what_is_not_answered_stays_open_and_the_step_waits(county, letter):
    send_answer(letter, answers=SOME, by=county.chair)
    assert open_now(letter) == ["await_response"]
    assert [(part.required_action.number, part.text) for part in letter.parts.all()] == [(1, ANSWERS[1])]
    assert not LetterResponse.objects.exists()
    event = CaseEvent.objects.visible_to(county.chair).get(kind="letters.answered_in_part")
    assert event.body["progress"] == "one of three actions is answered"
    mail = Dispatch.objects.get(key__contains=":part:")
    assert "one of three actions is answered. The others are still open." in mail.payload["text"]


def test_with_the_last_action_the_answer_is_whole_and_the_step_done(county, letter):
    send_answer(letter, answers=SOME, by=county.chair)
    with clock.at(date(2026, 12, 10)):
        send_answer(letter, answers=REST, by=county.chair)
        assert open_now(letter) == ["assess_response"]
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.response.received_on == date(2026, 12, 10)
    assert [item.required_action.number for item in letter.response.items.all()] == [2, 3]
    assert AnswerPart.objects.count() == 1, "what was said first stays as it was"


def test_the_chair_says_that_this_is_the_whole_answer(county, letter):
    send_answer(letter, answers=SOME, whole=True, by=county.chair)
    assert open_now(letter) == ["assess_response"]
    letter.refresh_from_db()
    assert [item.required_action.number for item in letter.response.items.all()] == [1]


def test_after_parts_nothing_more_need_be_said_to_make_it_whole(county, letter):
    send_answer(letter, answers=SOME, by=county.chair)
    send_answer(letter, answers={}, whole=True, by=county.chair)
    assert open_now(letter) == ["assess_response"]
    letter.refresh_from_db()
    assert not letter.response.items.exists()


@pytest.mark.parametrize("whole", [False, True])
def test_an_answer_that_says_nothing_is_refused(county, whole):
    letter = make_given(county)
    with pytest.raises(RuleError) as refused:
        (
            answer_letter(letter, answers={1: " "}, whole=True, by=county.chair)
            if whole
            else answer_part(letter, answers={1: " "}, by=county.chair)
        )
    assert refused.value.field == "answer-1"
    assert not AnswerPart.objects.exists()
    assert not LetterResponse.objects.exists()


def test_the_step_itself_takes_no_part(county, letter):
    with pytest.raises(RuleError, match="action 2"):
        take(letter, "await_response", county.chair, answers=SOME)
    assert not AnswerPart.objects.exists()


def test_who_may_not_answer_answers_no_part_and_a_whole_answer_is_added_to(county):
    letter = make_given(county)
    with pytest.raises(PermissionDenied):
        answer_part(letter, answers=SOME, by=county.head)
    answer_letter(letter, answers=ANSWERS, by=county.chair)
    with pytest.raises(AlreadyDone):
        answer_part(letter, answers=SOME, by=county.chair)


def test_a_letter_that_awaits_no_answer_takes_no_part(county):
    letter = make_free(county, make_given(county).case)
    with pytest.raises(RuleError):
        answer_part(letter, answers=SOME, by=county.chair)


def test_files_come_with_a_part_and_become_evidence(county):
    letter = make_given(county)
    pdf = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan", content_type="application/pdf")
    with pytest.raises(RuleError, match="what the files show"):
        answer_part(letter, answers=SOME, files={3: [pdf]}, by=county.chair)
    (part,) = answer_part(letter, answers=SOME, files={1: [pdf]}, by=county.chair)
    assert (part.evidence.circle, part.evidence.files.get().name) == ("school", "plan.pdf")


def test_the_council_enters_a_part_that_came_on_paper(county):
    letter = make_given(county)
    (part,) = answer_part(letter, answers=SOME, by=county.senior_adviser, **ON_PAPER)
    assert (part.came, part.answered_by) == ("post", "Susan Hallett")
    assert CaseEvent.objects.get(kind="letters.part_entered").body["answered_by"] == "Susan Hallett"
    assert not Dispatch.objects.filter(key__contains=":part:").exists(), "the lead entered it"


def test_the_page_sends_a_part_and_shows_what_is_open(county, letter, client):
    client.force_login(county.chair)
    page = send(client, letter, **{"form_key": "first", "answer-1": ANSWERS[1]})
    text = page.content.decode().replace("\xa0", " ")
    assert "Your answers were sent: one of three actions is answered." in text
    assert "One of three actions is answered. Open: actions 2 and 3." in text
    assert 'data-answered="answer:' in text, "what was typed is not kept on the computer any more"
    assert said_to(page) == {1: True, 2: False, 3: False}
    assert "Answer the rest" in text
    form = client.get(reverse("tasks:answer_letter", args=[letter.reference])).content.decode()
    assert "Susan Hallett answered this on" in form
    page = send(client, letter, **{"form_key": "second", "answer-2": ANSWERS[2], "answer-3": ANSWERS[3]})
    assert said_to(page) == {1: True, 2: True, 3: True}
    assert "The letter was answered on" in page.content.decode()


def test_the_form_refuses_a_sending_without_a_word_beside_its_field(county, letter, client):
    client.force_login(county.chair)
    page = send(client, letter, form_key="first", whole="on")
    assert page.context["form"].errors["answer-1"] == ["Write an answer to one action at least"]


def test_two_clicks_send_one_part(county, letter, client):
    client.force_login(county.chair)
    for _ in range(2):
        send(client, letter, **{"form_key": "first", "answer-1": ANSWERS[1]})
    assert AnswerPart.objects.count() == 1


def test_the_reminder_says_how_far_the_answer_is(county, letter):
    send_answer(letter, answers=SOME, by=county.chair)
    with at(2026, 12, 30, 9, 0):
        fire_due_timers()
    mail = Dispatch.objects.get(key__contains=":reminder:")
    assert "One of three actions is answered; the others are still open." in mail.payload["text"]
    chair = letter.recipients.get(is_copy=False)
    facts = facts_of_notice(letter.running_clock, chair, "reminder")
    assert facts["progress"] == "One of three actions is answered"


def test_when_the_time_is_over_the_rest_is_late_and_the_assessment_shows_what_came(county, letter, client):
    send_answer(letter, answers=SOME, by=county.chair)
    with at(2027, 1, 6, 9, 0):
        fire_due_timers()
        assert open_now(letter) == ["assess_response"]
        card = engine.open_card(letter, "assess_response")
        assert card.due_on == date(2027, 1, 12), "nobody waits for the days of the actions"
        client.force_login(county.senior_adviser)
        address = reverse("tasks:task", args=[card.task.process_id, card.task_id])
        text = client.get(address).content.decode().replace("\xa0", " ")
        assert "the answer was not whole: one of three actions is answered, open are actions 2 and 3." in text
        assert ANSWERS[1] in text
        send_answer(letter, answers={2: ANSWERS[2]}, by=county.chair)
        assert letter.parts.last().late
        assess_letter(letter, complied=False, why="One is still open.", by=county.senior_adviser)
    told = what_became_of(letter, date(2027, 1, 20)).replace("\xa0", " ")
    assert told.startswith(
        "No whole answer by Tuesday 5 January 2027: two of three actions are answered, the last on Wednesday "
        "6 January 2027. Found not complied with"
    )


def test_while_its_time_runs_a_part_is_told_as_it_is(county, letter):
    send_answer(letter, answers=SOME, by=county.chair)
    told = what_became_of(letter, date(2027, 1, 5)).replace("\xa0", " ")
    assert told == "One of three actions is answered, the last on Monday 23 November 2026"


def late_part_then_paper(letter, county, *, answers=None, paper=REST, **facts):
    """The chair sends a part on 10 January, after the last day; on the 11th a paper of the 4th is entered."""
    with at(2027, 1, 10, 9, 0):
        send_answer(letter, answers=answers or SOME, by=county.chair)
    with at(2027, 1, 11, 9, 0):
        of_paper = {**ON_PAPER, "received_on": date(2027, 1, 4)}
        send_answer(letter, answers=paper, by=county.senior_adviser, **of_paper, **facts)
    return LetterResponse.objects.get()


def test_an_answer_is_of_the_day_on_which_it_became_whole_whatever_is_entered_last(county, letter):
    response = late_part_then_paper(letter, county)
    assert (response.received_on, response.late) == (date(2027, 1, 10), True)
    assert (response.came, response.answered_by) == ("portal", letter.parts.first().answered_by)
    parts = letter.parts.values_list("required_action__number", "received_on", "late")
    paper = (date(2027, 1, 4), False)
    assert list(parts) == [(1, date(2027, 1, 10), True), (2, *paper), (3, *paper)]
    event = CaseEvent.objects.get(kind="letters.answer_entered")
    assert event.body["received"] == "2027-01-04"
    told = event.body["late"].replace("\xa0", " ")
    assert told == "The answer was whole on 10 January 2027, after the last day."


def test_it_is_late_too_where_the_paper_says_that_it_is_all(county, letter):
    response = late_part_then_paper(letter, county, paper={2: ANSWERS[2]}, whole=True)
    assert (response.received_on, response.late) == (date(2027, 1, 10), True)


def test_a_paper_in_time_that_answers_everything_itself_is_in_time(county, letter):
    response = late_part_then_paper(letter, county, paper=ANSWERS)
    assert (response.received_on, response.late, response.came) == (date(2027, 1, 4), False, "post")


def test_what_was_said_late_to_an_action_answered_in_time_makes_nothing_late(county, letter):
    with at(2027, 1, 3, 9, 0):
        send_answer(letter, answers=SOME, by=county.chair)
    response = late_part_then_paper(letter, county)
    assert (response.received_on, response.late) == (date(2027, 1, 4), False)


def test_lists_tell_a_part_from_no_answer(county, letter, client):
    send_answer(letter, answers=SOME, by=county.chair)
    row = Letter.objects.with_end().get(pk=letter.pk)
    assert standing_of(row).words.replace("\xa0", " ") == "answered in part, time to 5 January 2027"
    with clock.at(date(2027, 1, 7)):
        assert "it was answered in part alone" in standing_of(row).words
    client.force_login(county.senior_adviser)
    assert "1 of 3 answered" in client.get("/letters/").content.decode()
