"""Governors ask about a letter, and the chair lets the vice-chair answer."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from letters.checks import draft_checks
from letters.governors import (
    answers_for_school,
    governors_who_answer,
    letters_answered_by,
    on_both_sides,
)
from letters.history import what_became_of
from letters.models import Letter, NamedHolder
from letters.services.answering import answer_letter
from letters.services.governing import (
    answer_question,
    ask_question,
    delegate_answer,
    end_outdated_delegations,
    vice_chair_of,
)
from letters.services.locking import require_right
from letters.services.reading import acknowledge_letter, remind_governors
from letters.services.timing import extend_clock
from people.access import may
from people.models import Post
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import make_post, make_user
from tests.letters.makers import make_draft, make_free, make_given
from tests.letters.test_answering import ANSWERS
from tests.letters.test_letter_flow import at, begin, give, take
from web.digest import told_to
from web.home.day import jobs_of
from workflows import engine
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
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Edwin Ferris, vice-chair, can answer this letter, too." in page
    with clock.at(letter.running_clock.ends_on.replace(day=28)):
        assert answer_letter(letter, answers=ANSWERS, by=vice_chair).answered_by == "Edwin Ferris"
    assert not TaskCard.objects.visible_to(vice_chair).exists()


def test_the_vice_chair_answers_the_one_letter_and_no_other(county, vice_chair, client):
    letter = make_given(county)
    delegate_answer(letter, by=county.chair)
    other = make_free(county, letter.case)
    assert (answers_for_school(vice_chair, letter), answers_for_school(vice_chair, other)) == (True, False)
    with pytest.raises(PermissionDenied):
        acknowledge_letter(other, by=vice_chair)
    client.force_login(vice_chair)
    assert "I have received this letter" not in client.get(other.get_absolute_url()).content.decode()
    acknowledge_letter(letter, by=vice_chair)
    assert answers_for_school(county.chair, other)


def test_only_who_answers_for_the_school_delegates_and_asks(county, vice_chair):
    letter = make_given(county)
    for user in (county.senior_adviser, county.head, vice_chair):
        with pytest.raises(PermissionDenied):
            delegate_answer(letter, by=user)
        with pytest.raises(PermissionDenied):
            ask_question(letter, text="Why?", by=user)


def test_a_question_is_a_task_of_the_lead_until_it_is_answered(county, client):
    letter = make_given(county)
    question = ask_question(letter, text="May we have a week more?", by=county.chair)
    url = reverse("letters:question", args=[letter.reference, question.pk])
    (job,) = [job for job in jobs_of(county.senior_adviser).all if job.url == url]
    assert (job.what, job.due_on) == (
        f"Answer Susan Hallett’s question about {letter.reference}",
        date(2026, 11, 26),
    )
    assert url not in [
        job.url for other in (county.head_of_improvement, county.chair) for job in jobs_of(other).all
    ]
    with clock.at(date(2026, 12, 7)):
        assert url in [job.url for job in told_to(county.senior_adviser)], "in the weekly mail"
        assert url in [job.url for job in jobs_of(county.senior_adviser).overdue]
    client.force_login(county.chair)
    page = client.get(letter.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Asked on Monday 23 November, not answered yet." in page
    answer_question(question, answer="Yes, until 11 January.", by=county.senior_adviser)
    assert url not in [job.url for job in jobs_of(county.senior_adviser).all]


def test_a_question_is_everybodys_when_neither_lead_nor_drafter_may_answer_it(county):
    letter = make_given(county)
    Post.objects.filter(user=county.senior_adviser).update(until=date(2026, 11, 22))
    derive_grants()
    question = ask_question(letter, text="May we have a week more?", by=county.chair)
    url = reverse("letters:question", args=[letter.reference, question.pk])
    assert url in [job.url for job in jobs_of(county.head_of_improvement).all]
    assert url not in [job.url for job in jobs_of(county.senior_adviser).all]
    mails = Dispatch.objects.filter(key__contains=f":question:{question.pk}:to:")
    assert [mail.payload["to"] for mail in mails] == [
        f'"{county.head_of_improvement.name}" <{county.head_of_improvement.email}>'
    ]


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


def test_a_question_is_sent_to_nobody_who_has_left(county):
    letter = make_given(county)
    lead = letter.case.lead
    lead.is_active = False
    lead.save()
    letter = Letter.objects.get(pk=letter.pk)
    ask_question(letter, text="What is a single plan?", by=county.chair)
    assert not Dispatch.objects.filter(key__endswith=f":to:{lead.pk}").exists()


def test_a_delegation_ends_with_the_post_follows_more_time_and_ends_with_the_letter(county, vice_chair):
    letter = make_given(county)
    first = delegate_answer(letter, by=county.chair)
    assert end_outdated_delegations() == 0
    extend_clock(letter, ends_on=date(2027, 2, 1), why="The clerk was ill.", by=county.senior_adviser)
    longer = letter.delegations.lasting().get()
    assert (longer.pk != first.pk, longer.until) == (True, date(2027, 3, 1))
    assert may(vice_chair, Perm.RESPOND_TO_LETTER, county.school)
    Post.objects.filter(role="vice_chair").update(until=clock.today() - timedelta(days=1))
    assert end_outdated_delegations() == 1
    assert not may(vice_chair, Perm.RESPOND_TO_LETTER, county.school)
    assert end_outdated_delegations() == 0


def test_a_delegation_lasts_as_long_as_answers_to_the_last_action_are_added_to(county, vice_chair):
    letter = make_given(county)
    last = letter.required_actions.order_by("-by").first()
    last.by = date(2027, 6, 30)
    last.save()
    assert delegate_answer(letter, by=county.chair).until == date(2027, 7, 28)


def test_an_earlier_letter_is_told_as_what_became_of_it(county):
    first = make_given(county)
    later = first.running_clock.ends_on + timedelta(days=1)
    assert "is due by" in what_became_of(first, first.given_on)
    assert "No answer by" in what_became_of(first, later)
    first.status = Letter.Status.WITHDRAWN
    assert what_became_of(first, later) == "Withdrawn: it no longer stands"


def leave(chair):
    Post.objects.filter(user=chair).update(until=clock.today() - timedelta(days=1))
    derive_grants()


def test_while_nobody_is_chair_the_council_lets_the_vice_chair_answer(county, vice_chair, client):
    letter = make_given(county)
    leave(county.chair)
    address, delegate = letter.get_absolute_url(), reverse("letters:delegate", args=[letter.reference])
    client.force_login(county.senior_adviser)
    page = client.get(address).content.decode()
    assert "Edwin Ferris, vice-chair, can acknowledge and answer this letter if you ask for it." in page
    client.post(delegate)
    page = client.get(address).content.decode()
    assert "Edwin Ferris, vice-chair, can answer this letter." in page
    assert "Let the vice-chair answer" not in page
    (mail,) = Dispatch.objects.filter(key__contains=":delegated:")
    asked = f"Nobody is on record as chair of governors. {county.senior_adviser.name} asks you to answer."
    assert asked in mail.payload["text"].replace("\n", " ")
    client.force_login(vice_chair)
    assert "I have received this letter" in client.get(address).content.decode()
    client.post(reverse("letters:acknowledge", args=[letter.reference]))
    assert answer_letter(letter, answers=ANSWERS, by=vice_chair).answered_by == "Edwin Ferris"


def test_a_letter_to_a_vacant_post_can_be_answered_by_the_vice_chair_too(county, vice_chair):
    leave(county.chair)
    letter = make_given(county)
    assert vice_chair_of(letter, by=county.senior_adviser) == vice_chair
    delegate_answer(letter, by=county.senior_adviser)
    assert acknowledge_letter(letter, by=vice_chair).acknowledged_by == vice_chair


def test_only_who_writes_letters_lets_the_vice_chair_answer_and_only_while_nobody_is_chair(
    county, vice_chair, client
):
    letter = make_given(county)
    client.force_login(county.senior_adviser)
    assert "Let the vice-chair answer" not in client.get(letter.get_absolute_url()).content.decode()
    leave(county.chair)
    for user in (county.head, county.clerk, vice_chair, county.chair):
        with pytest.raises(PermissionDenied):
            delegate_answer(letter, by=user)
    make_post("chair", user=make_user("Ruth Okafor"), schools=(county.school,))
    with pytest.raises(PermissionDenied, match="chair alone"):
        delegate_answer(letter, by=county.senior_adviser)


def test_a_chair_who_is_known_by_name_alone_is_not_passed_over(county, vice_chair, client):
    leave(county.chair)
    letter = make_given(county)
    olive = NamedHolder.objects.create(
        school=county.school,
        received_as="chair",
        title="Mrs",
        name="Olive Marsh",
        said_by=county.senior_adviser,
        said_on=clock.today(),
    )
    client.force_login(county.senior_adviser)
    assert "Let the vice-chair answer" not in client.get(letter.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied, match="chair alone"):
        delegate_answer(letter, by=county.senior_adviser)
    olive.until = clock.today() - timedelta(days=1)
    olive.save()
    assert delegate_answer(letter, by=county.senior_adviser).user == vice_chair


@pytest.fixture
def chair_at_the_council(county):
    """The council's clerk is chair of the school."""
    leave(county.chair)
    make_post("chair", user=county.clerk, schools=(county.school,))
    return county.clerk


def test_a_chair_who_works_for_the_council_acknowledges_answers_and_is_reminded(
    county, chair_at_the_council, client
):
    letter = make_given(county)
    client.force_login(chair_at_the_council)
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "I have received this letter" in page
    assert reverse("tasks:answer_letter", args=[letter.reference]) in page
    client.post(reverse("letters:acknowledge", args=[letter.reference]))
    received = letter.recipients.get(is_copy=False).service
    assert received.acknowledged_by == chair_at_the_council
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "I have received this letter" not in page
    remind_governors(letter, by=None)
    assert chair_at_the_council.email in Dispatch.objects.get(key__contains=":reminder:").payload["to"]
    response = answer_letter(letter, answers=ANSWERS, by=chair_at_the_council)
    assert (response.came, response.answered_by) == ("portal", chair_at_the_council.name)


def test_a_chair_who_works_for_the_council_and_is_chair_no_more_answers_no_more(county):
    make_post("chair", user=county.senior_adviser, schools=(county.school,))
    letter = make_given(county)
    assert answers_for_school(county.senior_adviser, letter)
    Post.objects.filter(user=county.senior_adviser, role="chair").update(until=date(2026, 11, 22))
    derive_grants()
    assert may(county.senior_adviser, Perm.RESPOND_TO_LETTER, county.school)
    with pytest.raises(PermissionDenied):
        acknowledge_letter(letter, by=county.senior_adviser)


@pytest.mark.parametrize("perm", [Perm.AUTHORISE_LETTER, Perm.ASSESS_RESPONSE, Perm.CHECK_LETTER_LAW])
def test_whoever_answers_for_the_school_decides_nothing_for_the_council(county, perm):
    letter = make_given(county)
    officer = county.legal_adviser if perm == Perm.CHECK_LETTER_LAW else county.director
    require_right(officer, perm, letter)
    leave(county.chair)
    make_post("chair", user=officer, schools=(county.school,))
    with pytest.raises(PermissionDenied, match="can’t decide on it for the council"):
        require_right(officer, perm, letter)
    assert list(on_both_sides(letter, perm)) == [officer]
    assert not on_both_sides(letter, Perm.DRAFT_LETTER).exists()


def test_the_assessment_is_no_task_of_the_chair_who_works_for_the_council(county):
    leave(county.chair)
    make_post("chair", user=county.senior_adviser, schools=(county.school,))
    letter = begin(county)
    give(letter, county)
    with at(2026, 12, 1, 9):
        take(letter, "await_response", county.senior_adviser, answers=ANSWERS)
        card = engine.open_card(letter, "assess_response")
        assert list(card.not_for.all()) == [county.senior_adviser]
        with pytest.raises(PermissionDenied):
            take(letter, "assess_response", county.senior_adviser, complied=True, why="All is done.")


def test_the_checklist_says_where_the_chair_works_for_the_council(county):
    words = "The chair of governors works for the council, too"
    letter = make_draft(county)
    assert words not in [each.sentence for each in draft_checks(letter)]
    leave(county.chair)
    make_post("chair", user=county.clerk, schools=(county.school,))
    (found,) = [each for each in draft_checks(letter) if each.sentence == words]
    assert (found.ok, found.to_be_known) == (True, True)


def test_a_vice_chair_asked_to_answer_one_letter_is_reminded_of_no_other(county, vice_chair):
    letter = make_given(county)
    delegate_answer(letter, by=county.chair)
    other = make_free(county, letter.case)
    assert vice_chair in governors_who_answer(letter)
    assert list(governors_who_answer(other)) == [county.chair]


def test_who_answers_a_letter_is_one_rule_asked_from_either_side(county, vice_chair):
    """For one letter, and of many at once: the home page asks the second way."""
    letter = make_given(county)
    other = make_free(county, letter.case)
    delegate_answer(letter, by=county.chair)
    make_post("chair", user=county.senior_adviser, schools=(county.school,))
    said = {each: answers_for_school(vice_chair, each) for each in (letter, other)}
    assert said == {letter: True, other: False}
    for person in (*county.people.values(), vice_chair):
        answered = set(letters_answered_by(person))
        for each in (letter, other):
            assert (each in answered) == answers_for_school(person, each), (person, each)
