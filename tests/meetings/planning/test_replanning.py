"""A plan that a changed risk made unfit is planned again by the worker: once, and it says why."""

from datetime import date, datetime, timedelta

import pytest

from concern_cases.models import Cadence
from concern_cases.services.cadences import change_cadence
from concern_cases.services.judgements import judge_risk
from meetings import plan_jobs as jobs
from meetings.london import moment
from meetings.models import BusyTime, PlanningRules, TermPlan
from meetings.services import replanning, term_plans
from meetings.services.replanning import plan_again_after_changes, plan_again_if_unfit, why_unfit
from meetings.services.term_plans import choose, is_out_of_date
from record import clock
from record.outbox import deliver_waiting
from tests.meetings.planning.county import TODAY, make_due, make_half_terms, planned
from tests.web_pages.makers import judge
from workflows.services.term_plans import accept_plan

pytestmark = pytest.mark.django_db

SOON, LATER = TODAY + timedelta(days=1), TODAY + timedelta(days=2)


@pytest.fixture
def county(cast):
    make_half_terms(la=cast.la)
    PlanningRules.objects.create(la=cast.la, search_seconds=5)
    with clock.at(TODAY):
        yield cast


@pytest.fixture
def cases(county):
    """Four cases of high risk, due by 29 January, with a plan."""
    return [due(county, number) for number in range(1, 5)]


def due(county, number, **facts):
    case = make_due(county, number, **facts)
    judge(case.school, county.sip, on=date(2026, 11, 1))
    return case


def judge_again(county, *cases, level="medium", on=SOON):
    """Medium: once a term, by 26 March, which is the next half-term."""
    with clock.at(on):
        for case in cases:
            judge_risk(
                case.school, kind="improvement", level=level, reason="R", on=clock.today(), by=county.sip
            )


def work(on=LATER):
    """What the worker does on that day: how many plans it made again."""
    with clock.at(on):
        done = plan_again_after_changes()
        deliver_waiting()
    return done


def dates_of(plan):
    return {row.case_id: row.starts_at for row in plan.dates.all()}


def test_a_changed_risk_plans_again_with_few_other_dates_and_says_why(county, cases):
    before = planned(county)
    judge_again(county, cases[0])

    assert work() == 1

    after = TermPlan.objects.get(state=TermPlan.State.READY)
    before.refresh_from_db()
    assert (before.state, after.after, after.asked_by) == ("dropped", before, before.asked_by)
    assert after.asked_about["because"] == f"the risk of {cases[0].school} changed"
    dates = dates_of(before)
    del dates[cases[0].pk]
    assert dates_of(after) == dates
    assert work() == 0


def test_several_risks_judged_in_one_sitting_make_one_new_plan(county, cases):
    planned(county)
    for minute, case in enumerate(cases):
        at = datetime(2026, 11, 24, 10, minute * 5)
        judge_again(county, case, on=moment(at))
        assert work(moment(at + timedelta(minutes=4))) == 0
    assert TermPlan.objects.count() == 1

    assert work(moment(datetime(2026, 11, 24, 10, 30))) == 1

    assert TermPlan.objects.count() == 2
    assert (
        "the risk of Hallowmere 1 Primary School, Hallowmere 2"
        in TermPlan.objects.first().asked_about["because"]
    )


def test_two_workers_at_once_make_one_new_plan(county, cases):
    plan = planned(county)
    same = TermPlan.objects.get(pk=plan.pk)
    judge_again(county, cases[0])
    with clock.at(LATER):
        assert plan_again_if_unfit(plan, by=None)
        assert not plan_again_if_unfit(same, by=None)
    assert TermPlan.objects.count() == 2


def test_a_worker_that_is_killed_leaves_the_plan_as_it_was_to_the_next(county, cases, monkeypatch):
    plan = planned(county)
    judge_again(county, cases[0])

    def killed(*args, **facts):
        raise SystemExit

    monkeypatch.setattr(term_plans, "enqueue", killed)
    with pytest.raises(SystemExit):
        work()
    monkeypatch.undo()
    plan.refresh_from_db()
    assert plan.state == TermPlan.State.READY

    assert work() == 1


def test_a_risk_judged_while_the_plan_is_worked_out_plans_again_afterwards(county, cases, monkeypatch):
    solve = jobs.solve

    def judged_meanwhile(*args, **facts):
        judge_again(county, cases[0], on=TODAY)
        return solve(*args, **facts)

    monkeypatch.setattr(jobs, "solve", judged_meanwhile)
    planned(county)
    monkeypatch.undo()

    assert work() == 1
    assert cases[0].pk not in dates_of(TermPlan.objects.first())


def test_a_change_that_leaves_the_plan_as_it_is_is_looked_at_once(county, cases, monkeypatch):
    far = due(county, 9, opened_on=date(2026, 12, 20))  # due on 20 March
    plan = planned(county)
    judge_again(county, far)
    assert not is_out_of_date(plan)
    assert work() == 0

    monkeypatch.setattr(replanning, "plan_again_if_unfit", None)  # would fail if it were looked at again
    assert work() == 0
    assert TermPlan.objects.get().state == TermPlan.State.READY


def test_an_interval_set_by_a_person_is_told_as_such(county, cases):
    plan = planned(county)
    monthly = Cadence.objects.get(code="monthly")
    change_cadence(cases[0], cadence=monthly, why="Closer watch.", by=county.senior_adviser)
    assert why_unfit(plan) == f"conferences of {cases[0].school} are held at another interval"
    judge_again(county, cases[1])
    assert why_unfit(plan).startswith(f"the risk of {cases[1].school} changed and conferences of")


def test_twenty_schools_are_not_all_named(county):
    cases = [due(county, number) for number in range(1, 7)]
    plan = planned(county)
    judge_again(county, *cases)
    assert why_unfit(plan).endswith("Hallowmere 3 Primary School and 3 other schools changed")


def test_an_accepted_plan_and_one_for_days_gone_by_stay(county, cases):
    plan = planned(county)
    judge_again(county, cases[0])
    assert work(date(2027, 2, 13)) == 0
    accept_plan(plan, by=county.senior_adviser)
    assert work() == 0
    assert TermPlan.objects.count() == 1


def test_what_was_decided_before_counts_again(county, cases):
    stuck = due(county, 7, lead=county.head_of_improvement)
    BusyTime.objects.create(
        user=stuck.lead, starts_at=moment(datetime(2026, 12, 1)), ends_at=moment(datetime(2027, 1, 30))
    )
    row = planned(county).dates.get(case=stuck)
    key = next(choice["key"] for choice in row.choices if choice["kind"] == "limit")
    row = choose(row, key=key, reason="The adviser is on leave.", by=county.senior_adviser)
    judge_again(county, cases[0])

    work()

    again = TermPlan.objects.get(state=TermPlan.State.READY).dates.get(case=stuck)
    assert (again.starts_at, again.set_aside, again.reason) == (row.starts_at, row.set_aside, row.reason)
