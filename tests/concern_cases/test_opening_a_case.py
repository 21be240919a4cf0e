from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from concern_cases.models import Action, Cadence, CaseEvent, ConcernCase, ReferenceCounter
from concern_cases.services import cases, judgements
from concern_cases.services.cases import Fate, close_case, reopen_case
from evaluation.models import Risk
from record import clock
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import concern_facts, days, make_action, make_case
from tests.factories import make_school


def test_a_case_opens_with_its_concerns_its_risk_and_the_cadence_that_the_risk_proposes(cast):
    with clock.at(date(2026, 11, 23)):
        case = make_case(
            cast, concerns=[concern_facts(), concern_facts(text="Two of nine checks were made.")]
        )

    assert case.reference == "SOC-2026-0001"
    assert (case.status, case.opened_on, case.opened_by) == ("open", date(2026, 11, 23), cast.senior_adviser)
    assert case.cadence.code == "every-3-months"
    assert case.concerns.count() == 2
    risk = Risk.objects.get(school=cast.school)
    assert (risk.kind, risk.level, risk.judged_by) == ("improvement", "high", cast.senior_adviser)


@pytest.mark.parametrize(
    ("level", "code"), [("high", "every-3-months"), ("medium", "termly"), ("low", "every-two-terms")]
)
def test_each_risk_proposes_its_cadence(cast, level, code):
    assert make_case(cast, risk_level=level).cadence.code == code


def test_the_opening_the_concerns_and_the_risk_are_told_in_this_order_by_whoever_opened(cast):
    case = make_case(cast)
    events = CaseEvent.objects.filter(case_reference=case.reference).order_by("position")
    assert [event.kind for event in events] == ["cases.opened", "concerns.added", "judgements.risk_judged"]
    assert {(event.actor_name, event.urn) for event in events} == {("Helen Marchetti", cast.school.urn)}


def test_another_cadence_than_the_risk_proposes_needs_a_reason(cast):
    monthly = Cadence.objects.get(code="monthly")
    with pytest.raises(RuleError, match="instead of every 3 months") as refused:
        make_case(cast, cadence=monthly)
    assert refused.value.field == "cadence_why"

    case = make_case(cast, cadence=monthly, cadence_why="The head is new.")
    assert (case.cadence, case.cadence_why) == (monthly, "The head is new.")


def test_a_case_is_opened_at_the_interval_of_its_own_risk_whatever_was_judged_before(cast):
    facts = {"kind": "improvement", "level": "medium", "reason": "R", "on": days(0), "by": cast.sip}
    judgements.judge_risk(cast.school, **facts)
    case = make_case(cast, risk_level="low")
    case.refresh_from_db()
    assert case.cadence.code == "every-two-terms"
    assert not CaseEvent.objects.filter(kind="cases.cadence_changed").exists()


def test_a_cadence_that_ended_is_not_given(cast):
    monthly = Cadence.objects.get(code="monthly")
    monthly.valid_until = days(-1)
    monthly.save()
    with pytest.raises(RuleError, match="no longer in use"):
        make_case(cast, cadence=monthly, cadence_why="The head is new.")


def test_without_a_proposal_a_cadence_must_be_chosen(cast):
    for row in Cadence.objects.filter(for_risk="high"):
        row.for_risk = ""
        row.save()
    with pytest.raises(RuleError, match="Choose how often"):
        make_case(cast)


def test_a_second_open_case_is_refused_by_the_name_of_the_first(cast, case):
    with pytest.raises(RuleError, match=f"open case already, {case.reference}, led by Helen Marchetti"):
        make_case(cast)
    assert ConcernCase.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"why": " "}, "why"),
        ({"concerns": []}, None),
        ({"risk_reason": ""}, "reason"),
        ({"risk_level": "dire", "cadence_why": "x"}, "cadence"),
    ],
)
def test_an_opening_that_says_too_little_leaves_nothing_behind(cast, facts, field):
    with pytest.raises(RuleError) as refused:
        make_case(cast, **facts)
    assert refused.value.field == field
    assert not ConcernCase.objects.exists()
    assert not CaseEvent.objects.exists()
    assert not ReferenceCounter.objects.filter(last__gt=0).exists()


def test_only_somebody_who_may_run_cases_of_the_school_leads_one(cast):
    for person in (cast.sip, cast.head, cast.other_diocesan_officer, cast.deactivated):
        with pytest.raises(RuleError, match="may not run cases") as refused:
            make_case(cast, lead=person)
        assert refused.value.field == "lead"


def test_no_case_is_opened_on_a_closed_school(cast):
    school = make_school(status="Closed")
    with pytest.raises(RuleError, match="not open in the register"):
        make_case(cast, school=school)


def test_references_count_from_one_in_each_year_without_gaps(cast):
    references = []
    for on in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)):
        with clock.at(on):
            references.append(make_case(cast, school=make_school()).reference)
            with pytest.raises(RuleError):
                make_case(cast, school=make_school(), risk_reason="")
    assert references == ["SOC-2025-0001", "SOC-2026-0001", "SOC-2026-0002"]


def test_when_somebody_else_was_quicker_by_a_moment_the_rule_is_told_all_the_same(cast, case, monkeypatch):
    answers = iter([None, case])
    monkeypatch.setattr(cases, "open_case_of", lambda school: next(answers))
    with pytest.raises(RuleError, match=case.reference):
        make_case(cast)
    assert ConcernCase.objects.count() == 1
    assert ReferenceCounter.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_open_a_case_at_once_one_succeeds_and_one_is_told(cast):
    together = Barrier(2)

    def opened(person):
        try:
            together.wait(timeout=10)
            return make_case(cast, by=person).reference
        except RuleError as told:
            return str(told)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(opened, (cast.senior_adviser, cast.head_of_improvement)))

    reference = ConcernCase.objects.get().reference
    assert answers.count(reference) == 1
    told = next(answer for answer in answers if answer != reference)
    assert f"has an open case already, {reference}" in told
    assert ReferenceCounter.objects.get().last == 1
    assert CaseEvent.objects.filter(kind="cases.opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_cases_opened_at_once_each_gets_its_own_number(cast):
    schools = [make_school() for _ in range(6)]

    def opened(school):
        try:
            return make_case(cast, school=school).reference
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        references = sorted(pool.map(opened, schools))
    year = clock.today().year
    assert references == [f"SOC-{year}-{number:04}" for number in range(1, 7)]


def test_a_closed_case_is_continued_by_a_new_one_that_takes_its_open_actions_over(cast, case):
    action = make_action(case)
    close_case(case, reason="Better.", open_actions={action.pk: Fate.CARRY}, by=cast.director)

    new = reopen_case(
        case,
        why="It fell back.",
        lead=cast.senior_adviser,
        concerns=[concern_facts()],
        risk_level="medium",
        risk_reason="Results.",
        by=cast.senior_adviser,
    )

    assert (new.continues, new.is_open, case.is_open) == (case, True, False)
    assert new.reference != case.reference
    assert Action.objects.get().case == new
    kinds = CaseEvent.objects.filter(case_reference=new.reference).values_list("kind", flat=True)
    assert "cases.reopened" in kinds
    assert "actions.taken_over" in kinds


def test_an_open_case_is_not_reopened_and_a_continued_one_not_twice(cast, case):
    facts = {
        "why": "It fell back.",
        "lead": cast.senior_adviser,
        "concerns": [concern_facts()],
        "risk_level": "medium",
        "risk_reason": "Results.",
        "by": cast.senior_adviser,
    }
    with pytest.raises(AlreadyDone, match="is open"):
        reopen_case(case, **facts)
    close_case(case, reason="Better.", by=cast.director)
    new = reopen_case(case, **facts)
    close_case(new, reason="Better.", by=cast.director)
    with pytest.raises(RuleError, match=f"continued as {new.reference}"):
        reopen_case(case, **facts)


def test_an_open_case_of_a_school_is_found(cast, case):
    assert judgements.open_case_of(cast.school) == case
    assert judgements.open_case_of(cast.other_school) is None
