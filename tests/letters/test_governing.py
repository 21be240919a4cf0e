"""Governors ask about a letter, and the chair lets the vice-chair answer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from letters.models import Letter
from letters.services.answering import answer_letter
from letters.services.governing import answer_question, ask_question, delegate_answer, vice_chair_of
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.factories import make_post, make_user
from tests.letters.makers import make_given
from tests.letters.test_answering import ANSWERS
from workflows.models import TaskCard


@pytest.fixture
def vice_chair(county):
    user = make_user("Edwin Ferris")
    make_post("vice_chair", user=user, schools=(county.school,))
    return user


def test_the_chair_lets_the_vice_chair_answer_until_some_weeks_after_the_last_day(county, vice_chair, client):
    letter = make_given(county)
    with pytest.raises(PermissionDenied):
        answer_letter(letter, answers=ANSWERS, by=vice_chair)
    client.force_login(county.chair)
    assert "Let the vice-chair answer" in client.get(letter.get_absolute_url()).content.decode()
    client.post(reverse("letters:delegate", args=[letter.reference]))
    assert Dispatch.objects.get(key__contains=":delegated:").payload["to"].endswith(f"<{vice_chair.email}>")
    with pytest.raises(AlreadyDone, match="can answer the letter already"):
        delegate_answer(letter, by=county.chair)
    assert vice_chair_of(letter, by=county.chair) is None
    with clock.at(letter.running_clock.ends_on.replace(day=28)):
        assert answer_letter(letter, answers=ANSWERS, by=vice_chair).answered_by == "Edwin Ferris"
    assert not TaskCard.objects.visible_to(vice_chair).exists()


def test_only_who_answers_for_the_school_delegates_and_asks(county, vice_chair):
    letter = make_given(county)
    for user in (county.senior_adviser, county.head, vice_chair):
        with pytest.raises(PermissionDenied):
            delegate_answer(letter, by=user)
        with pytest.raises(PermissionDenied):
            ask_question(letter, text="Why?", by=user)


def test_without_a_vice_chair_or_an_open_letter_nothing_is_delegated(county):
    letter = make_given(county)
    with pytest.raises(RuleError, match="Nobody is on record here as vice-chair"):
        delegate_answer(letter, by=county.chair)
    letter.status = Letter.Status.COMPLIED
    letter.save()
    with pytest.raises(RuleError, match="awaits no answer"):
        delegate_answer(letter, by=county.chair)


def test_a_question_is_answered_once_and_both_are_told(county, client):
    letter = make_given(county)
    question = ask_question(letter, text="What is a single plan?", by=county.chair)
    with pytest.raises(AlreadyDone):
        ask_question(letter, text="What is a single plan?", by=county.chair)
    answer_question(question, answer="One plan for everything.", by=county.senior_adviser)
    with pytest.raises(AlreadyDone):
        answer_question(question, answer="Again.", by=county.senior_adviser)
    told = [mail.payload["to"] for mail in Dispatch.objects.filter(key__contains=":question:").order_by("pk")]
    assert [county.senior_adviser.email in told[0], county.chair.email in told[1]] == [True, True]
    client.force_login(county.chair)
    assert "One plan for everything." in client.get(letter.get_absolute_url()).content.decode()
