"""What the recipients do with a letter: first reading and acknowledgement, each recorded once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from concern_cases.models import CaseEvent
from letters.listing import UNACKNOWLEDGED, found, letters_of
from letters.models import Letter, Service
from letters.services.reading import acknowledge_letter, record_reading, remind_governors
from letters.services.serving import record_receipt
from people.models import Post
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch, ReadLog
from tests.factories import make_post, make_user
from tests.letters.makers import make_academy, make_authorised, make_case, make_given


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
    with pytest.raises(AlreadyDone, match="received: Susan Hallett, on 23"):
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


def test_the_chair_who_has_a_copy_acknowledges_that_and_not_the_trusts(county):
    case = make_case(county, school=make_academy(la=county.la))
    make_post("chair", user=county.chair, schools=(case.school,))
    letter = make_given(county, case=case, kind="letter_of_concern")
    given = acknowledge_letter(letter, by=county.chair)
    assert (given.recipient.received_as, given.recipient.user) == ("chair", county.chair)
    trust = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    assert (trust.recipient.received_as, trust.acknowledged_at) == ("trust", None)


def test_the_council_records_an_acknowledgement_on_paper_with_day_person_and_file(county, client):
    letter = make_given(county)
    clerk = Service.objects.get(recipient__letter=letter, recipient__received_as="clerk")
    facts = {"on": clock.today(), "who": "Nasreen Aziz", "by": county.senior_adviser}
    with pytest.raises(RuleError, match="Say who signed"):
        record_receipt(clerk, **{**facts, "who": " "})
    with pytest.raises(RuleError, match="from that of the letter until today"):
        record_receipt(clerk, **{**facts, "on": date(2026, 11, 22)})
    with pytest.raises(PermissionDenied):
        record_receipt(clerk, **{**facts, "by": county.chair})
    client.force_login(county.senior_adviser)
    address = reverse("letters:receipt", args=[letter.reference, clerk.pk])
    assert address in client.get(letter.get_absolute_url()).content.decode()
    slip = SimpleUploadedFile("slip.txt", b"Received.", content_type="text/plain")
    sent = {"on_0": "23", "on_1": "11", "on_2": "2026", "on": "2026-11-23", "who": "Nasreen Aziz"}
    assert client.post(address, {**sent, "file": slip}).status_code == 302
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Nasreen Aziz, on paper" in page
    file = client.get(reverse("letters:receipt_file", args=[letter.reference, clerk.pk]))
    assert b"".join(file.streaming_content) == b"Received."
    with pytest.raises(AlreadyDone, match="Nasreen Aziz, on paper on 23"):
        record_receipt(clerk, **facts)


def test_what_was_acknowledged_on_paper_is_acknowledged_in_the_register(county):
    letter = make_given(county)
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    assert _unacknowledged(county) == [letter]
    record_receipt(main, on=clock.today(), who="Susan Hallett", by=county.senior_adviser)
    assert _unacknowledged(county) == []


def _unacknowledged(cast):
    return list(found(letters_of(cast.senior_adviser), {"only": UNACKNOWLEDGED}, QueryDict()))


def test_the_governors_are_reminded_and_nobody_else(county):
    letter = make_given(county)
    for _ in range(2):
        remind_governors(letter, by=None)
    mail = Dispatch.objects.get(key__contains=":reminder:")
    assert county.chair.email in mail.payload["to"]
    assert "Tuesday 5" in mail.payload["subject"]
