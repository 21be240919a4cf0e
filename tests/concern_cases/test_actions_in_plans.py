"""An action of the case that is one of the plan is one thing, whatever the words; late steps are told."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concern_cases.models import Action, ActionInPlan, CaseEvent, Plan, PlanAction
from concern_cases.services.actions import complete_action, reopen_action
from concern_cases.services.actions_in_plans import agree_step, link_action, take_up_action, unlink_action
from concern_cases.services.plan_progress import finish_step, reopen_step
from concern_cases.services.plan_words import Words
from concern_cases.services.plan_writing import save_objective
from concern_cases.services.plans import ask_for_revision, bring_into_force
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import days, make_action, make_case, make_plan
from tests.concern_cases.plan_makers import add_action, add_milestone

TODAY = date(2026, 11, 23)
WORDS = "Put standards, group by group, on the agenda"
AGREED = "Talk about standards at each meeting of governors"


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
    return make_action(case, what=AGREED)


@pytest.fixture
def link(action, plan, step, cast):
    return link_action(action, plan=plan, key=step.key, by=cast.senior_adviser)


@pytest.fixture
def draft(plan, step):
    return ask_for_revision(plan, kind="text", why="It was asked for", on=TODAY, key="one", by=None)


def test_what_is_done_as_an_action_of_the_case_is_done_in_the_plan_and_its_draft(
    step, action, link, draft, cast
):
    complete_action(action, outcome="It is on every agenda.", by=cast.sip)
    rows = PlanAction.objects.filter(key=step.key)
    assert [(row.done_on, row.came_of_it) for row in rows] == [(TODAY, "It is on every agenda.")] * 2
    reopen_action(action, due_on=days(9), why="Not in the spring.", by=cast.senior_adviser)
    assert set(rows.values_list("done_on", flat=True)) == {None}


def test_what_is_done_in_the_plan_is_done_as_an_action_of_the_case(plan, step, action, link, cast):
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
    plan, step, action, link, cast
):
    assert action.owner != cast.head
    finish_step(plan, step.key, on=TODAY, by=cast.head)
    action.refresh_from_db()
    assert action.status == "open"
    reopen_step(plan, step.key, by=cast.head)
    finish_step(plan, step.key, on=TODAY, by=cast.senior_adviser)
    action.refresh_from_db()
    assert action.status == "done"


def test_the_same_words_alone_are_nothing_of_the_plan(step, case, cast):
    complete_action(make_action(case, what=WORDS), outcome="Done.", by=cast.sip)
    step.refresh_from_db()
    assert step.done_on is None


def test_what_the_school_may_not_read_is_nothing_of_its_plan(plan, step, case, cast):
    private = make_action(case, what=WORDS, circle="la", owner=cast.sip)
    with pytest.raises(RuleError, match="may not read") as refused:
        link_action(private, plan=plan, key=step.key, by=cast.senior_adviser)
    assert refused.value.field == "step"
    assert not ActionInPlan.objects.exists()


def test_what_is_done_or_linked_already_and_no_action_of_the_plan_are_refused(link, step, cast):
    plan, action, case = link.plan, link.action, link.action.case
    by = {"plan": plan, "by": cast.senior_adviser}
    with pytest.raises(AlreadyDone):
        link_action(action, key=step.key, **by)
    with pytest.raises(RuleError, match="open action of the plan"):
        link_action(action, key=uuid4(), **by)
    complete_action(action, outcome="Done.", by=cast.sip)
    with pytest.raises(RuleError, match="open action of the plan"):
        link_action(make_action(case), key=step.key, **by)
    with pytest.raises(AlreadyDone):
        link_action(action, key=step.key, **by)


def test_a_link_stays_when_the_words_of_either_change(step, action, link, draft, cast):
    text = draft.texts.get()
    words = Words.of(text)
    other = replace(words.actions[0], what="Standards stand on every agenda")
    save_objective(text, edition=text.edition, words=replace(words, actions=(other,)), by=cast.sip)
    bring_into_force(draft, by=cast.sip)
    complete_action(action, outcome="It is on every agenda.", by=cast.sip)
    row = PlanAction.objects.get(key=step.key, text__version=draft)
    assert (row.what, row.done_on) == ("Standards stand on every agenda", TODAY)


def test_an_action_of_the_case_is_taken_up_in_the_draft_and_done_in_it_when_it_comes_into_force(
    action, draft, cast
):
    link = take_up_action(action, text=draft.texts.get(), by=cast.sip)
    row = PlanAction.objects.get(key=link.key)
    assert (row.what, row.due_on, row.who) == (action.what, action.due_on, action.owner_name)
    event = CaseEvent.objects.filter(kind="actions.in_plan").get()
    assert (event.circle, event.body["step"]) == ("la", row.what)  # the school reads no draft
    complete_action(action, outcome="It is on every agenda.", by=cast.sip)
    bring_into_force(draft, by=cast.sip)
    row.refresh_from_db()
    assert (row.done_on, row.came_of_it) == (TODAY, "It is on every agenda.")


def test_an_action_that_is_due_after_the_objective_is_not_taken_up(case, draft, cast):
    late = make_action(case, due_on=days(900))
    with pytest.raises(RuleError, match="when its objective is reached") as refused:
        take_up_action(late, text=draft.texts.get(), by=cast.sip)
    assert refused.value.field == "step"
    assert not ActionInPlan.objects.exists()


def test_what_two_take_up_stands_in_the_draft_once_and_the_page_offers_it_no_more(
    action, draft, case, cast, as_
):
    text, address = draft.texts.get(), f"/cases/{case.reference}/actions/{action.pk}/plan/"
    new = f'value="new:{text.pk}"'
    assert new in as_(cast.sip).get(address).content.decode()
    take_up_action(action, text=text, by=cast.sip)
    with pytest.raises(AlreadyDone, match="in the draft is this action already"):
        take_up_action(action, text=text, by=cast.senior_adviser)
    assert text.actions.filter(what=action.what).count() == 1
    assert ActionInPlan.objects.count() == 1
    assert new not in as_(cast.sip).get(address).content.decode()


def test_what_was_taken_out_of_the_draft_can_be_taken_up_again(action, draft, cast):
    text = draft.texts.get()
    first = take_up_action(action, text=text, by=cast.sip)
    words = Words.of(text)
    kept = tuple(step for step in words.actions if step.key != first.key)
    save_objective(text, edition=text.edition, words=replace(words, actions=kept), by=cast.sip)
    again = take_up_action(action, text=text, by=cast.sip)
    assert text.actions.get(what=action.what).key == again.key


def test_an_action_of_the_plan_is_agreed_as_one_of_the_case_once(plan, step, case, cast):
    facts = {"what": AGREED, "due_on": days(9), "measure": "The agendas", "owner": cast.head}
    action = agree_step(plan, step.key, **facts, by=cast.senior_adviser)
    assert (action.case, action.circle) == (case, "school")
    assert list(action.in_plans.values_list("plan", "key")) == [(plan.pk, step.key)]
    with pytest.raises(AlreadyDone):
        agree_step(plan, step.key, **facts, by=cast.senior_adviser)


def test_two_that_are_no_longer_one_are_each_done_alone(step, action, link, cast):
    unlink_action(link, by=cast.senior_adviser)
    complete_action(action, outcome="Done.", by=cast.sip)
    step.refresh_from_db()
    assert step.done_on is None
    assert CaseEvent.objects.filter(kind="actions.not_in_plan").count() == 1


def test_both_pages_show_the_link_and_say_what_is_done_with_it(link, step, cast, as_):
    plan, action, case = link.plan, link.action, link.action.case
    browser = as_(cast.senior_adviser)
    actions = f"/cases/{case.reference}/actions/"
    html = browser.get(actions).content.decode()
    assert f'href="/plans/{plan.pk}/#objective-1">support plan, objective 1</a>: {WORDS}' in html
    for address in (f"/plans/{plan.pk}/", f"/plans/{plan.pk}/steps/"):
        html = browser.get(address).content.decode()
        assert f'href="{actions}#action-{action.pk}">an action of the case</a>: {AGREED} (open)' in html
    drop = browser.get(f"{actions}{action.pk}/drop/").content.decode()
    assert "It stays an open action of the plan" in drop
    assert "done with it" in browser.get(f"{actions}{action.pk}/complete/").content.decode()
    assert "done with it" in browser.get(f"/plans/{plan.pk}/steps/{step.key}/").content.decode()


def test_what_stands_in_a_draft_alone_is_shown_to_nobody_who_does_not_read_the_draft(
    action, draft, case, cast, as_
):
    take_up_action(action, text=draft.texts.get(), by=cast.sip)
    address = f"/cases/{case.reference}/actions/"
    assert "(draft)" in as_(cast.sip).get(address).content.decode()
    html = as_(cast.head).get(address).content.decode()
    assert action.what in html
    assert "(draft)" not in html


def test_the_lead_links_an_action_and_takes_the_link_away_on_the_pages(step, action, cast, as_):
    plan, case = step.text.version.plan, action.case
    browser = as_(cast.senior_adviser)
    address = f"/cases/{case.reference}/actions/{action.pk}/plan/"
    page = browser.get(address)
    assert "A new action in the draft" not in page.content.decode()
    sent = {"form_key": page.context["form"]["form_key"].value(), "step": f"{plan.pk}:{step.key}"}
    assert browser.post(address, sent).status_code == 302
    link = ActionInPlan.objects.get()
    assert browser.post(f"{address}{link.pk}/unlink/").status_code == 302
    assert not ActionInPlan.objects.exists()


def test_who_writes_the_plan_takes_an_action_up_on_the_page(action, draft, case, cast, as_):
    browser, address = as_(cast.sip), f"/cases/{case.reference}/actions/{action.pk}/plan/"
    page = browser.get(address)
    text = draft.texts.get()
    sent = {"form_key": page.context["form"]["form_key"].value(), "step": f"new:{text.pk}"}
    assert browser.post(address, sent).status_code == 302
    assert text.actions.get(what=AGREED).key == ActionInPlan.objects.get().key


def test_an_action_of_the_plan_is_agreed_on_a_page_that_knows_its_words(plan, step, case, cast, as_):
    browser = as_(cast.senior_adviser)
    address = f"/cases/{case.reference}/agree-action/{plan.pk}/{step.key}/"
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in ("form_key", "what", "owner_name")}
    sent |= {"due_on": f"{days(9):%d/%m/%Y}", "owner_name": "Mr Lorimer", "measure": "The agendas"}
    assert browser.post(address, sent).status_code == 302
    assert Action.objects.get().what == WORDS
    assert ActionInPlan.objects.get().key == step.key


def test_pages_take_as_many_queries_however_many_are_linked(
    link, step, cast, as_, django_assert_max_num_queries
):
    plan, case = link.plan, link.action.case
    browser, few = as_(cast.senior_adviser), {}
    addresses = [f"/cases/{case.reference}/actions/", f"/plans/{plan.pk}/", f"/plans/{plan.pk}/steps/"]
    for address in addresses * 2:  # the first time something is kept
        with CaptureQueriesContext(connection) as found:
            browser.get(address)
        few[address] = len(found)
    for number in range(5):
        other = add_action(step.text, f"Step {number}")
        link_action(make_action(case), plan=plan, key=other.key, by=cast.senior_adviser)
    for address in addresses:
        with django_assert_max_num_queries(few[address]):
            browser.get(address)


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


def test_a_late_step_that_is_an_action_of_the_case_is_told_once(link, cast, as_):
    case = link.action.case
    html = as_(cast.senior_adviser).get(f"/cases/{case.reference}/actions/").content.decode()
    assert "Steps of plans that are overdue" not in html
    assert html.count(f"<b>{AGREED}</b>") == 1


def test_what_said_the_same_words_was_linked_when_links_began(plan, step, case, cast):
    alike = make_action(case, what=WORDS)
    make_action(case, what=WORDS, circle="la", owner=cast.sip)
    make_action(case, what=AGREED)
    link_by_words = import_module("concern_cases.migrations.0013_links_and_visitors").link_by_words
    link_by_words(apps, None)
    link = ActionInPlan.objects.get()
    assert (link.action, link.plan, link.key) == (alike, plan, step.key)
    assert link.history.get().history_change_reason == "Said the same words."


def asks_first(act):
    """Of plans and actions, which is asked for in which order: what is locked is asked for."""
    with CaptureQueriesContext(connection) as found:
        act()
    asked = [query["sql"].partition(" FROM ")[2].split(" ")[0].strip('"') for query in found]
    return [table for table in dict.fromkeys(asked) if table in {Plan._meta.db_table, Action._meta.db_table}]


def test_whoever_does_either_has_the_plans_first_so_that_nobody_waits_for_the_other(
    plan, step, action, link, cast
):
    in_order = [Plan._meta.db_table, Action._meta.db_table]
    assert asks_first(lambda: complete_action(action, outcome="Done.", by=cast.sip)) == in_order
    again = {"due_on": days(9), "why": "Not yet.", "by": cast.senior_adviser}
    assert asks_first(lambda: reopen_action(action, **again)) == in_order
    assert asks_first(lambda: finish_step(plan, step.key, on=TODAY, by=cast.head)) == in_order
