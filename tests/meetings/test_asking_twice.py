"""However a conference is called, what is known to stand against its time is said first."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from meetings.models import BusyTime, Meeting
from meetings.services.clashes import against_calling
from meetings.services.invitees import suggested_invitees
from people.roles import Role
from record import clock
from record.tables import read_tables
from schools.models import Succession, TermDates
from tests.factories import make_post, make_school, make_share, make_user
from tests.meetings.makers import LATER, send_minutes
from tests.meetings.test_moving import busy
from tests.meetings.test_pages import calling, form_key, text_of
from tests.web_pages.makers import make_case
from tests.workflows.conftest import CONFERENCE_DAY, call, hold, london
from tests.workflows.test_spreadsheet import workbook
from workflows import engine
from workflows.cards import task_url
from workflows.spreadsheet.bringing import import_casework

NEXT_DAY = CONFERENCE_DAY + timedelta(days=1)


def against(case, starts_at):
    return against_calling(case, starts_at, invitees=suggested_invitees(case))


@pytest.fixture
def twin(case, cast):
    """Another case of the same adviser, at a school in another area."""
    school = make_school(name="Hallowmere Primary School")
    make_post(Role.HEADTEACHER, user=cast.head, schools=(school,))
    return make_case(school, cast.senior_adviser)


def test_two_cases_want_the_same_adviser_on_the_same_day(case, twin, cast):
    call(case, cast)  # from 2 to 3.30 pm

    who = "Helen Marchetti, David Lorimer and Nasreen Aziz"
    assert against(twin, london(CONFERENCE_DAY, 15)) == [f"Invited to another meeting then: {who}"]
    assert against(twin, london(CONFERENCE_DAY, 16)) == [f"Too little time for the way: {who}"]
    assert against(twin, london(CONFERENCE_DAY, 17)) == []
    call(twin, cast, starts_at=london(CONFERENCE_DAY, 9))
    third = make_case(make_school(), cast.senior_adviser)
    assert against(third, london(CONFERENCE_DAY, 18)) == [
        "Has 2 meetings on that day already: Helen Marchetti and Nasreen Aziz"
    ]


def test_the_days_of_a_term_and_of_the_interval_are_told(case, cast):
    for number, (first, last) in enumerate([((11, 2), (12, 11)), ((1, 4), (3, 26))], start=2):
        year = 2026 if number == 2 else 2027
        TermDates.objects.create(
            la=cast.la, year=2026, half_term=number, long_term="autumn" if number == 2 else "spring",
            first_day=date(year, *first), last_day=date(year, *last),
        )  # fmt: skip

    assert against(case, london(CONFERENCE_DAY)) == [
        "It is among the first or last 2 school days of a half-term"
    ]
    assert against(case, london(CONFERENCE_DAY - timedelta(days=1))) == []
    [late] = against(case, london(date(2027, 3, 10)))
    assert late.startswith("It is later than the interval allows, which is ")


def test_nothing_is_said_of_an_officer_in_whose_stead_another_one_can_come(case, cast):
    second = make_user("Second Officer")
    make_post(Role.DIOCESAN_OFFICER, user=second, diocese=cast.corvesham)
    busy(cast.diocesan_officer, CONFERENCE_DAY, 14)
    assert against(case, london(CONFERENCE_DAY)) == []
    busy(second, CONFERENCE_DAY, 14)
    [both] = against(case, london(CONFERENCE_DAY))
    assert both.startswith("Known to be away then: ")
    assert second.name in both


def test_the_form_asks_twice(client, case, cast):
    client.force_login(cast.clerk)
    busy(cast.head, CONFERENCE_DAY, 14)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = calling(case, cast, form_key(client, url))

    page = client.post(url, facts)
    assert "Known to be away then: David Lorimer. Choose another time, or tick the box" in text_of(page)
    assert not Meeting.objects.exists()

    assert client.post(url, {**facts, "despite": "on"}).url == Meeting.objects.get().get_absolute_url()


def test_it_asks_nothing_of_one_that_was_held(client, case, cast):
    client.force_login(cast.clerk)
    busy(cast.head, date(2026, 11, 12), 14)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = {**calling(case, cast, form_key(client, url)), "on": "12/11/2026", "entered_late": "on"}
    assert client.post(url, facts).url == Meeting.objects.get().get_absolute_url()


def test_the_step_after_a_conference_asks_twice(client, meeting, case, cast):
    hold(meeting, cast)
    send_minutes(meeting, cast)
    day = date(2027, 1, 20)
    busy(cast.head, day, 14)
    url = task_url(engine.open_card(meeting, "schedule_next").task)
    client.force_login(cast.clerk)
    facts = {**calling(case, cast, ""), "when": "other", "on": f"{day:%d/%m/%Y}"}
    with clock.at(LATER):
        assert "Known to be away then: David Lorimer" in text_of(client.post(url, facts))
        client.post(url, {**facts, "despite": "on"})
    assert Meeting.objects.exclude(pk=meeting.pk).get().starts_at == london(day)


def test_a_date_proposed_is_taken_and_not_beside_another_one_that_was_typed(client, case, cast):
    client.force_login(cast.clerk)
    url = reverse("tasks:call_conference", args=[case.reference])
    page = client.get(url)
    form = page.context["form"]
    assert len(form.fields["when"].choices) == 4  # three dates, and another time
    facts = calling(case, cast, form["form_key"].value())
    both = {**facts, "when": form.fields["when"].initial}
    assert "choose that one, or empty it" in client.post(url, both).context["form"].errors["when"][0]
    client.post(url, {name: value for name, value in both.items() if name not in ("on", "at")})
    assert Meeting.objects.get().starts_at.isoformat() == form.fields["when"].initial


@pytest.mark.parametrize("when", ["2027-13-45T09:30", "2027-01-20T09:30", "soon"])
def test_what_is_no_moment_is_refused(client, case, cast, when):
    client.force_login(cast.clerk)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = {**calling(case, cast, form_key(client, url)), "when": when, "on": "", "at": ""}
    assert "when" in client.post(url, facts).context["form"].errors


def test_continuing_at_a_successor_asks_twice(client, meeting, case, twin, cast):
    old = cast.school
    old.status, old.closed_on = "Closed", date(2026, 11, 20)
    old.save()
    academy = make_school(diocese=cast.corvesham, name="Fernhallow St Wystan’s Academy")
    Succession.objects.create(predecessor=old, successor=academy, on=date(2026, 11, 21), kind="Successor")
    make_post(Role.HEADTEACHER, user=cast.chair, schools=(academy,))
    make_share(academy, agreed_by=cast.senior_adviser)
    busy(cast.chair, CONFERENCE_DAY, 14)
    client.force_login(cast.senior_adviser)
    url = reverse("tasks:continue_case", args=[case.reference])
    facts = {
        "form_key": form_key(client, url),
        "school": academy.pk,
        "why": "It became an academy.",
        "lead": cast.senior_adviser.pk,
    }

    told = "On Thursday 10 December 2026: known to be away then: Susan Hallett. Move it first"
    assert told in text_of(client.post(url, facts))
    case.refresh_from_db()
    assert case.is_open
    client.post(url, {**facts, "despite": "on"})
    case.refresh_from_db()
    assert not case.is_open


def test_the_spreadsheet_asks_twice(client, case, cast):
    starts_at = london(CONFERENCE_DAY)
    BusyTime.objects.create(user=cast.head, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    rows = {
        "cases": [{"urn": cast.school.urn}],
        "conferences": [{"urn": cast.school.urn, "on": "2026-12-10", "at": "14:00"}],
        "actions": [{"urn": cast.school.urn}],
    }
    tables = [table for table in read_tables(workbook(rows)) if table.name == "conferences"]

    report = import_casework(tables, by=cast.senior_adviser, despite=False)
    assert not report.done
    assert [line.against for line in report.against] == [("Known to be away then: David Lorimer",)]
    assert not Meeting.objects.exists()

    assert import_casework(tables, by=cast.senior_adviser, despite=True).done
