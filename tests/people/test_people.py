"""Entering, changing, inviting and deactivating people."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from people.events import sentence_of
from people.models import AccessEvent, User
from people.services.people import (
    accept_invitation,
    add_person,
    change_person,
    deactivate_person,
    invite_person,
    reactivate_person,
)
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Perm
from tests.factories import PASSWORD, make_user


@pytest.fixture(autouse=True)
def monday():
    with clock.at(date(2026, 11, 23)):
        yield


def mails():
    return list(Dispatch.objects.filter(topic="mail").order_by("pk"))


def test_a_person_is_added_with_a_clean_address_and_name_and_cannot_sign_in_yet(cast):
    user = add_person(email=" Nora.Comer@School.EXAMPLE ", name="Nora\r\n  Comer", by=cast.administrator)
    assert (user.email, user.name) == ("nora.comer@school.example", "Nora Comer")
    assert not user.has_usable_password()
    event = AccessEvent.objects.get(subject_id=user.pk)
    assert (event.chain, event.actor_id) == ("people", cast.administrator.pk)
    assert sentence_of(event) == "Nora Comer was added"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "two@a.example,three@b.example"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "N" * 151}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "nora.comer@school.example"}, "password"),
    ],
)
def test_what_is_no_person_is_refused_with_its_field(db, facts, field):
    with pytest.raises(RuleError) as refusal:
        add_person(**{"email": "nora.comer@school.example", "name": "Nora Comer", "by": None} | facts)
    assert refusal.value.field == field
    assert not User.objects.exists()


def test_an_address_belongs_to_one_person_however_it_is_written(cast):
    with pytest.raises(RuleError) as refusal:
        add_person(email=cast.chair.email.upper(), name="Somebody Else", by=None)
    assert cast.chair.name in str(refusal.value)


def test_a_new_address_is_told_to_the_old_one_and_both_are_on_record(cast):
    old = cast.chair.email
    change_person(
        cast.chair, email="new@school.example", name="Susan Hallett", title="Mrs", by=cast.administrator
    )
    cast.chair.refresh_from_db()
    assert (cast.chair.email, cast.chair.formal_name) == ("new@school.example", "Mrs Susan Hallett")
    (mail,) = mails()
    assert mail.payload["to"] == old
    assert "new@school.example" not in mail.payload["text"]
    event = AccessEvent.objects.get(kind="people.changed")
    assert sentence_of(event) == "The details of Susan Hallett were changed: e-mail address and title"
    assert event.body["before"]["email"] == old


def test_saving_the_same_details_leaves_no_trace(cast):
    change_person(cast.chair, email=cast.chair.email, name=cast.chair.name, by=cast.administrator)
    assert not AccessEvent.objects.filter(kind="people.changed").exists()
    assert mails() == []


def test_an_invitation_is_a_mail_with_a_link_that_works_once(cast, client):
    user = add_person(email="nora@school.example", name="Nora <b>Comer", by=cast.administrator)
    link = invite_person(user, by=cast.administrator)
    (mail,) = mails()
    assert mail.payload["to"] == "nora@school.example"
    assert "Dear Nora <b>Comer," in mail.payload["text"]
    assert link in mail.payload["text"]
    path = re.sub(r"^https?://[^/]+", "", link)

    page = client.get(path)
    assert "Nora &lt;b&gt;Comer" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    words = {"password": "three blue horses", "again": "three blue horses"}
    assert client.post(path, words).headers["Location"] == reverse("account_login")
    assert client.get("/").status_code == 302  # nobody is signed in by a link

    assert client.get(path).status_code == 410
    assert client.post(path, words | {"password": "four red horses!"}).status_code == 410
    user.refresh_from_db()
    assert user.check_password("three blue horses")
    signed_in = client.post(
        reverse("account_login"), {"login": "Nora@School.example", "password": "three blue horses"}
    )
    assert signed_in.status_code == 302
    assert AccessEvent.objects.filter(kind="people.password_chosen", actor_id=user.pk).exists()


def test_an_invitation_names_the_posts_and_the_last_moment(cast):
    invite_person(cast.chair, by=cast.administrator)
    text = mails()[0].payload["text"].replace("\xa0", " ")
    assert f"  - Chair of governors, {cast.school}" in text
    assert "Thursday 26 November 2026" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"password": "three blue horses", "again": "three red horses"}, "The two are not the same"),
        ({"password": "short", "again": "short"}, "too short"),
        ({}, "Enter the password"),
    ],
)
def test_a_password_that_will_not_do_is_explained_and_the_link_stays_good(cast, client, words, told):
    path = re.sub(r"^https?://[^/]+", "", invite_person(cast.chair, by=cast.administrator))
    assert told in client.post(path, words).content.decode()
    assert client.get(path).status_code == 200


def test_an_invitation_that_is_too_old_says_what_to_do(cast, client, settings):
    path = re.sub(r"^https?://[^/]+", "", invite_person(cast.chair, by=cast.administrator))
    settings.PASSWORD_RESET_TIMEOUT = -1
    page = client.get(path)
    assert page.status_code == 410
    assert reverse("account_reset_password") in page.content.decode()


@pytest.mark.parametrize("key", ["MQ", "nonsense", "4pyT", "%00", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_link_that_nobody_was_sent_is_no_link(db, client, key):
    assert client.get(f"/people/invitation/{key}/abc-def/").status_code in (404, 410)


def test_an_invitation_is_void_once_the_person_is_deactivated_or_has_signed_in(cast, client):
    path = re.sub(r"^https?://[^/]+", "", invite_person(cast.chair, by=cast.administrator))
    deactivate_person(cast.chair, why="Resigned.", by=cast.administrator)
    assert client.get(path).status_code == 410
    path = re.sub(r"^https?://[^/]+", "", invite_person(cast.head, by=cast.administrator))
    client.post(reverse("account_login"), {"login": cast.head.email, "password": PASSWORD})
    assert Client().get(path).status_code == 410


def test_who_is_deactivated_cannot_be_invited(cast):
    with pytest.raises(RuleError):
        invite_person(cast.deactivated, by=cast.administrator)


def test_deactivating_ends_sight_and_every_open_session_for_good(cast, client):
    client.force_login(cast.chair, backend="people.backends.SignInBackend")
    assert client.get("/").status_code == 200
    deactivate_person(cast.chair, why="Resigned.", by=cast.administrator)
    assert client.get("/").status_code == 302
    assert not cast.chair.has_perm(Perm.VIEW_SCHOOL, cast.school) or cast.chair.is_active
    gone = User.objects.get(pk=cast.chair.pk)
    assert not gone.has_perm(Perm.VIEW_SCHOOL, cast.school)
    assert gone.deactivated_at == clock.now()
    with pytest.raises(AlreadyDone):
        deactivate_person(cast.chair, why="Again.", by=cast.administrator)

    reactivate_person(cast.chair, by=cast.administrator)
    back = User.objects.get(pk=cast.chair.pk)
    assert back.has_perm(Perm.VIEW_CASE, cast.school)
    assert client.get("/").status_code == 302  # the old session stays dead
    assert not back.check_password(PASSWORD)
    accept_invitation(back, password="three blue horses", by=back)
    with pytest.raises(AlreadyDone):
        reactivate_person(back, by=cast.administrator)


def test_deactivating_needs_a_reason_and_is_not_done_to_oneself(cast):
    with pytest.raises(RuleError) as refusal:
        deactivate_person(cast.chair, why=" ", by=cast.administrator)
    assert refusal.value.field == "why"
    with pytest.raises(RuleError):
        deactivate_person(cast.administrator, why="Tired.", by=cast.administrator)


def test_the_invitation_twice_in_the_same_second_is_one_mail(cast):
    user = make_user("Nora Comer")
    first, second = invite_person(user, by=None), invite_person(user, by=None)
    assert len(mails()) == (1 if first == second else 2)
