"""A proposed change of a kind of letter waits for named people, is on their lists, and they are reminded."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letters.kinds.rights import who_can_agree
from letters.kinds.waiting import remind_who_agrees, waits_for
from letters.services.kind_changes import agree_change
from record import clock
from record.models import Dispatch
from tests.letters.kind_makers import propose
from web.home.day import jobs_of

DUE = date(2026, 11, 26)  # three working days after the day of the tests


def morning(day):
    return clock.at(datetime(2026, 11, day, 9, tzinfo=ZoneInfo("Europe/London")))


def reminded():
    return {mail.payload["to"] for mail in Dispatch.objects.filter(key__contains=":reminder:")}


@pytest.fixture
def change(county):
    return propose(county)


def test_it_is_something_to_do_for_who_can_agree_within_three_working_days(county, change):
    (job,) = [job for job in jobs_of(county.legal_adviser).all if "warning letter" in job.what]
    assert (job.due_on, job.url) == (DUE, reverse("letters:kind_change", args=[change.pk]))
    assert job.note.startswith(f"{county.head_of_improvement} proposed it on")
    for user in (county.head_of_improvement, county.senior_adviser, county.administrator):
        assert all("warning letter" not in job.what for job in jobs_of(user).all)
    agree_change(change, by=county.legal_adviser)
    assert all("warning letter" not in job.what for job in jobs_of(county.director).all)


def test_everybody_who_can_agree_is_reminded_once_when_the_day_has_come(county, change):
    with morning(25):
        assert remind_who_agrees() == 0
    with morning(26):
        assert remind_who_agrees() == 2
        assert remind_who_agrees() == 0
    assert {county.director.email in to or county.legal_adviser.email in to for to in reminded()} == {True}
    mail = Dispatch.objects.filter(key__contains=":reminder:").first()
    assert "Nobody has decided about it since" in mail.payload["text"]
    assert reverse("letters:kind_change", args=[change.pk]) in mail.payload["text"]


def test_nobody_is_reminded_of_what_was_decided(county, change):
    agree_change(change, by=county.legal_adviser)
    with morning(27):
        assert remind_who_agrees() == 0
        with CaptureQueriesContext(
            connection,
        ) as queries:
            remind_who_agrees()
    assert len(queries) == 1


def test_its_words_say_whom_it_waits_for(county, change, client):
    client.force_login(county.senior_adviser)
    sentence = f"It waits for {county.director} or {county.legal_adviser} to agree to it or refuse it, since"
    for name, args in (
        ("letters:kinds", []),
        ("letters:kind", [change.series]),
        ("letters:kind_change", [change.pk]),
    ):
        page = client.get(reverse(name, args=args)).content.decode()
        assert sentence in page, name


def test_of_a_notice_in_law_a_legal_adviser_alone_decides_and_is_appointed_first(county):
    change = propose(county, "s60_notice", says={"clock_days": 20})
    assert who_can_agree([change]) == {change.pk: [county.legal_adviser]}
    county.legal_adviser.is_active = False
    county.legal_adviser.save()
    people = who_can_agree([change])[change.pk]
    assert waits_for(change, people) == (
        "Nobody is in post who can agree to it: appoint a legal adviser first."
    )
