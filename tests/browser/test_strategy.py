"""A strategy meeting from the choice of its schools to its end, and the Panel’s report, in a browser."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from evaluation.models import Category, CategoryKind
from meetings.models import Meeting
from meetings.reference import MEMBERS_PANEL
from meetings.services.attending import set_presence
from meetings.services.criteria import begin_criteria, compute_figure, enter_figure
from people.roles import Role
from record import clock
from record.outbox import deliver_waiting
from tests.browser.conftest import Travel, follow, page_is_sound, press
from tests.factories import make_post
from tests.meetings.makers import everybody_here, finish_everything
from tests.workflows.conftest import MONDAY, case
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy, make_strategy_meeting
from workflows import engine
from workflows.cards import task_url
from workflows.services.strategy_packs import stop_packs
from workflows.strategy.jobs import finish_compiled_packs

__all__ = ["case"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def monday(db: None, travel: Travel) -> None:
    """The case begins on Monday, for the server, too."""
    travel(MONDAY, 9)


def open_step(page: Page, live_server: Any, meeting: Meeting, name: str) -> None:
    page.goto(live_server.url + task_url(engine.open_card(meeting, name).task))


def test_schools_are_chosen_and_the_meeting_is_held_and_ended(browsers, live_server, cast, case, travel):
    meeting = make_strategy_meeting(cast, case)
    page = browsers(cast.senior_adviser)
    open_step(page, live_server, meeting, "choose_schools")
    page_is_sound(page)
    press(page, page.get_by_role("button", name="These are the schools"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Choose the schools")
    stop_packs(meeting, by=cast.senior_adviser)
    deliver_waiting()
    stop_packs(meeting, by=cast.senior_adviser)
    finish_compiled_packs()
    open_step(page, live_server, meeting, "check_packs")
    page.get_by_label("Yes: everybody is told").check()
    press(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Check the packs")
    deliver_waiting()
    travel(STRATEGY_DAY, 10)
    everybody_here(meeting, by=cast.senior_adviser)
    # Whoever may not read of the school has left the room.
    officer = meeting.invitees.get(user=cast.other_diocesan_officer)
    set_presence(meeting, invitee=officer, presence="apologies", by=cast.senior_adviser)
    page = browsers(cast.senior_adviser)  # two months later nobody is signed in any more
    item = meeting.items.get(case=case)
    page.goto(live_server.url + reverse("meetings:hold_item", args=[meeting.pk, item.pk]))
    page.get_by_label("Improving too slowly").check()
    page.get_by_label("Why, in a sentence for the minutes").fill("Checks by leaders are few.")
    page.locator("[name=code]").select_option(label="Continue as planned")
    page.get_by_label("In words, and why").fill("The plan is the right one.")
    follow(page, page.get_by_role("button", name="Add this decision"))
    expect(page.get_by_text("The plan is the right one.").first).to_be_visible()
    press(page, page.get_by_role("button", name="Next:"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text(item.title)
    finish_everything(meeting, by=cast.senior_adviser)
    press(page, page.get_by_role("button", name="End the meeting"))
    press(page, page.locator("main").get_by_role("button", name="End the meeting"))
    expect(page.get_by_text("The meeting was ended.").first).to_be_visible()
    item.refresh_from_db()
    assert str(item.progress) == "Improving too slowly"
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.HELD


@pytest.fixture
def panel(cast, case) -> Meeting:
    """Two schools are in the report, and the criteria have figures."""
    kind = CategoryKind.objects.filter(is_inadequate=True).first()
    facts = {"stage": Category.Stage.AGREED, "on": clock.today(), "reason": "Seen.", "agreed_by": cast.sip}
    Category.objects.create(school=cast.other_school, category=kind, **facts)
    criteria = begin_criteria(cast.la, by=cast.director)
    compute_figure(criteria[0], by=cast.director)
    for days, value in ((200, 70), (100, 72)):
        on = clock.today() - timedelta(days=days)
        facts = {"on": on, "source": "Inspection reports", "out_of": 8}
        enter_figure(criteria[2], value=Decimal(value), **facts, by=cast.director)
    cast.member = make_post(Role.PANEL_MEMBER, la=cast.la).user
    return call_strategy(cast, kind=MEMBERS_PANEL)


def test_a_report_is_laid_on_the_table_and_a_member_reads_it(browsers, live_server, cast, panel):
    page = browsers(cast.senior_adviser)
    page.goto(live_server.url + reverse("meetings:panel"))
    follow(page, page.get_by_role("link", name="Lay a report on the table"))
    page.get_by_label("Report to the Members Panel, schools by letter").check()
    page_is_sound(page)
    press(page, page.get_by_role("button", name="Lay it on the table"))
    expect(page.get_by_text("The report is on the table.").first).to_be_visible()
    member = browsers(cast.member)
    member.goto(live_server.url + panel.get_absolute_url())
    with member.expect_download() as download:
        member.get_by_role("link", name="Report to the Members Panel, schools by letter").click()
    assert download.value.suggested_filename.endswith("-letters.pdf")
    page_is_sound(member)


def test_the_pages_of_the_panel_and_the_criteria_are_sound(cast, panel, sign_in, sound_at_both_widths):
    criterion = cast.la.success_criteria.get(order=3)
    figure = criterion.figures.first()
    sign_in(cast.senior_adviser)
    for address in (
        reverse("meetings:panel"),
        reverse("meetings:panel") + "?names=1",
        reverse("meetings:panel_key"),
        reverse("meetings:committee"),
        reverse("meetings:criteria"),
        criterion.get_absolute_url(),
        reverse("meetings:change_criterion", args=[criterion.pk]),
        reverse("meetings:enter_figure", args=[criterion.pk]),
        reverse("meetings:take_back_figure", args=[criterion.pk, figure.pk]),
        panel.get_absolute_url(),
    ):
        sound_at_both_widths(address)
    sign_in(cast.member)
    sound_at_both_widths(reverse("meetings:panel"))
