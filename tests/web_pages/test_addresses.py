"""Which addresses there are, and what strangers are told at them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from schools.permissions import Perm
from web.views.errors import forbidden

pytestmark = pytest.mark.django_db


PROTECTED = [
    "/",
    "/needs/",
    "/search/",
    "/outbox/",
    "/schools/",
    "/cases/",
    "/cases/cases.csv",
    "/cases/SOC-2026-0001/",
    "/meetings/",
    "/letters/",
    "/people/",
]


@pytest.mark.parametrize("address", PROTECTED)
def test_a_stranger_is_led_to_the_sign_in_and_back(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("address", ["/nowhere/", "/cases/nonsense", "/admin/", "/wp-login.php"])
def test_an_address_that_does_not_exist_is_not_found_even_by_strangers(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_a_page_that_is_seen_but_not_permitted_says_who_could(cast):
    request = RequestFactory().get("/cases/")
    request.user = cast.clerk
    response = forbidden(request, PermissionDenied(Perm.CHECK_LETTER_LAW.value))
    assert response.status_code == 403
    assert "Legal adviser could." in response.content.decode()
    assert "check_letter_law" not in response.content.decode()


def test_a_refusal_in_words_is_shown_as_text(cast):
    request = RequestFactory().get("/cases/")
    request.user = cast.clerk
    html = forbidden(request, PermissionDenied("Somebody else has to do this step.")).content.decode()
    assert "Somebody else has to do this step." in html


def test_pages_of_casework_are_never_kept_by_a_browser(cast, client):
    client.force_login(cast.senior_adviser)
    assert client.get("/")["Cache-Control"] == "no-store"
