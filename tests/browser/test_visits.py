"""Visits by inspectors and the statement of action in a browser: on a desk and on a phone."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from concern_cases.models import StatementOfAction
from record import clock
from record.actor import acting_as
from tests.browser.conftest import NARROW, WIDE, page_is_sound
from tests.concern_cases.makers import make_case, make_inadequate, make_plan, make_visit, objective_facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "Secure the teaching of mathematics in every class by planning together and by checking pupils’ books.",
    "Make governors ask for evidence.",
    "Give subject leaders time to lead.",
)


@pytest.fixture
def visits(cast, travel):
    """A full inspection that put the school in a category, and a visit that a plan is revised for."""
    travel(date(2026, 11, 23), 9)
    with acting_as(cast.senior_adviser), transaction.atomic():
        with clock.at(date(2026, 9, 7)):
            case = make_case(cast)
            plan = make_plan(case, objectives=[objective_facts(), objective_facts(title="Governors ask why")])
        full = make_inadequate(cast.school, by=cast.sip, on=date(2026, 9, 1), report_on=date(2026, 11, 16))
        visit = make_visit(
            cast.school,
            by=cast.sip,
            recommendations=WORDS,
            report_on=date(2026, 10, 20),
            summary="Teaching is better in three of five classes; leaders do not check it yet.",
        )
        StatementOfAction.objects.update(
            text="# Support\n\n- An AHT for two days a week\n- An NLE from January"
        )
        draft = plan.versions.get(status="draft")
        draft.texts.first().answers.add(visit.recommendations.first())
        return {"cast": cast, "case": case, "full": full, "visit": visit, "draft": draft}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_of_visits_are_sound(live_server, page, sign_in, visits, size):
    cast, case, full, visit = visits["cast"], visits["case"], visits["full"], visits["visit"]
    page.set_viewport_size(size)
    addresses = {
        "list": reverse("cases:visits", args=[case.reference]),
        "visit": visit.get_absolute_url(),
        "answers": reverse("visits:answers", args=[visit.pk, visits["draft"].pk]),
        "record": reverse("cases:record-visit", args=[case.reference]),
        "statement": reverse("visits:statement", args=[full.pk]),
        "write": reverse("visits:write-statement", args=[full.pk]),
        "send": reverse("visits:send-statement", args=[full.pk]),
    }
    for name, address in addresses.items():
        sign_in(cast.aht if name == "answers" else cast.senior_adviser)
        page.goto(f"{live_server.url}{address}")
        page_is_sound(page)
