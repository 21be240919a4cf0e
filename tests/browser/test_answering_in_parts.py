"""The chair answers one action now, types at another, and finds both again, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from letters.models import AnswerPart
from record import clock
from tests.browser.conftest import follow
from tests.letters.makers import TODAY, make_terms
from tests.letters.test_letter_flow import begin, give

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_action_is_answered_now_and_what_is_typed_at_another_is_kept(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = begin(cast)
        give(letter, cast)
    sign_in(cast.chair)
    address = reverse("tasks:answer_letter", args=[letter.reference])
    sound_at_both_widths(address)
    page.get_by_label("1. Adopt a single plan").fill("Adopted on 3 December.")
    follow(page, page.get_by_role("button", name="Send the answers"))
    expect(page.get_by_text("One of three actions is answered. Open: actions 2 and 3.")).to_be_visible()
    sound_at_both_widths(letter.get_absolute_url())
    follow(page, page.get_by_role("button", name="Answer the rest"))
    expect(page.get_by_label("1. Adopt a single plan")).to_have_value("")
    page.get_by_label("2. Take part").fill("On 10 and 15 December.")
    sound_at_both_widths(address)
    expect(page.get_by_label("2. Take part")).to_have_value("On 10 and 15 December.")
    expect(page.get_by_text("What you typed before was kept on this computer")).to_be_visible()
    page.get_by_label("This is our whole answer").check()
    follow(page, page.get_by_role("button", name="Send the answers"))
    expect(page.get_by_text("The letter was answered on")).to_be_visible()
    expect(page.get_by_text("Left without an answer.")).to_be_visible()
    sound_at_both_widths(letter.get_absolute_url())
    assert AnswerPart.objects.count() == 1


def test_a_question_that_was_typed_and_not_sent_is_kept_and_gone_once_it_was(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = begin(cast)
        give(letter, cast)
    sign_in(cast.chair)
    address = reverse("letters:ask", args=[letter.reference])
    sound_at_both_widths(address)
    page.get_by_label("Your question").fill("May we have a week more?")
    sound_at_both_widths(address)
    expect(page.get_by_label("Your question")).to_have_value("May we have a week more?")
    follow(page, page.get_by_role("button", name="Send the question"))
    expect(page.get_by_text("Asked on Monday 23 November, not answered yet.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    sign_in(cast.senior_adviser)
    sound_at_both_widths("/")
    expect(page.get_by_role("heading", name="Susan Hallett’s question about")).to_be_visible()
