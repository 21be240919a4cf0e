import pytest

from concern_cases.models import Action, Cadence, CaseEvent
from concern_cases.services import cases
from concern_cases.services.cadences import change_cadence
from concern_cases.services.cases import Fate, close_case, closing_rule
from concern_cases.services.judgements import judge_risk
from concern_cases.services.leads import change_lead
from record.errors import AlreadyDone, RuleError
from tests.concern_cases.makers import days, make_action


def test_a_closed_case_keeps_why_and_when_the_la_looks_again(cast, case):
    close_case(case, reason="Two reviews met the criteria.", follow_up_on=days(90), by=cast.director)
    case.refresh_from_db()
    assert (case.status, case.closed_by, case.closed_on) == ("closed", cast.director, days(0))
    assert (case.closed_why, case.follow_up_on) == ("Two reviews met the criteria.", days(90))
    assert CaseEvent.objects.latest("position").kind == "cases.closed"


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"reason": ""}, "reason"), ({"follow_up_on": days(0)}, "follow_up_on"), ({}, "open_actions")],
)
def test_closing_needs_a_reason_a_day_ahead_and_the_fate_of_every_open_action(cast, case, facts, field):
    make_action(case)
    with pytest.raises(RuleError) as refused:
        close_case(case, **({"reason": "Better."} | facts), by=cast.director)
    assert refused.value.field == field
    case.refresh_from_db()
    assert case.is_open


def test_each_open_action_is_dropped_or_kept_open(cast, case):
    dropped, kept = make_action(case), make_action(case)
    fates = {dropped.pk: Fate.DROP, kept.pk: Fate.CARRY}
    close_case(case, reason="Better.", open_actions=fates, by=cast.director)
    assert list(Action.objects.order_by("pk").values_list("status", flat=True)) == ["dropped", "open"]
    assert Action.objects.get(pk=dropped.pk).outcome == "The case was closed: Better."
    kinds = CaseEvent.objects.order_by("position").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["actions.dropped", "actions.carried", "cases.closed"]


def test_an_action_that_the_closer_cannot_read_is_kept_open_and_not_asked_about(cast, case):
    make_action(case, circle="named", named=[cast.chair])
    close_case(case, reason="Better.", by=cast.director)
    assert Action.objects.get().status == "open"


def test_apps_above_may_forbid_closing(cast, case, monkeypatch):
    monkeypatch.setattr(cases, "_closing_rules", [])

    @closing_rule
    def no_open_letter(case):
        raise RuleError("A letter is open: withdraw it first")

    with pytest.raises(RuleError, match="A letter is open"):
        close_case(case, reason="Better.", by=cast.director)


def test_a_case_is_closed_once(cast, case):
    close_case(case, reason="Better.", by=cast.director)
    with pytest.raises(AlreadyDone):
        close_case(case, reason="Better.", by=cast.senior_adviser)
    assert CaseEvent.objects.filter(kind="cases.closed").count() == 1


def test_the_lead_changes_to_somebody_who_may_run_cases(cast, case):
    change_lead(case, lead=cast.head_of_improvement, why="Leave.", by=cast.director)
    body = CaseEvent.objects.latest("position").body
    assert (body["before"], body["lead"]) == ("Helen Marchetti", "Colin Tregarth")
    for lead in (cast.head_of_improvement, cast.sip):
        with pytest.raises(RuleError) as refused:
            change_lead(case, lead=lead, by=cast.director)
        assert refused.value.field == "lead"


def test_the_cadence_that_the_risk_proposes_needs_no_reason_another_does(cast, case):
    monthly, termly = (Cadence.objects.get(code=code) for code in ("monthly", "termly"))
    with pytest.raises(RuleError, match="instead of every 3 months"):
        change_cadence(case, cadence=monthly, by=cast.senior_adviser)
    change_cadence(case, cadence=monthly, why="The head is new.", by=cast.senior_adviser)
    assert (case.cadence, case.cadence_why) == (monthly, "The head is new.")
    judge_risk(cast.school, kind="improvement", level="medium", reason="R", on=days(0), by=cast.sip)
    change_cadence(case, cadence=termly, by=cast.senior_adviser)
    assert (case.cadence, case.cadence_why) == (termly, "")
    with pytest.raises(RuleError, match="another interval"):
        change_cadence(case, cadence=termly, by=cast.senior_adviser)


def test_a_closed_case_is_not_run(cast, case):
    close_case(case, reason="Better.", by=cast.director)
    with pytest.raises(AlreadyDone):
        change_lead(case, lead=cast.director, by=cast.director)
    with pytest.raises(AlreadyDone):
        change_cadence(case, cadence=Cadence.objects.get(code="monthly"), why="w", by=cast.director)
