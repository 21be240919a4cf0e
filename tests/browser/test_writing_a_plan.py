"""A draft of a plan, written in browsers: two people at once, no connection, no scripts."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from concern_cases.models import ObjectiveText, PlanTemplate, PlanVersion
from concern_cases.services.plan_objectives import add_objective
from concern_cases.services.plans import ask_for_revision
from tests.browser.conftest import Travel, page_is_sound, press
from tests.concern_cases.makers import area, make_case, make_plan
from tests.concern_cases.plan_makers import add_criterion
from tests.workflows.conftest import MONDAY
from workflows import engine
from workflows.services.plans import begin_missing_drafts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(cast, travel: Travel) -> PlanVersion:
    travel(MONDAY, 15)
    plan = make_plan(make_case(cast))
    version = ask_for_revision(plan, kind="text", why="HMI came", on=MONDAY, key="visit:1", by=None)
    add_objective(version, title="Attendance", area=area(), until=date(2027, 7, 16), by=cast.aht)
    begin_missing_drafts()
    return version


def url(name: str, draft: PlanVersion, *more: int) -> str:
    return reverse(name, args=[draft.plan_id, draft.number, *more])


def open_objective(page: Page, live_server: Any, draft: PlanVersion) -> None:
    page.goto(live_server.url + url("plans:write_objective", draft, 1))


def text_of(draft: PlanVersion) -> ObjectiveText:
    return ObjectiveText.objects.get(version=draft, objective__number=1)


def state(page: Page) -> Any:
    return page.locator("[data-save-state]")


def baseline(page: Page) -> Any:
    return page.get_by_label("Where the school begins")


def test_what_is_typed_is_saved_by_itself_with_a_new_row(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_objective(page, live_server, draft)
    baseline(page).fill("3 of 5 classes")
    expect(state(page)).to_contain_text("Saved at 3 pm")
    page.get_by_role("button", name="Add another action").click()
    page.locator("[name=actions-1-what]").fill("Joint lessons")
    expect(state(page)).to_contain_text("Action 2: Say by when")
    page.locator("[name=actions-1-due_on]").fill("29/1/2027")
    expect(state(page)).to_have_text("Saved at 3 pm")
    text = text_of(draft)
    assert text.baseline == "3 of 5 classes"
    assert text.actions.get().what == "Joint lessons"
    assert page.evaluate("localStorage.length") == 0
    page_is_sound(page)
    press(page, page.get_by_role("button", name="Save, and back to the draft"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Write version 2")
    assert text_of(draft).edition == text.edition


def test_criteria_are_added_and_taken_away_by_the_keyboard_and_saved_by_themselves(
    browsers, draft, live_server, cast
):
    page = browsers(cast.aht)
    open_objective(page, live_server, draft)
    page.get_by_role("button", name="Add another criterion").press("Enter")
    page.keyboard.press("Shift+Tab")  # what is there stays in reach, before and after
    page.locator("[name=criteria-2-target]").focus()
    page.keyboard.type("9 of 10")
    expect(state(page)).to_contain_text("Criterion 3: Say what is measured")
    page.locator("[name=criteria-2-what]").focus()
    page.keyboard.type("Books in which marking helps")
    page.keyboard.press("Tab")
    page.keyboard.type("4 of 10")
    expect(state(page)).to_have_text("Saved at 3 pm")
    rows = list(text_of(draft).criteria.values_list("what", "baseline", "target"))
    assert rows[1:] == [("Books in which marking helps", "4 of 10", "9 of 10")]
    page.locator("[name=criteria-0-DELETE]").press("Space")
    expect(state(page)).to_have_text("Saved at 3 pm")
    page.wait_for_timeout(2000)
    assert [row.what for row in text_of(draft).criteria.all()] == ["Books in which marking helps"]
    page_is_sound(page)
    page.reload()
    expect(page.locator("[name=criteria-0-what]")).to_have_value("Books in which marking helps")


@pytest.mark.parametrize("at_all", [False, True])
def test_criteria_are_put_in_order_by_the_keyboard_after_what_was_typed_is_saved(
    browsers, draft, live_server, cast, at_all
):
    add_criterion(text_of(draft), "Books in which marking helps", target="90 %")
    page, begins = browsers(cast.aht), "o1-" if at_all else ""
    name = "plans:write_all" if at_all else "plans:write_objective"
    page.goto(live_server.url + url(name, draft, *([] if at_all else [1])))
    page.locator(f"[name={begins}criteria-1-target]").fill("95 %")
    button = page.locator(f"button[value='criterion_up:{begins}criteria-1']")
    expect(button).to_have_accessible_name(re.compile("^Up.*criterion 2"))
    button.press("Enter")
    expect(page.get_by_text("The criterion of objective 1 was moved up.")).to_be_visible()
    expect(page.locator(f"[name={begins}criteria-0-target]")).to_have_value("95 %")
    first, _ = text_of(draft).criteria.all()
    assert (first.what, first.target) == ("Books in which marking helps", "95 %")
    page_is_sound(page)
    page.set_viewport_size({"width": 375, "height": 800})
    page_is_sound(page)


def test_two_people_at_one_objective_see_both_texts(browsers, draft, live_server, cast):
    aht, nle = browsers(cast.aht), browsers(cast.nle)
    for page in (aht, nle):
        open_objective(page, live_server, draft)
    expect(nle.locator("[data-writing]")).to_have_text(f"{cast.aht.name} is editing objective 1 now. ")
    baseline(aht).fill("3 of 5 classes")
    expect(state(aht)).to_contain_text("Saved at")
    baseline(nle).fill("4 of 5 classes")
    expect(state(nle)).to_contain_text(f"{cast.aht.name} changed this objective at 3 pm.")
    panel = nle.locator(".app-versions")
    expect(panel.locator("[data-mine]")).to_have_text("Where the school begins: 4 of 5 classes")
    expect(panel.locator("[data-theirs]")).to_have_text("Where the school begins: 3 of 5 classes")
    assert text_of(draft).baseline == "3 of 5 classes"
    page_is_sound(nle, expected=("409 ", "error: Failed to load resource"))
    panel.get_by_role("button", name="Keep mine").click()
    expect(state(nle)).to_contain_text("Saved at")
    assert text_of(draft).baseline == "4 of 5 classes"
    baseline(aht).fill("5 of 5 classes")
    expect(state(aht)).to_contain_text("changed this objective")
    aht.get_by_role("button", name="Keep theirs").click()
    expect(baseline(aht)).to_have_value("4 of 5 classes")


def test_words_typed_without_a_connection_are_saved_when_it_is_back(browsers, draft, live_server, cast):
    page = browsers(cast.aht)
    open_objective(page, live_server, draft)
    page.context.set_offline(True)
    baseline(page).fill("Typed in the dark")
    expect(state(page)).to_contain_text("Not saved: no connection since")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved at")
    assert text_of(draft).baseline == "Typed in the dark"


def test_words_that_could_not_be_saved_are_there_when_the_page_is_opened_again(
    browsers, draft, live_server, cast
):
    page = browsers(cast.aht)
    open_objective(page, live_server, draft)
    page.get_by_role("button", name="Add another action").click()
    page.locator("[name=actions-1-what]").fill("Joint lessons")
    expect(state(page)).to_contain_text("Say by when")
    open_objective(page, live_server, draft)
    expect(page.locator("[name=actions-1-what]")).to_have_value("Joint lessons")
    expect(state(page)).to_contain_text("Say by when")


def test_an_objective_is_written_without_scripts(without_scripts, draft, live_server, cast):
    page = without_scripts(cast.aht)
    open_objective(page, live_server, draft)
    baseline(page).fill("3 of 5 classes")
    page.locator("[name=actions-0-what]").fill("Joint lessons")
    page.locator("[name=actions-0-due_on]").fill("29/1/2027")
    press(page, page.get_by_role("button", name="Save, with room for another criterion"))
    page.locator("[name=actions-1-what]").fill("Books looked at")
    page.locator("[name=actions-1-due_on]").fill("29/1/2027")
    press(page, page.get_by_role("button", name="Save, and on to objective 2"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Objective 2")
    assert text_of(draft).baseline == "3 of 5 classes"
    assert text_of(draft).actions.count() == 2


def test_every_page_of_a_plan_in_writing_is_sound(draft, sign_in, sound_at_both_widths, cast):
    task = engine.open_card(draft, "draft_plan").task
    sign_in(cast.aht)
    for address in (
        url("plans:write", draft),
        url("plans:write_objective", draft, 1),
        url("plans:add_objective", draft),
        url("plans:give_up_objective", draft, 1),
        url("tasks:bring_plan", draft),
        reverse("plans:steps", args=[draft.plan_id]),
        reverse("tasks:task", args=[task.process_id, task.pk]),
    ):
        sound_at_both_widths(address)
    sign_in(cast.senior_adviser)
    for address in (
        reverse("tasks:open_plan", args=[draft.plan.case.reference]),
        reverse("tasks:close_plan", args=[draft.plan_id]),
        reverse("plans:templates"),
        reverse("plans:template", args=["below-floor"]),
        reverse("plans:template_change", args=["below-floor"]),
        template_objective(),
        reverse("plans:rules"),
    ):
        sound_at_both_widths(address)


def template_objective() -> str:
    """Where the first objective of a template is changed."""
    first = PlanTemplate.objects.get(code="below-floor").objectives.first()
    return reverse("plans:template_objective", args=["below-floor", first.pk])


def test_first_steps_of_a_template_are_added_by_the_keyboard(sign_in, page, live_server, cast):
    sign_in(cast.senior_adviser)
    page.goto(live_server.url + template_objective())
    page.get_by_role("button", name="Add another milestone").press("Enter")
    page.keyboard.type("The third predictions are above the second")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.keyboard.press("Enter")  # to the next row, a new one: it stays empty
    page_is_sound(page)
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Below or near the floor target")
    expect(page.locator("main")).to_contain_text(
        "Milestone after nine months: The third predictions are above the second"
    )
