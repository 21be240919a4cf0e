"""Groups of the authority: their named posts, their members, and a year's dates planned in one go."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from meetings.models import BusyTime, Meeting, MeetingType, Member
from meetings.reference import DIOCESE_MEETING, MEMBERS_PANEL, STRATEGY_MEETING
from meetings.services.groups import add_member, end_member, invite_missing, not_invited, places_of
from meetings.services.invitees import suggested_for_la
from meetings.services.inviting import take_off_list
from meetings.services.year_dates import propose_year
from people.roles import Role
from record import clock
from record.errors import AlreadyDone, RuleError
from record.outbox import deliver_waiting
from schools.models import TermDates
from tests.factories import make_post, make_user
from tests.letters.makers import make_terms
from tests.meetings.test_pages import form_key
from tests.workflows.conftest import london
from tests.workflows.strategy_makers import STRATEGY_DAY, call_strategy
from workflows import engine
from workflows.services.la_meetings import call_year


def type_of(code):
    return MeetingType.objects.get(code=code)


def join(cast, user, *, kind=STRATEGY_MEETING, **facts):
    facts = {"since": clock.today(), "by": cast.senior_adviser, **facts}
    return add_member(cast.la, type_=type_of(kind), user=user, **facts)


@pytest.fixture
def councillor(cast):
    user = make_user("Ivy Tranter")
    make_post(Role.PANEL_MEMBER, user=user, la=cast.la)
    return user


def test_the_panel_has_the_nine_posts_of_the_programme_two_of_them_held_by_role(cast):
    places = places_of(cast.la, type_of(MEMBERS_PANEL))
    assert len(places) == 9
    held = {place.seat.name: [post.user for post in place.posts] for place in places if place.posts}
    assert held == {
        "Director of Children’s Services": [cast.director],
        "Head of School Improvement": [cast.head_of_improvement],
    }


def test_who_holds_a_named_post_is_invited_to_every_meeting_of_those_days(cast, councillor):
    seat = type_of(MEMBERS_PANEL).seats.get(name="Portfolio holder for Schools")
    join(cast, councillor, kind=MEMBERS_PANEL, seat=seat, until=STRATEGY_DAY)
    on_the_day = suggested_for_la(cast.la, chair=cast.director, type_=type_of(MEMBERS_PANEL), on=STRATEGY_DAY)
    assert {facts.user: facts.role for facts in on_the_day}[councillor] == "Portfolio holder for Schools"
    with pytest.raises(RuleError, match="holds this post then"):
        join(cast, another_councillor(cast), kind=MEMBERS_PANEL, seat=seat)
    with pytest.raises(AlreadyDone, match="belongs to the group"):
        join(cast, councillor, kind=MEMBERS_PANEL)


def another_councillor(cast):
    user = make_user("Noel Ashby")
    make_post(Role.PANEL_MEMBER, user=user, la=cast.la)
    return user


def test_nobody_joins_who_may_not_be_told_of_its_meetings(cast, councillor):
    for user in (cast.head, councillor):
        with pytest.raises(RuleError, match="may not be told"):
            join(cast, user)


def test_who_joins_is_invited_to_what_is_called_and_who_leaves_is_told_not_to_come(cast, case):
    strategy = call_strategy(cast)
    member = join(cast, cast.legal_adviser)
    assert strategy.invitees.filter(user=cast.legal_adviser).exists()
    end_member(member, until=clock.today() + timedelta(days=3), by=cast.senior_adviser)
    assert not strategy.invitees.filter(user=cast.legal_adviser).exists()
    deliver_waiting()
    told = [each.subject for each in mail.outbox if cast.legal_adviser.email in each.to[0]]
    assert any(subject.startswith("Not needed any more") for subject in told)


def test_who_came_into_a_role_since_is_invited_by_one_button(cast, case):
    strategy = call_strategy(cast)
    take_off_list(strategy.invitees.get(user=cast.head_of_improvement), by=cast.senior_adviser)
    assert [facts.user for facts in not_invited(strategy)] == [cast.head_of_improvement]
    invite_missing(strategy, by=cast.senior_adviser)
    assert strategy.invitees.filter(user=cast.head_of_improvement).exists()
    assert not not_invited(strategy)


def test_a_meeting_with_one_diocese_invites_its_officers_alone(cast, case):
    together = call_strategy(cast, kind=DIOCESE_MEETING)
    assert together.invitees.filter(user=cast.other_diocesan_officer).exists()
    type_ = type_of(DIOCESE_MEETING)
    facts = {"chair": cast.director, "type_": type_, "diocese": cast.corvesham}
    people = suggested_for_la(cast.la, **facts)
    meeting = call_strategy(cast, kind=DIOCESE_MEETING, diocese=cast.corvesham, invitees=people)
    assert meeting.invitees.filter(user=cast.diocesan_officer).exists()
    assert not meeting.invitees.filter(user=cast.other_diocesan_officer).exists()
    assert str(meeting) == f"Meeting with a diocese, {cast.corvesham}"
    with pytest.raises(RuleError, match="can’t be invited"):
        call_strategy(
            cast,
            kind=DIOCESE_MEETING,
            diocese=cast.corvesham,
            starts_at=london(STRATEGY_DAY + timedelta(days=7), 9),
        )


def propose(cast, count=3, **facts):
    facts = {"year": 2026, "at": time(9, 30), "chair": cast.director, **facts}
    return propose_year(cast.la, type_of(STRATEGY_MEETING), count=count, **facts)


def day_of(proposed):
    return timezone.localdate(proposed.starts_at)


def test_a_years_dates_are_in_term_time_apart_and_avoid_what_is_in_diaries(cast, case):
    assert not propose(cast)  # nobody entered terms
    make_terms(cast.la)
    first = propose(cast)
    days = [day_of(each) for each in first]
    assert len(days) == 3
    assert days == sorted(set(days))
    terms = list(TermDates.objects.values_list("first_day", "last_day"))
    assert all(any(begin < day < end for begin, end in terms) for day in days)
    assert min(later - earlier for earlier, later in zip(days, days[1:], strict=False)) > timedelta(days=14)
    away = first[1].starts_at
    BusyTime.objects.create(user=cast.director, starts_at=away, ends_at=away + timedelta(hours=1))
    again = propose(cast)
    assert day_of(again[1]) != days[1]
    assert not any(each.against for each in again)


def test_what_is_called_already_keeps_its_place_and_the_others_stay_away_from_it(cast, case):
    make_terms(cast.la)
    strategy = call_strategy(cast)
    days = [day_of(each) for each in propose(cast, count=6)]
    assert all(abs(day - timezone.localdate(strategy.starts_at)) > timedelta(days=13) for day in days)


def test_a_year_is_called_all_of_it_or_nothing_and_stands_in_one_calendar(cast, case):
    dates = {1: london(STRATEGY_DAY, 9), 2: london(STRATEGY_DAY + timedelta(days=3), 9)}  # a Saturday
    facts = {"type_code": STRATEGY_MEETING, "place": "County Hall", "chair": cast.director}
    with pytest.raises(RuleError, match="working day") as refused:
        call_year(cast.la, dates=dates, by=cast.senior_adviser, **facts)
    assert refused.value.field == "on_2"
    assert not Meeting.objects.filter(school=None).exists()
    dates[2] = london(STRATEGY_DAY + timedelta(days=56), 9)
    first, second = call_year(cast.la, dates=dates, by=cast.senior_adviser, **facts)
    assert [card.task.flow_task.name for card in engine.open_cards(second)] == ["choose_schools"]
    assert first.items.filter(case=case).exists()
    assert not second.items.exclude(case=None).exists()
    with pytest.raises(RuleError, match="at least one"):
        call_year(cast.la, dates={}, by=cast.senior_adviser, **facts)


def test_the_page_proposes_a_date_can_be_moved_or_left_out_and_sending_twice_calls_once(cast, case, client):
    make_terms(cast.la)
    client.force_login(cast.senior_adviser)
    address = f"{reverse('tasks:plan_year', args=[STRATEGY_MEETING])}?year=2026&count=3&at=10:00"
    page = client.get(address)
    assert "Diary not known: " in page.content.decode()
    form = page.context["form"]
    sent = {"form_key": form_key(client, address), "place": "County Hall", "chair": cast.director.pk}
    for number, row in enumerate(form.rows, start=1):
        sent |= {f"on_{number}": row["on"].value().isoformat(), f"at_{number}": "10:00"}
        sent |= {f"take_{number}": "on"} if number != 2 else {}
    sent["on_1"] = ""
    answer = client.post(address, sent)
    assert "Say on which day, or take the tick away" in answer.content.decode()
    sent["on_1"] = STRATEGY_DAY.isoformat()
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    meetings = Meeting.objects.filter(type__code=STRATEGY_MEETING).order_by("starts_at")
    assert meetings.count() == 2
    assert timezone.localdate(meetings[0].starts_at) == STRATEGY_DAY
    page = client.get(reverse("meetings:group", args=[STRATEGY_MEETING])).content.decode()
    assert page.count("County Hall") == 2
    month = client.get(f"{reverse('meetings:month')}?month=2027-01").content.decode()
    assert "LA strategy meeting" in month


def test_a_date_that_clashes_is_asked_about_before_it_is_called(cast, case, client):
    make_terms(cast.la)
    at = london(date(2027, 2, 3), 10)
    BusyTime.objects.create(user=cast.director, starts_at=at, ends_at=at + timedelta(hours=1))
    client.force_login(cast.senior_adviser)
    address = f"{reverse('tasks:plan_year', args=[STRATEGY_MEETING])}?year=2026&count=1&at=10:00"
    sent = {"form_key": form_key(client, address), "place": "County Hall", "chair": cast.director.pk}
    sent |= {"take_1": "on", "on_1": "2027-02-03", "at_1": "10:00"}
    answer = client.post(address, sent)
    assert "Known to be away then: Dorothea Vane" in answer.content.decode()
    assert client.post(address, {**sent, "despite": "on"}).status_code == 302
    assert Meeting.objects.filter(school=None).count() == 1


def test_the_group_is_read_by_the_office_and_changed_by_those_who_lead(cast, case, client, councillor):
    seat = type_of(MEMBERS_PANEL).seats.get(name="Portfolio holder for Schools")
    address = reverse("meetings:group_add", args=[MEMBERS_PANEL])
    client.force_login(cast.senior_adviser)
    sent = {"form_key": form_key(client, address), "user": councillor.pk, "seat": seat.pk}
    sent |= {"since": clock.today().isoformat(), "until": ""}
    assert client.post(address, sent).status_code == 302
    member = Member.objects.get()
    client.force_login(cast.clerk)
    page = client.get(reverse("meetings:group", args=[MEMBERS_PANEL])).content.decode()
    assert "Ivy Tranter" in page
    assert reverse("meetings:group_end", args=[MEMBERS_PANEL, member.pk]) not in page
    client.force_login(councillor)
    assert client.get(reverse("meetings:group", args=[MEMBERS_PANEL])).status_code == 404
