"""A meeting while it is held, in browsers: two people, no connection, no session, no scripts, no mouse."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from meetings.models import AgendaItem, Meeting
from tests.browser.conftest import NARROW, WIDE, Travel, page_is_sound, press, sign_in_to
from tests.meetings.makers import everybody_here, finish_everything, make_plan
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, call, case, take

__all__ = ["case"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def monday(db: None, travel: Travel) -> None:
    """The case begins on Monday, for the server, too."""
    travel(MONDAY, 9)


@pytest.fixture
def live(case, cast, travel: Travel) -> Meeting:
    """It is three in the afternoon of the conference, for the browsers and the server alike."""
    make_plan(case, "Mathematics", by=cast.senior_adviser)
    meeting = call(case, cast)
    take(meeting, "collect_papers", by=cast.clerk)
    travel(CONFERENCE_DAY, 15)
    return meeting


def item_of(meeting: Meeting, title: str = "Teaching") -> AgendaItem:
    return meeting.items.get(title=title)


def open_item(page: Page, live_server: Any, item: AgendaItem) -> None:
    page.goto(live_server.url + reverse("meetings:hold_item", args=[item.meeting_id, item.pk]))


def write(page: Page, words: str) -> None:
    page.get_by_label("Notes", exact=True).fill(words)


def state(page: Page) -> Any:
    return page.locator("[data-save-words], [data-save-state]").first


def notes_of(item: AgendaItem) -> str:
    return AgendaItem.objects.get(pk=item.pk).notes


def look_again(page: Page) -> None:
    """As if somebody came back to this tab."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_what_is_typed_is_saved_by_itself(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    write(page, "Four of five classes are secure.")
    expect(state(page)).to_contain_text("Saved at 3 pm")
    assert notes_of(item) == "Four of five classes are secure."
    assert page.evaluate("localStorage.length") == 0
    page_is_sound(page)


def test_two_people_in_one_item_see_both_texts(browsers, live, live_server, cast):
    clerk, adviser, item = browsers(cast.clerk), browsers(cast.senior_adviser), item_of(live)
    for page in (clerk, adviser):
        open_item(page, live_server, item)
    write(adviser, "Helen: four of five.")
    expect(state(adviser)).to_contain_text("Saved at")
    write(clerk, "Nasreen: all five.")
    expect(state(clerk)).to_contain_text("Helen Marchetti changed this item at 3 pm.")
    panel = clerk.locator(".app-versions")
    expect(panel.locator("[data-mine]")).to_have_text("Nasreen: all five.")
    expect(panel.locator("[data-theirs]")).to_have_text("Helen: four of five.")
    assert notes_of(item) == "Helen: four of five."
    for size in (WIDE, NARROW):
        clerk.set_viewport_size(size)
        page_is_sound(clerk, expected=("409 ", "error: Failed to load resource"))
    panel.get_by_role("button", name="Edit both together").click()
    expect(state(clerk)).to_contain_text("Saved at")
    assert notes_of(item) == "Helen: four of five.\n\nNasreen: all five."
    write(adviser, "Helen: four of five, she says.")
    expect(state(adviser)).to_contain_text("Nasreen Aziz changed this item")
    adviser.get_by_role("button", name="Keep theirs").click()
    expect(adviser.get_by_label("Notes", exact=True)).to_have_value(notes_of(item))
    expect(adviser.locator("[data-writing]")).to_have_text("You, and Nasreen Aziz in “Teaching”.")


def test_words_typed_without_a_connection_are_saved_when_it_is_back(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.context.set_offline(True)
    write(page, "Typed in the dark.")
    expect(state(page)).to_contain_text("Not saved: no connection since")
    expect(page.get_by_role("status")).to_contain_text("Not saved: no connection since")
    page.get_by_role("button", name="Next:").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teaching")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved at")
    expect(page.get_by_role("status")).to_have_text("Everything is saved again.")
    assert notes_of(item) == "Typed in the dark."


def test_words_typed_without_a_session_are_saved_after_signing_in_again(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.context.clear_cookies()
    write(page, "Typed signed out.")
    expect(state(page)).to_contain_text("Not saved: you were signed out.")
    expect(page.get_by_role("link", name="Sign in again in a new tab")).to_have_attribute("target", "_blank")
    sign_in_to(page.context, cast.senior_adviser, live_server.url)
    page.context.new_page().goto(live_server.url)  # gives this browser its protection against forgery again
    look_again(page)
    expect(state(page)).to_contain_text("somebody else is signed in here")
    assert notes_of(item) == ""
    sign_in_to(page.context, cast.clerk, live_server.url)
    look_again(page)
    expect(state(page)).to_contain_text("Saved at")
    assert notes_of(item) == "Typed signed out."


def test_words_survive_the_way_through_the_sign_in_page(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.context.clear_cookies()
    write(page, "Typed signed out.")
    expect(state(page)).to_contain_text("you were signed out")
    page.reload()
    assert "/accounts/login/" in page.url
    sign_in_to(page.context, cast.clerk, live_server.url)
    open_item(page, live_server, item)
    expect(page.get_by_label("Notes", exact=True)).to_have_value("Typed signed out.")
    expect(state(page)).to_contain_text("Saved at")
    assert notes_of(item) == "Typed signed out."


def test_a_fault_of_the_service_loses_nothing(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.route("**/save/", lambda route: route.fulfill(status=500, body="x"))
    write(page, "Typed into a fault.")
    expect(state(page)).to_contain_text("the service has a fault")
    page.unroute("**/save/")
    look_again(page)
    expect(state(page)).to_contain_text("Saved at")
    assert notes_of(item) == "Typed into a fault."


def test_a_lost_answer_is_no_quarrel_with_oneself(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)

    def saved_and_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/save/", saved_and_lost)
    write(page, "One.")
    expect(state(page)).to_contain_text("no connection")
    assert notes_of(item) == "One."
    page.unroute("**/save/")
    write(page, "One. Two.")
    look_again(page)
    expect(state(page)).to_contain_text("Saved at")
    assert notes_of(item) == "One. Two."
    assert page.locator(".app-versions").count() == 0


def test_a_half_typed_action_survives_a_reload_and_goes_when_it_is_added(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.get_by_label("What will be done").fill("Two joint lessons")
    page.get_by_label("If somebody else: the name").fill("Ben Adeyemi")
    page.reload()
    expect(page.get_by_label("What will be done")).to_have_value("Two joint lessons")
    open_item(page, live_server, item_of(live, "Mathematics"))
    expect(page.locator("[data-kept-elsewhere]")).to_contain_text("Teaching: begun and not added")
    page_is_sound(page)
    press(page, page.locator("[data-kept-elsewhere] a"))
    page.get_by_label("By when").fill("9/1/2027")
    page.get_by_label("How we shall know").fill("Lesson notes")
    page.get_by_role("button", name="Add this action").click()
    expect(page.get_by_text("Ben Adeyemi, by")).to_be_visible()
    expect(page.get_by_label("What will be done")).to_have_value("")
    assert item.draft_actions.get().what == "Two joint lessons"
    page.reload()
    expect(page.get_by_label("What will be done")).to_have_value("")


def test_signing_out_leaves_no_words_on_the_computer(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live)
    open_item(page, live_server, item)
    page.get_by_label("What will be done").fill("Two joint lessons")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Sign out").click()
    assert page.evaluate("localStorage.length") == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.evaluate("localStorage.length") == 0


def test_an_item_is_worked_through_with_the_keyboard_alone(browsers, live, live_server, cast):
    page, item = browsers(cast.clerk), item_of(live, "Mathematics")
    open_item(page, live_server, item)
    tab_to(page, "a[href='#item']")
    page.keyboard.press("Enter")
    tab_to(page, "[name=rag]", limit=6)
    for _ in ("from not judged to red", "from red to amber"):
        page.keyboard.press("ArrowDown")
    tab_to(page, "[name=rag_reason]", limit=3)
    page.keyboard.type("Marking differs.")
    tab_to(page, "[name=notes]", limit=2)
    page.keyboard.type("Books show more reasoning.")
    tab_to(page, "[name=code]", limit=2)
    page.keyboard.type("Continue as planned")
    expect(page.locator("[data-effect]")).to_contain_text("Nothing more is set going")
    tab_to(page, "[name=reason]", limit=2)
    page.keyboard.type("It works.")
    tab_to(page, "button[value=decide]", limit=3)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Continue as planned")).to_be_visible()
    tab_to(page, "button[value=save].govuk-button")
    page.keyboard.press("Enter")
    expect(state(page)).to_contain_text("Saved at")
    assert page.evaluate("document.activeElement.value") == "save"
    tab_to(page, "button[value=next]", limit=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Mathematics")
    item.refresh_from_db()
    assert (item.rag, item.rag_reason, item.notes, item.state) == (
        "amber",
        "Marking differs.",
        "Books show more reasoning.",
        "done",
    )
    assert item.decisions.get().reason == "It works."


def tab_to(page: Page, css: str, limit: int = 60) -> None:
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", css):
            return
    raise AssertionError(f"{css} is not reached by {limit} presses of the Tab key.")


def test_the_meeting_is_held_without_scripts(without_scripts, live, live_server, cast):
    page = without_scripts(cast.clerk)
    everybody_here(live, by=cast.clerk)
    open_item(page, live_server, item_of(live))
    write(page, "Four of five.")
    page.locator("[name=code]").select_option(label="Continue as planned")
    page.get_by_label("In words, and why").fill("It works.")
    press(page, page.get_by_role("button", name="Add this decision"))
    page.get_by_label("What will be done").fill("Two lessons")
    page.get_by_label("Who: one person").select_option(label="Martin Osei")
    page.get_by_label("By when").fill("9/1/2027")
    page.get_by_label("How we shall know").fill("Lesson notes")
    press(page, page.get_by_role("button", name="Add this action"))
    press(page, page.get_by_role("button", name="Next:"))
    finish_everything(live, by=cast.clerk)
    press(page, page.get_by_role("button", name="End the meeting"))
    press(page, page.locator("main").get_by_role("button", name="End the meeting"))
    assert page.get_by_text("The meeting was ended.").first.is_visible()
    live.refresh_from_db()
    assert live.status == Meeting.Status.HELD
    assert live.decisions.get().actions.get().what == "Two lessons"


@pytest.mark.parametrize("who", ["clerk", "senior_adviser"])
def test_the_pages_of_the_meeting_are_sound(live, cast, sign_in, sound_at_both_widths, who):
    sign_in(getattr(cast, who))
    for item in live.items.all():
        if item.part == "A" or who == "senior_adviser":
            sound_at_both_widths(reverse("meetings:hold_item", args=[live.pk, item.pk]))
    for name in ("hold_attendance", "hold_add", "hold_print", "hold_end"):
        sound_at_both_widths(reverse(f"meetings:{name}", args=[live.pk]))
