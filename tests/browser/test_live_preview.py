"""The pages of the real PDF stand beside the form of a draft and follow what is typed."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import Page, Response, expect

from letters.models import Letter
from people.models import User
from tests.browser.conftest import DRAWN, NARROW, WIDE, Travel, page_is_sound, press
from tests.letters.makers import ACTIONS, TODAY, make_draft, make_ready_case, make_terms
from tests.letters.test_notices import make_notice
from workflows import engine
from workflows.services.letters import start_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = "[data-live-pages] img"
WORD = "Unmistakable"


@pytest.fixture
def letter(cast: Any, travel: Travel) -> Letter:
    travel(TODAY, 10)
    make_terms(cast.la)
    return make_draft(cast)


@pytest.fixture
def drawing_page(page: Page) -> Page:
    """A page that asks the service for its pictures: on those of other tests none are drawn."""
    page.unroute(DRAWN)
    return page


@pytest.fixture
def write(
    drawing_page: Page, live_server: Any, letter: Letter, cast: Any, sign_in: Callable[[User], None]
) -> Page:
    """The Senior Adviser has the draft's page open on a desk."""
    page = drawing_page
    sign_in(cast.senior_adviser)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(live_server.url + letter.get_absolute_url())
    settled(page)
    return page


def settled(page: Page) -> None:
    """The pages of what stands in the boxes are there, and none is being made."""
    expect(page.locator(PICTURES).first).to_be_visible()
    expect(page.locator("[data-live-pages]")).not_to_have_attribute("aria-busy", "true")


def sources(page: Page) -> list[str]:
    return [each.get_attribute("src") or "" for each in page.locator(PICTURES).all()]


def asked_for(page: Page) -> list[Response]:
    """The answers that the page has had from the address of its pictures; grows as it is used."""
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer) if "/draft/pages/" in answer.url else None)
    return found


def test_a_typed_word_changes_the_picture_and_stands_in_the_pdf(write: Page) -> None:
    expect(write.locator("[data-live-sketch]")).to_be_hidden()
    page_is_sound(write)
    before = sources(write)
    subject = write.locator("[name=subject]")
    box, pages = subject.bounding_box(), write.locator("[data-live-pages]").bounding_box()
    assert box
    assert pages
    assert pages["x"] > box["x"] + box["width"], "beside the form"
    with write.expect_response("**/draft/pages/"):
        subject.fill(f"{WORD} subject")
    expect(write.locator(PICTURES).first).not_to_have_attribute("src", before[0])
    with write.context.expect_page() as opened:
        write.get_by_role("button", name="Preview as PDF").click()
    opened.value.close()
    assert WORD in text_of_pdf(write)


def text_of_pdf(page: Page) -> str:
    """The first page of the PDF that the button would open, of what stands in the boxes."""
    fields = page.evaluate("[...new FormData(document.querySelector('form[data-draft]'))]")
    address = page.get_by_role("button", name="Preview as PDF").get_attribute("formaction")
    origin = "/".join(page.url.split("/")[:3])
    facts: Any = dict(fields)
    answer = page.request.post(f"{origin}{address}", form=facts, headers={"Referer": page.url})
    return pypdf.PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()


def test_many_keys_ask_once_and_the_last_word_wins(write: Page) -> None:
    answers = asked_for(write)
    with write.expect_response("**/draft/pages/"):
        write.locator("[name=subject]").press_sequentially(" and more of it", delay=30)
    expect(write.locator("[data-live-pages]")).not_to_have_attribute("aria-busy", "true")
    assert len(answers) == 1
    sent = answers[0].request.post_data or ""
    assert "and+more+of+it" in sent


def test_what_can_not_be_shown_yet_is_said_and_the_old_pages_stay(write: Page) -> None:
    before = sources(write)
    write.locator("[name=subject]").fill("")
    said = write.locator("[data-live-said]")
    expect(said).to_contain_text("Subject: Write the subject of the letter")
    assert sources(write) == before
    page_is_sound(write)
    write.locator("[name=subject]").fill("Written again")
    expect(said).to_be_hidden()
    expect(write.locator(PICTURES).first).not_to_have_attribute("src", before[0])


def test_pages_that_nobody_looks_at_are_drawn_when_somebody_does(write: Page) -> None:
    expect(write.locator(PICTURES)).to_have_count(2)
    long = "\n\n".join(["We saw this in the summer term of the year. " * 12] * 12)
    with write.expect_response("**/draft/pages/"):
        write.locator("[name=body]").fill(long)
    pages = write.locator("[data-live-pages]")
    expect(pages).to_contain_text("Page 3 of")
    pages.focus()
    for _ in range(8):
        write.keyboard.press("PageDown")
    expect(write.locator(PICTURES)).not_to_have_count(2)
    expect(write.locator(PICTURES).nth(2)).to_have_attribute("alt", "Page 3 of 4")


def test_on_a_phone_a_button_opens_the_pdf_and_nothing_is_drawn(write: Page) -> None:
    answers = asked_for(write)
    write.set_viewport_size(NARROW)  # type: ignore[arg-type]
    write.reload()
    write.locator("[name=subject]").fill(WORD)
    write.wait_for_timeout(2500)
    assert answers == []
    expect(write.get_by_role("button", name="Preview as PDF")).to_be_visible()
    expect(write.locator("[data-live-sketch]")).to_be_visible()
    page_is_sound(write)


def test_without_scripts_a_sketch_and_a_button_stand_there(
    letter: Letter, cast: Any, live_server: Any, without_scripts: Callable[[User], Page]
) -> None:
    page = without_scripts(cast.senior_adviser)
    page.goto(live_server.url + letter.get_absolute_url())
    expect(page.locator("[data-live-sketch]")).to_be_visible()
    expect(page.locator("[data-live-pages]")).to_be_hidden()
    expect(page.get_by_role("button", name="Preview as PDF")).to_be_visible()


def test_words_that_were_not_saved_stand_again_until_they_are_saved(write: Page, letter: Letter) -> None:
    write.locator("[name=subject]").fill(WORD)
    write.locator("[name=paragraph-1]").fill("Worded, and not saved.")
    write.reload()
    expect(write.locator("[name=subject]")).to_have_value(WORD)
    expect(write.locator("[name=paragraph-1]")).to_have_value("Worded, and not saved.")
    expect(write.locator("[data-back=stands]")).to_be_visible()
    settled(write)
    page_is_sound(write)
    press(write, write.get_by_role("button", name="Save the draft"))
    settled(write)
    expect(write.locator("[data-draft-back]")).to_be_hidden()
    assert write.evaluate("Object.keys(localStorage)") == []
    letter.refresh_from_db()
    assert letter.subject == WORD


def test_what_was_ticked_and_not_saved_is_ticked_again_until_it_is_saved(
    drawing_page: Page, live_server: Any, cast: Any, travel: Travel, sign_in: Callable[[User], None]
) -> None:
    travel(TODAY, 10)
    make_terms(cast.la)
    letter = make_notice(cast)
    page = drawing_page
    sign_in(cast.senior_adviser)
    page.goto(live_server.url + letter.get_absolute_url())
    safety = page.locator("[name=grounds_in_law][value=safety]")
    standards = page.locator("[name=grounds_in_law][value=standards]")
    taken_away = page.locator("[name=actions-0-DELETE]")
    safety.check()
    standards.uncheck()
    taken_away.check()
    page.reload()
    expect(safety).to_be_checked()
    expect(standards).not_to_be_checked()
    expect(taken_away).to_be_checked()
    expect(page.locator("[data-back=stands]")).to_be_visible()
    page.reload()
    taken_away.uncheck()
    press(page, page.get_by_role("button", name="Save the draft"))
    expect(page.locator("[data-draft-back]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []
    letter.refresh_from_db()
    assert set(letter.grounds_in_law) == {"governance", "safety"}
    safety.uncheck()
    Letter.objects.filter(pk=letter.pk).update(subject="Somebody else’s")
    page.reload()
    expect(safety).to_be_checked()
    expect(page.locator("[data-back=offered]")).to_be_visible()
    page.get_by_role("button", name="Go back to the saved draft").click()
    expect(page.locator("[data-draft-back]")).to_be_hidden()
    settled(page)


def test_words_that_somebody_overtook_are_offered_and_can_be_dropped(write: Page, letter: Letter) -> None:
    write.locator("[name=subject]").fill(WORD)
    Letter.objects.filter(pk=letter.pk).update(subject="Somebody else’s")
    write.reload()
    settled(write)
    expect(write.locator("[name=subject]")).to_have_value("Somebody else’s")
    expect(write.locator("[data-back=offered]")).to_be_visible()
    write.get_by_role("button", name="Put it back into the boxes").click()
    expect(write.locator("[name=subject]")).to_have_value(WORD)
    write.get_by_role("button", name="Go back to the saved draft").click()
    expect(write.locator("[name=subject]")).to_have_value("Somebody else’s")
    expect(write.locator("[data-draft-back]")).to_be_hidden()
    settled(write)


def test_the_task_that_sends_the_letter_on_has_the_pages_beside_it_too(
    drawing_page: Page, live_server: Any, cast: Any, travel: Travel, sign_in: Callable[[User], None]
) -> None:
    travel(TODAY, 10)
    make_terms(cast.la)
    process = start_letter(
        make_ready_case(cast), kind="warning_letter", skips_rung_why="x", by=cast.senior_adviser
    )
    letter = process.letter
    engine.take_step(engine.open_card(letter, "assemble_grounds").task, by=cast.senior_adviser)
    task = engine.open_card(letter, "draft_letter").task
    page = drawing_page
    sign_in(cast.senior_adviser)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(live_server.url + reverse("tasks:task", args=[task.process_id, task.pk]))
    expect(page.locator(PICTURES).first).to_be_visible()
    page_is_sound(page)
    before = sources(page)
    page.locator("[name=subject]").fill(WORD)
    expect(page.locator(PICTURES).first).not_to_have_attribute("src", before[0])


def test_who_authorises_sees_the_pages_of_what_lies_on_the_table(
    drawing_page: Page, live_server: Any, letter: Letter, cast: Any, sign_in: Callable[[User], None]
) -> None:
    page = drawing_page
    sign_in(cast.director)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(live_server.url + letter.get_absolute_url())
    expect(page.locator(PICTURES).first).to_be_visible()
    expect(page.locator("form[data-draft]")).to_have_count(0)
    page_is_sound(page)


@pytest.fixture
def task_at(cast: Any, travel: Travel, live_server: Any) -> Callable[[str], str]:
    """The address of the task in which a warning letter is checked or authorised."""

    def brought(step: str) -> str:
        travel(TODAY, 10)
        make_terms(cast.la)
        by = cast.senior_adviser
        letter = start_letter(make_ready_case(cast), kind="warning_letter", skips_rung_why="x", by=by).letter
        engine.take_step(engine.open_card(letter, "assemble_grounds").task, by=by)
        engine.take_step(engine.open_card(letter, "draft_letter").task, by=by, actions=ACTIONS)
        engine.take_step(engine.open_card(letter, "tell_diocese").task, by=by)
        if step == "authorise":
            law = engine.open_card(letter, "legal_check").task
            engine.take_step(law, by=cast.legal_adviser, agreed=True)
        task = engine.open_card(letter, step).task
        return str(live_server.url + reverse("tasks:task", args=[task.process_id, task.pk]))

    return brought


@pytest.mark.parametrize("decides", [("legal_check", "legal_adviser"), ("authorise", "head_of_improvement")])
def test_who_decides_has_the_pages_beside_the_decision_and_on_a_phone_at_a_button(
    drawing_page: Page, cast: Any, task_at: Callable[[str], str], sign_in: Any, decides: tuple[str, str]
) -> None:
    page, (step, who) = drawing_page, decides
    address = task_at(step)
    sign_in(getattr(cast, who))
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(address)
    expect(page.locator(PICTURES).first).to_be_visible()
    expect(page.get_by_role("button", name="Show the pages here")).to_be_hidden()
    page_is_sound(page)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.reload()
    expect(page.locator("[data-live-sketch]")).to_be_visible()
    page_is_sound(page)
    page.get_by_role("button", name="Show the pages here").press("Enter")
    expect(page.locator(PICTURES).first).to_be_visible()
    expect(page.locator("[data-live-pages]")).to_be_focused()
    page_is_sound(page)
