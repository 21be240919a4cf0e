"""A version of a plan, from the draft to its coming into force."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from concern_cases.models import CaseEvent, Plan, PlanComment, PlanRules, PlanVersion, RevisionReason
from concern_cases.plan_pages.flags import not_revised_since
from concern_cases.plan_writers import may_write
from concern_cases.services.plan_objectives import add_objective, remove_objective
from concern_cases.services.plans import ask_for_revision, bring_into_force, open_plan
from people.roles import Role
from people.services.grants import deferred_grants
from record import clock, words
from record.actor import acting_as
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from schools.permissions import Circle, Perm
from tests.concern_cases.makers import area, make_plan, make_visit, objective_facts
from tests.concern_cases.plan_makers import add_criterion
from tests.factories import make_post, make_user
from tests.letters.makers import make_terms
from tests.workflows.conftest import MONDAY, london
from tests.workflows.racing import race
from workflows import engine
from workflows.cards import task_url
from workflows.models import CaseworkProcess, TaskCard
from workflows.plans.flow import SupportPlanFlow
from workflows.services.cases import close_case_and_processes
from workflows.services.plans import begin_draft, begin_missing_drafts, close_plan_and_processes
from workflows.timers import fire_due_timers

DUE = date(2026, 12, 7)  # ten working days after Monday 23 November


@pytest.fixture
def plan(case, cast) -> Plan:
    """A support plan whose first version is being written."""
    facts = {"kind": "support", "horizon": date(2028, 8, 31), "objectives": [objective_facts()]}
    return open_plan(case, **facts, by=cast.senior_adviser)


@pytest.fixture
def draft(plan) -> PlanVersion:
    assert begin_missing_drafts() == 1
    return plan.versions.get()


@pytest.fixture
def single(case, cast) -> PlanVersion:
    """A single plan whose first version is being written."""
    facts = {"kind": "single", "horizon": date(2028, 8, 31), "objectives": [objective_facts()]}
    plan = open_plan(case, **facts, by=cast.senior_adviser)
    begin_missing_drafts()
    return plan.versions.get()


def take(version: PlanVersion, node: str, *, by: Any, **facts: Any) -> None:
    engine.take_step(engine.open_card(version, node).task, by=by, **facts)
    version.refresh_from_db()


def with_school(draft, cast):
    take(draft, "draft_plan", by=cast.aht)


def for_approval(draft, cast, **said):
    with_school(draft, cast)
    take(draft, "school_comment", by=cast.head, **said)
    take(draft, "school_comment", by=cast.chair)


def revise(plan, key, on=MONDAY, kind=RevisionReason.Kind.INSPECTION):
    return ask_for_revision(plan, kind=kind, why=f"Visit {key}", on=on, key=key, by=None)


def test_a_version_goes_from_the_draft_into_force(draft, cast):
    for_approval(draft, cast, view="agrees")
    take(draft, "approve_plan", by=cast.senior_adviser)
    assert (draft.status, draft.in_force_on) == ("in_force", MONDAY)
    assert (draft.drafted_by, draft.approved_by) == (cast.aht, cast.senior_adviser)
    assert engine.process_about(draft).status == PROCESS.DONE


def test_each_step_counts_its_own_days_by_working_days(draft, cast):
    PlanRules.objects.create(la=draft.plan.school.la, draft_days=10, comment_days=3, approve_days=2)
    card = engine.open_card(draft, "draft_plan")
    assert (card.due_on, card.rule) == (DUE, "working")
    with_school(draft, cast)
    assert engine.open_card(draft, "school_comment").due_on == date(2026, 11, 26)
    take(draft, "school_comment", by=cast.chair)
    assert engine.open_card(draft, "school_comment").due_on == date(2026, 11, 26)
    take(draft, "school_comment", by=cast.head)
    assert engine.open_card(draft, "approve_plan").due_on == date(2026, 11, 25)


def test_the_schools_days_leave_out_its_holidays(client, plan, cast):
    make_terms(cast.la)
    begin_missing_drafts()
    draft = plan.versions.get()
    last_week_of_summer_term = london(date(2027, 7, 21), 9)
    with clock.at(last_week_of_summer_term):
        with_school(draft, cast)
        card = engine.open_card(draft, "school_comment")
        # One day in July; the summer ends with August as long as the next year's terms are not known.
        assert (card.due_on, card.rule) == (date(2027, 9, 13), "inspection")
        client.force_login(cast.head)
        page = client.get(task_url(card.task)).content.decode()
        assert "It is counted in: Working days of the school." in page
        assert "school holiday" in page
    with clock.at(london(date(2027, 9, 13), 23)):
        fire_due_timers()
        assert not draft.comments.exists()


def test_the_stage_says_whose_turn_it_is(draft, cast):
    assert draft.stage == "writing"
    with_school(draft, cast)
    assert draft.stage == "with_school"
    take(draft, "school_comment", by=cast.head)
    assert draft.stage == "with_school"
    take(draft, "school_comment", by=cast.chair)
    assert draft.stage == "for_approval"
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Say who checks the books.")
    assert (draft.stage, draft.remarks) == ("writing", "Say who checks the books.")


def test_sent_back_it_is_written_again_and_goes_the_whole_way(draft, cast):
    for_approval(draft, cast)
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Too vague.")
    with clock.at(london(MONDAY, 15)):
        for_approval(draft, cast)
        take(draft, "approve_plan", by=cast.senior_adviser)
    assert draft.status == "in_force"
    assert draft.comments.count() == 4


def test_sending_back_needs_remarks(draft, cast):
    for_approval(draft, cast)
    with pytest.raises(RuleError, match="what has to be changed"):
        take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks=" ")


def test_silence_is_recorded_at_the_end_of_the_last_day(draft, cast):
    with_school(draft, cast)
    with clock.at(london(DUE, 23)):
        fire_due_timers()
        assert not draft.comments.exists()
    with clock.at(london(date(2026, 12, 8), 1)):
        fire_due_timers()
        fire_due_timers()
    comment = draft.comments.get()
    assert (comment.view, comment.said_by) == (PlanComment.View.SILENT, None)
    draft.refresh_from_db()
    assert draft.stage == "for_approval"
    assert engine.open_card(draft, "approve_plan")
    assert CaseEvent.objects.filter(kind="plans.silent").count() == 1


@pytest.mark.parametrize("days_later", [1, 6])  # however late the worker is at it
def test_silence_has_the_day_until_which_the_school_was_asked(draft, cast, client, days_later):
    with_school(draft, cast)
    due_on = engine.open_card(draft, "school_comment").due_on
    assert due_on == DUE
    with clock.at(london(due_on + timedelta(days=days_later), 1)):
        fire_due_timers()
        client.force_login(cast.senior_adviser)
        page = client.get(draft.get_absolute_url()).content.decode()
    assert draft.comments.get().asked_until == due_on
    assert f"said nothing by {words.day(due_on, MONDAY)}" in page
    assert CaseEvent.objects.get(kind="plans.silent").body["on"] == due_on.isoformat()


def test_head_and_chair_both_answer_each_once_on_the_page_they_opened(client, draft, cast):
    with_school(draft, cast)
    card = engine.open_card(draft, "school_comment")
    address = reverse("tasks:task", args=[card.task.process_id, card.task_id])
    client.force_login(cast.head)
    answer = {"view": "differs", "text": "We need two more days."}
    client.post(address, answer)
    assert client.post(address, answer).status_code == 409
    assert card not in TaskCard.objects.visible_to(cast.head)
    assert card in TaskCard.objects.visible_to(cast.chair)
    client.force_login(cast.chair)
    assert "We need two more days." in client.get(address).content.decode()
    client.post(address, {"view": "agrees"})
    assert [row.said_by for row in draft.comments.all()] == [cast.head, cast.chair]
    assert engine.open_card(draft, "approve_plan")


def test_who_did_not_answer_in_time_is_named(draft, cast):
    with_school(draft, cast)
    take(draft, "school_comment", by=cast.head)
    with clock.at(london(date(2026, 12, 8), 1)):
        assert fire_due_timers()
    assert [(row.view, row.text) for row in draft.comments.all()] == [
        ("agrees", ""),
        ("silent", cast.chair.name),
    ]
    assert engine.open_card(draft, "approve_plan")
    assert CaseEvent.objects.get(kind="plans.somebody_silent").body["who"] == cast.chair.name


def test_one_answer_is_enough_where_one_person_is_asked_and_where_the_head_sent_the_single_plan(
    draft, single, cast
):
    take(single, "draft_plan", by=cast.head)
    take(single, "school_comment", by=cast.chair)
    assert single.stage == "for_approval"
    end_posts(cast.chair)
    with_school(draft, cast)
    take(draft, "school_comment", by=cast.head)
    assert draft.stage == "for_approval"


def end_posts(*people):
    with acting_as(None), deferred_grants():
        for person in people:
            for post in person.posts.all():
                post.until = MONDAY - timedelta(days=1)
                post.save()


def asked(card):
    """Whom a mail asked for the step, and by which day it said."""
    mails = Dispatch.objects.filter(key__startswith=f"asked:{card.task_id}:").order_by("pk")
    return [(mail.payload["to"], mail.payload["subject"]) for mail in mails]


def test_head_and_chair_have_a_mail_with_the_day_when_the_draft_comes_to_the_school(draft, cast):
    with_school(draft, cast)
    card = engine.open_card(draft, "school_comment")
    subject = f"Comment on the draft of the plan, by Monday 7 December 2026, {cast.school}"
    assert sorted(asked(card)) == sorted((user.email, subject) for user in (cast.head, cast.chair))
    told = CaseEvent.objects.get(kind="tasks.asked")
    assert told.circle == Circle.LA
    assert cast.head.name in told.body["who"]


def test_sent_again_the_draft_is_asked_for_again(draft, cast):
    for_approval(draft, cast)
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Too vague.")
    with clock.at(london(MONDAY, 15)):
        with_school(draft, cast)
    assert len(asked(engine.open_card(draft, "school_comment"))) == 2


def test_where_nobody_on_record_may_answer_it_is_no_silence(client, draft, cast):
    end_posts(cast.head, cast.chair)
    with_school(draft, cast)
    assert asked(engine.open_card(draft, "school_comment")) == []
    with clock.at(london(date(2026, 12, 8), 1)):
        fire_due_timers()
        client.force_login(cast.senior_adviser)
        page = client.get(draft.get_absolute_url()).content.decode()
    comment = draft.comments.get()
    assert (comment.view, comment.said_by, comment.asked_until) == ("nobody", None, DUE)
    assert engine.open_card(draft, "approve_plan")
    assert "Nobody on record could answer for the school by" in page
    assert "said nothing" not in page
    assert CaseEvent.objects.filter(kind="plans.nobody_to_ask").count() == 1
    assert not CaseEvent.objects.filter(kind="plans.silent").exists()


def test_a_head_who_sent_the_single_plan_has_answered_and_only_the_chair_is_asked(single, cast):
    take(single, "draft_plan", by=cast.head)
    card = engine.open_card(single, "school_comment")
    assert [to for to, _ in asked(card)] == [cast.chair.email]
    assert list(card.not_for.all()) == [cast.head]
    with pytest.raises(AlreadyDone):
        take(single, "school_comment", by=cast.head)
    with clock.at(london(date(2026, 12, 8), 1)):
        fire_due_timers()
    comment = single.comments.get()
    assert (comment.view, comment.text) == ("silent", cast.chair.name)
    assert not CaseEvent.objects.filter(kind="plans.silent").exists()


def test_a_different_view_is_put_into_words(draft, cast):
    with_school(draft, cast)
    with pytest.raises(RuleError) as refused:
        take(draft, "school_comment", by=cast.head, view="differs")
    assert refused.value.field == "text"
    take(draft, "school_comment", by=cast.head, view="differs", text="We need two more days of support.")
    assert draft.comments.get().text == "We need two more days of support."


def test_the_author_may_not_approve(draft, cast):
    with acting_as(None), deferred_grants():
        make_post(Role.AHT, user=cast.senior_adviser, schools=[cast.school])
    take(draft, "draft_plan", by=cast.senior_adviser)
    take(draft, "school_comment", by=cast.head)
    take(draft, "school_comment", by=cast.chair)
    with pytest.raises(PermissionDenied):
        take(draft, "approve_plan", by=cast.senior_adviser)


def test_whoever_wrote_in_the_draft_may_not_approve_it_even_if_somebody_else_sent_it(draft, cast):
    with acting_as(None), deferred_grants():
        make_post(Role.AHT, user=cast.senior_adviser, schools=[cast.school])
    gone = add_objective(draft, title="Reading", area=area("governance"), until=DUE, by=cast.senior_adviser)
    remove_objective(gone, by=cast.senior_adviser)
    for_approval(draft, cast)
    card = engine.open_card(draft, "approve_plan")
    assert set(card.not_for.all()) == {cast.aht, cast.senior_adviser}
    assert card not in TaskCard.objects.visible_to(cast.senior_adviser)
    with pytest.raises(PermissionDenied):
        take(draft, "approve_plan", by=cast.senior_adviser)


@pytest.mark.parametrize(
    ("person", "sends"),
    [
        ("head", True),
        ("sip", True),
        ("aht", True),
        ("chair", False),
        ("senior_adviser", False),
        ("diocesan_officer", False),
    ],
)
def test_a_single_plan_is_written_and_sent_by_the_head_and_those_who_support_the_school(
    single, cast, person, sends
):
    user, card = getattr(cast, person), engine.open_card(single, "draft_plan")
    assert may_write(user, single.plan) is sends
    assert (card in TaskCard.objects.visible_to(user)) is sends
    if sends:
        take(single, "draft_plan", by=user)
        assert (single.stage, single.drafted_by) == ("with_school", user)
    else:
        with pytest.raises((PermissionDenied, Task.DoesNotExist)):
            take(single, "draft_plan", by=user)


def test_another_aht_can_take_the_step_when_the_first_one_left(draft, cast):
    with acting_as(None), deferred_grants():
        post = cast.aht.posts.get()
        post.until = MONDAY - timedelta(days=1)
        post.save()
        successor = make_user("Ruth Calloway")
        make_post(Role.AHT, user=successor, schools=[cast.school])
    assert engine.open_card(draft, "draft_plan") in TaskCard.objects.visible_to(successor)
    take(draft, "draft_plan", by=successor)
    assert draft.drafted_by == successor


@pytest.mark.parametrize("person", ["head", "senior_adviser", "diocesan_officer", "other_chair"])
def test_who_drafts_no_plans_sends_no_draft(draft, cast, person):
    with pytest.raises((PermissionDenied, Task.DoesNotExist)):
        take(draft, "draft_plan", by=getattr(cast, person))


@pytest.mark.parametrize("person", ["governor", "aht", "senior_adviser"])
def test_only_head_and_chair_answer_for_the_school(draft, cast, person):
    with_school(draft, cast)
    with pytest.raises(PermissionDenied):
        take(draft, "school_comment", by=getattr(cast, person))


def test_what_is_missing_is_said_objective_by_objective(draft, cast):
    text = draft.texts.get()
    text.criteria.update(target="")
    add_criterion(text, "Work in books", target="Good in 9 of 10")
    with pytest.raises(RuleError, match="Objective 1, .*what the target is .of “Lessons seen by the SIP”"):
        with_school(draft, cast)
    text.criteria.all().delete()
    with pytest.raises(RuleError, match="Objective 1, .*how it will be known"):
        with_school(draft, cast)
    draft.refresh_from_db()
    assert draft.stage == "writing"


def test_a_milestone_after_its_objective_is_refused_with_both_days(draft, cast):
    text = draft.texts.get()
    text.milestones.update(due_on=text.by + timedelta(days=1))
    with pytest.raises(RuleError, match="an earlier day for “Joint planning on Mondays”, or a later one"):
        with_school(draft, cast)
    text.milestones.update(reached_on=MONDAY)
    with_school(draft, cast)


def test_a_draft_in_which_everything_was_given_up_goes_nowhere(draft, cast):
    draft.texts.update(dropped=True)
    with pytest.raises(RuleError, match="at least one objective"):
        with_school(draft, cast)


def test_the_page_says_what_is_missing_above_the_form(client, draft, cast):
    draft.texts.get().criteria.update(target="")
    client.force_login(cast.aht)
    card = engine.open_card(draft, "draft_plan")
    page = client.post(reverse("tasks:task", args=[card.task.process_id, card.task_id]))
    assert page.status_code == 200
    assert "say what the target is" in page.content.decode()


@pytest.mark.parametrize(
    ("node", "person"),
    [("draft_plan", "aht"), ("school_comment", "head"), ("approve_plan", "senior_adviser")],
)
def test_every_step_has_a_page(client, draft, cast, node, person):
    if node != "draft_plan":
        with_school(draft, cast)
    if node == "approve_plan":
        take(draft, "school_comment", by=cast.head, view="differs", text="We need more time.")
        take(draft, "school_comment", by=cast.chair)
    client.force_login(getattr(cast, person))
    card = engine.open_card(draft, node)
    page = client.get(reverse("tasks:task", args=[card.task.process_id, card.task_id]))
    assert page.status_code == 200
    assert "Mathematics is taught securely" in page.content.decode()


def test_the_school_learns_nothing_of_a_draft_that_is_being_written(client, draft, cast):
    for_approval(draft, cast)
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Name the teacher.")
    told = CaseEvent.objects.visible_to(cast.head).values_list("kind", flat=True)
    assert "plans.sent_back" not in told
    assert "plans.submitted" in told
    client.force_login(cast.head)
    page = client.get(draft.plan.case.get_absolute_url()).content.decode()
    assert "Write the draft" not in page


def test_of_a_draft_that_was_sent_back_the_school_keeps_its_own_comment_and_where_it_stands(
    client, plan, draft, cast
):
    with_school(draft, cast)
    take(draft, "school_comment", by=cast.head, view="differs", text="We need two more days.")
    take(draft, "school_comment", by=cast.chair)
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Name the teacher.")
    draft.texts.update(title="Words of the council alone")
    client.force_login(cast.head)
    assert client.get(draft.get_absolute_url()).url == f"{plan.get_absolute_url()}#taken-back"
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "is being written again" in page
    assert "We need two more days." in page
    assert "Words of the council alone" not in page
    assert "Name the teacher." not in page
    close_plan_and_processes(plan, reason="It was replaced.", by=cast.senior_adviser)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "was withdrawn" in page
    assert "We need two more days." in page
    assert not PlanVersion.objects.taken_back_from(cast.sip).exists()
    assert not PlanVersion.objects.taken_back_from(cast.other_chair).exists()


def test_why_it_was_sent_back_is_not_told_to_those_who_only_comment(client, draft, cast):
    for_approval(draft, cast)
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="Name the teacher.")
    with_school(draft, cast)
    for reader in (cast.head, cast.diocesan_officer):
        client.force_login(reader)
        assert "Name the teacher." not in client.get(draft.get_absolute_url()).content.decode()


# --- One process for every draft, whatever opened it


def test_two_visits_during_a_draft_are_two_reasons_and_one_process(plan, draft, cast):
    for_approval(draft, cast)
    take(draft, "approve_plan", by=cast.senior_adviser)
    first = revise(plan, "visit:1")
    begin_missing_drafts()
    assert revise(plan, "visit:2") == first
    assert begin_missing_drafts() == 0
    assert first.reasons.count() == 2
    assert CaseworkProcess.objects.filter(plan_version__plan=plan).count() == 2


def test_a_second_visit_during_the_comment_opens_the_next_draft_and_the_plan_stays_flagged(
    client, case, cast
):
    plan = make_plan(case)
    second = date(2026, 12, 1)
    with clock.at(london(second)):
        make_visit(cast.school, by=cast.sip, on=date(2026, 11, 26))
        begin_missing_drafts()
        draft = plan.versions.get(status="draft")
        with_school(draft, cast)
        make_visit(cast.school, by=cast.sip, on=second)
        take(draft, "school_comment", by=cast.head)
        take(draft, "school_comment", by=cast.chair)
        client.force_login(cast.senior_adviser)
        card = engine.open_card(draft, "approve_plan")
        page = client.get(reverse("tasks:task", args=[card.task.process_id, card.task_id]))
        assert page.content.decode().count("it opens the next draft") == 1
        take(draft, "approve_plan", by=cast.senior_adviser)
        after = plan.versions.get(status="draft")
        assert (draft.status, draft.reasons.get().on) == ("in_force", date(2026, 11, 26))
        assert (after.number, after.reasons.get().on) == (draft.number + 1, second)
        # Though the version is in force since that very day.
        assert "visit of 1\xa0December\xa02026" in not_revised_since(plan)
        assert begin_missing_drafts() == 1
        bring_into_force(after, by=cast.senior_adviser)
        assert not_revised_since(plan) == ""
        assert plan.versions.count() == after.number


def test_a_reason_that_came_before_the_draft_was_sent_back_is_written_into_it(plan, draft, cast):
    for_approval(draft, cast)
    revise(plan, "visit:1")
    take(draft, "approve_plan", by=cast.senior_adviser, approved=False, remarks="The visit is not in it.")
    with clock.at(london(MONDAY, 15)):
        for_approval(draft, cast)
        take(draft, "approve_plan", by=cast.senior_adviser)
    assert plan.versions.get().reasons.count() == 1


def test_a_draft_from_before_has_its_process_after_one_round_of_the_worker(case):
    plan = make_plan(case)
    draft = revise(plan, "visit:1")
    assert begin_missing_drafts() == 1
    assert engine.open_card(draft, "draft_plan")
    assert begin_missing_drafts() == 0


def test_a_version_in_force_and_a_closed_plan_get_no_process(case, cast):
    plan = make_plan(case)
    revise(plan, "visit:1")
    close_plan_and_processes(plan, reason="It was replaced.", by=cast.senior_adviser)
    assert begin_missing_drafts() == 0


def test_a_draft_begun_twice_has_one_process(draft):
    assert begin_draft(draft.pk) is False
    assert CaseworkProcess.objects.filter(plan_version=draft).count() == 1


def test_a_process_that_was_killed_while_it_began_begins_again(plan, monkeypatch):
    def killed(*args, **kwargs):
        raise RuntimeError("The machine stopped.")

    with monkeypatch.context() as patched:
        patched.setattr(engine, "start", killed)
        with pytest.raises(RuntimeError):
            begin_missing_drafts()
    assert begin_missing_drafts() == 1
    assert CaseworkProcess.objects.filter(plan_version__plan=plan).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_begin_one_process(plan):
    pk = plan.versions.get().pk
    with clock.at(MONDAY):
        begun = race(lambda: begin_draft(pk), lambda: begin_draft(pk))
        assert sorted(begun) == [False, True]
        processes = CaseworkProcess.objects.filter(plan_version=pk)
        assert processes.count() == 1


# --- Closing


def test_closing_a_plan_withdraws_its_draft_and_stops_its_process(plan, draft, cast):
    close_plan_and_processes(plan, reason="The school joined a trust.", by=cast.senior_adviser)
    draft.refresh_from_db()
    assert draft.status == "withdrawn"
    assert engine.process_about(draft).status == PROCESS.CANCELED
    assert not TaskCard.objects.open().exists()


def test_closing_the_case_closes_its_plan(plan, draft, case, cast):
    close_case_and_processes(case, reason="Two reviews met the criteria.", by=cast.senior_adviser)
    plan.refresh_from_db()
    draft.refresh_from_db()
    assert plan.closed_on == MONDAY
    assert draft.status == "withdrawn"
    assert engine.process_about(draft).status == PROCESS.CANCELED


def test_the_flow_has_its_settled_names():
    names = {node.name for node in SupportPlanFlow.instance.nodes()}
    settled = {"start", "draft_plan", "school_comment", "record_silence", "approve_plan", "plan_approved"}
    assert settled | {"bring_into_force", "end"} <= names
    assert SupportPlanFlow.instance.node("draft_plan").step.perm == Perm.DRAFT_PLAN


def test_the_school_and_who_approves_see_what_a_version_changes_where_they_decide(client, draft, cast):
    with_school(draft, cast)
    client.force_login(cast.head)
    first = client.get(task_url(engine.open_card(draft, "school_comment").task)).content.decode()
    assert "What it would change" not in first  # there is nothing in force yet
    for by in (cast.head, cast.chair):
        take(draft, "school_comment", by=by)
    take(draft, "approve_plan", by=cast.senior_adviser)
    second = ask_for_revision(draft.plan, kind="text", why="It stalls.", on=MONDAY, key="why", by=None)
    second.texts.update(title="Mathematics is taught well")
    begin_missing_drafts()
    with_school(second, cast)
    for node, user in (("school_comment", cast.head), ("approve_plan", cast.senior_adviser)):
        client.force_login(user)
        page = client.get(task_url(engine.open_card(second, node).task)).content.decode()
        assert "What it would change of the version in force" in page
        assert "<ins><span" in page
        for by in (cast.head, cast.chair) if node == "school_comment" else ():
            take(second, node, by=by)


def test_who_writes_and_who_approves_see_what_an_objective_does_not_say(client, draft, cast):
    draft.texts.get().criteria.update(baseline="", source="", target="Governors are strong")
    said = (
        "Not said: where it begins",
        "what it is seen from",
        "when it is watched",
        "a target with a figure",
    )

    def page(node, user):
        client.force_login(user)
        return client.get(task_url(engine.open_card(draft, node).task)).content.decode()

    written = page("draft_plan", cast.aht)
    assert all(words in written for words in said)
    with_school(draft, cast)
    assert "Not said" not in page("school_comment", cast.head)
    take(draft, "school_comment", by=cast.head)
    take(draft, "school_comment", by=cast.chair)
    approved = page("approve_plan", cast.senior_adviser)
    assert all(words in approved for words in said)
