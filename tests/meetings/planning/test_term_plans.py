"""A plan of a half-term from being asked for to its conferences."""

from datetime import date, datetime, timedelta

import pytest

from concern_cases.due_dates import months_after
from concern_cases.models import Cadence, Plan, Review
from concern_cases.services.cadences import change_cadence
from meetings import plan_jobs as jobs
from meetings.london import local, moment
from meetings.models import BusyTime, Diary, Invitee, Meeting, PlanningRules, ProposedDate, TermPlan
from meetings.planning.stored import restored, stored
from meetings.services.invitees import suggested_invitees
from meetings.services.planning_rules import change_planning_rules
from meetings.services.term_plans import (
    ask_for_plan,
    choose,
    drop_plan,
    is_out_of_date,
    plan_again,
    stop_planning,
)
from meetings.services.term_problem import problem_of
from people.roles import Role
from people.services.grants import derive_grants
from record import clock, stopping
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.factories import make_post, make_school, make_share, make_user
from tests.meetings.planning.county import FIRST, LAST, TODAY, make_due, make_half_terms, planned
from tests.web_pages.makers import close
from workflows.models import CaseworkProcess, Trigger
from workflows.services.conferences import start_conference
from workflows.services.term_plans import accept_plan
from workflows.triggers import serve_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(cast):
    make_half_terms(la=cast.la)
    PlanningRules.objects.create(la=cast.la, search_seconds=5)
    with clock.at(TODAY):
        yield cast


def dates_of(plan):
    return {row.case_id: row.starts_at for row in plan.dates.all()}


def test_every_case_that_falls_due_is_proposed_a_date_in_time(county):
    cases = [make_due(county, number) for number in range(1, 5)]
    late = make_due(county, 9, opened_on=date(2026, 12, 20))  # due on 20 March, in the next half-term

    plan = planned(county)

    assert plan.state == TermPlan.State.READY
    assert plan.is_best
    assert set(dates_of(plan)) == {case.pk for case in cases}
    assert late.pk not in dates_of(plan)
    for row in plan.dates.all():
        assert FIRST + timedelta(days=2) <= row.starts_at.date() <= row.due_by == date(2027, 1, 29)
    assert Meeting.objects.count() == 0  # nothing changes by it


def test_a_case_due_in_the_holiday_is_planned_before_it(county):
    case = make_due(county, opened_on=date(2026, 11, 17))  # due on 17 February: the school is closed

    plan = planned(county)

    assert plan.dates.get(case=case).starts_at.date() <= LAST


def test_a_school_that_keeps_its_own_terms_is_asked_in_them(county):
    school = make_school(name="Marlbeck")
    own = [(date(2027, 1, 18), date(2027, 1, 27), "spring")]
    make_half_terms(own, school=school)
    case = make_due(county, school=school)

    found = planned(county).dates.get(case=case).starts_at.date()

    assert date(2027, 1, 20) <= found <= date(2027, 1, 25)  # without its own first and last two days


def test_no_conference_is_proposed_at_a_school_that_closed(county):
    open_, closed, closing = (make_due(county, number) for number in (1, 2, 3))
    closed.school.status = "Closed"
    closed.school.save()
    closing.school.status, closing.school.closed_on = "Open, but proposed to close", date(2027, 1, 14)
    closing.school.save()

    plan = planned(county)

    assert set(dates_of(plan)) == {open_.pk, closing.pk}
    assert plan.dates.get(case=closing).starts_at.date() <= date(2027, 1, 14)


def test_a_school_that_closes_after_it_was_planned_is_not_invited_to(county):
    case = make_due(county)
    plan = planned(county)
    case.school.status, case.school.closed_on = "Closed", date(2026, 11, 20)
    case.school.save()

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    assert "continue the case at its successor" in plan.dates.get(case=case).not_called_why
    assert not Meeting.objects.exists()


def test_no_conference_is_on_a_bank_holiday(county):
    with clock.at(date(2027, 4, 1)):
        first, last = date(2027, 4, 12), date(2027, 5, 28)
        make_due(county, opened_on=date(2027, 2, 4))
        plan = ask_for_plan(county.la, first_day=first, last_day=last, by=county.senior_adviser)
        days = problem_of(plan).cases[0].days

    assert date(2027, 5, 3) not in days
    assert date(2027, 5, 4) in days


def test_nobody_is_asked_for_a_time_at_which_the_diary_has_something(county):
    case = make_due(county)
    for number in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=number)
        if day != date(2027, 1, 21):
            BusyTime.objects.create(
                user=county.senior_adviser,
                starts_at=moment(datetime(day.year, day.month, day.day, 8)),
                ends_at=moment(datetime(day.year, day.month, day.day, 18)),
            )

    assert planned(county).dates.get(case=case).starts_at.date() == date(2027, 1, 21)


def test_a_date_says_whose_diary_is_not_known(county):
    case = make_due(county)
    Diary.objects.create(user=county.senior_adviser, read_at=clock.now())

    row = planned(county).dates.get(case=case)
    assert row.notes == ["Diary not known: Head 1"]
    assert row.unknown_diaries == "Diary not known: Head 1"


def test_one_officer_of_the_diocese_is_enough_for_a_date(county):
    school = make_school(name="Hallowmere St Aldhelm’s School", diocese=county.corvesham)
    make_share(school, agreed_by=county.senior_adviser)
    make_post(Role.DIOCESAN_OFFICER, user=make_user("Second Officer"), diocese=county.corvesham)
    case = make_due(county, school=school)
    begins, ends = moment(datetime(2026, 12, 1)), moment(datetime(2027, 2, 1))
    BusyTime.objects.create(user=county.diocesan_officer, starts_at=begins, ends_at=ends)

    assert planned(county).dates.get(case=case).starts_at


def test_a_conference_elsewhere_keeps_its_people_away(county):
    case = make_due(county)
    blocked = make_due(county, 2, opened_on=date(2026, 6, 1))
    start_conference(
        blocked,
        starts_at=moment(datetime(2026, 12, 10, 14)),
        place="Here",
        chair=county.senior_adviser,
        invitees=suggested_invitees(blocked),
        by=county.senior_adviser,
    )

    plan = planned(county)

    assert set(dates_of(plan)) == {case.pk}  # the other one is called for December


@pytest.mark.parametrize(
    ("reply", "is_free"), [("delegated", True), ("declined", True), ("accepted", False), ("none", False)]
)
def test_who_sends_somebody_else_is_free(county, called, reply, is_free):
    case = make_due(county)
    elsewhere = make_due(county, 2, opened_on=date(2026, 12, 20))  # due later: not in this plan
    head = suggested_invitees(case)[1].user
    other = called(elsewhere, moment(datetime(2027, 3, 1, 9, 30)))
    invitee = Invitee.objects.create(
        meeting=other, user=head, name=head.name, email=head.email, required_as="la", reply=reply
    )

    person = problem_of(ask(county)).person[invitee.user_id]

    assert (person.engagements == ()) is is_free


def ask(county):
    return ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)


def test_the_one_after_a_conference_that_is_called_is_planned_ahead(county, called):
    """A term ahead: this half-term's conference is still to come, and the next one follows from it."""
    case = make_due(county, cadence=Cadence.objects.get(code="monthly"))
    first = called(case, moment(datetime(2026, 12, 10, 14)))

    plan = planned(county)
    row, after = plan.dates.filter(case=case)

    assert row.due_by == date(2027, 1, 10)
    assert date(2027, 1, 7) <= row.starts_at.date() <= date(2027, 1, 8)  # not in the first two days
    assert row.keeps is None
    assert after.due_by == months_after(row.starts_at.date(), 1)
    assert row.starts_at.date() + timedelta(days=15) <= after.starts_at.date() <= after.due_by
    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()
    ahead = list(Meeting.objects.filter(case=case).order_by("starts_at"))
    assert [each.starts_at for each in ahead] == [first.starts_at, row.starts_at, after.starts_at]
    assert [each.keeps for each in planned(county).dates.filter(case=case)] == ahead[1:]


def test_the_one_after_is_not_before_half_of_its_interval_has_passed(county, called):
    case = make_due(county)
    called(case, moment(datetime(2026, 12, 1, 14)))  # the next by 1 March; half of that is 15 January
    other = make_due(county, 2, cadence=Cadence.objects.get(code="twice-a-term"))
    called(other, moment(datetime(2026, 12, 8, 14)))

    plan = planned(county)

    assert not plan.dates.filter(case=case).exists()  # there are days left for it after the half-term
    row = plan.dates.get(case=other)
    assert row.due_by == LAST
    assert row.starts_at.date() >= date(2027, 1, 10)


def test_only_one_plan_is_under_way_for_a_half_term(county):
    make_due(county)
    ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)

    with pytest.raises(AlreadyDone):
        ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.clerk)


def test_without_anything_due_the_plan_says_so(county):
    plan = planned(county)

    assert plan.state == TermPlan.State.FAILED
    assert "nothing to plan" in plan.problem


def test_a_worker_that_is_killed_leaves_the_work_to_the_next(county, monkeypatch):
    make_due(county)
    plan = ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)
    monkeypatch.setattr(stopping, "asked", lambda: True)
    dispatch = Dispatch.objects.get(topic="meetings.plan_term")
    with pytest.raises(Exception, match="asked to end"):
        jobs.plan_term(dispatch.payload, dispatch)
    monkeypatch.undo()

    deliver_waiting()
    deliver_waiting()

    plan.refresh_from_db()
    assert plan.state == TermPlan.State.READY
    assert plan.dates.count() == 1


def test_doing_it_twice_proposes_each_date_once(county):
    make_due(county)
    plan = planned(county)
    dispatch = Dispatch.objects.get(topic="meetings.plan_term")

    jobs.plan_term(dispatch.payload, dispatch)

    assert plan.dates.count() == 1


def test_who_stops_the_search_gets_the_best_so_far(county, monkeypatch):
    make_due(county)
    plan = ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)
    stop_planning(plan, by=county.senior_adviser)
    monkeypatch.setattr(jobs, "EVERY", 0)

    deliver_waiting()

    plan.refresh_from_db()
    assert plan.state == TermPlan.State.READY
    with pytest.raises(AlreadyDone):
        stop_planning(plan, by=county.senior_adviser)


def test_a_plan_dropped_while_it_is_worked_out_proposes_nothing(county):
    make_due(county)
    plan = ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)
    drop_plan(plan, by=county.clerk)

    deliver_waiting()

    plan.refresh_from_db()
    assert plan.state == TermPlan.State.DROPPED
    assert not plan.dates.exists()


def test_a_problem_is_the_same_after_it_was_stored(county):
    make_due(county)
    plan = planned(county)
    problem = problem_of(plan)

    assert restored(stored(problem)) == problem


def test_accepting_calls_each_conference_once_with_its_process_and_invitations(county):
    cases = [make_due(county, number) for number in (1, 2)]
    plan = planned(county)

    accept_plan(plan, by=county.clerk)
    with pytest.raises(AlreadyDone):
        accept_plan(plan, by=county.senior_adviser)
    serve_triggers()
    serve_triggers()

    for case in cases:
        meeting = Meeting.objects.get(case=case)
        assert meeting.starts_at == plan.dates.get(case=case).starts_at
        assert meeting.status == Meeting.Status.INVITED
        assert meeting.called_by == county.clerk
        assert CaseworkProcess.objects.get(meeting=meeting)
        assert plan.dates.get(case=case).meeting == meeting
    assert Trigger.objects.filter(error="").count() == 2


def test_a_case_closed_meanwhile_is_left_out_and_said(county):
    case, other = make_due(county, 1), make_due(county, 2)
    plan = planned(county)
    accept_plan(plan, by=county.senior_adviser)
    close(case)

    serve_triggers()

    assert "closed" in plan.dates.get(case=case).not_called_why
    assert not Meeting.objects.filter(case=case).exists()
    assert Meeting.objects.filter(case=other).exists()


@pytest.fixture
def called(county):
    """Calls a conference of a case by hand."""

    def call(case, at):
        return start_conference(
            case,
            starts_at=at,
            place="Here",
            chair=county.senior_adviser,
            invitees=suggested_invitees(case),
            by=county.senior_adviser,
        ).meeting

    return call


def test_a_date_that_somebody_gave_away_meanwhile_is_not_called_and_said(county, called):
    case, other = make_due(county, 1), make_due(county, 2)
    plan = planned(county)
    taken = plan.dates.get(case=case).starts_at
    elsewhere = make_due(county, 3, opened_on=date(2026, 12, 20))  # due later: not in this plan
    called(elsewhere, taken)

    assert is_out_of_date(plan)
    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    row = plan.dates.get(case=case)
    assert row.not_called_why == (
        "Helen Marchetti is needed elsewhere then, which came up since it was planned."
    )
    assert not Meeting.objects.filter(case=case).exists()
    assert Meeting.objects.filter(case=other).exists()


def test_a_conference_does_not_move_to_where_somebody_is_away_by_now(county, called):
    case = make_due(county)
    meeting = called(case, moment(datetime(2027, 2, 8, 10)))  # after the 29th of January
    plan = planned(county)
    row = plan.dates.get(case=case)
    head = meeting.invitees.get(name="Head 1").user
    BusyTime.objects.create(user=head, starts_at=row.starts_at, ends_at=row.starts_at + timedelta(hours=1))

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    row.refresh_from_db()
    meeting.refresh_from_db()
    assert "Head 1 is needed elsewhere then" in row.not_called_why
    assert meeting.moves == 0


def test_a_conference_follows_into_the_time_that_another_one_leaves(county, called):
    """Two to be moved, one of them to where the other one is now."""
    first, second = make_due(county, 1), make_due(county, 2)
    one = called(first, moment(datetime(2027, 2, 8, 9, 30)))
    two = called(second, moment(datetime(2027, 2, 9, 9, 30)))
    plan = planned(county)
    leaves, follows = plan.dates.get(case=first), plan.dates.get(case=second)
    follows.starts_at = one.starts_at
    follows.save()

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.starts_at, two.starts_at) == (leaves.starts_at, follows.starts_at)


def test_and_stays_where_it_is_if_the_other_one_has_to_stay(county, called):
    first, second = make_due(county, 1), make_due(county, 2)
    one = called(first, moment(datetime(2027, 2, 8, 9, 30)))
    two = called(second, moment(datetime(2027, 2, 9, 9, 30)))
    plan = planned(county)
    leaves, follows = plan.dates.get(case=first), plan.dates.get(case=second)
    follows.starts_at = one.starts_at
    follows.save()
    head = one.invitees.get(name="Head 1").user
    BusyTime.objects.create(
        user=head, starts_at=leaves.starts_at, ends_at=leaves.starts_at + timedelta(hours=1)
    )

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.moves, two.moves) == (0, 0)
    assert all(row.not_called_why for row in plan.dates.all())


def test_no_date_is_proposed_after_the_share_with_the_diocese_ends(county, called):
    school = make_school(name="Hallowmere St Aldhelm’s School", diocese=county.corvesham)
    share = make_share(school, agreed_by=county.senior_adviser, until=date(2027, 1, 12))
    case = make_due(county, school=school)
    away = moment(datetime(2027, 1, 1))
    BusyTime.objects.create(user=case.lead, starts_at=away, ends_at=moment(datetime(2027, 1, 11)))

    assert planned(county).dates.get(case=case).starts_at.date() <= date(2027, 1, 12)

    share.until = date(2027, 1, 10)
    share.save()
    derive_grants()
    drop_plan(TermPlan.objects.get(), by=county.senior_adviser)
    row = planned(county).dates.get(case=case)
    assert row.starts_at is None
    assert "without " in " ".join(choice["words"] for choice in row.choices)


@pytest.mark.parametrize("what", ["absence", "meeting", "post"])
def test_what_comes_into_a_diary_or_a_post_makes_a_plan_out_of_date(county, called, what):
    case = make_due(county)
    plan = planned(county)
    assert not is_out_of_date(plan)

    if what == "absence":
        begins = moment(datetime(2027, 1, 20, 9))
        BusyTime.objects.create(
            user=county.senior_adviser, starts_at=begins, ends_at=begins + timedelta(hours=1)
        )
    elif what == "meeting":
        elsewhere = make_due(county, 3, opened_on=date(2026, 12, 20))
        called(elsewhere, moment(datetime(2027, 1, 20, 9)))
    else:
        make_post(Role.CHAIR, user=make_user("New Chair"), schools=(case.school,))

    assert is_out_of_date(plan)


def test_a_conference_that_was_called_stays_where_it_is(county):
    case = make_due(county)
    at = moment(datetime(2027, 1, 27, 10))
    start_conference(
        case,
        starts_at=at,
        place="Here",
        chair=county.senior_adviser,
        invitees=suggested_invitees(case),
        by=county.senior_adviser,
    )

    row = planned(county).dates.get(case=case)

    assert row.stays
    assert row.starts_at == at


def test_a_conference_that_can_not_stay_is_moved_with_the_reason(county):
    case = make_due(county)
    meeting = start_conference(
        case,
        starts_at=moment(datetime(2027, 2, 8, 10)),  # after the 29th of January
        place="Here",
        chair=county.senior_adviser,
        invitees=suggested_invitees(case),
        by=county.senior_adviser,
    ).meeting
    plan = planned(county)
    row = plan.dates.get(case=case)
    assert row.reason.replace("\N{NO-BREAK SPACE}", " ") == "It has to be held by Friday 29 January."

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    meeting.refresh_from_db()
    assert meeting.starts_at == row.starts_at
    assert meeting.moves == 1
    assert meeting.earlier_dates.get().why == row.reason


def test_accepting_needs_the_permission_for_each_school(county):
    make_due(county)
    plan = planned(county)

    with pytest.raises(RuleError):
        accept_plan(plan, by=county.head_of_improvement)

    plan.refresh_from_db()
    assert plan.state == TermPlan.State.READY


@pytest.fixture
def stuck(county):
    """One case whose adviser is away until its due date, so that it has no date."""
    case = make_due(county)
    BusyTime.objects.create(
        user=case.lead, starts_at=moment(datetime(2026, 12, 1)), ends_at=moment(datetime(2027, 1, 30))
    )
    plan = planned(county)
    return plan.dates.get(case=case)


def test_what_fits_nowhere_says_why_and_offers_dates_with_their_price(stuck):
    assert stuck.starts_at is None
    assert "Helen Marchetti (the chair) can’t come on any of them." in stuck.why_not
    assert {choice["kind"] for choice in stuck.choices} == {"limit", "chair_away"}


def test_a_choice_with_its_reason_gives_the_case_a_date(stuck, county):
    key = next(choice["key"] for choice in stuck.choices if choice["kind"] == "limit")

    with pytest.raises(RuleError) as refusal:
        choose(stuck, key=key, by=county.senior_adviser)
    assert refusal.value.field == "reason"
    choose(stuck, key=key, reason="The adviser is on leave.", by=county.senior_adviser)

    row = ProposedDate.objects.get(pk=stuck.pk)
    assert local(row.starts_at).date() == date(2027, 2, 1)
    assert (row.set_aside, row.reason) == ("limit", "The adviser is on leave.")
    with pytest.raises(AlreadyDone):
        choose(row, key=key, reason="Again", by=county.senior_adviser)


def test_a_date_that_was_not_offered_is_refused(stuck, county):
    with pytest.raises(RuleError) as refusal:
        choose(stuck, key="limit 2027-02-02", reason="Why not", by=county.senior_adviser)
    assert refusal.value.field == "choice"


def test_another_interval_makes_a_plan_out_of_date_and_a_new_one_changes_few_dates(county):
    cases = [make_due(county, number) for number in range(1, 5)]
    plan = planned(county)
    assert not is_out_of_date(plan)

    monthly = Cadence.objects.get(code="monthly")
    change_cadence(cases[0], cadence=monthly, why="Closer watch.", by=county.senior_adviser)
    assert is_out_of_date(plan)
    before = dates_of(plan)
    again = plan_again(plan, by=county.senior_adviser)
    deliver_waiting()
    again.refresh_from_db()

    assert again.after == plan
    after = dates_of(again)
    assert after[cases[0].pk] is None  # it was due in November
    assert [case.pk for case in cases[1:] if after[case.pk] != before[case.pk]] == []


def test_a_conference_near_a_review_holds_it(county):
    case = make_due(county)
    plan_of_school = Plan.objects.create(
        school=case.school, case=case, kind="support", horizon=date(2027, 7, 1), opened_on=date(2026, 9, 1)
    )
    review = Review.objects.create(plan=plan_of_school, due_on=date(2027, 2, 12))
    plan = planned(county)
    row = plan.dates.get(case=case)
    assert row.notes[-1] == "Holds the review of the plan"
    assert local(row.starts_at).date() >= date(2027, 1, 22)

    accept_plan(plan, by=county.senior_adviser)
    serve_triggers()

    assert Meeting.objects.get(case=case).holds_review == review


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"starts": "half past two"}, "starts"),
        ({"starts": "05:00"}, "starts"),
        ({"per_day": 0}, "per_day"),
        ({"search_seconds": 1000}, "search_seconds"),
    ],
)
def test_rules_that_make_no_sense_are_refused(county, facts, field):
    with pytest.raises(RuleError) as refusal:
        change_planning_rules(county.la, **facts, by=county.senior_adviser)
    assert refusal.value.field == field


def test_the_rules_of_an_authority_are_changed_and_kept(county):
    change_planning_rules(county.la, starts="14:00, 09:15", edge_days=1, by=county.director)

    rules = PlanningRules.objects.get(la=county.la)
    assert (rules.starts, rules.edge_days, rules.search_seconds) == ("09:15, 14:00", 1, 5)
