"""A school has a single plan, and then a case is opened on it: the plan belongs to the case."""

import pytest
from django.urls import reverse

from concern_cases.models import CaseEvent, Plan, PlanTemplate
from concern_cases.services.plan_templates import open_plan_from_template
from concern_cases.services.plans import bring_into_force
from concern_cases.services.review_deciding import has_open_case
from record.worker import perform_duty
from tests.concern_cases.makers import make_case
from tests.concern_cases.plan_makers import next_draft
from tests.letters.makers import make_terms
from tests.workflows.reviews.makers import JUDGED, at, decide, judge, open_review
from workflows import engine
from workflows.models import CaseworkProcess, TaskCard
from workflows.services.cases import close_case_and_processes
from workflows.services.plans import begin_missing_drafts

DUTY = "workflows.services.plans.carry_plans_into_cases"


@pytest.fixture
def plan(cast, monday):
    make_terms(cast.la)
    template = PlanTemplate.objects.get(code="satisfactory-to-good")
    plan = open_plan_from_template(template, school=cast.school, by=cast.sip)
    bring_into_force(plan.versions.get(), by=cast.senior_adviser)
    return plan


def test_a_plan_that_runs_belongs_to_the_case_that_is_opened(plan, cast):
    case = make_case(cast)
    plan.refresh_from_db()
    assert plan.case == case
    assert has_open_case(plan)
    kinds = list(CaseEvent.objects.filter(case_reference=case.reference).values_list("kind", flat=True))
    assert kinds.index("cases.opened") < kinds.index("plans.in_case")


def test_what_is_under_way_of_it_follows_with_its_open_steps(plan, cast):
    draft = next_draft(plan)
    begin_missing_drafts()
    case = make_case(cast)
    assert perform_duty(DUTY) == 1
    assert CaseworkProcess.objects.get(plan_version=draft).case == case
    assert [card.case for card in engine.open_cards(draft)] == [case]
    assert perform_duty(DUTY) == 0


def test_a_case_that_was_open_before_the_rule_takes_the_plan_as_well(plan, cast):
    case = make_case(cast)
    Plan.objects.filter(pk=plan.pk).update(case=None)
    assert perform_duty(DUTY) == 1
    plan.refresh_from_db()
    assert plan.case == case


def test_the_plan_of_a_school_without_a_case_stays_without_one(plan, cast):
    assert perform_duty(DUTY) == 0
    plan.refresh_from_db()
    assert plan.case is None


def test_a_closed_plan_stays_where_it_was(plan, cast):
    Plan.objects.filter(pk=plan.pk).update(closed_on="2026-11-22")
    make_case(cast)
    plan.refresh_from_db()
    assert plan.case is None


def test_its_review_has_evidence_and_may_end_otherwise_than_on_track(plan, cast, client):
    review = open_review(plan)
    case = make_case(cast)
    perform_duty(DUTY)
    judge(review, cast)
    client.force_login(cast.sip)
    with at(JUDGED):
        assert client.get(reverse("reviews:evidence", args=[review.pk])).status_code == 200
        (card,) = engine.open_cards(review)
        assert card.case == case
    with at(JUDGED.replace(month=3, day=20)):
        engine.pass_step(card.task.process.coerced, "school_comment")
        review.refresh_from_db()
        review.school_silent_on = JUDGED
        review.save()
        decide(review, cast, follows="conference")
    assert review.follows == "conference"


@pytest.mark.parametrize("worker_ran", [True, False])
def test_closing_the_case_closes_it_and_what_is_under_way(plan, cast, worker_ran):
    draft = next_draft(plan)
    begin_missing_drafts()
    case = make_case(cast)
    if worker_ran:
        perform_duty(DUTY)
    close_case_and_processes(case, reason="It is well.", by=cast.senior_adviser)
    plan.refresh_from_db()
    assert plan.closed_on
    assert not TaskCard.objects.open().filter(task__process__caseworkprocess__plan_version=draft).exists()
