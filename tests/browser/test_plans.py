"""A plan with all that a plan can hold, in a browser."""

import pytest
from django.db import transaction

from concern_cases.models import PlanComment
from concern_cases.services.plans import bring_into_force
from evaluation.models import InspectionRecommendation
from record import clock
from record.actor import acting_as
from tests.browser.conftest import NARROW
from tests.concern_cases.makers import days, make_case, make_plan, objective_facts
from tests.concern_cases.plan_makers import (
    add_action,
    add_criterion,
    add_milestone,
    add_objective,
    fill_plan,
    judge,
    make_visit,
    next_draft,
)
from tests.letters.makers import make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Leaders check teaching often, act on what they find, and tell the governors every half-term"


@pytest.fixture
def plan(live_server, cast):
    """Version 1 is past, 2 in force, 3 with the school."""
    with acting_as(cast.senior_adviser), transaction.atomic():
        make_terms(cast.la)
        facts = [objective_facts(), objective_facts(title=LONG, baseline="Not in place", target="In place")]
        plan = make_plan(make_case(cast), objectives=facts)
        visit = make_visit(cast.school, days(-3), by=cast.senior_adviser)
        asked = InspectionRecommendation.objects.create(inspection=visit, number=1, text="Check teaching.")
        draft = next_draft(plan, why="HMI came on 20 November")
        draft.drafted_by, draft.approved_by = cast.aht, cast.senior_adviser
        draft.save()
        _reword(draft, cast, asked)
        PlanComment.objects.create(version=draft, view="agrees", text="Agreed.", said_by=cast.chair)
        bring_into_force(draft, by=cast.senior_adviser)
        make_visit(cast.school, days(1), by=cast.senior_adviser)
        last = next_draft(plan, key="third")
        last.stage, last.submitted_at = "with_school", clock.now()
        last.save()
        last.texts.filter(order=2).update(dropped=True, change_why="It was reached")
        fill_plan(last, by=cast.sip, objectives=3, actions=9)
    return plan


def _reword(draft, cast, asked):
    first, second = draft.texts.order_by("order")
    first.change_why = "HMI’s first recommendation"
    first.criteria.update(target="4 of 5 classes", source="Visits")
    add_criterion(first, "Books in which marking helps", baseline="40 %", target="90 %", by=days(60))
    first.changed_by, first.changed_at = cast.nle, clock.now()
    first.monitored_by, first.monitored_when = "The SIP", "each half-term"
    first.save()
    first.answers.add(asked)
    add_action(first, "Publish a calendar of checks and keep to it", resources="Two days of cover")
    add_action(first, "Plan together on Mondays", due_on=days(-8))
    add_milestone(first, "Pupils named", due_on=days(-40), reached_on=days(-41))
    add_milestone(first, "Writing moderated with Ravensholt", due_on=days(-3))
    add_objective(draft, 3, order=0, title="Attendance is above 95 %", split_from=second.objective)
    for ago, rag in ((90, "red"), (60, "amber"), (5, "amber")):
        judge(first.objective, rag, days(-ago), by=cast.sip, now="3 of 5 classes")
    judge(second.objective, "green", days(-5), by=cast.sip, school_view="disputes", school_evidence="No.")


@pytest.mark.parametrize("who", ["senior_adviser", "head"])
def test_the_pages_of_a_plan_are_sound_for(plan, cast, sign_in, sound_at_both_widths, who):
    sign_in(getattr(cast, who))
    for address in ("", "1/", "2/", "3/", "1/compare/3/"):
        sound_at_both_widths(f"/plans/{plan.pk}/{address}")
    sound_at_both_widths("/plans/")


def test_where_its_late_steps_stand_and_where_it_is_changed_is_sound(
    plan, cast, sign_in, sound_at_both_widths
):
    sign_in(cast.senior_adviser)
    for address in (f"/plans/{plan.pk}/change/", f"/cases/{plan.case.reference}/actions/"):
        sound_at_both_widths(address)
    sound_at_both_widths("/actions/?whose=all")


def test_without_scripts_an_objective_unfolds(plan, cast, without_scripts, live_server):
    page = without_scripts(cast.head)
    page.goto(f"{live_server.url}/plans/{plan.pk}/")
    assert page.viewport_size == NARROW
    action = page.get_by_text("Publish a calendar of checks and keep to it").last
    assert not action.is_visible()
    page.get_by_text("Two actions, one late of objective 1").click()
    assert action.is_visible()
