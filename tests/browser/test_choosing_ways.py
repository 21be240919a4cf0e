"""How a letter goes to each recipient is chosen, and what is handed over is recorded, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from letters.models import Service
from letters.services.choosing import Way, choose_ways
from letters.services.issuing import give_letter, make_file
from record import clock
from tests.browser.conftest import follow
from tests.letters.makers import TODAY, authorise_and_issue, make_draft, make_ready_case, make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_how_a_letter_goes_is_chosen(cast, page, live_server, *, sign_in, travel, sound_at_both_widths):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = make_draft(cast, make_ready_case(cast, school=cast.school), kind="s60_notice")
    sign_in(cast.senior_adviser)
    sound_at_both_widths(reverse("letters:recipients", args=[letter.reference]))
    chair = page.get_by_role("group", name="Susan Hallett, chair of the governing body")
    chair.get_by_label("By hand").check()
    clerk = page.get_by_role("group", name="The clerk to the governing body")
    clerk.get_by_label("By e-mail, with the letter attached").check()
    clerk.get_by_label("E-mail address").fill("clerk@example.org")
    follow(page, page.get_by_role("button", name="Save how it goes"))
    expect(page.get_by_role("alert").get_by_text("Say how you know")).to_be_visible()
    clerk.get_by_label("How you know").fill("Its letter of 3 March says so.")
    follow(page, page.get_by_role("button", name="Save how it goes"))
    expect(page.get_by_text("By hand (chosen for this letter)")).to_be_visible()
    sound_at_both_widths(letter.get_absolute_url())
    sound_at_both_widths(reverse("letters:rehearsal", args=[letter.reference]))


def test_what_is_handed_over_is_recorded_with_who_took_it(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        letter = make_draft(cast)
        choose_ways(letter, ways={"chair": Way("hand")}, by=cast.senior_adviser)
        authorise_and_issue(letter, cast)
        give_letter(letter, made=make_file(letter), by=None)
    sign_in(cast.senior_adviser)
    sound_at_both_widths("/letters/post/?show=hand&tick=all")
    page.get_by_label("Who sent it?").fill("Nasreen Aziz")
    follow(page, page.get_by_role("button", name="Record what is ticked as sent"))
    expect(page.get_by_role("alert").get_by_text("Say who took the letter for Susan Hallett")).to_be_visible()
    page.get_by_label("Who took it?").fill("Mrs Pym, school office")
    follow(page, page.get_by_role("button", name="Record what is ticked as sent"))
    main = Service.objects.get(recipient__letter=letter, recipient__is_copy=False)
    assert "by hand to Mrs Pym, school office" in main.proof
