"""A warning letter in a browser: from the ladder to the answer that its chair sends from a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from django.urls import reverse
from playwright.sync_api import Page, expect

from concern_cases.models import ConcernCase
from letters.models import Letter
from letters.services.commenting import comment_on
from letters.services.governing import ask_question
from people.models import User
from record.worker import perform_duty
from tests.browser.conftest import NARROW, WIDE, Travel, follow, page_is_sound, press
from tests.letters.makers import TODAY, WHY_SKIPPED, make_given, make_ready_case, make_terms
from workflows import engine
from workflows.cards import task_url
from workflows.services.letters import start_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURE = "The minutes of two meetings show it."


@pytest.fixture
def case(cast: Any, travel: Travel) -> ConcernCase:
    travel(TODAY, 10)
    make_terms(cast.la)
    return make_ready_case(cast)


@pytest.fixture
def visit(page: Page, live_server: Any, sign_in: Callable[[User], None]) -> Callable[..., Page]:
    """Somebody opens an address, and the page is sound."""

    def opened(address: str, *, as_: User) -> Page:
        sign_in(as_)
        page.goto(live_server.url + address)
        page_is_sound(page)
        return page

    return opened


@pytest.fixture
def open_step(visit: Any) -> Callable[..., Page]:
    """Somebody opens the task of the letter's step from his or her own work."""

    def opened(letter: Letter, step: str, *, as_: User) -> Page:
        page: Page = visit("/", as_=as_)
        task = engine.open_card(letter, step).task
        address = reverse("tasks:task", args=[task.process_id, task.pk])
        follow(page, page.locator(f"main a[href='{address}']").first)
        return page

    return opened


def send(page: Page, button: str) -> None:
    follow(page, page.get_by_role("button", name=button, exact=True))
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def let_the_worker_work() -> None:
    while sum(perform_duty(path) for path in project.WORKER_DUTIES):
        pass


def test_a_warning_letter_from_the_ladder_to_the_answer_of_its_chair(
    page: Page, visit: Any, open_step: Any, case: ConcernCase, cast: Any
) -> None:
    letter = choose_from_the_ladder(visit, case, cast)
    open_step(letter, "assemble_grounds", as_=cast.senior_adviser)
    expect(page.locator("[name=records]:checked")).to_have_count(letter.grounds.count())
    send(page, "Choose these records")
    draft(page, open_step, letter, cast)
    open_step(letter, "tell_diocese", as_=cast.senior_adviser)
    send(page, "Tell the diocese")
    open_step(letter, "legal_check", as_=cast.legal_adviser)
    page.locator("[name=outcome][value=agreed]").check()
    send(page, "Record the check")
    open_step(letter, "authorise", as_=cast.head_of_improvement)
    page.locator("[name=outcome][value=agreed]").check()
    send(page, "Record the decision")
    let_the_worker_work()
    letter.refresh_from_db()
    assert letter.status == Letter.Status.GIVEN

    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    answer(visit, letter, cast)
    letter.refresh_from_db()
    assert [item.text for item in letter.response.items.all()] == ["Two dates are agreed."]


def choose_from_the_ladder(visit: Any, case: ConcernCase, cast: Any) -> Letter:
    """A step left out asks for its reason, next to the field, and keeps what was chosen."""
    page = visit(reverse("tasks:begin_letter", args=[case.reference]), as_=cast.senior_adviser)
    page.locator("[name=kind][value=warning_letter]").check()
    press(page, page.get_by_role("button", name="Begin the letter"))
    expect(page.locator(".govuk-error-message")).to_contain_text("Say why it is left out")
    expect(page.locator("[name=kind][value=warning_letter]")).to_be_checked()
    page.locator("[name=skips_rung_why]").fill(WHY_SKIPPED)
    send(page, "Begin the letter")
    return Letter.objects.get(case=case)


def draft(page: Page, open_step: Any, letter: Letter, cast: Any) -> None:
    """What is missing is said at its field; the draft is looked at as a PDF before it goes on."""
    open_step(letter, "draft_letter", as_=cast.senior_adviser)
    page.locator("[name=actions-0-what]").fill("Agree two dates with the SIP.")
    page.locator("[name=actions-0-by]").fill("18/12/2026")
    press(page, page.get_by_role("button", name="Save and send it on"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say how this action will be measured")
    expect(page.locator("[name=actions-0-what]")).to_have_value("Agree two dates with the SIP.")
    page.get_by_role("link", name="Say how this action will be measured").click()
    expect(page.locator("[name=actions-0-measure]")).to_be_focused()
    page.keyboard.type(MEASURE)
    send(page, "Save the draft")
    preview = page.request.get(
        page.url.partition("/letters/")[0] + reverse("letters:draft", args=[letter.reference])
    )
    assert preview.body().startswith(b"%PDF-")
    open_step(letter, "draft_letter", as_=cast.senior_adviser)
    expect(page.locator("[name=actions-0-measure]")).to_have_value(MEASURE)
    send(page, "Save and send it on")


def answer(visit: Any, letter: Letter, cast: Any) -> None:
    page = visit(letter.get_absolute_url(), as_=cast.chair)
    send(page, "I have received this letter")
    follow(page, page.get_by_role("button", name="Answer the letter"))
    press(page, page.get_by_role("button", name="Send the answers"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write an answer to action 1")
    page.locator("[name=answer-1]").fill("Two dates are agreed.")
    page.context.clear_cookies()  # the session ends before it is sent
    page = visit(reverse("tasks:answer_letter", args=[letter.reference]), as_=cast.chair)
    expect(page.locator("[data-kept]")).to_be_visible()
    send(page, "Send the answers")
    expect(page.locator("main")).to_contain_text("Two dates are agreed.")
    follow(page, page.get_by_role("button", name="Add to the answer"))
    page.locator("[name=answer-1]").fill("Both days were held.")
    send(page, "Add to the answer")
    expect(page.locator("main")).to_contain_text("Both days were held.")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_each_line_of_the_summary_leads_to_what_it_is_about(
    page: Page, visit: Any, case: ConcernCase, cast: Any, size: Any
) -> None:
    by = cast.senior_adviser
    letter = start_letter(case, kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=by).letter
    engine.take_step(engine.open_card(letter, "assemble_grounds").task, by=by)
    letter.grounds.get(disagreement__isnull=False).delete()
    evidence = letter.grounds.get(number=2).evidence
    evidence.text = "It was not so."
    evidence.save()
    page.set_viewport_size(size)
    visit(task_url(engine.open_card(letter, "draft_letter").task), as_=by)
    page.locator("[name=subject]").fill("Typed")
    press(page, page.get_by_role("button", name="Save and send it on"))
    page_is_sound(page)
    for sentence, place in (
        ("Record the school’s disagreement", "#other-records"),
        ("The record behind paragraph 2", "[name=paragraph-2]"),
        ("Write what the school has to do", "[name=actions-0-what]"),
    ):
        page.locator(".govuk-error-summary").get_by_role("link", name=sentence).click()
        expect(page.locator(place)).to_be_focused()
    expect(page.locator("[name=subject]")).to_have_value("Typed")
    page.locator("#other-records").focus()
    press(page, page.locator("#other-records"))
    page.locator("[name=records]:checked").first.uncheck()
    press(page, page.get_by_role("button", name="Choose these records"))
    page_is_sound(page)


def test_every_page_of_a_draft_is_sound(sign_in, sound_at_both_widths, case, cast):
    letter = start_letter(
        case, kind="warning_letter", skips_rung_why=WHY_SKIPPED, by=cast.senior_adviser
    ).letter
    comment_on(letter, text="Paragraph 2 is too long.", by=cast.legal_adviser)
    sign_in(cast.senior_adviser)
    for name in ("letter", "grounds", "rehearsal", "comment"):
        sound_at_both_widths(reverse(f"letters:{name}", args=[letter.reference]))
    sound_at_both_widths(reverse("tasks:withdraw_letter", args=[letter.reference]))
    for name in ("list", "to_post", "october", "library"):
        sound_at_both_widths(reverse(f"letters:{name}"))


def test_every_page_of_a_given_letter_is_sound(sign_in, sound_at_both_widths, case, cast):
    letter = make_given(cast, case=case)
    question = ask_question(letter, text="May one lesson be in an afternoon?", by=cast.chair)
    given = letter.recipients.first().service
    sign_in(cast.senior_adviser)
    sound_at_both_widths(letter.get_absolute_url())
    for name, pk in (("service", given.pk), ("returned", given.pk), ("question", question.pk)):
        sound_at_both_widths(reverse(f"letters:{name}", args=[letter.reference, pk]))
    for name in ("extend_letter", "end_letter"):
        sound_at_both_widths(reverse(f"tasks:{name}", args=[letter.reference]))
    sign_in(cast.chair)
    for name in ("letter", "ask"):
        sound_at_both_widths(reverse(f"letters:{name}", args=[letter.reference]))
    sign_in(cast.head_of_improvement)
    sound_at_both_widths(reverse("letters:new_paragraph"))


def test_letterhead_and_signature_are_sound(page, sign_in, sound_at_both_widths, case, cast):
    sign_in(cast.administrator)
    sound_at_both_widths(reverse("letters:letterhead"))
    sound_at_both_widths(reverse("letters:signature", args=[cast.director.posts.get().pk]))
    page.set_viewport_size(WIDE)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_notice_of_the_secretary_of_state_is_recorded_and_stands_among_the_letters(
    page: Page, visit: Any, case: ConcernCase, cast: Any, size: Any
) -> None:
    page.set_viewport_size(size)
    visit(reverse("letters:case", args=[case.reference]), as_=cast.senior_adviser)
    follow(page, page.get_by_role("link", name="Record a notice of the Secretary of State"))
    page_is_sound(page)
    page.get_by_label("On which day was it given?").fill("20/11/2026")
    press(page, page.get_by_role("button", name="Record the notice"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("where it can be read")
    page.get_by_label("How was the council told of it").fill("Letter of the regional director.")
    send(page, "Record the notice")
    page_is_sound(page)
    follow(page, page.get_by_role("link", name="Record that the council may give one again"))
    page_is_sound(page)
    visit(reverse("tasks:begin_letter", args=[case.reference]), as_=cast.senior_adviser)
    expect(page.locator("main")).to_contain_text("may give none until the Secretary of State tells it")
