"""The draft of a review: what every app recorded since the last one, for each reader."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from concern_cases.models import Milestone
from concern_cases.services.actions import complete_action
from concern_cases.services.plan_objectives import give_up_objective
from concern_cases.services.plan_progress import finish_step, reopen_step
from concern_cases.services.plan_writing import Words, save_objective
from concern_cases.services.plans import bring_into_force
from concern_cases.services.reviews import rate_objective
from concern_cases.since import AS_SCHOOL, Span, recorded_since
from evaluation.models import Framework, Inspection, VisitKind
from record import clock
from schools.permissions import Circle
from support.models import DaysUsed, Deployment, Provider, SupportType
from tests.concern_cases.makers import make_action, make_evidence
from tests.concern_cases.plan_makers import add_action, make_next_version, next_draft
from tests.workflows.conftest import call, hold, london

UNTIL = date(2027, 2, 19)


@pytest.fixture
def looked_at(plan):
    """What stands in the draft under a heading, for a reader."""

    def lines(heading, reader=AS_SCHOOL, *, after=None, kept_at=None):
        with clock.at(UNTIL):
            begins = plan.opened_on
            span = Span(after=after or begins, until=UNTIL, begins=begins, kept_at=kept_at)
            found = {group["heading"]: group["lines"] for group in recorded_since(plan, span, reader)}
        return [line.replace("\xa0", " ") for line in found.get(heading, [])]

    return lines


def test_actions_done_and_missed(case, cast, looked_at):
    done = make_action(case, what="Publish a calendar of checks")
    make_action(case, what="Name a lead governor")
    make_action(case, what="Not due yet", due_on=UNTIL)
    with clock.at(date(2026, 12, 4)):
        complete_action(done, outcome="It stands on the wall.", by=cast.head)
    assert looked_at("Actions done") == [
        "Publish a calendar of checks: It stands on the wall, 4 December 2026."
    ]
    assert looked_at("Actions missed") == ["Name a lead governor: was due on 7 December 2026, David Lorimer."]


def test_milestones_reached_and_missed(plan, looked_at):
    first, second = Milestone.objects.order_by("pk")
    first.reached_on = date(2026, 12, 20)
    first.save()
    assert looked_at("Milestones reached") == ["Joint planning on Mondays (objective 1), 20 December 2026."]
    assert looked_at("Milestones missed") == [
        "Joint planning on Mondays (objective 2): was due on 23 December 2026."
    ]


def test_actions_of_the_plan_done_and_missed(plan, looked_at):
    text = plan.versions.get().texts.order_by("order").first()
    day = date(2026, 12, 18)
    add_action(text, "Plan together", due_on=day, done_on=day, came_of_it="Five of five classes do.")
    add_action(text, "Name a mentor", due_on=day, done_on=day)
    add_action(text, "Watch each other teach", due_on=day)
    add_action(text, "Not due yet", due_on=UNTIL)
    add_action(text, "Done before", due_on=day, done_on=plan.opened_on)
    assert looked_at("Actions of the plan done") == [
        "Plan together (objective 1): Five of five classes do, 18 December 2026.",
        "Name a mentor (objective 1), 18 December 2026.",
    ]
    assert looked_at("Actions of the plan missed") == [
        "Watch each other teach (objective 1): was due on 18 December 2026, David Lorimer."
    ]


def new_version_without(plan, cast, *, on, given_up=(), taken_out=()):
    """A version in force on that day that gives up one objective, and takes the open steps of another out."""
    with clock.at(on):
        draft = next_draft(plan)
        for number in given_up:
            give_up_objective(draft.texts.get(objective__number=number), why="It stalled.", by=cast.aht)
        for number in taken_out:
            text = draft.texts.get(objective__number=number)
            words = replace(Words.of(text), actions=(), milestones=())
            save_objective(text, edition=text.edition, words=words, by=cast.aht)
        bring_into_force(draft, by=cast.senior_adviser)


def test_what_was_done_or_missed_of_what_a_version_gave_up_since_is_told(plan, cast, looked_at):
    first, second = plan.versions.get().texts.order_by("order")
    done = add_action(first, "Publish the calendar")
    add_action(first, "Name a mentor", due_on=date(2026, 12, 2))
    add_action(first, "Not due when it was given up", due_on=date(2027, 1, 20))
    add_action(second, "Call every parent", due_on=date(2026, 12, 3))
    with clock.at(date(2026, 12, 2)):
        finish_step(plan, done.key, on=date(2026, 12, 1), by=cast.aht)
        finish_step(plan, first.milestones.get().key, on=date(2026, 12, 2), by=cast.aht)
    new_version_without(plan, cast, on=date(2026, 12, 13), given_up=[1], taken_out=[2])
    new_version_without(plan, cast, on=date(2027, 1, 29))  # here the objective stands no more
    assert looked_at("Actions of the plan done") == ["Publish the calendar (objective 1), 1 December 2026."]
    assert looked_at("Milestones reached") == ["Joint planning on Mondays (objective 1), 2 December 2026."]
    gone = "David Lorimer, taken out of the plan on 13 December 2026."
    assert looked_at("Actions of the plan missed") == [
        f"Name a mentor (objective 1): was due on 2 December 2026, {gone}",
        f"Call every parent (objective 2): was due on 3 December 2026, {gone}",
    ]


def test_what_was_taken_out_before_the_last_review_is_told_no_more(plan, cast, looked_at):
    second = plan.versions.get().texts.order_by("order")[1]
    add_action(second, "Call every parent", due_on=date(2026, 12, 3))
    new_version_without(plan, cast, on=date(2026, 12, 13), taken_out=[2])
    assert looked_at("Actions of the plan missed", after=date(2026, 12, 12)) != []
    assert looked_at("Actions of the plan missed", after=date(2026, 12, 13)) == []


def test_what_was_opened_again_in_a_later_version_is_not_done(plan, cast, looked_at):
    action = add_action(plan.versions.get().texts.first(), "Publish the calendar")
    finish_step(plan, action.key, on=clock.today(), by=cast.aht)
    with clock.at(date(2026, 12, 1)):
        make_next_version(plan, by=cast.senior_adviser)
        reopen_step(plan, action.key, by=cast.aht)
        finish_step(plan, action.key, on=date(2026, 12, 1), by=cast.aht)
    assert looked_at("Actions of the plan done") == ["Publish the calendar (objective 1), 1 December 2026."]


def test_results_and_attendance_stand_with_what_they_show(case, looked_at):
    facts = {"kind": "results", "source": "Autumn data", "text": "58 % at the expected level.", "on": UNTIL}
    with clock.at(UNTIL):
        make_evidence(case, **facts)
        make_evidence(case, **facts, circle=Circle.LA)
        make_evidence(case, **facts | {"kind": "attendance", "text": "94.1 %, against 95.0 %."})
    assert looked_at("Attendance of pupils") == ["Autumn data, 19 February 2027: 94.1 %, against 95.0 %."]
    assert looked_at("Results and progress data") == [
        "Autumn data, 19 February 2027: 58 % at the expected level."
    ]
    assert looked_at("Evidence") == []


def test_evidence_of_the_days_that_the_review_looks_at(case, cast, looked_at):
    with clock.at(UNTIL):
        make_evidence(case, on=date(2027, 1, 14), source="SIP visit 3")
        make_evidence(case, on=date(2027, 1, 15), source="A call with the adviser", circle=Circle.LA)
    make_evidence(case, on=date(2026, 11, 3), source="Before the plan")
    assert looked_at("Evidence") == ["SIP note of visit, SIP visit 3, 14 January 2027."]
    assert len(looked_at("Evidence", cast.senior_adviser)) == 2
    assert looked_at("Evidence", after=date(2027, 1, 20)) == []


def test_judgements_of_no_review(plan, cast, looked_at):
    objective = plan.objectives.order_by("number").first()
    with clock.at(date(2026, 12, 10)):
        rate_objective(objective, rag="green", reason="Five of five.", on=clock.today(), by=cast.sip)
    assert looked_at("Judgements in between") == ["Objective 1 green, 10 December 2026: Five of five."]


def test_decisions_and_attendance_of_conferences(plan, case, cast, looked_at):
    meeting = call(case, cast)
    hold(meeting, cast)
    absent = meeting.attendance.first()
    absent.presence = "absent"
    absent.save()
    count = meeting.attendance.count()
    assert looked_at("Decisions of conferences") == [
        "Continue as planned: Because the evidence says so, 10 December 2026."
    ]
    assert looked_at("Who came to conferences") == [
        f"10 December 2026: {count - 1} of {count} came, without {absent.name}."
    ]


def test_a_restricted_decision_is_in_nobodys_draft_but_of_those_named(plan, case, cast, looked_at):
    meeting = call(case, cast)
    hold(meeting, cast)
    item = meeting.decisions.get().item
    item.circle, item.part = Circle.NAMED, "B"
    item.save()
    item.named.set([cast.senior_adviser])
    assert looked_at("Decisions of conferences") == []
    assert looked_at("Decisions of conferences", cast.head) == []
    assert len(looked_at("Decisions of conferences", cast.senior_adviser)) == 1


def test_visits_by_inspectors(case, cast, looked_at):
    facts = {"kind": VisitKind.objects.first(), "framework": Framework.objects.first()}
    Inspection.objects.create(
        school=case.school, on=date(2027, 1, 20), recorded_by=cast.senior_adviser, **facts
    )
    [line] = looked_at("Visits by inspectors")
    assert line.endswith("20 January 2027.")


def test_days_of_support_that_were_used(plan, case, cast, looked_at):
    provider = Provider.objects.create(la=cast.la, type=SupportType.objects.first(), name="Ben Adeyemi")
    facts = {"provider": provider, "why": "Mathematics", "asked_by": cast.sip, "status": "agreed"}
    facts |= {"days_agreed": Decimal(8), "starts_on": plan.opened_on, "ends_on": UNTIL}
    for circle in (Circle.SCHOOL, Circle.LA):
        row = Deployment.objects.create(school=case.school, case=case, circle=circle, **facts)
        for days in ("1.5", "2"):
            used = {"on": plan.opened_on + timedelta(days=9), "done": "Planning", "entered_by": cast.sip}
            DaysUsed.objects.create(deployment=row, days=Decimal(days), **used)
    assert looked_at("Days of support used") == ["Ben Adeyemi: 3.5 days, of 8 agreed in all."]
    assert len(looked_at("Days of support used", cast.sip)) == 2


KEPT = {"after": date(2027, 1, 20), "kept_at": london(date(2027, 1, 25), 9)}


def test_what_was_entered_late_belongs_to_the_next_draft_and_says_so(case, plan, cast, looked_at):
    milestone = Milestone.objects.order_by("pk").first()
    with clock.at(date(2027, 1, 24)):
        make_evidence(case, on=date(2027, 1, 14), source="Known when the record was kept")
    with clock.at(date(2027, 1, 28)):
        make_evidence(case, on=date(2027, 1, 14), source="SIP visit 3")
        make_evidence(case, on=date(2026, 11, 3), source="Before the plan")
        finish_step(plan, milestone.key, on=date(2027, 1, 16), by=cast.head)
    assert looked_at("Evidence", **KEPT) == [
        "SIP note of visit, SIP visit 3, entered late, of 14 January 2027."
    ]
    assert looked_at("Milestones reached", **KEPT) == [
        "Joint planning on Mondays (objective 1), entered late, of 16 January 2027."
    ]


def test_a_milestone_that_was_known_is_not_late_in_the_next_version(plan, cast, looked_at):
    milestone = Milestone.objects.order_by("pk").first()
    with clock.at(date(2027, 1, 16)):
        finish_step(plan, milestone.key, on=clock.today(), by=cast.head)
    with clock.at(date(2027, 1, 28)):
        make_next_version(plan, by=cast.senior_adviser)
    assert looked_at("Milestones reached", **KEPT) == []


def test_a_conference_and_days_of_support_that_were_entered_late(plan, case, cast, looked_at):
    meeting = call(case, cast)
    hold(meeting, cast)  # on 10 December
    provider = Provider.objects.create(la=cast.la, type=SupportType.objects.first(), name="Ben Adeyemi")
    facts = {"provider": provider, "why": "Mathematics", "asked_by": cast.sip, "status": "agreed"}
    facts |= {
        "days_agreed": Decimal(8),
        "starts_on": plan.opened_on,
        "ends_on": UNTIL,
        "circle": Circle.SCHOOL,
    }
    row = Deployment.objects.create(school=case.school, case=case, **facts)
    for entered, on, days in (
        (date(2027, 1, 21), 14, 1),
        (date(2027, 1, 28), 15, 2),
        (date(2027, 2, 2), 30, 3),
    ):
        with clock.at(entered):
            used = {"on": date(2027, 1, on), "done": "Planning", "entered_by": cast.sip}
            DaysUsed.objects.create(deployment=row, days=Decimal(days), **used)
    assert looked_at("Decisions of conferences", **KEPT) == []
    assert looked_at("Days of support used", **KEPT) == [
        "Ben Adeyemi: 5 days, of 8 agreed in all; 2 of them entered late."
    ]
    early = {**KEPT, "kept_at": london(date(2026, 12, 9), 9)}
    assert looked_at("Decisions of conferences", **early) == [
        "Continue as planned: Because the evidence says so, entered late, of 10 December 2026."
    ]
    [line] = looked_at("Who came to conferences", **early)
    assert line.startswith("Entered late, of 10 December 2026:")
