"""All objectives of a draft on one page, in browsers: two people at once, no connection, no scripts."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from concern_cases.models import ObjectiveText, PlanVersion
from tests.browser.conftest import page_is_sound, press
from tests.browser.test_writing_a_plan import draft, open_objective, url

__all__ = ["draft"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = 1100  # milliseconds until others are told that one came to another objective
A_BEAT = 20_000


def open_all(page: Page, live_server: Any, draft: PlanVersion) -> None:
    page.goto(live_server.url + url("plans:write_all", draft))


def text_of(draft: PlanVersion, number: int) -> ObjectiveText:
    return ObjectiveText.objects.get(version=draft, objective__number=number)


def title(page: Page, number: int) -> Locator:
    return page.locator(f"[name=o{number}-title]")


def state(page: Page) -> Locator:
    return page.locator("[data-page-state]")


def part(page: Page, number: int) -> Locator:
    return page.locator(f"[data-part='{number}']")


def test_each_objective_saves_by_itself_and_says_so_in_its_summary(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_all(page, live_server, draft)
    title(page, 1).fill("Mathematics")
    title(page, 2).fill("Attendance of all")
    part(page, 2).get_by_role("button", name="Add another action").click()
    page.locator("[name=o2-actions-1-what]").fill("Calls at home")
    expect(state(page)).to_contain_text("Objective 2: Saved at 3 pm, but not all of it")
    expect(state(page)).to_contain_text("Action 2: Say by when")
    page.locator("[name=o2-actions-1-due_on]").fill("29/1/2027")
    expect(state(page)).to_have_text("Everything is saved")
    summary = page.locator("#objective-2")
    expect(summary).to_contain_text("Objective 2: Attendance of all")
    expect(summary).to_contain_text("One action; saved at 3 pm; still say how it will be known")
    assert text_of(draft, 1).title == "Mathematics"
    assert text_of(draft, 2).actions.get().what == "Calls at home"
    assert page.evaluate("localStorage.length") == 0
    page_is_sound(page)
    page.set_viewport_size({"width": 375, "height": 800})
    page_is_sound(page)


def test_two_people_are_told_in_which_objective_each_is(browsers, draft, live_server, cast):
    aht, nle = browsers(cast.aht), browsers(cast.nle)
    aht.clock.install()
    for page in (aht, nle):
        open_all(page, live_server, draft)
    title(nle, 2).click()
    nle.wait_for_timeout(SOON + 500)
    aht.clock.run_for(A_BEAT)
    expect(aht.locator("[data-writing]")).to_have_text(f"{cast.nle.name} is editing objective 2 now.")
    expect(aht.locator("#objective-2")).to_contain_text(f"{cast.nle.name} is writing here")
    title(aht, 1).click()
    aht.clock.run_for(SOON)
    title(nle, 1).click()
    expect(nle.locator("[data-page-said]")).to_contain_text(f"{cast.aht.name} is editing this objective now")


def test_what_somebody_else_wrote_is_shown_where_nothing_was_typed(browsers, draft, live_server, cast):
    aht, nle = browsers(cast.aht), browsers(cast.nle)
    aht.clock.install()
    for page in (aht, nle):
        open_all(page, live_server, draft)
    title(aht, 1).fill("Mathematics")
    title(nle, 2).fill("Attendance of boys")
    expect(state(nle)).to_have_text("Everything is saved")
    aht.clock.run_for(A_BEAT)
    expect(title(aht, 2)).to_have_value("Attendance of boys")
    expect(title(aht, 1)).to_have_value("Mathematics")
    title(aht, 2).fill("Attendance of boys and girls")
    aht.clock.run_for(2000)
    expect(state(aht)).to_have_text("Everything is saved")
    assert text_of(draft, 2).title == "Attendance of boys and girls"


def test_two_texts_stand_at_the_objective_that_both_wrote(browsers, draft, live_server, cast):
    aht, nle = browsers(cast.aht), browsers(cast.nle)
    for page in (aht, nle):
        open_all(page, live_server, draft)
    title(aht, 2).fill("Attendance of girls")
    expect(state(aht)).to_have_text("Everything is saved")
    title(nle, 2).fill("Attendance of boys")
    expect(state(nle)).to_contain_text(f"Objective 2: {cast.aht.name} changed this objective at 3 pm.")
    title(nle, 1).fill("Mathematics")
    panel = part(nle, 2).locator(".app-versions")
    expect(panel.locator("[data-theirs]")).to_have_text("What is to be reached: Attendance of girls")
    panel.get_by_role("button", name="Keep theirs").click()
    expect(title(nle, 2)).to_have_value("Attendance of girls")
    expect(state(nle)).to_have_text("Everything is saved")
    assert text_of(draft, 1).title == "Mathematics"
    assert text_of(draft, 2).title == "Attendance of girls"


def test_words_typed_without_a_connection_are_kept_for_each_objective(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_all(page, live_server, draft)
    page.context.set_offline(True)
    title(page, 1).fill("Mathematics in the dark")
    title(page, 2).fill("Attendance in the dark")
    expect(state(page)).to_contain_text("Look at objectives 1 and 2: not everything is saved.")
    assert page.evaluate("localStorage.length") == 2
    page.context.set_offline(False)
    expect(state(page)).to_have_text("Everything is saved")
    assert text_of(draft, 1).title == "Mathematics in the dark"
    assert text_of(draft, 2).title == "Attendance in the dark"


def test_half_a_row_of_the_page_of_all_is_there_on_the_page_of_its_objective(
    browsers, draft, live_server, cast
):
    page = browsers(cast.aht)
    open_all(page, live_server, draft)
    page.locator("[name=o1-actions-0-what]").fill("Joint lessons")
    expect(state(page)).to_contain_text("Say by when")
    open_objective(page, live_server, draft)
    expect(page.locator("[name=actions-0-what]")).to_have_value("Joint lessons")


def test_criteria_actions_and_order_are_written_by_the_keyboard_alone(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_all(page, live_server, draft)
    page.locator("[name=o2-criteria-0-what]").focus()
    for words in ("Attendance of all", "93 %", "96 %"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.locator("[name=o2-actions-0-what]").focus()
    page.keyboard.type("Calls at home")
    page.keyboard.press("Enter")
    expect(page.locator("[name=o2-actions-1-what]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[name=o2-actions-0-due_on]")).to_be_focused()
    page.keyboard.type("29/1/2027")
    expect(state(page)).to_have_text("Everything is saved")
    assert text_of(draft, 2).criteria.get().target == "96 %"
    assert text_of(draft, 2).actions.get().what == "Calls at home"
    button = page.get_by_role("button", name="Move up objective 2")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [text.objective.number for text in draft.texts.all()] == [2, 1]
    expect(page.locator("#objective-2")).to_be_in_viewport()


def test_an_objective_folds_and_a_link_to_it_opens_it(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_all(page, live_server, draft)
    page.get_by_role("button", name="Fold all").click()
    expect(title(page, 2)).to_be_hidden()
    page.reload()
    expect(title(page, 1)).to_be_hidden()
    page.get_by_role("navigation", name="Objectives").get_by_role("link", name="2. Attendance").click()
    expect(title(page, 2)).to_be_visible()
    expect(title(page, 1)).to_be_hidden()


def test_all_objectives_are_written_without_scripts(without_scripts, draft, live_server, cast):
    page = without_scripts(cast.aht)
    page.goto(live_server.url + url("plans:write", draft))
    press(page, page.get_by_role("link", name="Write all objectives on one page"))
    title(page, 1).fill("Mathematics")
    title(page, 2).fill("Attendance of all")
    page.locator("[name=o2-actions-0-what]").fill("Calls at home")
    press(page, page.get_by_role("button", name="Save objective 1"))
    expect(page.get_by_role("link", name="Objective 2, Action 1: Say by when")).to_be_visible()
    expect(page.locator("[name=o2-actions-0-what]")).to_have_value("Calls at home")
    assert text_of(draft, 1).title == "Mathematics"
    page.locator("[name=o2-actions-0-due_on]").fill("29/1/2027")
    press(page, page.get_by_role("button", name="On a page of its own objective 2"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Objective 2")
    assert text_of(draft, 2).actions.get().what == "Calls at home"


def test_the_page_of_all_objectives_is_sound(draft, sign_in, sound_at_both_widths, cast):
    sign_in(cast.aht)
    sound_at_both_widths(url("plans:write_all", draft))
    sound_at_both_widths(reverse("plans:add_objective", args=[draft.plan_id, draft.number]) + "?all=1")
