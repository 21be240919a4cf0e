"""The first whole path, clicked in a browser: from a school of the register to a letter its chair read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import Page, expect

from concern_cases.models import CaseEvent, ConcernCase
from letters.models import Letter
from people.models import User
from record.models import Dispatch
from record.worker import perform_duty
from tests.browser.conftest import Travel, follow, page_is_sound, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def let_the_worker_work() -> None:
    while sum(perform_duty(path) for path in project.WORKER_DUTIES):
        pass


class Browser:
    """Somebody at a browser: signs in, follows the next step, fills in, sends."""

    def __init__(self, page: Page, address: str, sign_in: Callable[[User], None]) -> None:
        self.page, self.address, self.sign_in = page, address, sign_in

    def open(self, path: str, *, as_: User) -> None:
        self.sign_in(as_)
        self.page.goto(self.address + path)
        page_is_sound(self.page)

    def next_step(self, case: ConcernCase, title: str, *, as_: User) -> None:
        self.open(case.get_absolute_url(), as_=as_)
        panel = self.page.locator(".app-next")
        is_first = panel.get_by_role("heading", name=title).count() > 0
        follow(self.page, panel.locator("a").filter(has_text="Open the task" if is_first else title).first)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def send(self, button: str) -> None:
        follow(self.page, self.page.get_by_role("button", name=button, exact=True))
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").first.fill(text)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"input[name='{name}'][value='{value}']").check()


def test_from_the_register_to_a_letter_that_its_chair_has_read(
    page: Page, live_server: Any, sign_in: Callable[[User], None], travel: Travel, cast: Any
) -> None:
    browser = Browser(page, live_server.url, sign_in)
    adviser, clerk, chair = cast.senior_adviser, cast.clerk, cast.chair

    travel(date(2026, 9, 7), 9)
    case = open_the_case(browser, cast)
    add_what_the_letter_rests_on(browser, case, adviser)

    call_the_conference(browser, case, adviser)
    let_the_worker_work()
    invited = Dispatch.objects.filter(topic="mail", state="sent", key__startswith="invitation:")
    assert cast.diocesan_officer.email in str([row.payload for row in invited])

    browser.next_step(case, "Collect the papers", as_=clerk)
    browser.send("The papers are ready")
    travel(date(2026, 10, 1), 16)
    hold_the_conference(browser, case, clerk)
    browser.next_step(case, "Draft the minutes", as_=clerk)
    browser.send("Send to be checked")
    browser.next_step(case, "Check the minutes", as_=adviser)
    browser.choose("outcome", "approve")
    browser.send("Record the check")
    let_the_worker_work()

    travel(date(2026, 10, 6), 10)
    write_the_letter(browser, case, cast)
    let_the_worker_work()
    letter = Letter.objects.get(case=case)
    assert letter.status == Letter.Status.GIVEN

    browser.open(letter.get_absolute_url(), as_=chair)
    browser.send("I have received this letter")
    browser.open("/", as_=adviser)
    expect(page.get_by_role("link", name="Answer to the letter is due").first).to_be_visible()
    due = letter.running_clock.ends_on
    assert due == date(2026, 11, 3)
    kinds = list(CaseEvent.objects.filter(case_reference=case.reference).values_list("kind", flat=True))
    assert "letters.acknowledged" in kinds
    browser.open(f"/cases/{case.reference}/timeline/", as_=adviser)
    expect(page.get_by_text("acknowledged").first).to_be_visible()


def open_the_case(browser: Browser, cast: Any) -> ConcernCase:
    browser.open(f"/cases/open/?school={cast.school.urn}", as_=cast.senior_adviser)
    browser.fill(
        why="Results have been below the floor for two years.",
        risk_reason="Predictions for Year 6, and how seldom teaching is checked.",
    )
    browser.choose("risk_level", "high")
    form = browser.page
    form.locator("[name=concerns-0-area]").select_option(label="Governance")
    form.locator("[name=concerns-0-text]").fill("Governors receive little information about standards.")
    form.locator("[name=concerns-0-source]").fill("SIP visit 1")
    browser.choose("concerns-0-discussed", "yes")
    form.locator("[name=concerns-0-discussed_on]").fill("4/9/2026")
    form.locator("[name=concerns-0-discussed_with]").fill("Mr Lorimer")
    browser.choose("concerns-0-circle", "school")
    browser.send("Open the case")
    return ConcernCase.objects.get(school=cast.school)


def add_what_the_letter_rests_on(browser: Browser, case: ConcernCase, adviser: User) -> None:
    browser.open(f"/cases/{case.reference}/add-evidence/", as_=adviser)
    browser.page.locator("[name=kind]").select_option("minutes")
    browser.fill(
        on="3/9/2026", source="Minutes, three meetings", text="Standards were an item once in three."
    )
    browser.page.locator("[name=concern]").select_option(index=1)
    browser.choose("circle", "school")
    browser.send("Add the evidence")
    browser.open(f"/cases/{case.reference}/record-disagreement/", as_=adviser)
    browser.fill(
        judgement="Governance: inadequate.",
        on="4/9/2026",
        said_by="Susan Hallett, chair of governors",
        said="The governing body considers governance to be satisfactory.",
        source="Letter of the chair",
    )
    browser.choose("circle", "school")
    browser.send("Record the disagreement")
    browser.open(f"/cases/{case.reference}/record-non-engagement/", as_=adviser)
    browser.choose("kind", "visit_refused")
    browser.fill(on="4/9/2026", fact="The visit agreed for 4 September was called off.", source="E-mail")
    browser.choose("circle", "school")
    browser.send("Record the fact")


def call_the_conference(browser: Browser, case: ConcernCase, adviser: User) -> None:
    browser.open(f"/cases/{case.reference}/conference/", as_=adviser)
    browser.choose("when", "other")
    browser.fill(on="1/10/2026", at="14:00", place="The library", purpose="To review the evidence.")
    browser.send("Call the conference")


def hold_the_conference(browser: Browser, case: ConcernCase, clerk: User) -> None:
    browser.next_step(case, "Hold the conference", as_=clerk)
    browser.send("Go into the meeting")
    page = browser.page
    press(page, page.get_by_role("link", name="Change who is here"))
    for present in page.locator("input[name^=presence_][value=present]").all():
        present.check()
    browser.send("Save who is here")
    while (title := page.get_by_role("heading", level=1).inner_text()) != "Decisions":
        browser.fill(notes=f"What was said of {title}.")
        go_on(page, "Next:")
    page.locator("[name=code]").select_option(label="Warning letter")
    browser.fill(reason="The school has not taken part in what was agreed.")
    go_on(page, "Add this decision")
    for what in ("Publish a calendar of checks", "Report standards to governors"):
        browser.fill(what=what, owner_name="David Lorimer", due_on="2/11/2026", measure="In the minutes")
        go_on(page, "Add this action")
        expect(page.get_by_text(what).first).to_be_visible()
    go_on(page, "Next:")
    go_on(page, "Done with this item")
    press(page, page.locator("main").get_by_role("button", name="End the meeting"))
    expect(page.get_by_text("The meeting was ended.").first).to_be_visible()


def go_on(page: Page, button: str) -> None:
    """The page saves what was typed before it is sent."""
    follow(page, page.get_by_role("button", name=button))


def write_the_letter(browser: Browser, case: ConcernCase, cast: Any) -> None:
    browser.next_step(case, "Choose what the letter relies on", as_=cast.senior_adviser)
    browser.send("Choose these records")
    browser.next_step(case, "Draft the letter", as_=cast.senior_adviser)
    form = browser.page
    form.locator("[name$='-what']").first.fill("Report standards to every meeting of governors.")
    form.locator("[name$='-measure']").first.fill("The minutes of two meetings show it.")
    form.locator("[name$='-by']").first.fill("4/12/2026")
    browser.send("Save and send it on")
    browser.next_step(case, "Tell the diocese", as_=cast.senior_adviser)
    browser.send("Tell the diocese")
    browser.next_step(case, "Check the letter in law", as_=cast.legal_adviser)
    browser.choose("outcome", "agreed")
    browser.send("Record the check")
    browser.next_step(case, "Authorise the letter", as_=cast.head_of_improvement)
    browser.choose("outcome", "agreed")
    # Nobody has entered the county's term dates.
    form.locator("[name$='sending_day_why']").fill("The governing body meets tomorrow.")
    browser.send("Record the decision")
