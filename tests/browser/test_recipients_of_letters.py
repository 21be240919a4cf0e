"""Who gets a letter without an account is named, and a mail that came back is posted, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from letters.models import Service
from letters.services.serving import record_return
from people.models import Post
from record import clock
from tests.browser.conftest import follow
from tests.letters.makers import TODAY, make_draft, make_given, make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_chair_without_an_account_is_named(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    Post.objects.filter(role="chair", schools=cast.school).delete()
    with clock.at(TODAY):
        letter = make_draft(cast)
    sign_in(cast.senior_adviser)
    sound_at_both_widths(reverse("letters:recipients", args=[letter.reference]))
    page.get_by_label("Title of the chair of the governing body").fill("Mrs")
    page.get_by_label("Name of the chair of the governing body").fill("Tessa Rowe")
    follow(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Mrs Tessa Rowe is chair of the governing body")).to_be_visible()


def test_a_mail_that_came_back_is_posted_or_did_arrive(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = make_given(cast)
        for received_as in ("chair", "head"):
            given = Service.objects.get(recipient__letter=letter, recipient__received_as=received_as)
            record_return(given, on=TODAY, why="No such mailbox", by=cast.senior_adviser)
    sign_in(cast.senior_adviser)
    sound_at_both_widths("/letters/post/")
    page.get_by_label("Warning letter L-2026-0001 to Susan Hallett").check()
    page.get_by_label("Who sent it?").fill("Nasreen Aziz")
    follow(page, page.get_by_role("button", name="Record what is ticked as sent"))
    expect(page.get_by_text("It is recorded that one letter or notice was sent.")).to_be_visible()
    sound_at_both_widths(letter.get_absolute_url())
    follow(page, page.get_by_role("link", name="It did arrive"))
    sound_at_both_widths(reverse("letters:arrived", args=[letter.reference, given.pk]))
    page.get_by_label("How do you know that it arrived?").fill("He said so on the telephone.")
    follow(page, page.get_by_role("button", name="Record that it did arrive"))
    expect(page.get_by_text("it did arrive: He said so on the telephone.")).to_be_visible()
