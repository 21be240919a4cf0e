"""An action of the case and one of the plan in the same words are one thing; late steps are told."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concern_cases.models import Action, Plan, PlanAction
from concern_cases.services.actions import complete_action, reopen_action
from concern_cases.services.plan_progress import finish_step, reopen_step
from concern_cases.services.plans import ask_for_revision
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import days, make_action, make_case, make_plan
from tests.concern_cases.plan_makers import add_action, add_milestone

TODAY = date(2026, 11, 23)
WORDS = "Put standards, group by group, on the agenda"


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def case(cast):
    return make_case(cast)


@pytest.fixture
def plan(case):
    return make_plan(case)


@pytest.fixture
def step(plan):
    return add_action(plan.versions.get().texts.get(), WORDS, due_on=days(-9))


@pytest.fixture
def action(case):
    return make_action(case, what=WORDS)


def test_what_is_done_as_an_action_of_the_case_is_done_in_the_plan_and_its_draft(plan, step, action, cast):
    ask_for_revision(plan, kind="text", why="It was asked for", on=TODAY, key="one", by=None)
    complete_action(action, outcome="It is on every agenda.", by=cast.sip)
    rows = PlanAction.objects.filter(key=step.key)
    assert [(row.done_on, row.came_of_it) for row in rows] == [(TODAY, "It is on every agenda.")] * 2
    reopen_action(action, due_on=days(9), why="Not in the spring.", by=cast.senior_adviser)
    assert set(rows.values_list("done_on", flat=True)) == {None}


def test_what_is_done_in_the_plan_is_done_as_an_action_of_the_case(plan, step, action, cast):
    action.owner = cast.head
    action.save()
    finish_step(plan, step.key, on=TODAY, by=cast.head)
    action.refresh_from_db()
    assert (action.status, action.outcome) == (
        "done",
        "Done on 23\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026, as recorded in the plan.",
    )
    with pytest.raises(RuleError, match="open that one again"):
        reopen_step(plan, step.key, by=cast.head)


def test_an_action_of_somebody_else_stays_open_until_that_person_or_the_lead_says_so(
    plan, step, action, cast
):
    assert action.owner != cast.head
    finish_step(plan, step.key, on=TODAY, by=cast.head)
    action.refresh_from_db()
    assert action.status == "open"
    reopen_step(plan, step.key, by=cast.head)
    finish_step(plan, step.key, on=TODAY, by=cast.senior_adviser)
    action.refresh_from_db()
    assert action.status == "done"


def test_what_the_school_may_not_read_and_other_words_are_nothing_of_the_plan(plan, step, case, cast):
    private = make_action(case, what=WORDS, circle="la", owner=cast.sip)
    other = make_action(case, what=f"{WORDS} of governors")
    for each in (private, other):
        complete_action(each, outcome="Done.", by=cast.sip)
    step.refresh_from_db()
    assert step.done_on is None


def test_late_steps_stand_with_the_actions_of_the_case_and_of_everybody(plan, step, case, cast, as_):
    add_milestone(plan.versions.get().texts.get(), "Half of them taught", due_on=days(-3))
    browser = as_(cast.senior_adviser)
    for address in (f"/cases/{case.reference}/actions/", "/actions/?whose=all"):
        html = browser.get(address).content.decode()
        assert "Steps of plans that are overdue" in html
        assert WORDS in html
        assert "Half of them taught" in html
    assert WORDS not in as_(cast.other_chair).get("/actions/?whose=all").content.decode()


def test_ones_own_late_steps_are_those_that_name_one(plan, step, cast, as_):
    step.who = f"{cast.aht.name} and the head"
    step.save()
    assert WORDS in as_(cast.aht).get("/actions/").content.decode()
    assert WORDS not in as_(cast.sip).get("/actions/").content.decode()


@pytest.mark.parametrize("who", ["Jo{}", "Mary-{}", "{}son", "{}-Holt"])
def test_a_name_within_a_longer_one_is_somebody_elses(step, cast, as_, who):
    step.who = who.format(cast.aht.name)
    step.save()
    assert WORDS not in as_(cast.aht).get("/actions/").content.decode()


def test_late_steps_are_nobodys_to_verify_and_the_oldest_of_many_are_shown(plan, step, cast, as_):
    for number in range(25):
        add_action(plan.versions.get().texts.get(), f"Step {number:02}", due_on=days(-3))
    browser = as_(cast.senior_adviser)
    assert "that are overdue" not in browser.get("/actions/?whose=verify").content.decode()
    first = browser.get("/actions/?whose=all").content.decode()
    assert WORDS in first
    assert "Step 24" not in first
    assert 'href="?whose=all&amp;steps=all#late-steps">Show all 26</a>' in first
    assert "Step 24" in browser.get("/actions/?whose=all&steps=all").content.decode()


def test_a_late_step_that_is_an_action_of_the_case_is_told_once(step, action, case, cast, as_):
    html = as_(cast.senior_adviser).get(f"/cases/{case.reference}/actions/").content.decode()
    assert "Steps of plans that are overdue" not in html
    assert html.count(f"<b>{WORDS}</b>") == 1


def asks_first(act):
    """Of plans and actions, which is asked for in which order: what is locked is asked for."""
    with CaptureQueriesContext(connection) as found:
        act()
    asked = [query["sql"].partition(" FROM ")[2].split(" ")[0].strip('"') for query in found]
    return [table for table in dict.fromkeys(asked) if table in {Plan._meta.db_table, Action._meta.db_table}]


def test_whoever_does_either_has_the_plans_first_so_that_nobody_waits_for_the_other(plan, step, action, cast):
    in_order = [Plan._meta.db_table, Action._meta.db_table]
    assert asks_first(lambda: complete_action(action, outcome="Done.", by=cast.sip)) == in_order
    again = {"due_on": days(9), "why": "Not yet.", "by": cast.senior_adviser}
    assert asks_first(lambda: reopen_action(action, **again)) == in_order
    assert asks_first(lambda: finish_step(plan, step.key, on=TODAY, by=cast.head)) == in_order
