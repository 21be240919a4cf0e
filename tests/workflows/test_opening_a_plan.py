"""A plan is opened from a template, closed, carried on at a successor, and re-written three times a year."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from concern_cases.models import Plan, PlanRules, PlanTemplate, PlanVersion, RevisionReason
from concern_cases.services.plan_rewriting import ask_for_rewriting, ask_for_this_term
from concern_cases.services.plan_templates import (
    add_template,
    change_plan_rules,
    move_template_objective,
    open_plan_from_template,
)
from concern_cases.services.plans import ask_for_revision, bring_into_force
from evaluation.models import Area
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import make_plan
from tests.concern_cases.plan_makers import sent_of
from tests.letters.makers import make_terms
from tests.workflows.conftest import MONDAY
from tests.workflows.test_continuing_at_a_successor import academy, go_on
from workflows import engine
from workflows.models import TaskCard
from workflows.services.plans import begin_missing_drafts, revise_plan, start_plan

__all__ = ["academy"]


@pytest.fixture
def support(db) -> PlanTemplate:
    return PlanTemplate.objects.get(code="ofsted-category")


@pytest.fixture
def single(db) -> PlanTemplate:
    return PlanTemplate.objects.get(code="satisfactory-to-good")


def key_of(page) -> str:
    return page.context["form"]["form_key"].value()


# --- Opening


def test_every_copy_begins_with_the_templates_of_the_source_document(db):
    rows = {row.code: row for row in PlanTemplate.objects.all()}
    facts = {code: (row.kind, row.horizon_months, row.rewritten_a_year) for code, row in rows.items()}
    assert facts == {
        "ofsted-category": ("support", 24, 0),
        "satisfactory-to-good": ("single", 24, 3),
        "hard-to-shift-floor": ("single", 18, 3),
        "below-floor": ("single", 12, 3),
    }
    assert all(row.objectives.count() >= 4 for row in rows.values())
    for code in ("hard-to-shift-floor", "below-floor"):
        assert rows[code].objectives.filter(criteria__target="Above the floor target").exists()


def assert_begins_as(version, template):
    """Each objective has the criteria and first steps of the template's, none due after it."""
    for text, row in zip(version.texts.all(), template.objectives.all(), strict=True):
        measured = [(each.what, each.target, each.source) for each in row.criteria.all()]
        assert [(each.what, each.target, each.source) for each in text.criteria.all()] == measured
        assert len(measured) >= 2
        steps = [*text.actions.all(), *text.milestones.all()]
        assert sorted(step.what for step in steps) == sorted(step.what for step in row.steps.all())
        assert {step.kind for step in row.steps.all()} == {"action", "milestone"}
        assert all(clock.today() < step.due_on <= text.by for step in steps)
        assert all(each.until <= text.by for each in text.criteria.all())


def test_a_plan_begins_with_the_objectives_of_its_template_and_its_process(case, cast, support):
    version = start_plan(support, school=case.school, case=case, by=cast.senior_adviser)
    plan = version.plan
    assert (plan.kind, plan.template, plan.horizon) == ("support", support, date(2028, 11, 23))
    assert [text.title for text in version.texts.all()] == [row.title for row in support.objectives.all()]
    assert all(text.by <= plan.horizon for text in version.texts.all())
    assert_begins_as(version, support)
    assert engine.open_card(version, "draft_plan")
    assert begin_missing_drafts() == 0


def test_a_second_running_plan_of_the_kind_is_refused(case, cast, support):
    start_plan(support, school=case.school, case=case, by=cast.senior_adviser)
    with pytest.raises(RuleError, match="already"):
        start_plan(support, school=case.school, case=case, by=cast.senior_adviser)


def test_a_support_plan_belongs_to_a_case(cast, support, monday):
    with pytest.raises(RuleError, match="open the case first"):
        open_plan_from_template(support, school=cast.school, by=cast.senior_adviser)


def test_the_page_of_a_case_opens_a_plan_and_leads_its_writer_to_the_draft(client, case, cast, support):
    client.force_login(cast.aht)
    here = reverse("tasks:open_plan", args=[case.reference])
    page = client.get(here)
    assert "In an Ofsted category" in page.content.decode()
    answer = client.post(here, {"template": support.pk, "form_key": key_of(page)})
    plan = Plan.objects.get()
    assert answer.url == reverse("plans:write", args=[plan.pk, 1])
    again = client.post(here, {"template": support.pk, "form_key": key_of(page)})
    assert again.url == answer.url
    assert TaskCard.objects.open().count() == 1
    assert client.get(answer.url).status_code == 200


def test_a_school_without_a_case_has_a_single_plan_alone(client, cast, single, monday):
    client.force_login(cast.sip)
    here = reverse("tasks:open_school_plan", args=[cast.school.urn])
    page = client.get(here)
    assert "Satisfactory to good" in page.content.decode()
    assert "In an Ofsted category" not in page.content.decode()
    answer = client.post(here, {"template": single.pk, "horizon": "31/8/2027", "form_key": key_of(page)})
    plan = Plan.objects.get()
    assert (plan.case, plan.horizon, plan.kind) == (None, date(2027, 8, 31), "single")
    assert client.get(answer.url).status_code == 200
    assert engine.open_card(plan.versions.get(), "draft_plan").school == cast.school


def test_a_case_without_a_plan_offers_to_open_one_to_those_who_may(client, case, cast):
    here = reverse("cases:plans", args=[case.reference])
    client.force_login(cast.aht)
    assert "Open a plan" in client.get(here).content.decode()
    client.force_login(cast.head)
    assert "Open a plan" not in client.get(here).content.decode()


# --- Revised by hand


def test_who_writes_at_a_plan_begins_its_next_version_once_with_a_reason(client, case, cast):
    plan = make_plan(case)
    here = reverse("tasks:revise_plan", args=[plan.pk])
    client.force_login(cast.aht)
    assert here in client.get(plan.get_absolute_url()).content.decode()
    key = key_of(client.get(here))
    refused = client.post(here, {"why": " ", "form_key": key})
    assert refused.context["form"].errors["why"] == ["Say why the plan is to be revised"]
    facts = {"why": "The head has left.", "form_key": key}
    first, second = client.post(here, facts), client.post(here, facts)
    assert first.url == second.url == reverse("plans:write", args=[plan.pk, 2])
    draft = plan.versions.get(status="draft")
    assert [(row.kind, row.text) for row in draft.reasons.all()] == [("text", "The head has left.")]
    assert engine.open_card(draft, "draft_plan")
    assert here not in client.get(plan.get_absolute_url()).content.decode()
    assert client.get(here).url == draft.get_absolute_url()
    # Somebody else had the page open meanwhile: the reason that was typed there is not lost.
    client.post(here, {"why": "Results fell.", "form_key": "another"})
    assert [row.text for row in draft.reasons.all()] == ["The head has left.", "Results fell."]


def test_two_who_revise_a_plan_at_once_write_one_draft(case, cast):
    plan = make_plan(case)
    first = revise_plan(plan, why="The head has left.", key="one", by=cast.aht)
    assert revise_plan(plan, why="Results fell.", key="two", by=cast.sip) == first
    assert first.reasons.count() == 2
    assert begin_missing_drafts() == 0


# --- Closing and going on


def test_the_page_closes_a_plan_with_its_reason(client, case, cast, support):
    plan = start_plan(support, school=case.school, case=case, by=cast.senior_adviser).plan
    client.force_login(cast.senior_adviser)
    assert "Close the plan" in client.get(plan.get_absolute_url()).content.decode()
    here = reverse("tasks:close_plan", args=[plan.pk])
    page = client.get(here)
    assert "Version 1, which is a draft, is withdrawn" in page.content.decode()
    refused = client.post(here, {"reason": " ", "form_key": key_of(page)})
    assert refused.status_code == 200
    client.post(here, {"reason": "The school joined a trust.", "form_key": key_of(page)})
    plan.refresh_from_db()
    assert plan.closed_on == MONDAY
    assert not TaskCard.objects.open().exists()


def test_at_the_successor_the_draft_goes_on_with_its_step(case, cast, academy, support):
    version = start_plan(support, school=case.school, case=case, by=cast.senior_adviser)
    new, _, _ = go_on(case, academy, cast)
    card = engine.open_card(version, "draft_plan")
    process = engine.process_about(version)
    assert (process.case, process.school, process.la) == (new, academy, academy.la)
    assert (card.case, card.school) == (new, academy)
    version.refresh_from_db()
    assert version.status == PlanVersion.Status.DRAFT
    assert begin_missing_drafts() == 0


# --- Re-written three times a year


@pytest.fixture
def in_force(case, cast, single) -> Plan:
    make_terms(cast.la)
    version = start_plan(single, school=case.school, case=case, by=cast.senior_adviser)
    bring_into_force(version, by=cast.senior_adviser)
    return version.plan


def reasons(plan) -> list[str]:
    return list(RevisionReason.objects.filter(version__plan=plan).values_list("key", flat=True))


def test_a_single_plan_is_to_be_re_written_at_the_beginning_of_each_long_term(in_force):
    assert ask_for_this_term() == 0  # it was opened in this term
    with clock.at(date(2027, 1, 6)):
        assert ask_for_this_term() == 1
        assert ask_for_this_term() == 0
        assert begin_missing_drafts() == 1
    assert reasons(in_force) == [f"term:2026-2-of-3:plan:{in_force.pk}"]
    with clock.at(date(2027, 3, 1)):  # the second half of the same long term
        assert ask_for_this_term() == 0


def test_a_single_plan_without_a_template_is_re_written_as_the_others_are(in_force):
    Plan.objects.filter(pk=in_force.pk).update(template=None)
    with clock.at(date(2027, 1, 6)):
        assert ask_for_this_term() == 1


def test_a_plan_that_is_revised_by_cause_alone_or_was_closed_is_left_alone(in_force, single):
    with clock.at(date(2027, 1, 6)):
        PlanTemplate.objects.filter(pk=single.pk).update(rewritten_a_year=0)
        assert ask_for_this_term() == 0
        PlanTemplate.objects.filter(pk=single.pk).update(rewritten_a_year=3)
        Plan.objects.filter(pk=in_force.pk).update(closed_on=MONDAY)
        assert ask_for_this_term() == 0


def test_a_term_that_begins_adds_its_reason_to_an_open_draft(in_force):
    draft = ask_for_revision(in_force, kind="text", why="Asked for", on=MONDAY, key="x", by=None)
    with clock.at(date(2027, 1, 6)):
        assert ask_for_this_term() == 1
    assert draft.reasons.count() == 2
    assert in_force.versions.count() == 2


def test_the_duty_looks_once_an_hour(in_force, monkeypatch):
    cache.clear()
    with clock.at(date(2027, 1, 6)):
        assert ask_for_rewriting() == 1
        monkeypatch.setattr("concern_cases.services.plan_rewriting.ask_for_this_term", lambda: 99)
        assert ask_for_rewriting() == 0
    cache.clear()


# --- What plans begin with


FACTS = {
    "name": "New school",
    "kind": "single",
    "about": "For a school that was opened lately.",
    "goal": "The school is good",
    "horizon_months": 18,
    "rewritten_a_year": 3,
}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("name", " "),
        ("about", ""),
        ("goal", ""),
        ("horizon_months", 0),
        ("rewritten_a_year", 7),
        ("kind", "x"),
    ],
)
def test_a_template_says_what_it_is_for(cast, name, wrong):
    with pytest.raises(RuleError) as refused:
        add_template(**{**FACTS, name: wrong}, by=cast.senior_adviser)
    assert refused.value.field == name


def test_a_template_is_added_and_changed_on_pages(client, cast, monday):
    client.force_login(cast.senior_adviser)
    page = client.get(reverse("plans:add_template"))
    answer = client.post(reverse("plans:add_template"), {**FACTS, "form_key": key_of(page)})
    template = PlanTemplate.objects.get(code="new-school")
    assert answer.url == reverse("plans:template", args=["new-school"])
    add = reverse("plans:template_add", args=["new-school"])
    for title in ("Governance", "Attendance"):
        facts = {"area": Area.objects.first().pk, "title": title, "months": 6}
        client.post(add, {**sent_of(client.get(add).context["form"]), **facts})
    first, second = template.objectives.all()
    arrange = reverse("plans:template_arrange", args=["new-school", second.pk])
    client.post(arrange, {"do": "up"})
    assert list(template.objectives.all()) == [second, first]
    client.post(arrange, {"do": "remove"})
    assert list(template.objectives.all()) == [first]
    change = reverse("plans:template_change", args=["new-school"])
    key = key_of(client.get(change))
    client.post(change, {**FACTS, "goal": "Good in two years", "form_key": key})
    template.refresh_from_db()
    assert template.goal == "Good in two years"
    assert client.get(reverse("plans:template", args=["new-school"])).status_code == 200


def test_moving_the_first_objective_up_changes_nothing(cast, single):
    before = list(single.objectives.all())
    move_template_objective(before[0], up=True, by=cast.senior_adviser)
    assert list(single.objectives.all()) == before


def test_the_numbers_are_changed_on_their_page_and_kept_within_bounds(client, cast, monday):
    client.force_login(cast.senior_adviser)
    here = reverse("plans:rules")
    page = client.get(here)
    numbers = {name: field.initial for name, field in page.context["form"].fields.items()}
    client.post(here, {**numbers, "comment_days": 7, "form_key": key_of(page)})
    assert PlanRules.of(cast.la).comment_days == 7
    with pytest.raises(RuleError) as refused:
        change_plan_rules(cast.la, numbers={"draft_days": 0}, by=cast.senior_adviser)
    assert refused.value.field == "draft_days"


def test_who_only_reads_sees_the_numbers_and_changes_none(client, cast, monday):
    client.force_login(cast.clerk)
    page = client.get(reverse("plans:rules"))
    assert "10 working days" in page.content.decode()
    assert client.post(reverse("plans:rules"), {}).status_code == 403


def test_a_plan_stays_as_it_was_when_its_template_changes(case, cast, single):
    version = start_plan(single, school=case.school, case=case, by=cast.senior_adviser)
    single.objectives.all().delete()
    assert version.texts.exists()
    assert version.plan.horizon - MONDAY > timedelta(days=700)
