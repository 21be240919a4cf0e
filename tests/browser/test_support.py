"""Support in a browser: on a desk and on a phone."""

from contextvars import ContextVar
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.models import CategoryKind
from evaluation.models.category import Category
from record import clock
from record.actor import acting_as
from support.models import ProgrammePlace
from support.services.answering import agree_support
from support.services.deployments import end_support
from tests.browser.conftest import press
from tests.concern_cases.makers import make_case, make_plan
from tests.support.makers import (
    days,
    make_deployment,
    make_evaluation,
    make_place,
    make_provider,
    make_terms,
    work,
)
from tests.workflows.conftest import MONDAY, london

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full(live_server, cast, monkeypatch):
    """Something in every place of the pages of support."""
    moment = london(MONDAY, 9)
    monkeypatch.setattr(clock, "_moment", ContextVar("moment", default=moment))
    case = make_case(cast)
    make_terms(cast.la)
    objective = make_plan(case).objectives.get()
    nle = make_provider(cast, user=cast.nle, subjects="Leadership, maths")
    reading = make_provider(cast, kind="consultant", name="Lydia Fairweather", days_per_term=Decimal(4))
    make_provider(cast, kind="partnership", name="Vale Partnership", days_per_term=None)
    at_work = agree_support(
        make_deployment(cast, nle, objective=objective, starts_on=days(-40), days=Decimal(8)), by=cast.aht
    )
    for ago, much in ((30, "2.5"), (9, "1.5")):
        work(at_work, by=cast.nle, on=days(-ago), days=Decimal(much), impact="Plans are written together.")
    beyond = agree_support(
        make_deployment(cast, reading, days=Decimal(2), starts_on=days(-60), ends_on=days(-1)), by=cast.aht
    )
    work(beyond, by=cast.senior_adviser, on=days(-20), days=Decimal(3))
    spite = ["Lydia Fairweather would be overbooked in the autumn term 2026: 9 days promised of 4."]
    proposal = make_deployment(cast, reading, in_spite_of=spite)
    over = make_deployment(cast, nle, days=Decimal(2), school=cast.other_school)
    end_support(over, on=days(0), impact="Nine of 17 on track.", worked=True, by=cast.senior_adviser)
    with acting_as(cast.senior_adviser):
        Category.objects.create(
            school=cast.school,
            category=CategoryKind.objects.get(code="inadequate"),
            stage="agreed",
            on=date(2026, 9, 1),
            reason="Results.",
            agreed_by=cast.senior_adviser,
        )
    make_evaluation(cast)
    make_place(cast, partner=cast.other_school)
    return case, nle, at_work, proposal, objective


def test_the_pages_are_sound(full, cast, sign_in, sound_at_both_widths):
    case, nle, at_work, proposal, objective = full
    sign_in(cast.senior_adviser)
    for name, args in (
        ("providers", []),
        ("deployments", []),
        ("evaluations", []),
        ("places", []),
        ("provider", [nle.pk]),
        ("add_provider", []),
        ("case", [case.reference]),
        ("case_ask", [case.reference]),
        ("deployment", [at_work.pk]),
        ("use_days", [at_work.pk]),
        ("end_deployment", [at_work.pk]),
        ("objective", [objective.pk]),
        ("entitlements", []),
        ("entitlement", ["inadequate", "sip"]),
        ("programmes", []),
        ("programme", ["partners-in-leadership"]),
        ("correct_place", [ProgrammePlace.objects.get().pk]),
        ("remove_place", [ProgrammePlace.objects.get().pk]),
    ):
        sound_at_both_widths(reverse(f"support:{name}", args=args))
    sign_in(cast.aht)
    sound_at_both_widths(reverse("support:deployment", args=[proposal.pk]))
    sound_at_both_widths(reverse("support:agree", args=[proposal.pk]))


def test_support_is_asked_for_in_spite_of_a_warning_without_scripts(full, cast, live_server, without_scripts):
    case = full[0]
    page = without_scripts(cast.senior_adviser)
    page.goto(f"{live_server.url}{reverse('support:case_ask', args=[case.reference])}")
    asked = page.get_by_label("Who is asked?")
    lydia = asked.locator("option", has_text="LA consultant: Lydia Fairweather")
    asked.select_option(lydia.get_attribute("value"))
    page.get_by_label("Why is it asked for?").fill("Reading in Year 3.")
    page.get_by_label("How many days?").fill("2")
    page.get_by_label("First day").fill("24/11/2026")
    page.get_by_label("Last day").fill("11/12/2026")
    page.get_by_label("Shared with the school").check()
    press(page, page.get_by_role("button", name="Ask for support"))
    page.get_by_label("would be overbooked in the autumn term 2026").check()
    press(page, page.get_by_role("button", name="Ask for support"))
    assert page.get_by_text("The support was asked for. It waits for an answer.").count() == 1
