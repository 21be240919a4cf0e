"""What is to be posted is ticked and recorded, and an acknowledgement on paper entered, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from letters.models import Service
from letters.services.answering import assess_letter
from record import clock
from tests.browser.conftest import follow
from tests.letters.makers import TODAY, make_given, make_terms
from tests.letters.test_letter_flow import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_to_be_posted_is_ticked_and_recorded(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = make_given(cast)
        assess_letter(letter, complied=True, why="All is done.", by=cast.senior_adviser)
        work()
    sign_in(cast.senior_adviser)
    sound_at_both_widths("/letters/post/")
    follow(page, page.get_by_role("link", name="Tick all 2"))
    page.get_by_label("Who sent it?").fill("Nasreen Aziz")
    follow(page, page.get_by_role("button", name="Record what is ticked as sent"))
    expect(page.get_by_text("It is recorded that two letters or notices were sent.")).to_be_visible()
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    sound_at_both_widths(reverse("letters:receipt", args=[letter.reference, main.pk]))
    page.get_by_label("Who signed?").fill("Susan Hallett")
    follow(page, page.get_by_role("button", name="Record it"))
    expect(page.get_by_text("Susan Hallett, on paper")).to_be_visible()
