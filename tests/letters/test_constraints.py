"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from letters.models import Clock, Ground, Letter, Recipient, RequiredAction, ResponseItem, Service
from letters.services.answering import answer_letter
from record import clock
from tests.letters.makers import make_checked, make_draft, make_given
from tests.letters.test_answering import ANSWERS


@pytest.fixture
def refused():
    def check(change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    return check


def test_the_drafter_is_not_the_authoriser(county, refused):
    letter = make_checked(county)
    letter.authorised_by = letter.drafted_by
    refused(letter.save)


def test_one_open_ladder_letter_a_school(county, refused):
    letter = make_draft(county)
    letter.pk, letter.reference = None, "L-2026-0099"
    refused(lambda: letter.save(force_insert=True))


def test_a_given_letter_was_authorised_and_dated(county, refused):
    letter = make_draft(county)
    letter.status = Letter.Status.GIVEN
    refused(letter.save)


def test_a_ground_rests_on_exactly_one_record(county, refused):
    letter = make_draft(county)
    concern, evidence = letter.grounds.get(number=1).concern, letter.grounds.get(number=2).evidence
    facts = {"letter": letter, "number": 50, "text": "t", "record_sha256": "0"}
    refused(lambda: Ground.objects.create(**facts))
    refused(lambda: Ground.objects.create(**facts, concern=concern, evidence=evidence))


def test_numbers_of_paragraphs_and_actions_are_given_once(county, refused):
    letter = make_draft(county)
    ground = letter.grounds.get(number=2)
    ground.number = 1
    refused(ground.save)
    facts = {"letter": letter, "number": 1, "what": "w", "measure": "m", "by": date(2027, 1, 1)}
    refused(lambda: RequiredAction.objects.create(**facts))


def test_one_addressee_one_clock_one_service_one_document(county, refused):
    letter = make_given(county)
    chair = letter.recipients.get(is_copy=False)
    running = letter.running_clock
    refused(lambda: Recipient.objects.create(letter=letter, received_as="chair", is_copy=False))
    refused(lambda: Service.objects.create(recipient=chair, method="post", given_on=date(2026, 11, 23)))
    running.pk = None
    refused(lambda: running.save(force_insert=True))
    document = letter.document
    document.pk = None
    refused(lambda: document.save(force_insert=True))
    assert Clock.objects.count() == 1


def test_an_acknowledgement_has_a_time_and_a_person(county, refused):
    given = make_given(county).recipients.get(is_copy=False).service
    given.acknowledged_at = clock.now()
    refused(given.save)


def test_one_answer_to_each_action(county, refused):
    letter = make_given(county)
    item = answer_letter(letter, answers=ANSWERS, by=county.chair).items.first()
    facts = {"response": item.response, "required_action": item.required_action}
    refused(lambda: ResponseItem.objects.create(**facts, text="Again."))
