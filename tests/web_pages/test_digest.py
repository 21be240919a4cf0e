"""One mail a week with everything that somebody has to do."""

from datetime import datetime

import pytest
from django.utils import timezone

from concern_cases.models import Digest
from concern_cases.services.digests import choose_digest
from record import clock
from record.models import Dispatch
from tests.web_pages.makers import days_ahead, make_action
from web.digest import send_digests


def at(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def work(cast, case):
    make_action(case, what="Late one", due_on=days_ahead(-9), owner=cast.head)
    make_action(case, what="Soon one", due_on=days_ahead(5), owner=cast.head)
    make_action(case, what="Far one", due_on=days_ahead(60), owner=cast.head)
    make_action(case, what="Soon as well", due_on=days_ahead(6), owner=cast.chair)


@pytest.fixture(autouse=True)
def long_here(cast):
    """Everybody of the cast was here before this week began."""
    for user in (cast.head, cast.chair, cast.deactivated):
        user.joined_at = at(2, 9)
        user.save()


def mails():
    found = Dispatch.objects.filter(key__startswith="digest:")
    return {row.payload["to"]: row.payload for row in found}


def test_one_mail_tells_what_is_overdue_and_what_is_due(work, cast):
    send_digests()
    mail = mails()[cast.head.email]
    assert mail["subject"] == "Your week: one thing overdue, one thing due"
    assert "Late one" in mail["text"]
    assert "Soon one" in mail["text"]
    assert "Far one" not in mail["text"]


def test_nobody_without_anything_to_do_has_a_mail(work, cast):
    send_digests()
    assert set(mails()) == {cast.head.email, cast.chair.email}


def test_a_week_has_one_mail_however_often_the_worker_comes(work, cast):
    send_digests()
    assert send_digests() == 0
    with clock.at(at(27, 15)):
        send_digests()
    assert len(mails()) == 2
    with clock.at(at(30, 8)):
        send_digests()
    assert Dispatch.objects.filter(key__startswith=f"digest:{cast.head.pk}:").count() == 2


def test_before_monday_morning_it_is_still_last_week(work, cast):
    with clock.at(at(23, 6)):
        send_digests()
    assert set(Digest.objects.values_list("last_on", flat=True)) == {at(16, 7).date()}


def test_what_is_overdue_cannot_be_turned_off(work, cast):
    choose_digest(cast.head, only_overdue=True, by=cast.head)
    choose_digest(cast.chair, only_overdue=True, by=cast.chair)
    send_digests()
    assert set(mails()) == {cast.head.email}
    assert "Soon one" not in mails()[cast.head.email]["text"]


def test_who_was_deactivated_has_no_mail(case, cast):
    make_action(case, due_on=days_ahead(-9), owner=cast.deactivated)
    send_digests()
    assert mails() == {}


def test_an_action_that_the_reader_may_no_longer_see_is_not_told(work, cast):
    post = cast.chair.posts.get()
    post.delete()
    cast.chair.memberships.all().delete()
    send_digests()
    assert set(mails()) == {cast.head.email}


def test_the_choice_is_made_on_a_page(work, cast, client):
    client.force_login(cast.head)
    assert "Soon one" in client.get("/digest/").content.decode()
    client.post("/digest/", {"tells": "overdue"})
    page = client.get("/digest/").content.decode()
    assert "Soon one" not in page
    assert Digest.objects.get(user=cast.head).only_overdue
