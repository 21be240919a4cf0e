"""The shell around every page, and the pages that stand outside of it."""

import json

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from web.context import navigation, site

ROOT = settings.BASE_DIR


def shell(template="base.html", user=None, address="/cases/SOC-2026-0001/", **facts):
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    return render_to_string(template, facts, request)


def test_a_section_is_current_on_all_of_its_pages():
    assert [item.label for item in navigation("/cases/SOC-2026-0001/") if item.current] == ["Cases"]
    assert [item.label for item in navigation("/") if item.current] == ["Home"]
    assert [item.label for item in navigation("/accounts/login/") if item.current] == []


def test_administrators_find_the_people_in_the_navigation_and_nobody_else_does(cast):
    assert 'href="/people/"' in shell(user=cast.administrator)
    assert 'href="/people/"' not in shell(user=cast.senior_adviser)


def test_whoever_may_confirm_finds_it_in_the_navigation_and_nobody_else_does(cast):
    assert 'href="/people/to-confirm/"' in shell(user=cast.director)
    for user in (cast.senior_adviser, cast.administrator):
        assert 'href="/people/to-confirm/"' not in shell(user=user)
    both = {"director": "Director", "administrator": "Administrator"}
    assert [each.label for each in navigation("/people/to-confirm/", both) if each.current] == ["To confirm"]
    assert [each.label for each in navigation("/people/7/", both) if each.current] == ["People"]


def test_who_is_signed_in_is_said_with_their_role_and_can_sign_out(cast):
    html = shell(user=cast.senior_adviser)
    assert cast.senior_adviser.name in html
    assert ", Senior Adviser</span>" in html
    assert 'action="/accounts/logout/" method="post"' in html
    assert 'aria-current="true"><strong class="govuk-service-navigation__active-fallback">Cases' in html


def test_a_stranger_is_shown_no_navigation():
    html = shell()
    assert 'id="navigation"' not in html
    assert 'name="q"' not in html
    assert "Sign out" not in html


def test_the_roles_are_looked_up_only_where_they_are_shown(cast, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = cast.senior_adviser
    with django_assert_num_queries(0):
        site(request)


def test_a_page_about_a_missing_school_and_about_a_hidden_one_are_the_same_page():
    html = shell("404.html", address="/cases/SOC-2026-9999/")
    assert "We say the same in both cases" in html
    assert "SOC-2026-9999" not in html


def test_a_refusal_says_who_could():
    html = shell("403.html", who_could=["Colin Tregarth", "Priya Raghunathan"])
    assert "Colin Tregarth and Priya Raghunathan could." in html


def test_the_page_for_our_own_failures_needs_nothing_from_the_project():
    assert "Something went wrong on our side" in render_to_string("500.html")


@pytest.mark.parametrize("template", ["403_csrf.html", "409.html", "503.html", "account/locked_out.html"])
def test_the_other_pages_are_drawn_for_strangers(template):
    assert "<h1" in shell(template)


def test_every_page_takes_its_scripts_and_styles_from_here():
    html = shell("404.html")
    assert "style=" not in html
    assert "http:" not in html
    assert "<script>" not in html


def test_the_lock_file_names_no_host():
    text = (ROOT / "package-lock.json").read_text()
    assert "http" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)
