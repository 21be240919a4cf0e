"""What decisions set going once the minutes are approved: each its own effect, once, linked both ways."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from concern_cases.models import Action, Cadence, CaseEvent, ConcernCase, Plan, RevisionReason
from concern_cases.services.actions import agree_action
from concern_cases.services.cases import close_case
from concern_cases.services.plans import CriterionFacts, ObjectiveFacts, open_plan
from evaluation.models import Area, Category, CategoryKind
from letters.models import Letter
from letters.quoting import records_of, words_of
from meetings.models import Decision, DecisionCode
from meetings.services.minutes import check_part_b, draft_part_b
from people.services.grants import derive_grants
from record import clock
from record.outbox import deliver_waiting
from schools.models import Succession
from schools.permissions import Circle
from tests.factories import make_school
from tests.meetings.makers import LATER, SECRET, restrict, send_minutes
from tests.workflows.conftest import CONFERENCE_DAY, hold, take
from workflows import engine, triggers
from workflows.conferences import deciding
from workflows.triggers import serve_triggers

pytestmark = pytest.mark.usefixtures("no_packs")

DUE = date(2026, 12, 29)  # ten working days after Friday 11 December, without Christmas


def decide(meeting, cast, code, **facts):
    """The conference decided it, and the minutes are approved and sent; nothing is served yet."""
    decision = decided(meeting, cast, code, **facts)
    send_minutes(meeting, cast)
    return decision


def decided(meeting, cast, code, **facts):
    """The conference was held and decided it: as recorded before it was asked which interval or category."""
    hold(meeting, cast)
    decision = meeting.decisions.get()
    for name, value in {"code": DecisionCode.objects.get(code=code), **facts}.items():
        setattr(decision, name, value)
    decision.save()
    return decision


def serve():
    with clock.at(LATER):
        serve_triggers()
        return serve_triggers()


def served(meeting, cast, code, **facts):
    decision = decide(meeting, cast, code, **facts)
    assert serve() == 0
    decision.refresh_from_db()
    return decision


def plan_of(case, cast, kind=Plan.Kind.SUPPORT):
    facts = ObjectiveFacts(
        area=Area.objects.first(),
        title="Writing",
        criteria=[CriterionFacts("Books", "60 %")],
        by=date(2027, 7, 1),
    )
    return open_plan(case, kind=kind, horizon=date(2027, 7, 20), objectives=[facts], by=cast.senior_adviser)


def other_cadence(case):
    return Cadence.objects.in_use().exclude(pk=case.cadence_id).first()


def test_the_interval_of_the_conferences_changes_with_the_reason(meeting, case, cast):
    cadence = other_cadence(case)
    decision = served(meeting, cast, "change_frequency", cadence=cadence)
    case.refresh_from_db()
    assert case.cadence == cadence
    assert case.cadence_why.startswith("Decided by the conference of Thursday 10 December 2026: Because")
    assert decision.came_of_it.endswith("from now on.")
    assert decision.carried_out_at is not None


def test_an_interval_that_holds_already_is_no_error(meeting, case, cast):
    decision = served(meeting, cast, "change_frequency", cadence=case.cadence)
    assert decision.came_of_it.endswith("already.")


def test_the_category_is_set_as_of_the_day_by_whoever_recorded_it(meeting, case, cast):
    kind = CategoryKind.objects.in_use().first()
    served(meeting, cast, "recategorise", category=kind)
    row = Category.objects.get(school=case.school)
    assert (row.category, row.on, row.agreed_by) == (kind, CONFERENCE_DAY, cast.senior_adviser)


@pytest.mark.parametrize("circle", [Circle.LA, Circle.DIOCESE])
def test_what_the_school_does_not_read_of_an_item_is_in_no_judgement_and_no_letter(
    meeting, case, cast, circle
):
    item = meeting.items.filter(part="A").first()
    item.circle = circle
    item.save()
    served(meeting, cast, "recategorise", category=CategoryKind.objects.in_use().first(), item=item)
    row = Category.objects.get(school=case.school)
    assert row.reason == "Decided by the conference of Thursday 10 December 2026."
    assert row in records_of(case).to_begin_with()
    assert "Because the evidence says so" not in words_of(row)
    assert CaseEvent.objects.get(kind="judgements.category_set").body["reason"] == row.reason


def test_what_the_school_reads_of_an_item_is_the_reason_of_the_judgement(meeting, case, cast):
    item = meeting.items.filter(part="A", circle=Circle.SCHOOL).first()
    served(meeting, cast, "recategorise", category=CategoryKind.objects.in_use().first(), item=item)
    assert words_of(Category.objects.get(school=case.school)).endswith("Because the evidence says so.")


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("change_frequency", "Choose the new interval"),
        ("recategorise", "Set the new category"),
        ("revise_plan", "Draw up a plan"),
        ("add_support", "Arrange what was decided about support"),
        ("external_review", "See to what was decided"),
        ("close", "Close the case"),
    ],
)
def test_what_nobody_can_do_by_itself_is_an_action_of_the_lead(meeting, case, cast, code, begins):
    decision = served(meeting, cast, code)
    action = decision.actions.get()
    assert action.what.startswith(begins)
    assert "Because the evidence says so." in action.what
    assert (action.owner, action.due_on, action.rule) == (cast.senior_adviser, DUE, "working")
    assert action.origin == "Case conference of Thursday 10 December 2026"
    assert decision.came_of_it.startswith("Helen Marchetti has it as an action, due by")


def test_the_case_is_never_closed_by_itself(client, meeting, case, cast):
    served(meeting, cast, "close")
    case.refresh_from_db()
    assert case.is_open
    client.force_login(cast.senior_adviser)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert f'href="{reverse("tasks:close_case", args=[case.reference])}">Close the case</a>' in page


def test_every_running_plan_is_to_be_revised(meeting, case, cast):
    plans = [plan_of(case, cast), plan_of(case, cast, kind=Plan.Kind.SINGLE)]
    decision = served(meeting, cast, "revise_plan")
    keys = set(RevisionReason.objects.values_list("key", flat=True))
    assert {f"decision:{decision.pk}:plan:{plan.pk}" for plan in plans} < keys
    reason = RevisionReason.objects.get(key=f"decision:{decision.pk}:plan:{plans[0].pk}")
    assert reason.text.startswith("Decided by the conference of Thursday 10 December 2026")


@pytest.mark.parametrize("circle", ["la", "la_and_diocese"])
def test_the_words_of_a_decision_that_is_not_shared_with_the_school_are_no_reason_it_reads(
    meeting, case, cast, client, circle
):
    plan = plan_of(case, cast, kind=Plan.Kind.SINGLE)
    decision = decided(meeting, cast, "revise_plan", reason=SECRET)
    decision.item = meeting.items.first()
    decision.item.circle = circle
    decision.item.save()
    decision.save()
    send_minutes(meeting, cast)
    serve()
    reason = RevisionReason.objects.get(key=f"decision:{decision.pk}:plan:{plan.pk}")
    assert reason.text == "Decided by the conference of Thursday 10 December 2026."
    told = CaseEvent.objects.filter(kind="plans.to_be_revised")
    assert told.exists()
    assert not any(SECRET in str(vars(event)) for event in told)
    client.force_login(cast.head)
    page = client.get(reverse("plans:write", args=[plan.pk, reason.version.number])).content.decode()
    assert "Decided by the conference of" in page
    assert SECRET not in page


def test_a_revised_plan_is_linked_with_its_draft_for_those_who_may_see_it(meeting, case, cast, client):
    plan = plan_of(case, cast)
    served(meeting, cast, "revise_plan")
    draft = plan.versions.latest("number")
    for user, seen in ((cast.senior_adviser, True), (cast.governor, False)):
        client.force_login(user)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert (f'href="{draft.get_absolute_url()}"' in page) == seen


def test_actions_lead_back_to_the_conference_where_they_were_agreed(meeting, case, cast, client):
    hold(meeting, cast, actions=True)
    made = agree_action(
        case=case, what="Not of any", due_on=DUE, measure="Seen", owner=cast.head, by=cast.senior_adviser
    )
    client.force_login(cast.head)
    page = client.get(reverse("cases:actions", args=[case.reference])).content.decode()
    rows = page.split('id="action-')[1:]
    assert len(rows) == 3
    for row in rows:
        of_meeting = not row.startswith(f'{made.pk}"')
        assert (f'href="{meeting.get_absolute_url()}"' in row) == of_meeting


def test_each_conference_is_a_reason_to_review_the_support_plan_alone(meeting, case, cast):
    support = plan_of(case, cast)
    plan_of(case, cast, kind=Plan.Kind.SINGLE)
    served(meeting, cast, "continue")
    reason = RevisionReason.objects.get()
    assert (reason.version.plan, reason.kind, reason.on) == (support, "meeting", CONFERENCE_DAY)


def test_where_there_is_no_support_plan_a_conference_is_a_reason_to_review_the_single_plan(
    meeting, case, cast
):
    single = plan_of(case, cast, kind=Plan.Kind.SINGLE)
    served(meeting, cast, "continue")
    reason = RevisionReason.objects.get()
    assert (reason.version.plan, reason.kind, reason.on) == (single, "meeting", CONFERENCE_DAY)


def test_what_is_for_the_strategy_meeting_waits_to_be_found_there(meeting, cast):
    decision = served(meeting, cast, "refer_to_strategy")
    assert list(Decision.objects.awaiting_strategy()) == [decision]
    assert decision.came_of_it == "It is proposed for the next strategy meeting, as soon as one is called."
    assert not decision.actions.exists()
    decision.carried_out_at = LATER
    decision.save()
    assert not Decision.objects.awaiting_strategy().exists()


def test_a_case_steps_down_and_somebody_sets_the_follow_up(meeting, case, cast):
    decision = served(meeting, cast, "step_down")
    case.refresh_from_db()
    assert case.status == ConcernCase.Status.STEPPING_DOWN
    assert CaseEvent.objects.filter(kind="cases.stepping_down").count() == 1
    assert decision.actions.get().what.startswith("Set the day on which the LA looks again")


def test_a_letter_and_its_decision_know_of_each_other(meeting, cast):
    decision = served(meeting, cast, "warning_letter")
    letter = Letter.objects.get()
    assert letter.reference in decision.came_of_it
    assert "decided by the conference of Thursday 10 December" in letter.skips_rung_why


def test_continue_as_planned_sets_nothing_going(meeting, cast):
    decision = served(meeting, cast, "continue")
    assert (decision.came_of_it, decision.carried_out_at) == ("", None)
    assert not triggers.Trigger.objects.exists()


EFFECTS = ["change_frequency", "recategorise", "revise_plan", "add_support", "step_down", "external_review"]


@pytest.mark.parametrize("code", EFFECTS)
def test_a_worker_stopped_in_the_middle_leaves_one_effect(meeting, case, cast, code, monkeypatch):
    decision = decide(meeting, cast, code)
    with monkeypatch.context() as stopped, clock.at(LATER):
        stopped.setattr(deciding, "carry_out_decision", _then_stop)
        with pytest.raises(KeyboardInterrupt):
            serve_triggers()
    assert not Action.objects.exists()
    assert serve() == 0
    assert Action.objects.filter(decisions=decision).count() == 1


def _then_stop(decision, *, by):
    from_here = deciding.Decision.objects.get(pk=decision.pk)
    REAL(from_here, by=by)
    raise KeyboardInterrupt


REAL = deciding.carry_out_decision


@pytest.mark.parametrize("code", EFFECTS)
def test_whoever_repeats_the_job_changes_nothing(meeting, cast, code):
    decision = served(meeting, cast, code)
    events = CaseEvent.objects.count()
    with clock.at(LATER):
        deciding.carry_out_wanted_decision(triggers.Trigger.objects.get(key=f"decision:{decision.pk}"))
    assert (CaseEvent.objects.count(), Action.objects.count()) == (events, 1)


# --- What stands in the way


@pytest.fixture
def in_the_way(meeting, case, cast):
    """Two decisions, of which the first can't be carried out: its interval is no longer in use."""
    first = decided(meeting, cast, "change_frequency", cadence=other_cadence(case))
    second = meeting.decisions.create(
        code=DecisionCode.objects.get(code="add_support"), reason="Year 3.", recorded_by=cast.clerk
    )
    Cadence.objects.filter(pk=first.cadence_id).update(valid_until=CONFERENCE_DAY)
    send_minutes(meeting, cast)
    assert serve() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def test_a_rule_that_stands_in_the_way_of_one_keeps_the_others_from_nothing(client, in_the_way, cast):
    first, second = in_the_way
    assert (first.came_of_it, bool(second.came_of_it)) == ("", True)
    told = CaseEvent.objects.get(kind="tasks.not_started")
    assert "no longer in use" in told.body["why"]
    client.force_login(cast.clerk)
    page = client.get(first.meeting.get_absolute_url()).content.decode()
    assert "Not followed up by itself:" in page
    assert "Try again" in page
    client.force_login(cast.head)
    assert "Not followed up" not in client.get(first.meeting.get_absolute_url()).content.decode()


def post(client, decision, do, person):
    client.force_login(person)
    url = reverse("tasks:follow_up_decision", args=[decision.meeting_id, decision.pk])
    with clock.at(LATER):
        answer = client.post(url, {"do": do})
        serve_triggers()
    decision.refresh_from_db()
    return answer


def test_it_is_tried_again_when_the_way_is_free(client, in_the_way, case, cast):
    decision = in_the_way[0]
    Cadence.objects.filter(pk=decision.cadence_id).update(valid_until=None)
    assert post(client, decision, "again", cast.clerk).status_code == 302
    assert decision.came_of_it.endswith("from now on.")


def test_or_it_becomes_an_action_once(client, in_the_way, cast):
    decision = in_the_way[0]
    for _ in range(2):
        post(client, decision, "action", cast.clerk)
    assert decision.actions.get().what.startswith("Choose the new interval")


def test_only_who_manages_meetings_mends_it(client, in_the_way, cast):
    decision = in_the_way[0]
    assert post(client, decision, "action", cast.head).status_code == 403
    assert post(client, decision, "action", cast.other_chair).status_code == 404
    assert not decision.came_of_it


def test_what_works_is_not_made_an_action(client, in_the_way, cast):
    second = in_the_way[1]
    before = second.actions.count()
    post(client, second, "action", cast.clerk)
    assert second.actions.count() == before


def test_a_case_closed_meanwhile_is_told_and_stays_closed(meeting, case, cast):
    decision = decide(meeting, cast, "add_support")
    take_the_last_step_away(meeting, cast)
    with clock.at(LATER):
        close_case(case, reason="Done.", by=cast.senior_adviser)
    serve()
    decision.refresh_from_db()
    assert decision.came_of_it == ""
    assert "is closed" in triggers.Trigger.objects.get().error


def take_the_last_step_away(meeting, cast):
    with clock.at(LATER):
        engine.stop(engine.process_about(meeting), by=cast.senior_adviser)


def test_a_school_that_became_an_academy_is_told_with_its_successor(meeting, case, cast):
    decision = decide(meeting, cast, "add_support")
    academy = make_school(name="Fernhallow Academy")
    Succession.objects.create(predecessor=case.school, successor=academy, kind="Academy conversion")
    case.school.status = "Closed"
    case.school.save()
    serve()
    decision.refresh_from_db()
    error = triggers.Trigger.objects.get().error
    assert decision.came_of_it == ""
    assert f"it goes on as Fernhallow Academy (URN {academy.urn})" in error


def test_a_lead_who_left_leaves_the_action_to_the_chair(meeting, case, cast):
    case.lead = cast.head_of_improvement
    case.save()
    decision = decide(meeting, cast, "add_support")
    cast.head_of_improvement.posts.update(until=clock.today() - timedelta(days=1))
    derive_grants()
    serve()
    assert decision.actions.get().owner == cast.senior_adviser


def test_where_nobody_is_left_the_action_names_the_office(meeting, case, cast):
    decision = decide(meeting, cast, "add_support")
    cast.senior_adviser.posts.update(until=clock.today() - timedelta(days=1))
    derive_grants()
    serve()
    action = decision.actions.get()
    assert (action.owner, action.owner_name) == (None, "Whoever leads the case")


# --- Restricted decisions


def test_a_restricted_decision_is_an_action_of_the_people_named_and_told_to_nobody_else(
    client, meeting, case, cast
):
    decision = decided(meeting, cast, "change_frequency")
    decision.item = restrict(meeting, cast.senior_adviser, cast.head_of_improvement)
    decision.cadence, decision.reason = other_cadence(case), SECRET
    decision.save()
    send_minutes(meeting, cast)
    serve()
    decision.refresh_from_db()
    case.refresh_from_db()
    assert case.cadence != decision.cadence
    action = decision.actions.get()
    assert (action.circle, action.owner) == ("named", cast.senior_adviser)
    assert not triggers.Trigger.objects.exists()
    for person in (cast.clerk, cast.head, cast.director):
        assert not Action.objects.visible_to(person).filter(pk=action.pk).exists()
        client.force_login(person)
        assert SECRET not in client.get(meeting.get_absolute_url()).content.decode()


def test_a_part_b_that_nobody_wrote_is_an_action_that_only_the_named_see(meeting, cast):
    hold(meeting, cast)
    restrict(meeting, cast.senior_adviser, cast.head_of_improvement)
    send_minutes(meeting, cast)
    action = Action.objects.get()
    assert action.what.startswith("Finish Part B of the minutes of Thursday 10 December 2026")
    assert (action.circle, action.owner) == ("named", cast.senior_adviser)
    assert set(action.named.all()) == {cast.senior_adviser, cast.head_of_improvement}


def test_the_action_to_finish_part_b_is_done_when_part_b_is_sent(meeting, cast):
    hold(meeting, cast)
    restrict(meeting, cast.senior_adviser, cast.head_of_improvement)
    send_minutes(meeting, cast)
    with clock.at(LATER):
        minutes = draft_part_b(meeting, text="Closed.", by=cast.senior_adviser)
        check_part_b(minutes, approved=True, by=cast.head_of_improvement)
        assert Action.objects.open().exists()
        deliver_waiting()
        deliver_waiting()
    action = Action.objects.get()
    assert (action.status, action.outcome) == ("done", "Part B was approved and sent to the people named.")
    done = CaseEvent.objects.get(kind="actions.done")
    assert (done.circle, done.actor_id) == ("named", cast.head_of_improvement.pk)


def test_a_part_b_that_is_approved_is_owed_to_nobody(meeting, cast):
    hold(meeting, cast)
    restrict(meeting, cast.senior_adviser, cast.head_of_improvement)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.senior_adviser, text="Open.", part_b="Closed.")
        take(meeting, "check_minutes", by=cast.head_of_improvement, approved=True)
        deliver_waiting()
    assert not Action.objects.exists()
