"""The pages of the calendar and of a plan, as different people meet them."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from concern_cases.models import ConcernCase
from concern_cases.services.judgements import judge_risk
from meetings.london import moment
from meetings.models import BusyTime, Diary, Meeting, MeetingType, PlanningRules, TermPlan
from meetings.reference import CASE_CONFERENCE
from meetings.services.invitees import suggested_invitees
from meetings.services.plan_dates import leave_out, other_times, put_back, take_other_time
from meetings.services.replanning import plan_again_after_changes
from meetings.services.term_plans import ask_for_plan, drop_plan, plan_again
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.outbox import deliver_waiting
from tests.factories import make_school
from tests.meetings.planning.county import FIRST, LAST, TODAY, make_due, make_half_terms, planned
from tests.web_pages.makers import invite, judge, make_meeting
from workflows.services.conferences import start_conference
from workflows.triggers import serve_triggers

TERM = "?term=2026-3"


@pytest.fixture
def county(cast):
    make_half_terms(la=cast.la)
    PlanningRules.objects.create(la=cast.la, search_seconds=5)
    with clock.at(TODAY):
        yield cast


def a_conference(case, chair, **facts):
    return make_meeting(case, chair, type=MeetingType.objects.get(code=CASE_CONFERENCE), **facts)


@pytest.fixture
def browse(client, county):
    """Whose browser asks, and what the page says in plain text."""

    def asked(who, name, *args, query=TERM, **facts):
        client.force_login(getattr(county, who))
        answer = client.get(reverse(name, args=args) + query, **facts)
        return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    return asked


def test_a_half_term_shows_meetings_in_their_days_and_what_is_closed(browse, county):
    case = make_due(county, school=county.school)
    a_conference(case, county.senior_adviser, on=date(2027, 1, 13))

    page = browse("senior_adviser", "meetings:term")

    assert "Half-term 3, 5 January to 12 February" in page
    assert "10 am <a" in page
    assert "Mon 4</span> holiday" in page
    assert "Tue 5</span> first day" in page
    assert "Fri 12</span> last day" in page


def test_each_reader_sees_the_meetings_of_his_or_her_own_schools(browse, county):
    a_conference(make_due(county, school=county.school), county.senior_adviser, on=date(2027, 1, 13))
    name = "Fernhallow St Wystan’s Church of England"

    assert name in browse("diocesan_officer", "meetings:term")
    assert name in browse("head", "meetings:month", query="?month=2027-01")
    assert name not in browse("other_chair", "meetings:term")
    assert name not in browse("other_diocesan_officer", "meetings:month", query="?month=2027-01")


def test_only_those_who_plan_see_what_is_proposed(browse, county):
    make_due(county, school=county.school)
    planned(county)

    assert "app-slot--proposed" in browse("clerk", "meetings:term")
    for who in ("head", "director", "diocesan_officer"):
        assert "app-slot--proposed" not in browse(who, "meetings:term")


def test_a_plan_says_how_many_of_its_dates_rest_on_diaries_that_nobody_knows(browse, county):
    make_due(county, 1)
    make_due(county, 2)
    for user in User.objects.exclude(name="Head 1"):
        Diary.objects.create(user=user, read_at=clock.now())
    planned(county)

    page = browse("senior_adviser", "meetings:plan")
    assert "<b>One date</b> of two rests on a diary that nobody knows" in page

    Diary.objects.create(user=User.objects.get(name="Head 1"), read_at=clock.now())
    TermPlan.objects.all().delete()
    planned(county)
    assert "on a diary that nobody knows" not in browse("senior_adviser", "meetings:plan")


def test_one_persons_meetings_and_absences_without_what_for(browse, county):
    case, other = make_due(county, 1), make_due(county, 2)
    first = a_conference(case, county.senior_adviser, on=date(2027, 1, 13))
    invite(first, county.clerk)
    a_conference(other, county.senior_adviser, on=date(2027, 1, 14))
    BusyTime.objects.create(
        user=county.clerk,
        starts_at=moment(datetime(2027, 1, 20, 8)),
        ends_at=moment(datetime(2027, 1, 20, 18)),
        note="Dentist",
    )

    page = browse("senior_adviser", "meetings:term", query=f"{TERM}&person={county.clerk.pk}")

    assert "Hallowmere 1<" in page
    assert "Hallowmere 2<" not in page
    assert "Away" in page
    assert "Dentist" not in page
    assert "Away" not in browse("director", "meetings:term", query=f"{TERM}&person={county.clerk.pk}")


def test_of_somebody_who_has_left_nobody_sees_any_more_when_he_or_she_is_away(browse, county):
    invite(a_conference(make_due(county, 1), county.senior_adviser, on=date(2027, 1, 13)), county.clerk)
    busy = BusyTime(user=county.clerk)
    busy.starts_at, busy.ends_at = moment(datetime(2027, 1, 20, 8)), moment(datetime(2027, 1, 20, 18))
    busy.save()
    query = f"{TERM}&person={county.clerk.pk}"
    assert "Away" in browse("senior_adviser", "meetings:term", query=query)
    county.clerk.posts.update(until=clock.today() - timedelta(days=1))
    page = browse("senior_adviser", "meetings:term", query=query)
    assert "Hallowmere 1<" in page
    assert "Away" not in page


def test_one_persons_calendar_stays_that_persons_where_nothing_stands_in_it(browse, county):
    invite(a_conference(make_due(county, 1), county.senior_adviser, on=date(2027, 1, 13)), county.clerk)
    a_conference(make_due(county, 2), county.senior_adviser, on=date(2027, 3, 3))
    who = f"person={county.clerk.pk}"
    busy = BusyTime(user=county.clerk)
    busy.starts_at, busy.ends_at = moment(datetime(2027, 3, 10, 8)), moment(datetime(2027, 3, 10, 18))
    busy.save()

    page = browse("senior_adviser", "meetings:month", query=f"?month=2027-03&{who}")

    assert f"Meetings of {county.clerk.name}" in page
    assert f'value="{county.clerk.pk}" selected' in page
    assert "Hallowmere 2" not in page
    assert "Away" in page
    assert f"?month=2027-04&amp;{who}" in page


def test_the_calendar_of_somebody_whom_the_reader_never_meets_is_not_found(client, county):
    client.force_login(county.senior_adviser)
    for key in ("nobody", "999999", county.other_chair.pk):
        assert client.get(reverse("meetings:month"), {"person": key}).status_code == 404


def test_the_term_page_asks_no_more_the_more_it_shows(client, county):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(reverse("meetings:term") + TERM).status_code == 200
        return len(found)

    client.force_login(county.senior_adviser)
    a_conference(make_due(county, 1), county.senior_adviser, on=date(2027, 1, 13))
    make_due(county, 2)
    planned(county)
    few = queries()
    for number in range(3, 12):
        case = make_due(county, number)
        invite(a_conference(case, county.senior_adviser, on=date(2027, 1, 14)), county.clerk)
    TermPlan.objects.all().delete()
    planned(county)

    assert queries() == few
    assert few <= 25


def test_the_half_term_hangs_on_a_wall_as_one_tagged_page(client, county):
    a_conference(make_due(county), county.senior_adviser, on=date(2027, 1, 13))
    client.force_login(county.senior_adviser)

    answer = client.get(reverse("meetings:wall") + TERM)

    pdf = PdfReader(BytesIO(answer.content))
    assert len(pdf.pages) == 1
    assert pdf.pages[0].mediabox.width > pdf.pages[0].mediabox.height > 800  # A3, lying
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Hallowmere 1" in pdf.pages[0].extract_text()


def test_a_whole_term_full_of_meetings_hangs_on_a_wall_as_one_page(client, county):
    for number in range(34):
        week, day = divmod(number, 4)
        week = week if week < 7 else week + 1  # the holiday between the half-terms
        on = date(2026, 9, 7) + timedelta(days=7 * week + (day if week % 2 else 1))
        name = f"Westhampnell-upon-Wyver Number {number} Church of England Primary School"
        a_conference(make_due(county, school=make_school(name=name)), county.senior_adviser, on=on)
    client.force_login(county.senior_adviser)

    answer = client.get(reverse("meetings:wall") + "?term=2026-autumn")

    pdf = PdfReader(BytesIO(answer.content))
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    assert "Week 16" in text
    assert all(f"Number {number} " in text for number in range(34))


def test_without_term_dates_the_page_says_so(client, cast):
    client.force_login(cast.senior_adviser)

    assert "No term dates are known" in client.get(reverse("meetings:term")).content.decode()
    assert "No term dates are known" in client.get(reverse("meetings:plan")).content.decode()


def test_a_plan_from_asking_to_inviting(client, browse, county):
    make_due(county, 1)
    make_due(county, 2)
    client.force_login(county.senior_adviser)
    assert "Two conferences fall due" in browse("senior_adviser", "meetings:plan")

    client.post(reverse("meetings:ask_plan"), {"term": "2026-3"})
    client.post(reverse("meetings:ask_plan"), {"term": "2026-3"})
    assert TermPlan.objects.count() == 1
    waiting = browse("senior_adviser", "meetings:plan")
    assert "waits for the worker" in waiting
    assert "data-look-again" in waiting
    deliver_waiting()
    ready = browse("senior_adviser", "meetings:plan")
    assert "Two have a date" in ready
    assert "Proven best" in ready
    assert "Invite for the 2 proposed dates" in ready
    plan = TermPlan.objects.get()
    assert "Head 1" in browse("clerk", "meetings:plan_invitations", plan.pk, query="")
    client.post(reverse("tasks:accept_plan", args=[plan.pk]))
    again = client.post(reverse("tasks:accept_plan", args=[plan.pk]), follow=True).content.decode()
    assert "accepted already" in again
    serve_triggers()

    assert Meeting.objects.count() == 2
    assert "Two conferences were called or moved" in browse("clerk", "meetings:plan")


def test_a_date_is_left_out_and_another_has_another_time_before_the_plan_is_accepted(client, browse, county):
    first, second = make_due(county, 1), make_due(county, 2)
    plan = planned(county)
    client.force_login(county.senior_adviser)
    one, other = plan.dates.get(case=first), plan.dates.get(case=second)
    was = other.starts_at

    client.post(reverse("meetings:leave_out_date", args=[one.pk]))
    address = reverse("meetings:other_time", args=[other.pk])
    times = client.get(address).context["form"].fields["at"].choices
    assert was.isoformat() not in dict(times)
    client.post(address, {"form_key": "f" * 32, "at": times[-1][0]})

    other.refresh_from_db()
    assert other.starts_at == datetime.fromisoformat(times[-1][0])
    listed = browse("clerk", "meetings:plan_invitations", plan.pk, query="")
    assert "Left out" in listed
    assert "This time was chosen" in listed
    assert "Invite for the proposed date" in browse("senior_adviser", "meetings:plan")
    client.post(reverse("tasks:accept_plan", args=[plan.pk]))
    serve_triggers()
    assert [meeting.starts_at for meeting in Meeting.objects.all()] == [other.starts_at]
    assert "Left out when the plan was accepted." in browse("clerk", "meetings:plan")


def test_a_date_whose_hour_another_has_since_is_not_put_back(client, browse, county):
    first, second = make_due(county, 1), make_due(county, 2)
    plan = planned(county)
    row, other = plan.dates.get(case=first), plan.dates.get(case=second)
    leave_out(row, by=county.clerk)
    take_other_time(other, at=row.starts_at, by=county.clerk)

    client.force_login(county.senior_adviser)
    client.post(reverse("meetings:put_back_date", args=[row.pk]))
    row.refresh_from_db()
    assert row.left_out
    page = browse("clerk", "meetings:plan_invitations", plan.pk, query="")
    assert "Left out" in page
    with pytest.raises(RuleError, match="needed at Hallowmere 2 Primary School then. Choose “Another"):
        put_back(row, by=county.clerk)

    take_other_time(other, at=other_times(other)[-1], by=county.clerk)
    put_back(row, by=county.clerk)
    assert not row.left_out


def test_planning_again_keeps_the_time_that_was_chosen_and_what_was_left_out(client, county):
    first, second = make_due(county, 1), make_due(county, 2)
    plan = planned(county)
    row, other = plan.dates.get(case=first), plan.dates.get(case=second)
    chosen = other_times(row)[-1]
    take_other_time(row, at=chosen, by=county.clerk)
    leave_out(other, by=county.clerk)

    again = plan_again(plan, by=county.clerk)
    deliver_waiting()

    row, new = again.dates.get(case=first), again.dates.get(case=second)
    assert (row.starts_at, row.chosen, row.left_out) == (chosen, True, False)
    assert (new.starts_at, new.left_out) == (other.starts_at, True)


def test_a_time_that_breaks_a_rule_or_a_plan_that_is_over_is_refused(county):
    make_due(county)
    plan = planned(county)
    row = plan.dates.get()
    with pytest.raises(RuleError):
        take_other_time(row, at=moment(datetime(2027, 2, 12, 9, 30)), by=county.clerk)  # the last day
    put_back(row, by=county.clerk)
    drop_plan(plan, by=county.clerk)
    for act in (leave_out, put_back):
        with pytest.raises(AlreadyDone):
            act(row, by=county.clerk)


@pytest.mark.parametrize("act", ["plan_again", "stop_plan", "drop_plan"])
def test_a_plan_is_stopped_dropped_and_made_again_by_a_button(client, county, act):
    make_due(county)
    plan = ask_for_plan(county.la, first_day=FIRST, last_day=LAST, by=county.senior_adviser)
    client.force_login(county.clerk)

    for _ in range(2):
        assert client.post(reverse(f"meetings:{act}", args=[plan.pk])).status_code == 302

    plan.refresh_from_db()
    assert plan.stop_asked == (act == "stop_plan")
    assert (plan.state == TermPlan.State.DROPPED) == (act != "stop_plan")


def test_a_decision_is_asked_with_its_price_and_a_missing_reason_is_said(client, browse, county):
    case = make_due(county)
    BusyTime.objects.create(
        user=case.lead, starts_at=moment(datetime(2026, 12, 1)), ends_at=moment(datetime(2027, 1, 30))
    )
    row = planned(county).dates.get()
    page = browse("senior_adviser", "meetings:plan")
    assert "One decision" in page
    assert "3 days over the limit" in page
    url = reverse("meetings:choose_date", args=[row.pk])
    sent = {"form_key": "a" * 32, "choice": row.choices[0]["key"], "reason": ""}

    refused = client.post(url, sent).content.decode()
    client.post(url, {**sent, "reason": "The adviser is on leave."})
    client.post(url, {**sent, "reason": "The adviser is on leave."})

    assert "Say why this rule is set aside" in refused
    row.refresh_from_db()
    assert row.reason == "The adviser is on leave."
    assert "with a reason" in browse("senior_adviser", "meetings:plan")


def test_a_plan_out_of_date_says_so_and_offers_a_new_one(browse, county):
    case = make_due(county)
    planned(county)
    assert "Plan again" not in browse("clerk", "meetings:plan")

    case.lead = county.head_of_improvement
    case.save()

    assert "Plan again" in browse("clerk", "meetings:plan")


def test_a_plan_that_a_risk_made_unfit_says_when_it_is_planned_again_and_then_why(browse, county):
    for number in (1, 2):
        judge(make_due(county, number).school, county.sip, on=date(2026, 11, 1))
    planned(county)
    school = ConcernCase.objects.first().school
    judge_risk(school, kind="improvement", level="low", reason="R", on=TODAY, by=county.sip)
    assert f"made again by itself in about ten minutes, because the risk of {school}" in browse(
        "clerk", "meetings:plan"
    )

    with clock.at(clock.now() + timedelta(minutes=11)):
        plan_again_after_changes()
        why = f"Planned again because the risk of {school} changed."
        waiting = browse("clerk", "meetings:plan")
        deliver_waiting()
        ready = browse("clerk", "meetings:plan")

    assert "waits for the worker" in waiting
    assert why in waiting
    assert why in ready
    assert "Out of date" not in ready


def test_the_rules_are_changed_by_those_who_lead_and_read_by_those_who_plan(client, browse, county):
    url = reverse("meetings:planning_rules")
    sent = {
        "form_key": "b" * 32,
        "starts": "9:15, 13:30",
        "edge_days": 1,
        "per_day": 3,
        "travel_minutes": 40,
        "same_area_travel_minutes": 15,
        "earliest_notice_days": 14,
        "diary_days": 45,
        "search_seconds": 20,
    }
    assert "Change the rules" not in browse("clerk", "meetings:planning_rules", query="")

    client.force_login(county.senior_adviser)
    wrong = client.post(url, {**sent, "starts": "nine"}).content.decode()
    client.post(url, {**sent, "starts": "13:30, 09:15"})

    assert "Give the times as 09:30, 14:00" in wrong
    rules = PlanningRules.objects.get()
    assert (rules.starts, rules.per_day, rules.edge_days) == ("09:15, 13:30", 3, 1)
    assert rules.diary_days == 45


def test_a_conference_called_already_is_not_invited_for_again(browse, county):
    case = make_due(county)
    start_conference(
        case,
        starts_at=moment(datetime(2027, 1, 27, 10)),
        place="Here",
        chair=county.senior_adviser,
        invitees=suggested_invitees(case),
        by=county.senior_adviser,
    )
    planned(county)

    page = browse("clerk", "meetings:plan")

    assert "1 of them as it was called already" in page
    assert "Invite for" not in page
