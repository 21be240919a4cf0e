"""A visit by inspectors, and what follows from it for the plans of the school."""

from datetime import date

import pytest

from concern_cases.events import tell
from concern_cases.models import CaseEvent, RevisionReason
from concern_cases.services.plans import ask_for_revision, bring_into_force
from concern_cases.services.recommendations import say_what_answers
from concern_cases.services.visits import correct_visit, record_visit, remove_visit
from evaluation.models import Inspection
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import make_case, make_inadequate, make_plan, make_visit, visit_facts
from tests.concern_cases.plan_makers import make_next_version

OPENED = date(2026, 9, 7)
TODAY = date(2026, 11, 23)


@pytest.fixture
def case(cast):
    with clock.at(OPENED):
        return make_case(cast)


@pytest.fixture
def plan(case):
    with clock.at(OPENED):
        return make_plan(case)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def draft_of(plan):
    return plan.versions.get(status="draft")


def test_a_visit_opens_the_next_version_of_the_plan(plan, cast):
    make_visit(cast.school, by=cast.sip)
    [reason] = draft_of(plan).reasons.all()
    assert (reason.kind, reason.on) == ("inspection", date(2026, 10, 6))
    assert (
        reason.text.replace("\xa0", " ") == "HMI monitoring visit on 6 October 2026: making enough progress"
    )


def test_every_running_plan_is_revised(plan, case, cast):
    with clock.at(OPENED):
        single = make_plan(case, kind="single")
    make_visit(cast.school, by=cast.sip)
    assert draft_of(plan).number == draft_of(single).number == 2


def test_a_second_visit_before_the_revision_is_approved_adds_its_reason(plan, cast):
    make_visit(cast.school, by=cast.sip)
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3))
    draft = draft_of(plan)
    assert draft.number == 2
    assert [reason.on for reason in draft.reasons.all()] == [date(2026, 10, 6), date(2026, 11, 3)]


def test_a_visit_after_the_revision_opens_another_one(plan, cast):
    make_visit(cast.school, by=cast.sip)
    bring_into_force(draft_of(plan), by=cast.senior_adviser)
    make_visit(cast.school, by=cast.sip, on=date(2026, 11, 3))
    assert draft_of(plan).number == 3


def test_a_visit_asks_for_one_revision_however_often_it_is_corrected(plan, cast):
    visit = make_visit(cast.school, by=cast.sip)
    bring_into_force(draft_of(plan), by=cast.senior_adviser)
    correct_visit(visit, facts=visit_facts(on=date(2026, 10, 7)), why="The letter says the 7th", by=cast.sip)
    assert plan.versions.count() == 2
    reason = RevisionReason.objects.get()
    assert reason.on == date(2026, 10, 7)
    assert "7\xa0October" in reason.text
    make_next_version(plan, by=cast.senior_adviser)
    correct_visit(visit, facts=visit_facts(on=date(2026, 10, 8)), why="It was the 8th", by=cast.sip)
    assert plan.versions.get(number=2).reasons.get().on == date(2026, 10, 7)  # past, and as it was


def test_a_visit_that_turns_out_to_be_of_another_kind_opens_a_revision_then(plan, cast):
    visit = make_visit(cast.school, by=cast.sip, code="subject", progress=None)
    assert not plan.versions.filter(status="draft").exists()
    correct_visit(visit, facts=visit_facts(), why="It was a monitoring visit", by=cast.sip)
    assert draft_of(plan).reasons.count() == 1


@pytest.mark.parametrize("facts", [{"on": date(2026, 9, 1)}, {"code": "subject", "progress": None}])
def test_a_visit_before_the_plan_or_of_a_subject_opens_no_revision(plan, cast, facts):
    make_visit(cast.school, by=cast.sip, **facts)
    assert not plan.versions.filter(status="draft").exists()


def test_a_closed_plan_is_left_alone(plan, cast):
    plan.closed_on = TODAY
    plan.save()
    make_visit(cast.school, by=cast.sip)
    assert plan.versions.count() == 1


def test_a_refused_visit_leaves_nothing_behind(plan, cast):
    with pytest.raises(RuleError):
        record_visit(cast.school, facts=visit_facts(on=date(2026, 12, 1)), by=cast.sip)
    assert not Inspection.objects.exists()
    assert plan.versions.count() == 1


def test_a_visit_is_told_to_the_case_with_its_judgement(case, cast):
    make_visit(cast.school, by=cast.sip, recommendations=["Check the marking", "Train the governors"])
    told = tell(CaseEvent.objects.get(kind="visits.recorded"))
    assert told.title.replace("\xa0", " ") == "HMI monitoring visit on 6 October 2026: making enough progress"
    assert "Recommendations: 2." in told.details
    assert CaseEvent.objects.get(kind="visits.recorded").case_reference == case.reference


def test_recommendations_are_numbered_in_their_order(cast):
    visit = make_visit(
        cast.school, by=cast.sip, recommendations=["Check the marking", " ", "Train governors"]
    )
    rows = list(visit.recommendations.values_list("number", "text"))
    assert rows == [(1, "Check the marking"), (2, "Train governors")]


def test_a_correction_is_told_with_what_stood_there(case, cast):
    visit = make_visit(cast.school, by=cast.sip)
    correct_visit(visit, facts=visit_facts(report_on=date(2026, 10, 20)), why="The report came", by=cast.sip)
    body = CaseEvent.objects.get(kind="visits.corrected").body
    assert body["why"] == "The report came"
    assert "no report yet" in body["before"]


def test_a_visit_entered_by_mistake_is_taken_away_and_kept_in_the_history(case, cast):
    visit = make_visit(cast.school, by=cast.sip, recommendations=["Check the marking"])
    remove_visit(visit, why="It was another school", by=cast.senior_adviser)
    assert not Inspection.objects.exists()
    last = Inspection.history.first()
    assert (last.history_type, last.history_change_reason) == ("-", "It was another school")
    assert CaseEvent.objects.get(kind="visits.removed").body["why"] == "It was another school"


def test_a_visit_without_a_reason_to_go_stays(cast):
    visit = make_visit(cast.school, by=cast.sip)
    with pytest.raises(RuleError) as refused:
        remove_visit(visit, why="", by=cast.senior_adviser)
    assert refused.value.field == "why"


def test_a_visit_that_a_plan_is_revised_for_stays(plan, cast):
    visit = make_visit(cast.school, by=cast.sip)
    with pytest.raises(RuleError, match="A plan is revised because of it"):
        remove_visit(visit, why="A mistake", by=cast.senior_adviser)


def test_a_visit_with_a_statement_of_action_stays(case, cast):
    visit = make_inadequate(cast.school, by=cast.sip)
    with pytest.raises(RuleError, match="statement of action"):
        remove_visit(visit, why="A mistake", by=cast.senior_adviser)


def test_a_visit_whose_recommendation_is_answered_stays(plan, cast):
    visit = make_visit(cast.school, by=cast.sip, on=date(2026, 9, 1), recommendations=["Check the marking"])
    ask_for_revision(plan, kind="text", why="Asked for", on=TODAY, key="test", by=cast.sip)
    draft = draft_of(plan)
    chosen = {visit.recommendations.get().pk: {draft.texts.get().pk}}
    say_what_answers(draft, visit=visit, chosen=chosen, by=cast.aht)
    with pytest.raises(RuleError, match="Objectives answer"):
        remove_visit(visit, why="A mistake", by=cast.senior_adviser)
