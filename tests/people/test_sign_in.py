"""Signing in by e-mail: what is refused, what is said, what is kept, and when it ends."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AccessEvent, User
from record import clock
from record.models import Dispatch
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def person(db):
    return make_user("Judith Penhale", email="judith@people.example")


def attempt(client, login="judith@people.example", password="a wrong password", **more):
    return client.post(LOGIN, {"login": login, "password": password}, **more)


def is_signed_in(client):
    return client.get("/").status_code == 200


def words_of(response):
    return re.sub(
        r"\s+", " ", re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    )


@pytest.mark.parametrize("login", ["judith@people.example", " Judith@People.EXAMPLE "])
def test_a_person_signs_in_with_address_and_password_however_it_is_written(client, person, login):
    response = attempt(client, login, PASSWORD)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, person):
    known = words_of(attempt(client))
    unknown = words_of(attempt(client, "nobody@people.example"))
    assert known.replace("judith@", "nobody@") == unknown
    assert not is_signed_in(client)


def test_after_ten_wrong_passwords_even_the_right_one_is_refused_for_an_hour(client, person):
    for _ in range(9):
        assert attempt(client).status_code == 200
    tenth = attempt(client, "JUDITH@people.example")
    assert tenth.status_code == 429
    eleventh = attempt(client, password=PASSWORD)
    assert eleventh.status_code == 429
    assert "Too many wrong passwords" in eleventh.content.decode()
    assert not is_signed_in(client)
    event = AccessEvent.objects.get(kind="people.locked_out")
    assert event.subject_id == person.pk


def test_a_lock_out_does_not_lock_out_colleagues_at_the_same_place_nor_the_person_elsewhere(client, person):
    colleague = make_user("Colin Tregarth")
    for _ in range(11):
        attempt(client)
    assert attempt(Client(), colleague.email, PASSWORD).status_code == 302
    assert attempt(Client(), password=PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_lock_out_of_an_address_that_nobody_has_leaves_no_trace_of_what_was_typed(client, person):
    for _ in range(11):
        response = attempt(client, "my-secret-password@x.example")
    assert response.status_code == 429
    assert not AccessEvent.objects.exists()


def test_signing_in_forgets_earlier_mistakes(client, person):
    for _ in range(9):
        attempt(client)
    assert attempt(client, password=PASSWORD).status_code == 302
    client.logout()
    for _ in range(9):
        assert attempt(client).status_code == 200


def test_who_is_deactivated_does_not_get_in_and_a_stranger_does_not_learn_of_it(client, person):
    person.is_active = False
    person.save()
    wrong = words_of(attempt(client))
    assert "closed" not in wrong
    right = attempt(client, password=PASSWORD)
    assert right.headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_nobody_signs_up(client, person):
    assert "Accounts are given by invitation" in client.get("/accounts/signup/").content.decode()
    facts = {"email": "new@people.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "Accounts are given by invitation" in client.post("/accounts/signup/", facts).content.decode()
    assert User.objects.count() == 1


def test_a_link_for_a_new_password_goes_through_the_outbox_and_works_once(
    client, person, settings, mailoutbox
):
    settings.SITE_URL = "https://concern.council.example"
    response = client.post(reverse("account_reset_password"), {"email": "Judith@people.example"})
    assert response.headers["Location"] == reverse("account_reset_password_done")
    assert mailoutbox == []
    mail = Dispatch.objects.get()
    assert mail.payload["to"].casefold() == "judith@people.example"
    assert mail.payload["subject"] == "Choose a new password"
    path = re.search(r"https://concern\.council\.example(/accounts/\S+)", mail.payload["text"]).group(1)
    form = client.get(path, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "three blue horses", "password2": "three blue horses"})
    person.refresh_from_db()
    assert person.check_password("three blue horses")
    assert "does not work any more" in Client().get(path, follow=True).content.decode()
    assert attempt(Client(), password="three blue horses").status_code == 302


def test_a_new_password_for_an_unknown_address_looks_the_same(client, person):
    known = client.post(reverse("account_reset_password"), {"email": "judith@people.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"})
    assert known.headers["Location"] == unknown.headers["Location"]
    texts = dict(Dispatch.objects.values_list("payload__to", "payload__text"))
    assert "/password/reset/key/" not in texts["nobody@people.example"]


def test_who_never_chose_a_password_gets_one_the_same_way(client, db):
    make_user("Nora Comer", email="nora@people.example", password=None)
    client.post(reverse("account_reset_password"), {"email": "nora@people.example"})
    assert "/password/reset/key/" in Dispatch.objects.get().payload["text"]


def test_a_session_ends_after_a_working_day_even_if_it_is_used_all_the_time(client, person, settings):
    attempt(client, password=PASSWORD)
    began = clock.now()
    settings.SESSION_ABSOLUTE_SECONDS = 12 * 3600
    with clock.at(began + timedelta(hours=11)):
        assert is_signed_in(client)
    with clock.at(began + timedelta(hours=13)):
        assert not is_signed_in(client)
    assert not is_signed_in(client)


def test_a_session_ends_when_it_is_not_used(client, person, settings):
    attempt(client, password=PASSWORD)
    session = Session.objects.get()
    assert session.expire_date <= timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    session.expire_date = timezone.now() + timedelta(minutes=1)
    session.save()
    assert is_signed_in(client)  # using it moves the end
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert not is_signed_in(client)


def test_the_cookie_of_a_session_goes_with_the_browser_and_is_hidden_from_scripts(client, person):
    attempt(client, password=PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_a_page_to_go_on_to_is_kept_and_only_one_of_ours(client, person):
    assert client.get("/schools/").headers["Location"] == f"{LOGIN}?next=/schools/"
    there = client.post(f"{LOGIN}?next=/schools/", {"login": person.email, "password": PASSWORD})
    assert there.headers["Location"] == "/schools/"
    away = Client().post(f"{LOGIN}?next=https://evil.example/", {"login": person.email, "password": PASSWORD})
    assert away.headers["Location"] == "/"


def test_nobody_changes_the_address_they_sign_in_with_by_themselves(client, person):
    client.force_login(person, backend="people.backends.SignInBackend")
    client.post("/accounts/email/", {"action_add": "", "email": "other@people.example"})
    person.refresh_from_db()
    assert person.email == "judith@people.example"
    assert client.get("/accounts/email/").status_code == 404
