"""Every address, asked by everybody: a page that is not in the table, or that answers otherwise, fails."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from concern_cases.models import CaseEvent
from people.models import AccessEvent, Post, Share, User
from record import clock, pdf
from record.models import Dispatch, ReadLog
from tests.renderings import first_for_all
from tests.url_table import INSIDE, NOT_SIGNED_IN, OFFICE, PAGES, SECTIONS, SIGNED_IN, Page
from tests.url_world import STRANGER, World, make_world

TODAY = date(2026, 11, 23)
SIGN_IN = "/accounts/login/"


@pytest.fixture
def world(whole_cast, settings, caplog, monkeypatch) -> Iterator[World]:
    settings.DEBUG = False
    cache.clear()
    # Some hundred refusals are expected, and would be told one by one.
    caplog.set_level(logging.CRITICAL, logger="django.request")
    with clock.at(TODAY):
        made = make_world(whole_cast)
        # Who gets which page is asked here, not how it looks: one PDF stands for all.
        monkeypatch.setattr(pdf._renderer, "ask", first_for_all(pdf._renderer.ask))
        yield made


def page_names() -> set[str]:
    """The names of all addresses, with their namespaces; one without a name stands with its pattern."""

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{before}{pattern.name or pattern.pattern}"
            else:
                inside = f"{before}{pattern.namespace}:" if pattern.namespace else before
                yield from walk(pattern.url_patterns, inside)

    return set(walk(get_resolver().url_patterns, ""))


def browsers(world: World) -> dict[str, Client]:
    """One browser for each of the cast, and one in which nobody is signed in."""
    found = {}
    for name, user in world.people.items():
        found[name] = Client(raise_request_exception=False)
        if user is not None:
            found[name].force_login(user, backend="people.backends.SignInBackend")
    return found


def expected_of(page: Page, who: str) -> int:
    """The status that the table promises this person."""
    for status, names in page.get.items():
        if who in names.split():
            return status
    return 302 if who in NOT_SIGNED_IN.split() and not page.public else 404


def wrong(page: Page, who: str, response: Any, expected: int) -> str:
    """What is wrong with the answer; nothing if it is the one promised."""
    if response.streaming:
        list(response.streaming_content)  # read to its end, a file is closed
    if response.status_code != expected:
        return f"{page.name}: {who} got {response.status_code}, not {expected}"
    sent_to = response.headers.get("Location", "")
    if who in NOT_SIGNED_IN.split() and not page.public and not sent_to.startswith(SIGN_IN):
        return f"{page.name}: {who} was sent to {sent_to} and not to sign in"
    return ""


def told_too_much(world: World, page: Page, who: str, response: Any) -> str:
    """The case, or the letter not given yet, that the answer names to somebody who is not to know of it."""
    kept = {world.case.reference: INSIDE, world.draft.reference: OFFICE}
    for reference, known_to in kept.items():
        if who not in known_to.split() and not response.streaming and reference.encode() in response.content:
            return f"{page.name}: {who} read of {reference}"
    return ""


def test_every_address_stands_in_the_table():
    listed, there = {page.name for page in PAGES}, page_names()
    missing = sorted(there - listed)
    assert not missing, f"Give these pages a row in tests/url_table.py, with who gets what: {missing}"
    gone = sorted(listed - there)
    assert not gone, f"These rows of tests/url_table.py are about pages that are not there: {gone}"


def test_the_table_names_everybody_of_the_cast_and_nobody_else(whole_cast):
    known = {*whole_cast.people, STRANGER}
    assert known == set(f"{SIGNED_IN} {NOT_SIGNED_IN}".split())
    for page in PAGES:
        for names in [*page.get.values(), *(page.post or {}).values()]:
            assert set(names.split()) <= known, page.name


@pytest.mark.parametrize("section", SECTIONS)
def test_everybody_gets_from_every_page_what_the_table_says(world, section):
    people = browsers(world)
    found = []
    for page in SECTIONS[section]:
        address = reverse(page.name, args=page.args(world))
        for who, client in people.items():
            response = client.get(address)
            found.append(wrong(page, who, response, expected_of(page, who)))
            found.append(told_too_much(world, page, who, response))
    assert "\n".join(filter(None, found)) == ""


@pytest.mark.parametrize("section", SECTIONS)
def test_nobody_changes_anything_who_may_not(world, section):
    people = browsers(world)
    before = state_of(world)
    found = []
    for page in SECTIONS[section]:
        if page.post is None:
            continue
        address = reverse(page.name, args=page.args(world))
        for who, expected in refusals(page).items():
            found.append(wrong(page, who, people[who].post(address, {"why": "x"}), expected))
    assert "\n".join(filter(None, found)) == ""
    assert state_of(world) == before


def refusals(page: Page) -> dict[str, int]:
    """Who is refused when the page is sent to, and how: those named, who don’t see it, and strangers."""
    named = {who: status for status, names in (page.post or {}).items() for who in names.split()}
    unseen = {who: 404 for who in SIGNED_IN.split() if expected_of(page, who) == 404}
    return {**unseen, **named, **dict.fromkeys(NOT_SIGNED_IN.split(), 302)}


def state_of(world: World) -> dict[str, Any]:
    """What refused people must not have changed."""
    return {
        "posts": list(Post.objects.order_by("pk").values_list("pk", "until")),
        "shares": list(Share.objects.order_by("pk").values_list("pk", "until")),
        "people": list(User.objects.order_by("pk").values_list("pk", "is_active", "password", "email")),
        "events": AccessEvent.objects.count(),
        "case": list(type(world.case).objects.order_by("pk").values_list("pk", "status", "lead")),
        "actions": list(type(world.action).objects.order_by("pk").values_list("pk", "status", "due_on")),
        "letters": list(type(world.letter).objects.order_by("pk").values_list("pk", "status")),
        "meetings": list(type(world.meeting).objects.order_by("pk").values_list("pk", "status")),
        "mails": list(Dispatch.objects.order_by("pk").values_list("pk", "state")),
        "told": CaseEvent.objects.count(),
    }


def test_a_refused_attempt_is_on_record_with_its_school(world):
    people = browsers(world)
    address = reverse("cases:case", args=[world.case.reference])
    assert people["other_diocesan_officer"].get(address).status_code == 404
    row = ReadLog.objects.filter(refused=True).latest("pk")
    assert (row.user_id, row.urn, row.what) == (
        world.cast.other_diocesan_officer.pk,
        world.cast.school.urn,
        address,
    )


def test_hidden_and_missing_look_alike(world):
    client = browsers(world)["other_chair"]
    hidden = client.get(reverse("cases:case", args=[world.case.reference]))
    missing = client.get(reverse("cases:case", args=["SOC-2026-9999"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert words_of(hidden) == words_of(missing)


def words_of(response: Any) -> str:
    """The page without the secret that protects its forms, which is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
