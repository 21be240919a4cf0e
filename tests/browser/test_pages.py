"""The pages that combine everything, in a browser: on a desk, on a phone, without scripts."""

import pytest
from django.db import transaction

from concern_cases.events import record_event
from letters.models import Recipient, Service
from people.models import User
from record.actor import acting_as
from record.mail import enqueue_mail
from record.models import Dispatch
from schools.permissions import Perm
from tests.browser.conftest import NARROW, page_is_sound, press
from tests.web_pages.makers import (
    TOLD,
    days_ahead,
    invite,
    judge,
    make_action,
    make_card,
    make_case,
    make_category,
    make_letter,
    make_meeting,
    start_clock,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(live_server, cast):
    """Two cases with something true in every place of the pages."""
    with acting_as(cast.senior_adviser), transaction.atomic():
        case = make_case(cast.school, cast.senior_adviser)
        judge(cast.school, cast.sip)
        make_category(cast.school, cast.sip)
        make_action(case, due_on=days_ahead(-4), owner=cast.head, redated_count=1)
        make_action(case, circle="la", owner=cast.senior_adviser)
        held = make_meeting(case, cast.senior_adviser, on=days_ahead(-20), status="held")
        coming = make_meeting(case, cast.senior_adviser, on=days_ahead(3), moves=1)
        for user, part in ((cast.head, "school"), (cast.chair, "school"), (cast.diocesan_officer, "diocese")):
            invite(coming, user, part, reply="accepted")
        make_card(held, Perm.RECORD_MEETING, due_on=days_ahead(-2))
        make_card(held, Perm.MANAGE_MEETING, title="Choose the next date", due_on=days_ahead(20))
        letter = make_letter(case, cast.senior_adviser, status="given", authorised_by=cast.director)
        start_clock(letter, days_ahead(12))
        to_chair = Recipient.objects.create(
            letter=letter, received_as="chair", is_copy=False, user=cast.chair, name=cast.chair.name
        )
        Service.objects.create(recipient=to_chair, method="portal", given_on=days_ahead(-15))
        for circle in ("la", "la_and_diocese", "school"):
            record_event(
                TOLD, school=cast.school, case=case, circle=circle, what=f"what the {circle} may know"
            )
        judge(cast.other_school, cast.sip, "low")
        make_action(make_case(cast.other_school, cast.senior_adviser), due_on=days_ahead(-1))
        mail = enqueue_mail(
            key="x", to="a@school.example", subject="Invitation", text="x", urn=cast.school.urn
        )
        Dispatch.objects.filter(pk=mail.pk).update(state="unknown", error="The worker stopped.")
    return case


def addresses_of(case, user: User) -> list[str]:
    """What a person looks at: the home page of each, and the casework of those who see it."""
    return ["/", "/cases/", "/cases/?risk=high&only=late", f"/cases/{case.reference}/", "/search/?q=st"]


@pytest.mark.parametrize("who", ["senior_adviser", "diocesan_officer", "chair", "sip"])
def test_the_main_pages_are_sound_for(busy, cast, sign_in, sound_at_both_widths, who):
    user = getattr(cast, who)
    sign_in(user)
    for address in addresses_of(busy, user):
        sound_at_both_widths(address)


def test_the_lesser_pages_are_sound(busy, cast, sign_in, sound_at_both_widths):
    sign_in(cast.senior_adviser)
    for address in ("/needs/", "/outbox/", "/search/", "/cases/?q=nowhere", "/search/?q=nowhere"):
        sound_at_both_widths(address)
    sign_in(cast.administrator)
    for address in ("/", "/cases/"):
        sound_at_both_widths(address)


def test_what_is_not_found_is_told_on_a_sound_page(busy, cast, sign_in, sound_at_both_widths):
    sign_in(cast.other_chair)
    answer = ("404 ", "error: Failed to load resource")
    sound_at_both_widths(f"/cases/{busy.reference}/", expected=answer)


def test_the_pages_work_without_scripts(busy, cast, without_scripts, live_server):
    page = without_scripts(cast.senior_adviser)
    page.goto(f"{live_server.url}/cases/")
    page.get_by_label("High (1)").check()
    press(page, page.get_by_role("button", name="Apply filters"))
    assert page.locator("tbody tr").count() == 1
    press(page, page.get_by_role("link", name=cast.school.name))
    assert page.url.endswith(f"/cases/{busy.reference}/")
    assert page.get_by_role("button", name="Open the task").is_visible()
    # The menu is a list of links when no script folds it.
    assert page.get_by_role("button", name="Evidence", exact=True).is_visible()
    page.goto(f"{live_server.url}/outbox/")
    press(page, page.get_by_role("button", name="It was sent"))
    assert page.get_by_text("is recorded as sent").is_visible()


def test_the_filters_open_and_close_on_a_phone(busy, cast, page, sign_in, live_server):
    sign_in(cast.senior_adviser)
    page.set_viewport_size(NARROW)
    page.goto(f"{live_server.url}/cases/")
    box = page.get_by_label("High (1)")
    assert not box.is_visible()
    page.get_by_role("button", name="Show filters").click()
    box.check()
    press(page, page.get_by_role("button", name="Apply filters"))
    assert page.locator("tbody tr").count() == 1
    page_is_sound(page)


def test_the_keyboard_reaches_the_content_and_the_next_step(busy, cast, page, sign_in, live_server):
    sign_in(cast.senior_adviser)
    page.goto(f"{live_server.url}/cases/{busy.reference}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Open the task"
