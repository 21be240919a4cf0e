"""Two people, two workers, two clicks at the same moment: one effect, and the other is told."""

import pytest

from concern_cases.models import CaseEvent
from letters.models import Letter, LetterDocument, Service
from letters.services.issuing import issue_letter
from letters.services.reading import acknowledge_letter
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.letters.makers import TODAY, WHY_SKIPPED, make_checked, make_given, make_ready_case
from tests.letters.test_letter_flow import begin, take, to_authorise
from tests.workflows.racing import race
from workflows import engine
from workflows.letters.jobs import render_letter
from workflows.services.letters import start_letter

pytestmark = pytest.mark.django_db(transaction=True)


def that_day(act):
    def acting():
        with clock.at(TODAY):
            return act()

    return acting


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_two_authorisers_at_once_authorise_and_issue_one_letter(county):
    letter = begin(county)
    to_authorise(letter, county)
    task = engine.open_card(letter, "authorise").task

    def authorise(person):
        return that_day(lambda: engine.take_step(task, by=person, agreed=True))

    results = race(authorise(county.director), authorise(county.head_of_improvement))
    asked = Dispatch.objects.filter(topic="letters.render").count()
    events = CaseEvent.objects.filter(kind="letters.authorised").count()
    signed = Letter.objects.get().authorised_by.name
    (taken,) = [result for result in results if isinstance(result, engine.StepTaken)]
    assert kinds(results) == ["NoneType", "StepTaken"]
    assert taken.by == signed
    assert (asked, events) == (1, 1)


def test_two_officers_who_issue_at_once_issue_once(county):
    letter = make_checked(county)
    letter.status, letter.authorised_by = Letter.Status.AUTHORISED, county.director
    letter.authorised_at = clock.now()
    letter.save()

    def issue():
        issue_letter(Letter.objects.get(), by=county.director)

    results = race(*[that_day(issue)] * 2)
    asked = Dispatch.objects.filter(topic="letters.render").count()
    assert [type(each) for each in results if each] == [AlreadyDone]
    assert asked == 1


def test_two_workers_at_once_give_one_letter(county):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)

    def work():
        render_letter({"letter": letter.pk}, Dispatch.objects.get(topic="letters.render"))

    results = race(*[that_day(work)] * 3)
    counts = (
        LetterDocument.objects.count(),
        Service.objects.count(),
        Dispatch.objects.filter(key__contains=":recipient:").count(),
        CaseEvent.objects.filter(kind="letters.given").count(),
    )
    assert results == [None, None, None]
    assert counts == (1, 4, 3, 1)


def test_two_officers_who_begin_a_letter_at_once_begin_one(county):
    case = make_ready_case(county)

    def start():
        case_now = type(case).objects.get(pk=case.pk)
        return start_letter(
            case_now, kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=county.senior_adviser
        ).pk

    results = race(*[that_day(start)] * 2)
    count = Letter.objects.count()
    assert [type(each) for each in results if isinstance(each, Exception)] == [RuleError]
    assert count == 1


def test_two_clicks_at_once_acknowledge_once(county):
    make_given(county)

    def click():
        acknowledge_letter(Letter.objects.get(), by=county.chair)

    results = race(*[that_day(click)] * 2)
    events = CaseEvent.objects.filter(kind="letters.acknowledged").count()
    assert [type(each) for each in results if each] == [AlreadyDone]
    assert events == 1
