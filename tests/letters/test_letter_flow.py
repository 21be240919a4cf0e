"""The whole path of a letter through its process, from a decision to what follows from the answer."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from concern_cases.models import CaseEvent
from letters.checks import authorisation_checks
from letters.models import Clock, Letter
from letters.services.drafting import set_grounds
from letters.services.reading import acknowledge_letter, record_reading
from meetings.models import Decision, DecisionCode, Meeting, MeetingType
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.letters.makers import (
    ACTIONS,
    WHY_SKIPPED,
    make_academy,
    make_case,
    make_ready_case,
    make_unit,
    refuse,
)
from tests.letters.test_answering import ANSWERS
from workflows import engine
from workflows.letters.flow import WarningLetterFlow
from workflows.letters.moments import reminder_before_the_end
from workflows.models import TaskCard, Trigger
from workflows.services.letters import start_letter, withdraw_letter
from workflows.timers import fire_due_timers
from workflows.triggers import serve_triggers, want

NODES = {
    "start", "assemble_grounds", "draft_letter", "church_school", "tell_diocese", "legal_check", "law_agreed",
    "authorise", "authorised", "issue", "issued", "await_response", "assess_response", "what_follows",
    "next_rung", "end",
}  # fmt: skip


def begin(cast, case=None, **facts):
    facts = {"kind": "warning_letter", "skips_rung_why": WHY_SKIPPED, "by": cast.senior_adviser} | facts
    return start_letter(case or make_ready_case(cast), **facts).letter


def take(letter, node, by, **facts):
    engine.take_step(engine.open_card(letter, node).task, by=by, **facts)
    letter.refresh_from_db()


def open_now(letter):
    return [card.task.flow_task.name for card in engine.open_cards(letter)]


def to_authorise(letter, cast):
    take(letter, "assemble_grounds", cast.senior_adviser)
    take(letter, "draft_letter", cast.senior_adviser, actions=ACTIONS)
    if letter.school.is_church_school:
        take(letter, "tell_diocese", cast.senior_adviser)
    if letter.kind.needs_legal_check:
        take(letter, "legal_check", cast.legal_adviser, agreed=True)


def work():
    while deliver_waiting():
        pass


def give(letter, cast):
    to_authorise(letter, cast)
    take(letter, "authorise", cast.head_of_improvement)
    work()
    letter.refresh_from_db()


def at(*parts):
    return clock.at(timezone.make_aware(datetime(*parts), timezone.get_default_timezone()))


def decide(cast, case, code="warning_letter"):
    """A conference has decided on that letter, and what follows is written down."""
    meeting = Meeting.objects.create(
        type=MeetingType.objects.get(code="case_conference"),
        la=cast.la,
        school=case.school,
        case=case,
        starts_at=clock.now() - timedelta(days=4),
        ends_at=clock.now() - timedelta(days=4, hours=-1),
        place="The school hall",
        chair=cast.senior_adviser,
        called_by=cast.clerk,
        status=Meeting.Status.HELD,
    )
    decision = Decision.objects.create(
        meeting=meeting,
        code=DecisionCode.objects.get(code=code),
        reason="Nothing has begun.",
        recorded_by=cast.clerk,
    )
    payload = {
        "kind": decision.code.letter_kind,
        "by": cast.clerk.pk,
        "meeting": meeting.pk,
        "decision": decision.pk,
    }
    return want(
        key=f"decision:{decision.pk}:letter",
        wanted="start_letter",
        cause="Warning letter",
        payload=payload,
        case=case,
    )


def test_the_nodes_have_the_names_that_rows_will_store():
    assert {node.name for node in WarningLetterFlow.instance.nodes()} >= NODES


def test_from_a_decision_to_an_acknowledged_letter_and_its_deadline(county):
    case = make_ready_case(county)
    trigger = decide(county, case)
    assert serve_triggers() == 1
    assert serve_triggers() == 0
    trigger.refresh_from_db()
    letter = Letter.objects.get(case=case)
    assert trigger.process.letter == letter, "linked both ways"
    assert letter.skips_rung_why == "Warning letter: Nothing has begun."
    assert letter.drafted_by == county.senior_adviser
    give(letter, county)
    assert letter.status == Letter.Status.GIVEN
    assert Dispatch.objects.filter(topic="mail", state="sent").count() == 4
    record_reading(letter, what="page", by=county.chair)
    acknowledge_letter(letter, by=county.chair)
    card = TaskCard.objects.visible_to(county.senior_adviser).open().get()
    assert (card.due_on, card.rule, card.case) == (date(2027, 1, 5), "inspection", case)
    assert ["2026-12-25", "Christmas Day"] in card.counted
    assert TaskCard.objects.visible_to(county.chair).open().get() == card
    assert not TaskCard.objects.visible_to(county.other_chair).exists()
    told = list(CaseEvent.objects.filter(kind__startswith="letters.").values_list("kind", flat=True))
    assert [kind.removeprefix("letters.") for kind in told] == [
        "begun", "grounds_set", "actions_set", "submitted", "diocese_told", "law_agreed", "authorised",
        "issued", "given", "read", "acknowledged",
    ]  # fmt: skip


def test_a_decision_on_a_school_whose_letter_is_open_is_told_and_begins_nothing(county):
    letter = begin(county, kind="letter_of_concern")
    trigger = decide(county, letter.case)
    serve_triggers()
    trigger.refresh_from_db()
    assert "still open at this school" in trigger.error
    assert Letter.objects.count() == 1


def came_of(trigger):
    serve_triggers()
    trigger.refresh_from_db()
    assert trigger.error == ""
    return Decision.objects.get(pk=trigger.payload["decision"])


def test_a_letter_that_is_being_written_already_is_what_came_of_the_decision(county):
    letter = begin(county)
    decision = came_of(decide(county, letter.case))
    assert decision.came_of_it == f"{letter} is being written already."
    assert Letter.objects.count() == 1


def test_a_decision_on_a_notice_begins_its_draft(county):
    decision = came_of(decide(county, make_ready_case(county), code="notice"))
    letter = Letter.objects.get()
    assert (letter.kind.code, decision.came_of_it) == ("s60_notice_2016", f"{letter} is to be drafted.")


@pytest.mark.parametrize(
    ("code", "school", "why"),
    [
        ("notice", make_academy, "its trust can get a letter of concern"),
        ("notice", make_unit, "kinds of school that section 59 names"),
        ("warning_letter", make_academy, "its trust can get a letter of concern"),
        ("power", None, "can only follow a warning notice"),
    ],
)
def test_what_the_school_cant_be_given_is_an_action_and_the_decision_says_why(county, code, school, why):
    facts = {"school": school()} if school else {}
    decision = came_of(decide(county, make_ready_case(county, **facts), code=code))
    assert why in decision.came_of_it
    assert "has it as an action" in decision.came_of_it
    assert decision.actions.get().what.startswith("See to what was decided")
    assert not Letter.objects.exists()


def test_a_letter_of_concern_to_a_school_of_no_diocese_takes_the_short_way(county):
    county.school.diocese, county.school.diocese_state = None, "none"
    county.school.save()
    letter = begin(county, make_case(county), kind="letter_of_concern")
    to_authorise(letter, county)
    assert open_now(letter) == ["authorise"]


def test_missing_records_keep_the_first_step_open(county):
    letter = begin(county, make_case(county))
    with pytest.raises(RuleError, match="disagreement"):
        take(letter, "assemble_grounds", county.senior_adviser)
    assert open_now(letter) == ["assemble_grounds"]


def test_the_law_and_the_authoriser_send_back_and_the_diocese_is_told_once(county):
    letter = begin(county)
    take(letter, "assemble_grounds", county.senior_adviser)
    take(letter, "draft_letter", county.senior_adviser, actions=ACTIONS)
    take(letter, "tell_diocese", county.senior_adviser)
    take(letter, "legal_check", county.legal_adviser, agreed=False, remarks="Name nobody.")
    assert open_now(letter) == ["draft_letter"]
    take(letter, "draft_letter", county.senior_adviser)
    assert open_now(letter) == ["legal_check"]
    take(letter, "legal_check", county.legal_adviser, agreed=True)
    take(letter, "authorise", county.director, agreed=False, remarks="Shorter.")
    assert open_now(letter) == ["draft_letter"]
    assert letter.sent_back_why == "Shorter."


def test_the_drafter_is_kept_from_authorising_by_list_and_door(county):
    letter = begin(county, by=county.head_of_improvement)
    take(letter, "assemble_grounds", county.head_of_improvement)
    take(letter, "draft_letter", county.head_of_improvement, actions=ACTIONS)
    take(letter, "tell_diocese", county.senior_adviser)
    take(letter, "legal_check", county.legal_adviser, agreed=True)
    assert not TaskCard.objects.visible_to(county.head_of_improvement).open().exists()
    with pytest.raises(PermissionDenied):
        take(letter, "authorise", county.head_of_improvement)
    assert TaskCard.objects.visible_to(county.director).open().exists()


def test_the_job_called_twice_gives_one_letter(county):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)
    work()
    dispatch = Dispatch.objects.get(topic="letters.render")
    dispatch.state, dispatch.sent_at = "waiting", None
    dispatch.save()
    work()
    assert Dispatch.objects.filter(key__contains=":recipient:").count() == 3
    assert open_now(letter) == ["await_response"]


def test_evidence_changed_while_the_letter_waits_to_be_made_brings_it_back(county):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)
    evidence = letter.grounds.get(number=2).record
    evidence.text = "It was not so."
    evidence.save()
    work()
    letter.refresh_from_db()
    assert (letter.status, open_now(letter)) == ("draft", ["draft_letter"])
    assert not Dispatch.objects.filter(key__contains=":recipient:").exists()
    take_again(letter, county)
    assert letter.status == Letter.Status.GIVEN


def test_evidence_added_after_the_letter_was_authorised_brings_it_back(county):
    letter = begin(county)
    to_authorise(letter, county)
    with at(2026, 11, 23, 14):
        refuse(letter.case, county, fact="Heard on the way", circle="la")
        refuse(letter.case, county, fact="Before it was authorised")
        checks = {check.sentence: check.note for check in authorisation_checks(letter)}
        assert checks["Added to the case since it was sent on"].startswith("A visit was refused.")
    with at(2026, 11, 23, 15):
        take(letter, "authorise", county.director)
    with at(2026, 11, 23, 16):
        refuse(letter.case, county, fact="Kept from the school", circle="la")
        letter.refresh_from_db()
        refuse(letter.case, county, fact="The visit took place after all.")
        work()
    letter.refresh_from_db()
    assert (letter.status, open_now(letter)) == ("draft", ["draft_letter"])
    assert "The visit took place after all." in letter.sent_back_why
    assert "Kept from the school" not in letter.sent_back_why
    assert not Dispatch.objects.filter(key__contains=":recipient:").exists()


def test_a_record_kept_from_the_school_keeps_no_letter_back(county):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)
    with at(2026, 11, 23, 16):
        refuse(letter.case, county, fact="Kept from the school", circle="la")
        work()
    letter.refresh_from_db()
    assert letter.status == Letter.Status.GIVEN


def take_again(letter, cast):
    from_records = [ground.record for ground in letter.grounds.all()]
    card = engine.open_card(letter, "draft_letter")
    with pytest.raises(RuleError, match="behind paragraph 2"):
        engine.take_step(card.task, by=cast.senior_adviser)
    set_grounds(letter, records=from_records, by=cast.senior_adviser)
    take(letter, "draft_letter", cast.senior_adviser)
    take(letter, "legal_check", cast.legal_adviser, agreed=True)
    take(letter, "authorise", cast.director)
    work()
    letter.refresh_from_db()


def test_an_answer_brings_the_assessment_at_once_and_compliance_the_end(county):
    letter = begin(county)
    give(letter, county)
    with at(2026, 12, 3, 10):
        take(letter, "await_response", county.chair, answers=ANSWERS)
        assert open_now(letter) == ["assess_response"]
        take(letter, "assess_response", county.senior_adviser, complied=True, why="All three are done.")
    assert letter.status == Letter.Status.COMPLIED
    assert engine.process_about(letter).status == PROCESS.DONE


def test_the_school_is_reminded_five_school_days_before_and_interrupted_after_the_last_day(county):
    letter = begin(county)
    give(letter, county)
    reminders = Dispatch.objects.filter(key__contains=":reminder:")
    with at(2026, 12, 14, 7):
        fire_due_timers()
        assert not reminders.exists()
    with at(2026, 12, 14, 8):
        fire_due_timers()
        fire_due_timers()
        assert reminders.count() == 1
    with at(2027, 1, 5, 23, 59):
        fire_due_timers()
        assert open_now(letter) == ["await_response"]
    with at(2027, 1, 6, 0, 0):
        fire_due_timers()
        assert open_now(letter) == ["assess_response"]


@pytest.mark.parametrize(
    ("ends_on", "reminded"),
    [
        (date(2026, 12, 8), datetime(2026, 12, 1, 8)),
        (date(2026, 11, 26), datetime(2026, 11, 24, 8)),
        (date(2026, 11, 24), datetime(2026, 11, 26)),
    ],
)
def test_no_reminder_comes_on_the_day_of_giving_nor_on_the_last_day(county, ends_on, reminded):
    letter = begin(county)
    give(letter, county)
    Clock.objects.filter(letter=letter).update(ends_on=ends_on)
    moment = reminder_before_the_end(engine.process_about(letter))
    assert timezone.make_naive(moment) == reminded, "that of two days after is after the end: it never comes"


def test_a_letter_of_concern_that_was_not_complied_with_leads_to_a_warning_letter(county):
    letter = begin(county, kind="letter_of_concern")
    give(letter, county)
    with at(2026, 12, 15, 9):
        fire_due_timers()
        take(letter, "assess_response", county.senior_adviser, complied=False, why="No answer came.")
        assert serve_triggers() == 1
        assert serve_triggers() == 0
        following = Letter.objects.get(follows=letter)
        assert following.kind.code == "warning_letter"
        assert Trigger.objects.get().process.letter == following
        assert open_now(following) == ["assemble_grounds"]


# A pupil referral unit is maintained, but section 60 leaves it out.
@pytest.mark.parametrize("academy", [False, True])
def test_at_the_top_of_the_ladder_people_decide(county, academy):
    if academy:
        letter = begin(county, make_ready_case(county, school=make_academy()), kind="letter_of_concern")
    else:
        letter = begin(county, make_ready_case(county, school=make_unit()))
    give(letter, county)
    with at(2027, 1, 8, 9):
        fire_due_timers()
        take(letter, "assess_response", county.senior_adviser, complied=False, why="Nothing was done.")
    assert not Trigger.objects.exists()
    assert CaseEvent.objects.filter(kind="letters.no_next_rung").exists()
    assert engine.process_about(letter).status == PROCESS.DONE


def test_a_withdrawn_draft_ends_its_process_and_frees_the_school(county):
    letter = begin(county)
    withdraw_letter(letter, why="The school has begun.", by=county.senior_adviser)
    assert engine.process_about(letter).status == PROCESS.CANCELED
    assert not TaskCard.objects.open().exists()
    assert begin(county, letter.case).reference == "L-2026-0002"


def test_an_authorised_letter_that_is_not_made_yet_can_be_withdrawn_and_is_never_given(county):
    letter = begin(county)
    to_authorise(letter, county)
    take(letter, "authorise", county.director)
    withdraw_letter(letter, why="The school has begun.", by=county.senior_adviser)
    work()
    letter.refresh_from_db()
    assert (letter.status, letter.given_on) == (Letter.Status.WITHDRAWN, None)
    assert engine.process_about(letter).status == PROCESS.CANCELED
    assert not letter.recipients.exists()
    assert not Dispatch.objects.filter(key__contains=":recipient:").exists()


@pytest.mark.parametrize(
    "role", ["chair", "diocesan_officer", "other_chair", "deactivated", "left_yesterday"]
)
def test_nobody_outside_the_council_knows_of_a_drafts_steps(county, role):
    letter = begin(county)
    with pytest.raises(Task.DoesNotExist):
        take(letter, "assemble_grounds", getattr(county, role))
    assert not TaskCard.objects.visible_to(getattr(county, role)).exists()
