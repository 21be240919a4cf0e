"""What the recipients do with a letter: first reading and acknowledgement, each recorded once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from concern_cases.models import CaseEvent
from letters.models import Letter, Service
from letters.services.reading import acknowledge_letter, record_reading, remind_governors
from people.models import Post
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch, ReadLog
from tests.factories import make_post, make_user
from tests.letters.makers import make_authorised, make_given


def test_the_first_reading_of_a_recipient_is_told_once_and_every_reading_logged(county):
    letter = make_given(county)
    for _ in range(2):
        record_reading(letter, what="page", by=county.chair)
    assert letter.recipients.get(is_copy=False).service.first_read_at
    assert CaseEvent.objects.filter(kind="letters.read").count() == 1
    assert ReadLog.objects.filter(what=f"{letter.reference}, page", user_id=county.chair.pk).count() == 2


def test_a_reader_who_is_no_recipient_is_logged_and_nothing_more(county):
    letter = make_given(county)
    record_reading(letter, what="page", by=county.governor)
    assert ReadLog.objects.filter(user_id=county.governor.pk).exists()
    assert not CaseEvent.objects.filter(kind="letters.read").exists()


def test_the_chair_acknowledges_once(county):
    letter = make_given(county)
    given = acknowledge_letter(letter, by=county.chair)
    assert (given.acknowledged_by, given.acknowledged_at) == (county.chair, clock.now())
    with pytest.raises(AlreadyDone, match="Susan Hallett told us already"):
        acknowledge_letter(letter, by=county.chair)
    assert CaseEvent.objects.filter(kind="letters.acknowledged").count() == 1


@pytest.mark.parametrize(
    "role", ["head", "governor", "diocesan_officer", "senior_adviser", "director", "other_chair", "nle"]
)
def test_nobody_acknowledges_for_the_governing_body(county, role):
    letter = make_given(county)
    with pytest.raises(PermissionDenied):
        acknowledge_letter(letter, by=getattr(county, role))
    assert not Service.objects.exclude(acknowledged_at=None).exists()


def test_a_letter_that_was_not_given_can_not_be_acknowledged(county):
    with pytest.raises(RuleError, match="has not been given"):
        acknowledge_letter(make_authorised(county), by=county.chair)


def test_when_the_chair_resigns_the_next_one_reads_and_acknowledges(county):
    letter = make_given(county)
    post = Post.objects.get(user=county.chair)
    post.until = date(2026, 11, 24)
    post.save()
    new = make_user("Ruth Okafor")
    make_post("chair", user=new, schools=(county.school,), since=date(2026, 11, 25))
    with clock.at(date(2026, 11, 26)):
        derive_grants()
        assert not Letter.objects.visible_to(county.chair).exists()
        with pytest.raises(PermissionDenied):
            acknowledge_letter(letter, by=county.chair)
        assert acknowledge_letter(letter, by=new).acknowledged_by == new


def test_the_governors_are_reminded_and_nobody_else(county):
    letter = make_given(county)
    for _ in range(2):
        remind_governors(letter, by=None)
    mail = Dispatch.objects.get(key__contains=":reminder:")
    assert county.chair.email in mail.payload["to"]
    assert "Tuesday 5" in mail.payload["subject"]
