"""The list of plans, and what plans need: filtered, sorted, taken away, and told of at home."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concern_cases.models import ConcernCase, Plan
from concern_cases.services.plans import ask_for_revision, bring_into_force
from record import clock
from record.actor import acting_as
from tests.concern_cases.makers import make_plan
from tests.concern_cases.plan_makers import (
    add_action,
    add_objective,
    fill_plan,
    judge,
    make_next_version,
    make_visit,
    next_draft,
)
from tests.letters.makers import make_terms
from tests.web_pages.makers import days_ahead, make_case, make_category
from web.findings import find
from web.plans.needs import PLAN_NEEDS


@pytest.fixture(autouse=True)
def _acting(cast):
    with acting_as(cast.senior_adviser):
        yield


@pytest.fixture
def other_case(cast):
    return make_case(cast.other_school, cast.senior_adviser)


@pytest.fixture
def plan(case):
    return make_plan(case)


@pytest.fixture
def other_plan(other_case):
    """A single plan of the other school."""
    return make_plan(other_case, kind=Plan.Kind.SINGLE, horizon=days_ahead(300))


@pytest.fixture
def names(plan, other_plan):
    return {plan.pk: "one", other_plan.pk: "other"}


def later(days):
    return clock.at(clock.today() + timedelta(days=days))


def found(user, name):
    needs = [need for need in PLAN_NEEDS if need.name == name]
    return [each.sentence.replace("\xa0", " ") for group in find(needs, user) for each in group.findings]


def shown(client, user, query=""):
    client.force_login(user)
    return [row.pk for row in client.get(f"/plans/?{query}").context["plans"]]


def test_everybody_finds_the_plans_that_they_may_see(plan, other_plan, cast, client):
    assert shown(client, cast.senior_adviser) == [plan.pk, other_plan.pk]
    assert shown(client, cast.head) == [plan.pk]
    assert shown(client, cast.diocesan_officer) == [plan.pk]
    assert shown(client, cast.other_chair) == [other_plan.pk]


def test_a_row_says_since_when_the_judgements_the_review_and_the_draft(plan, cast, page_of):
    judge(plan.objectives.get(), "amber", days_ahead(-3), by=cast.sip)
    plan.reviews.create(due_on=days_ahead(30))
    next_draft(plan)
    page = page_of(cast.senior_adviser, "/plans/")
    assert "23 November 2026 version 1" in page
    assert "Version 2 being written" in page
    assert "Amber 1" in page
    assert "Wednesday 23 December in 30 days" in page


def test_a_draft_is_not_told_to_the_school_before_it_has_it(plan, cast, page_of):
    next_draft(plan)
    assert "Version 2" not in page_of(cast.head, "/plans/")
    text = page_of(cast.head, "/plans/plans.csv")
    assert "Being written" not in text


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("kind=single", {"other"}),
        ("kind=support", {"one"}),
        ("draft=writing", {"one"}),
        ("draft=none", {"other"}),
        ("state=in_force", {"one", "other"}),
        ("state=not_yet", set()),
        ("state=closed", set()),
        ("area=key-stage-2", {"one", "other"}),
        ("q=Otterbourne", {"other"}),
        ("only=not_revised", {"one"}),
    ],
)
def test_filters(names, cast, client, query, which):
    next_draft(Plan.objects.get(kind="support"))
    with later(9):
        make_visit(cast.school, days_ahead(0), by=cast.senior_adviser)
        assert {names[pk] for pk in shown(client, cast.senior_adviser, query)} == which


def test_the_filter_by_area_tells_nobody_what_a_draft_says_that_he_or_she_may_not_read(plan, cast, client):
    draft = next_draft(plan)
    add_objective(draft, 9, area="safeguarding")
    for person, sees in (
        (cast.aht, True),
        (cast.senior_adviser, True),
        (cast.head, False),
        (cast.chair, False),
    ):
        client.force_login(person)
        page = client.get("/plans/?area=safeguarding")
        areas = next(facet for facet in page.context["facets"] if facet.name == "area")
        assert ("safeguarding" in {option.value for option in areas.options}) == sees, person
        assert bool(areas.chosen) == sees, person


def test_an_area_that_was_given_up_finds_no_plan(plan, cast, client):
    draft = next_draft(plan)
    draft.texts.update(dropped=True)
    assert shown(client, cast.aht, "area=key-stage-2") == [plan.pk], "the version in force still has it"
    plan.versions.filter(status="in_force").update(status="superseded")
    assert shown(client, cast.aht, "area=key-stage-2") == [plan.pk], "nobody can choose it any more"
    page = client.get("/plans/")
    assert not next(facet for facet in page.context["facets"] if facet.name == "area").options


def test_closed_plans_are_shown_when_asked_for(plan, cast, client):
    plan.closed_on = clock.today()
    plan.save()
    assert shown(client, cast.senior_adviser) == []
    assert shown(client, cast.senior_adviser, "state=closed") == [plan.pk]


@pytest.mark.parametrize("sort", ["school", "since", "draft", "horizon", "review"])
def test_sorting_goes_both_ways(plan, other_plan, cast, client, sort):
    next_draft(plan)
    plan.reviews.create(due_on=days_ahead(30))
    up = shown(client, cast.senior_adviser, f"sort={sort}")
    assert set(up) == {plan.pk, other_plan.pk}
    if sort in ("school", "horizon"):
        assert shown(client, cast.senior_adviser, f"sort=-{sort}") == up[::-1]


def test_the_file_has_the_same_rows_and_the_flag(plan, other_plan, cast, client):
    with later(9):
        make_visit(cast.school, days_ahead(0), by=cast.senior_adviser)
        client.force_login(cast.senior_adviser)
        text = client.get("/plans/plans.csv?kind=support").content.decode("utf-8-sig")
        assert "Not revised since the HMI monitoring visit of 2" in text
        assert "Otterbourne" not in text
        assert client.get("/plans/plans.pdf").status_code == 404


def test_the_list_takes_as_many_queries_however_long_it_is(
    plan, other_plan, cast, client, django_assert_num_queries
):
    client.force_login(cast.senior_adviser)
    client.get("/plans/")
    with CaptureQueriesContext(connection) as few:
        client.get("/plans/")
    assert len(few) <= 15
    fill_plan(next_draft(plan), by=cast.sip, objectives=4, actions=4)
    for kind, case in ((Plan.Kind.SINGLE, plan.case), (Plan.Kind.SUPPORT, other_plan.case)):
        make_plan(case, kind=kind)
    with django_assert_num_queries(len(few)):
        client.get("/plans/")


def test_cases_lead_to_plans(plan, cast, client):
    client.force_login(cast.senior_adviser)
    assert 'href="/plans/"' in client.get("/cases/").content.decode()


def test_a_plan_overtaken_by_a_visit_is_found_and_told_on_its_case(plan, cast, page_of):
    assert found(cast.senior_adviser, "plan_not_revised") == []
    with later(9):
        make_visit(cast.school, days_ahead(0), by=cast.senior_adviser)
        said = "Not revised since the HMI monitoring visit of 2 December 2026."
        assert found(cast.senior_adviser, "plan_not_revised") == [f"Support plan: {said}"]
        assert said in page_of(cast.senior_adviser, plan.case.get_absolute_url())
        assert f"in force since 23 November 2026. {said}" in page_of(cast.head, plan.case.get_absolute_url())
        make_next_version(plan, by=cast.senior_adviser)
        assert found(cast.senior_adviser, "plan_not_revised") == []


def test_the_filter_finds_what_the_flag_tells_when_the_reason_came_too_late_for_the_version(
    plan, cast, client, page_of
):
    draft = next_draft(plan)
    draft.stage = "for_approval"
    draft.save()
    with later(5):
        visit = make_visit(cast.school, days_ahead(0), by=cast.senior_adviser)
        ask_for_revision(plan, kind="inspection", why="HMI came", on=visit.on, key="visit", by=None)
    with later(6):
        bring_into_force(draft, by=cast.senior_adviser)
        assert "Not revised since the HMI monitoring visit" in page_of(cast.senior_adviser, "/plans/")
        assert shown(client, cast.senior_adviser, "only=not_revised") == [plan.pk]


def test_a_visit_on_the_day_of_the_version_is_taken_into_it(plan, cast):
    make_visit(cast.school, clock.today(), by=cast.senior_adviser)
    assert found(cast.senior_adviser, "plan_not_revised") == []


def test_late_steps_of_a_plan_are_found(plan, cast):
    assert found(cast.senior_adviser, "plan_steps_overdue") == []
    with later(40):
        [sentence] = found(cast.senior_adviser, "plan_steps_overdue")
        assert sentence == "One step of the support plan is overdue since 23 December 2026."
        add_action(plan.versions.get().texts.get(), due_on=date(2026, 12, 1))
        [sentence] = found(cast.senior_adviser, "plan_steps_overdue")
        assert sentence == "Two steps of the support plan are overdue, the oldest since 1 December 2026."
        plan.closed_on = clock.today()
        plan.save()
        assert found(cast.senior_adviser, "plan_steps_overdue") == []


def test_a_visit_to_another_school_and_a_closed_plan_are_no_matter(plan, cast):
    with later(9):
        make_visit(cast.other_school, days_ahead(0), by=cast.senior_adviser)
        assert found(cast.senior_adviser, "plan_not_revised") == []
        make_visit(cast.school, days_ahead(0), by=cast.senior_adviser)
        Plan.objects.update(closed_on=clock.today())
        assert found(cast.senior_adviser, "plan_not_revised") == []


def test_an_inadequate_school_without_a_plan_in_force_is_found_and_stands_above_the_list(cast, case, page_of):
    assert found(cast.senior_adviser, "plan_missing") == []
    make_category(cast.school, cast.sip)
    [sentence] = found(cast.senior_adviser, "plan_missing")
    assert sentence == "Inadequate since 3 November 2026, and no plan is in force."
    assert "Inadequate, and no plan in force" in page_of(cast.senior_adviser, "/plans/")
    assert "Inadequate, and no plan in force" not in page_of(cast.head, "/plans/")
    make_plan(case)
    assert found(cast.senior_adviser, "plan_missing") == []


def test_a_better_category_and_a_closed_case_need_no_plan(cast, case):
    make_category(cast.school, cast.sip)
    make_category(cast.school, cast.sip, inadequate=False, on=days_ahead(-1))
    assert found(cast.senior_adviser, "plan_missing") == []
    make_category(cast.school, cast.sip, on=days_ahead(0))
    assert len(found(cast.senior_adviser, "plan_missing")) == 1
    ConcernCase.objects.update(
        status="closed", closed_on=days_ahead(0), closed_by=cast.senior_adviser, closed_why="Done"
    )
    assert found(cast.senior_adviser, "plan_missing") == []


def test_a_draft_that_stays_one_for_long_is_found(plan, cast):
    next_draft(plan)
    assert found(cast.senior_adviser, "plan_draft_stuck") == []
    with later(40):
        [sentence] = found(cast.senior_adviser, "plan_draft_stuck")
        assert (
            sentence
            == "Version 2 of the support plan has been in draft since 23 November 2026: being written."
        )


def test_unknown_term_dates_are_found_where_a_plan_is_to_be_re_written(plan, cast):
    assert found(cast.senior_adviser, "plan_terms_unknown") == []  # a support plan is revised by cause alone
    plan.kind = Plan.Kind.SINGLE
    plan.save()
    [sentence] = found(cast.senior_adviser, "plan_terms_unknown")
    assert sentence == (
        "The term dates of 2026 to 2027 are missing: without them nobody is asked to re-write the single "
        "plan at the beginning of a term."
    )
    make_terms(cast.la)
    assert found(cast.senior_adviser, "plan_terms_unknown") == []
    with clock.at(date(2027, 8, 10)):
        assert "2027 to 2028" in found(cast.senior_adviser, "plan_terms_unknown")[0]
