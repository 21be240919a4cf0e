"""A kind of letter is changed from a day on, and agreed to, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from letters.models import KindChange, LetterKind
from letters.services.central_bodies import change_body
from record import clock
from tests.browser.conftest import follow
from tests.letters.kind_makers import NEW_YEAR, change, propose
from tests.letters.makers import TODAY, make_draft, make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_kind_is_changed_by_two_people(cast, page, live_server, *, sign_in, travel, sound_at_both_widths):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        make_draft(cast)
    sign_in(cast.head_of_improvement)
    sound_at_both_widths("/letters/kinds/")
    follow(page, page.get_by_role("link", name="Warning letter", exact=True))
    sound_at_both_widths("/letters/kinds/warning_letter/")
    follow(page, page.get_by_role("button", name="Change from a day on"))
    sound_at_both_widths("/letters/kinds/warning_letter/change/")
    page.get_by_label("From which day on?").fill("1/1/2027")
    page.get_by_label("How many days does it give for the answer?").fill("25")
    page.get_by_label("Why is it changed?").fill("Twenty days are too few over a holiday.")
    follow(page, page.get_by_role("button", name="Propose the change"))
    expect(page.get_by_text("holds once a second person has agreed")).to_be_visible()
    waiting = KindChange.objects.get()
    sign_in(cast.director)
    sound_at_both_widths(reverse("letters:kind_change", args=[waiting.pk]))
    follow(page, page.get_by_role("button", name="Agree to the change"))
    expect(page.get_by_text("The change was agreed to.")).to_be_visible()
    assert LetterKind.objects.get(valid_from=NEW_YEAR).clock_days == 25
    sound_at_both_widths("/letters/kinds/warning_letter/")


def test_the_pages_of_reference_data_are_sound(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    moved = {"name": "Ofsted", "address": "1 New Street\nLONDON\nN1 1AA", "email": ""}
    with clock.at(TODAY):
        change(cast)
        propose(cast, "s60_notice", says={"clock_days": 20})
        change_body("ofsted", facts=moved, valid_from=NEW_YEAR, why="It moves.", by=cast.director)
    sign_in(cast.director)
    for url in (
        "/letters/kinds/",
        "/letters/kinds/s60_notice/",
        "/letters/kinds/october_letter/change/",
        "/letters/kinds/warning_letter/take-away/",
        "/letters/bodies/",
        "/letters/bodies/ofsted/",
        "/letters/running/",
    ):
        sound_at_both_widths(url)
