"""Signing in by a link that comes by e-mail: once, for a short while, and with the second step if on."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.models import AccessEvent
from record import clock
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.factories import PASSWORD, make_user

ASK = "/accounts/link/"
LETTER = "/letters/L-2026-0001/"


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def chair(db):
    return make_user("Susan Hallett", email="susan@school.example", password=None)


def ask(client, email="susan@school.example", onward=LETTER):
    return client.post(ASK, {"email": email, "next": onward})


def link(number=-1):
    text = list(Dispatch.objects.order_by("pk"))[number].payload["text"]
    return re.search(r"https?://[^/]+(/accounts/link/\S+)", text).group(1)


def is_signed_in(client):
    return client.get("/").status_code == 200


def test_somebody_without_a_password_comes_to_the_letter_by_a_link(client, chair):
    page = client.get(LETTER, follow=True).content.decode()
    assert f'href="{ASK}?next={LETTER}"' in page
    assert ask(client, " Susan@School.example ").headers["Location"] == f"{ASK}sent/"
    phone = Client()
    assert "Sign in as Susan Hallett" in phone.get(link()).content.decode()
    assert phone.post(link()).headers["Location"] == LETTER
    assert is_signed_in(phone)
    assert not is_signed_in(client)
    assert AccessEvent.objects.get(kind="people.link_used").subject_id == chair.pk


def test_a_program_that_follows_links_uses_none_up_and_a_button_does_once(client, chair):
    ask(client)
    for _ in range(3):
        assert Client().get(link()).status_code == 200
        assert Client().head(link()).status_code == 200
    assert Client().post(link()).status_code == 302
    again = Client()
    page = again.post(link())
    assert (page.status_code, is_signed_in(again)) == (410, False)
    assert f"?next={LETTER}" in page.content.decode(), "a new link leads to the same page"


def test_one_link_that_was_used_ends_the_others(client, chair):
    ask(client)
    with clock.at(clock.now() + timedelta(minutes=1)):
        ask(client)
    Client().post(link(0))
    assert Client().get(link(1)).status_code == 410


@pytest.mark.parametrize("change", ["password", "address", "closed"])
def test_a_link_ends_with_the_account_as_it_was(client, chair, change):
    ask(client)
    if change == "password":
        chair.set_password(PASSWORD)
    elif change == "address":
        chair.email = "other@school.example"
    else:
        chair.is_active = False
    chair.save()
    assert Client().post(link()).status_code == 410


def test_a_link_is_good_for_a_short_while_and_can_not_be_changed(client, chair, settings):
    ask(client)
    token = link()
    assert Client().get(token.replace("/link/", "/link/x")).status_code == 410
    settings.SIGN_IN_LINK_MINUTES = -1
    page = Client().get(token)
    assert page.status_code == 410
    assert f"?next={LETTER}" in page.content.decode()


def test_nobody_learns_who_has_an_account_and_nobody_s_mailbox_is_flooded(client, chair):
    assert ask(client, "nobody@school.example").headers["Location"] == f"{ASK}sent/"
    assert not Dispatch.objects.exists()
    chair.is_active = False
    chair.save()
    ask(client)
    assert not Dispatch.objects.exists()
    chair.is_active = True
    chair.save()
    for _ in range(8):
        cache.clear()
        assert ask(client).headers["Location"] == f"{ASK}sent/"
    assert Dispatch.objects.count() == 5
    with clock.at(clock.now() + timedelta(minutes=61)):
        ask(client)
    assert Dispatch.objects.count() == 6


def test_one_place_does_not_ask_for_many_people_at_once(client, db):
    for number in range(25):
        make_user(f"Governor {number}", email=f"governor{number}@school.example")
        ask(client, f"governor{number}@school.example")
    assert Dispatch.objects.count() == 20


def test_the_second_step_comes_after_the_link_and_the_link_is_used_up(client, chair):
    secret = generate_totp_secret()
    TOTP.activate(chair, secret)
    ask(client)
    assert client.post(link()).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert Client().get(link()).status_code == 410
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == LETTER
    assert is_signed_in(client)


def test_a_link_leads_to_a_page_of_ours_alone(client, chair):
    ask(client, onward="https://evil.example/")
    assert Client().post(link()).headers["Location"] == "/"


def test_the_outbox_forgets_the_link_once_it_was_sent(client, chair, mailoutbox, settings):
    settings.DEBUG = False
    ask(client)
    deliver_waiting()
    assert "/accounts/link/" in mailoutbox[0].body
    assert "text" not in Dispatch.objects.get().payload
