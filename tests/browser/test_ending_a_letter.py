"""A letter is replaced, and one of the Secretary of State's entered, in a browser at both widths."""

import pytest
from playwright.sync_api import expect

from letters.models import Letter
from record import clock
from tests.browser.conftest import follow
from tests.letters.makers import TODAY, make_terms
from tests.letters.test_ending import given_notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_ends_a_letter_is_chosen_and_the_new_letter_begun(
    cast, page, live_server, *, sign_in, travel, sound_at_both_widths
):
    make_terms(cast.la)
    travel(TODAY, 9)
    with clock.at(TODAY):
        notice = given_notice(cast)
    sign_in(cast.senior_adviser)
    sound_at_both_widths(f"/letters/{notice.reference}/end/")
    page.get_by_label("The Secretary of State has given a warning notice").check()
    expect(page.get_by_label("On which day was the Secretary of State’s notice given?")).to_be_visible()
    page.get_by_label("A new letter takes its place").check()
    expect(page.get_by_role("group", name="What kind of letter takes its place?")).to_be_visible()
    page.get_by_label("Why, and by what").fill("Two of its dates were wrong.")
    follow(page, page.get_by_role("button", name="Begin it"))
    new = Letter.objects.get(ends=notice)
    expect(page).to_have_url(live_server.url + new.get_absolute_url())
    sound_at_both_widths(notice.get_absolute_url())
