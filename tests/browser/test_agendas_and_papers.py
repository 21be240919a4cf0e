"""Agendas and papers in a browser: on a desk, on a phone, and without scripts."""

from contextvars import ContextVar
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from meetings.models import Paper
from meetings.services.agenda_items import bring_up_to_date
from meetings.services.packs import ask_for_pack
from record import clock
from record.actor import acting_as
from record.outbox import deliver_waiting
from tests.browser.conftest import press
from tests.concern_cases.makers import PDF, make_action, make_evidence, office, sent_file
from tests.meetings.conftest import case
from tests.meetings.paper_makers import lay, make_overdue_review, make_plan, make_restricted, picture_of
from tests.workflows.conftest import MONDAY, call, london

__all__ = ["case"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def monday(monkeypatch, db):
    """It is nine in the morning of Monday 23 November 2026, for the server as well."""
    moment = london(MONDAY, 9)
    monkeypatch.setattr(clock, "_moment", ContextVar("moment", default=moment))


@pytest.fixture
def full(live_server, cast, case):
    """A conference with something true in every place of its agenda and its papers."""
    with acting_as(cast.senior_adviser), transaction.atomic():
        meeting = call(case, cast)
        plan = make_plan(case, "Writing is taught well in every class", "Reading", by=cast.senior_adviser)
        bring_up_to_date(meeting, by=cast.clerk)
        make_overdue_review(plan)
        make_action(case, due_on=MONDAY + timedelta(days=4), owner_name="David Lorimer")
        make_evidence(case, circle="la", files=[sent_file("inside.pdf")])
        lay(meeting, name="note.pdf", by=cast.sip)
        lay(meeting, name="plan.docx", files=[sent_file("plan.docx", office("docx"))], by=cast.head)
        lay(meeting, files=[sent_file("seen.png", picture_of())], circle="la", by=cast.sip)
        make_restricted(meeting, cast.chair, by=cast.senior_adviser)
        ask_for_pack(meeting, cast.senior_adviser, by=cast.senior_adviser)
    deliver_waiting()
    return meeting


def address(name, *args):
    return reverse(f"meetings:{name}", args=args)


def test_the_pages_are_sound(full, cast, sign_in, sound_at_both_widths):
    sign_in(cast.senior_adviser)
    item = full.items.filter(part="B").first()
    for name in ("meeting", "agenda", "agenda_item_add", "papers", "papers_add", "papers_choose"):
        sound_at_both_widths(address(name, full.pk))
    sound_at_both_widths(address("agenda_item", full.pk, item.pk))
    sound_at_both_widths(address("templates"))
    for name in ("template", "template_add", "template_numbers"):
        sound_at_both_widths(address(name, full.type.code))
    sign_in(cast.head)
    for name in ("meeting", "papers", "papers_add"):
        sound_at_both_widths(address(name, full.pk))


def test_an_agenda_and_its_papers_are_put_in_order_without_scripts(
    full, cast, without_scripts, live_server, tmp_path
):
    page = without_scripts(cast.clerk)
    page.goto(live_server.url + address("agenda", full.pk))
    first, second = full.items.order_by("order")[:2]
    press(page, page.locator(f"button[value='down:{first.pk}']"))
    assert list(full.items.order_by("order")[:2]) == [second, first]
    page.get_by_label(f"Minutes for “{first}”").fill("7")
    press(page, page.get_by_role("button", name="Save order and times"))
    first.refresh_from_db()
    assert first.minutes == 7
    press(page, page.locator(f"button[formaction*='/agenda/{first.pk}/']"))
    assert page.get_by_text(f"“{first}” was removed.").is_visible()

    page.goto(live_server.url + address("papers_add", full.pk))
    files = [tmp_path / "one.pdf", tmp_path / "run.pdf"]
    files[0].write_bytes(PDF)
    files[1].write_bytes(b"MZ" + bytes(40))
    page.locator("[name=papers-0-files]").set_input_files(files)
    page.locator("[name=papers-0-item]").select_option(label="2. Last minutes and open actions")
    page.locator("[name=papers-0-kind]").select_option("results")
    page.locator("[name=papers-0-text]").fill("The results of the autumn.")
    page.locator("[name=papers-0-circle][value=school]").check()
    press(page, page.get_by_role("button", name="Put them on the table"))
    assert page.get_by_text("one.pdf is on the table.").is_visible()
    assert page.locator(".govuk-error-message", has_text="“run.pdf” was not taken").is_visible()
    assert page.locator("[name=papers-0-text]").input_value() == "The results of the autumn."
    assert Paper.objects.filter(file__name="one.pdf").exists()
