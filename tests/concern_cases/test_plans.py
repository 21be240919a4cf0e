"""A plan's versions, and objectives that stay the same through all of them."""

from datetime import date

import pytest

from concern_cases.models import CaseEvent, Plan, PlanVersion, RevisionReason
from concern_cases.services.plans import ask_for_revision, bring_into_force, open_plan
from evaluation.models import Framework, Inspection, VisitKind
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import make_case, make_plan, objective_facts

TODAY = date(2026, 11, 23)


@pytest.fixture
def case(cast):
    with clock.at(TODAY):
        yield make_case(cast)


@pytest.fixture
def plan(case):
    return make_plan(case)


def ask(plan, key="visit:1", why="The inspectors came on 3 November", **facts):
    facts = {"kind": RevisionReason.Kind.INSPECTION, "on": TODAY, "by": None, **facts}
    return ask_for_revision(plan, why=why, key=key, **facts)


def statuses(plan):
    return list(plan.versions.order_by("number").values_list("number", "status"))


def test_a_new_plan_begins_with_a_draft_of_its_objectives(case, cast):
    plan = open_plan(
        case,
        kind=Plan.Kind.SUPPORT,
        horizon=date(2028, 8, 31),
        objectives=[objective_facts(), objective_facts(title="Attendance is above 95 %")],
        by=cast.aht,
    )
    draft = plan.versions.get()
    assert draft.status == PlanVersion.Status.DRAFT
    assert [text.objective.number for text in draft.texts.all()] == [1, 2]


def test_a_second_running_plan_of_the_same_kind_is_refused(plan, case, cast):
    with pytest.raises(RuleError) as refused:
        open_plan(
            case,
            kind=plan.kind,
            horizon=date(2028, 8, 31),
            objectives=[objective_facts()],
            by=cast.aht,
        )
    assert refused.value.field == "kind"


def test_a_plan_without_an_objective_is_refused(case, cast):
    with pytest.raises(RuleError, match="at least one objective"):
        open_plan(case, kind="single", horizon=date(2028, 8, 31), objectives=[], by=cast.aht)


def test_a_version_that_comes_into_force_supersedes_the_one_before(plan, cast):
    bring_into_force(ask(plan), by=cast.senior_adviser)
    assert statuses(plan) == [(1, "superseded"), (2, "in_force")]


def test_a_version_comes_into_force_once(plan, cast):
    with pytest.raises(AlreadyDone):
        bring_into_force(plan.versions.get(), by=cast.senior_adviser)


def test_the_next_version_begins_with_what_the_last_one_says(plan):
    draft = ask(plan)
    before = plan.versions.get(number=1).texts.get()
    after = draft.texts.get()
    assert (after.objective, after.title) == (before.objective, before.title)
    assert [step.what for step in after.milestones.all()] == [step.what for step in before.milestones.all()]
    assert before.milestones.count() == 1


def test_a_second_reason_joins_the_open_draft(plan):
    first = ask(plan)
    second = ask(plan, key="meeting:7", kind=RevisionReason.Kind.MEETING, why="The conference asked for it")
    assert second == first
    assert first.reasons.count() == 2


def test_the_same_cause_counts_once(plan):
    ask(plan)
    ask(plan)
    assert RevisionReason.objects.filter(version__plan=plan).count() == 1
    assert CaseEvent.objects.filter(kind="plans.to_be_revised").count() == 1


def test_a_plan_is_seen_by_those_who_see_the_case(plan, cast):
    seen = {
        name
        for name in ("chair", "head", "diocesan_officer", "other_chair", "other_diocesan_officer")
        if Plan.objects.visible_to(getattr(cast, name)).filter(pk=plan.pk).exists()
    }
    assert seen == {"chair", "head", "diocesan_officer"}


def test_the_next_version_answers_the_same_recommendations(plan, cast):
    framework, kind = Framework.objects.get(code="2025"), VisitKind.objects.get(code="monitoring")
    facts = {"school": cast.school, "framework": framework, "kind": kind, "recorded_by": cast.aht}
    visit = Inspection.objects.create(**facts, on=TODAY)
    asked = visit.recommendations.create(number=1, text="Check teaching more often.")
    plan.versions.get().texts.get().answers.add(asked)
    assert list(ask(plan).texts.get().answers.all()) == [asked]
