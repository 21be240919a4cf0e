"""Signing in, out, and getting a new password."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_user


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Choose a new password"),
        ("account_reset_password_done", "Look at your e-mail"),
        ("account_signup", "Accounts are given by invitation"),
        ("account_inactive", "This account is closed"),
    ],
)
def test_a_stranger_gets_a_page_in_plain_words(client, name, heading):
    page = client.get(reverse(name)).content.decode()
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page
    assert 'class="govuk-template__body app-guest"' in page


@pytest.fixture
def person(db):
    return make_user("Judith Penhale")


def test_a_wrong_password_is_told_above_the_form(client, person):
    page = client.post(reverse("account_login"), {"login": person.email, "password": "wrong"})
    assert "There is one thing to put right" in page.content.decode()


def test_an_empty_form_says_what_to_enter(client, db):
    page = client.post(reverse("account_login"), {}).content.decode()
    assert '<a href="#id_login">Enter the e-mail address</a>' in page
    assert '<a href="#id_password">Enter the password</a>' in page


def test_a_person_manages_their_own_account(client, person):
    client.force_login(person, backend="people.backends.SignInBackend")
    headings = {
        "account_change_password": "Your account",
        "account_logout": "Sign out",
        "account_reauthenticate": "Is it you?",
        "mfa_index": "Second step when you sign in",
    }
    for name, heading in headings.items():
        page = client.get(reverse(name)).content.decode()
        assert f'<h1 class="govuk-heading-l">{heading}</h1>' in page


def test_the_second_step_is_turned_on_with_a_picture_and_a_key(client, person):
    client.force_login(person, backend="people.backends.SignInBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "Turn on the second step" in page
    assert 'src="data:image/svg+xml' in page


def test_a_link_that_was_used_says_so(client, db):
    page = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "used"}))
    assert "This link does not work any more" in page.content.decode()
