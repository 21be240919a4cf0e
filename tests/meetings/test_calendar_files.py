"""Invitations that real calendars understand: read back as they read them."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from meetings.services.invitations import calendar_text
from people.services.grants import derive_grants
from record.mail import built
from record.models import Dispatch
from tests.workflows.conftest import CONFERENCE_DAY, call, london
from workflows.services.conferences import cancel_conference, move_conference


def entry_of(text):
    calendar = Calendar.from_ical(text)
    return calendar, calendar.walk("VEVENT")[0]


def invitation(meeting, person, sequence=0):
    invitee = meeting.invitees.get(user=person)
    return Dispatch.objects.get(key=f"invitation:{invitee.pk}:{sequence}").payload


def test_each_person_has_an_entry_of_his_or_her_own(meeting, cast):
    uids = set()
    for invitee in meeting.invitees.all():
        calendar, entry = entry_of(calendar_text(invitee))
        assert calendar["METHOD"] == "REQUEST"
        assert str(entry["ATTENDEE"]) == f"mailto:{invitee.email}"
        assert entry["ATTENDEE"].params["CN"] == invitee.name
        assert entry["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
        assert entry["ORGANIZER"].params["CN"] == "Schools of Concern"
        uids.add(str(entry["UID"]))
    assert len(uids) == meeting.invitees.count()


def test_no_answer_is_asked_by_the_calendar_as_nobody_would_hear_it(meeting, cast):
    invitee = meeting.invitees.get(user=cast.head)
    _, entry = entry_of(calendar_text(invitee))
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    said = "An answer from your calendar does not reach us."
    assert f"Please answer by the link in the mail. {said}" in entry["DESCRIPTION"]
    assert said in invitation(meeting, cast.head)["text"]
    _, chairs = entry_of(calendar_text(meeting.invitees.get(user=cast.senior_adviser)))
    assert said not in chairs["DESCRIPTION"]


def test_the_mail_carries_the_entry_where_calendars_look_for_it(meeting, cast):
    message = message_from_bytes(
        built(invitation(meeting, cast.diocesan_officer)).message().as_bytes(), policy=policy.default
    )
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST"]
    _, entry = entry_of(parts[0].get_content())
    assert str(entry["SUMMARY"]) == f"Case conference: {meeting.school}"


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2027, 3, 25), timedelta(0)),  # the clocks go forward on 28 March 2027
        (date(2027, 4, 12), timedelta(hours=1)),
        (date(2027, 10, 22), timedelta(hours=1)),  # and back on 31 October 2027
        (date(2027, 11, 5), timedelta(0)),
    ],
)
def test_two_in_the_afternoon_is_two_in_the_afternoon_on_both_sides_of_a_clock_change(
    case, cast, day, offset
):
    meeting = call(case, cast, starts_at=london(day))
    calendar, entry = entry_of(calendar_text(meeting.invitees.first()))
    starts = entry["DTSTART"].dt
    assert (starts.hour, starts.date(), starts.utcoffset()) == (14, day, offset)
    assert entry["DTSTART"].params["TZID"] == "Europe/London"
    assert starts.astimezone(UTC) == datetime(day.year, day.month, day.day, 14, tzinfo=UTC) - offset
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert entry["DTEND"].dt - starts == timedelta(minutes=90)


def test_a_moved_conference_is_the_same_entry_with_a_higher_sequence(meeting, cast):
    _, before = entry_of(invitation(meeting, cast.head)["calendar"])
    move_conference(
        meeting, starts_at=london(CONFERENCE_DAY + timedelta(days=1), 9), why="Snow.", by=cast.senior_adviser
    )
    mail = invitation(meeting, cast.head, sequence=1)
    _, after = entry_of(mail["calendar"])
    assert after["UID"] == before["UID"]
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (0, 1)
    assert after["DTSTART"].dt.hour == 9
    assert mail["subject"].startswith("Moved: ")
    assert meeting.earlier_dates.get().why == "Snow."


def test_a_cancelled_conference_leaves_the_calendar(meeting, cast):
    _, before = entry_of(invitation(meeting, cast.head)["calendar"])
    cancel_conference(meeting, why="Snow.", by=cast.senior_adviser)
    mail = invitation(meeting, cast.head, sequence=1)
    calendar, entry = entry_of(mail["calendar"])
    assert (calendar["METHOD"], mail["calendar_method"]) == ("CANCEL", "CANCEL")
    assert (entry["UID"], entry["STATUS"]) == (before["UID"], "CANCELLED")


def test_whoever_lost_access_gets_no_new_time_but_hears_that_it_is_off(meeting, cast):
    cast.head.posts.update(until=date(2026, 11, 22))
    derive_grants()
    later = london(CONFERENCE_DAY + timedelta(days=1))
    move_conference(meeting, starts_at=later, why="Snow.", by=cast.senior_adviser)
    invitee = meeting.invitees.get(user=cast.head)
    assert not Dispatch.objects.filter(key=f"invitation:{invitee.pk}:1").exists()
    cancel_conference(meeting, why="More snow.", by=cast.senior_adviser)
    assert Dispatch.objects.filter(key=f"invitation:{invitee.pk}:2").exists()


def test_text_typed_by_people_stays_text(case, cast):
    place = "Hall; room 2, top\nATTENDEE:mailto:evil@elsewhere.example"
    meeting = call(case, cast, place=place)
    calendar, entry = entry_of(calendar_text(meeting.invitees.first()))
    assert str(entry["LOCATION"]) == place
    assert len(calendar.walk("VEVENT")) == 1
    assert "evil" not in str(entry["ATTENDEE"])
