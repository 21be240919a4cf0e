"""What lies unposted, and a question that nobody answers, are found by those who run the case."""

from datetime import date

from django.urls import reverse

from letters.models import Service
from letters.services.answering import assess_letter
from letters.services.governing import answer_question, ask_question
from letters.services.serving import record_posting
from record import clock
from tests.letters.makers import make_given
from web.findings import find
from web.letter_needs import LETTER_NEEDS

LATER = date(2026, 11, 24)


def needs(user, name):
    found = [each for group in find(LETTER_NEEDS, user) for each in group.findings if each.need == name]
    return [each.sentence for each in found]


def test_a_copy_that_nobody_recorded_as_sent_is_a_need_on_the_day_after(county, client):
    letter = make_given(county)
    by = county.senior_adviser
    assert needs(by, "letter_not_posted") == []
    with clock.at(LATER):
        (sentence,) = needs(by, "letter_not_posted")
        assert sentence.startswith("One copy of L-2026-0001 is not on record as posted")
        client.force_login(by)
        assert "To post or take by hand (1)" in client.get(reverse("letters:list")).content.decode()
        clerk = Service.objects.get(recipient__letter=letter, recipient__received_as="clerk")
        record_posting(clerk, proof="Nasreen Aziz, today", by=by)
        assert needs(by, "letter_not_posted") == []
        assert "To post or take by hand (" not in client.get(reverse("letters:list")).content.decode()


def test_a_notice_that_nobody_recorded_as_sent_is_a_need(county):
    letter = make_given(county)
    assess_letter(letter, complied=True, why="All is done.", by=county.senior_adviser)
    assert needs(county.senior_adviser, "letter_notice_not_posted") == []
    with clock.at(LATER):
        (sentence,) = needs(county.senior_adviser, "letter_notice_not_posted")
    assert sentence.startswith("Clerk to governors has not been told yet, about L-2026-0001")


def test_a_question_without_an_answer_is_a_need(county):
    letter = make_given(county)
    question = ask_question(letter, text="May we have a week more?", by=county.chair)
    (sentence,) = needs(county.senior_adviser, "letter_question")
    assert "Susan Hallett asked about L-2026-0001 on" in sentence
    answer_question(question, answer="Yes.", by=county.senior_adviser)
    assert needs(county.senior_adviser, "letter_question") == []
