"""One's own meetings under an address of one's own, as calendar programs read it."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from meetings.models import CalendarFeed, Invitee, Meeting
from meetings.services.calendar_files import calendar_text
from meetings.services.feeds import feed_of, make_feed, revoke_feed
from meetings.services.replies import Answer, answer_invitation
from people.models import AccessEvent, Share
from people.services.grants import derive_grants
from people.services.people import deactivate_person
from record import clock
from record.models import ReadLog
from tests.meetings.test_pages import form_key, text_of
from tests.meetings.test_replies import of
from tests.workflows.conftest import CONFERENCE_DAY, MONDAY, call, london
from workflows.services.conferences import cancel_conference, move_conference


def address(person):
    return reverse("meetings:feed", args=[make_feed(person, by=person)])


def entries(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_feed_has_the_same_entry_as_the_invitation(client, meeting, cast):
    answer = client.get(address(cast.head))
    calendar = Calendar.from_ical(answer.content)
    (entry,) = calendar.walk("VEVENT")
    invitation = Calendar.from_ical(calendar_text(of(meeting, cast.head))).walk("VEVENT")[0]
    for name in ("UID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS"):
        assert entry[name] == invitation[name]
    assert entry["DTSTART"].dt == invitation["DTSTART"].dt
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert "ATTENDEE" not in entry
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("day", "offset"), [(date(2027, 3, 25), timedelta(0)), (date(2027, 4, 12), timedelta(hours=1))]
)
def test_the_feed_is_in_london_over_the_clock_change(client, case, cast, day, offset):
    call(case, cast, starts_at=london(day))
    (entry,) = entries(client, address(cast.head))
    assert (entry["DTSTART"].dt.hour, entry["DTSTART"].dt.utcoffset()) == (14, offset)
    assert entry["DTSTART"].params["TZID"] == "Europe/London"


def test_the_feed_says_no_more_than_invitations_do(client, meeting, cast):
    meeting.purpose = "Writing stalls."
    meeting.save()
    text = text_of(client.get(address(cast.head)))
    assert "Writing stalls." not in text
    assert meeting.case.reference not in text
    assert cast.chair.email not in text


def test_only_what_the_owner_is_invited_to_or_chairs_is_in_it(client, meeting, cast):
    assert entries(client, address(cast.governor)) == []
    of(meeting, cast.senior_adviser).delete()
    (entry,) = entries(client, address(cast.senior_adviser))
    assert str(entry["UID"]).startswith(f"meeting-{meeting.pk}-chair@")


def test_what_is_not_announced_yet_or_long_over_is_not_in_it(client, meeting, cast):
    url = address(cast.head)
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    assert entries(client, url) == []
    Meeting.objects.update(status=Meeting.Status.INVITED)
    with clock.at(CONFERENCE_DAY + timedelta(days=367)):
        assert entries(client, url) == []


def test_a_moved_and_a_cancelled_conference_change_the_entry(client, meeting, cast):
    url = address(cast.head)
    (before,) = entries(client, url)
    later = london(CONFERENCE_DAY + timedelta(days=1), 9)
    move_conference(meeting, starts_at=later, why="Snow.", by=cast.senior_adviser)
    (moved,) = entries(client, url)
    cancel_conference(meeting, why="More snow.", by=cast.senior_adviser)
    (cancelled,) = entries(client, url)
    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [int(entry["SEQUENCE"]) for entry in (before, moved, cancelled)] == [0, 1, 2]
    assert moved["DTSTART"].dt.hour == 9
    assert (moved["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_who_does_not_come_is_not_busy(client, meeting, cast):
    answer_invitation(of(meeting, cast.head), Answer(Invitee.Reply.DECLINED), by=cast.head)
    (entry,) = entries(client, address(cast.head))
    assert entry["TRANSP"] == "TRANSPARENT"


def test_after_the_share_or_the_post_ended_the_feed_is_empty(client, meeting, cast):
    officer, head = address(cast.diocesan_officer), address(cast.head)
    Share.objects.update(until=MONDAY - timedelta(days=1), ended_why="It was agreed to end it.")
    cast.head.posts.update(until=MONDAY - timedelta(days=1))
    derive_grants()
    assert entries(client, officer) == entries(client, head) == []


def test_a_closed_account_has_no_feed(client, meeting, cast):
    url = address(cast.head)
    deactivate_person(cast.head, why="Retired.", by=cast.administrator)
    assert client.get(url).status_code == 404


def test_a_new_address_ends_the_one_before_and_a_revoked_one_is_not_found(client, meeting, cast):
    first, second = address(cast.head), address(cast.head)
    assert client.get(first).status_code == 404
    assert len(entries(client, second)) == 1
    assert revoke_feed(cast.head, by=cast.head)
    assert client.get(second).status_code == 404
    assert not revoke_feed(cast.head, by=cast.head)
    kinds = AccessEvent.objects.filter(kind__startswith="feeds.").values_list("kind", flat=True)
    assert list(kinds.order_by("pk")) == ["feeds.made", "feeds.made", "feeds.revoked"]


def test_the_secret_is_long_and_not_kept(meeting, cast):
    secret = make_feed(cast.head, by=cast.head)
    row = CalendarFeed.objects.get()
    assert len(secret) >= 40
    assert row.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(vars(row))


def test_readings_are_noted_once_an_hour(client, meeting, cast):
    url = address(cast.head)
    for minutes, noted in ((0, 1), (59, 1), (60, 2)):
        with clock.at(london(MONDAY, 9) + timedelta(minutes=minutes)):
            client.get(url)
        rows = ReadLog.objects.filter(user_id=cast.head.pk, what="own meetings, by the calendar’s address")
        assert rows.count() == noted
    assert feed_of(cast.head).last_read_at == london(MONDAY, 10)


def test_looking_at_the_page_makes_no_address(client, cast):
    client.force_login(cast.head)
    client.get(reverse("meetings:calendar_feed"))
    assert not CalendarFeed.objects.exists()


def test_the_address_is_shown_once_and_a_second_click_makes_no_second_one(client, meeting, cast):
    client.force_login(cast.head)
    url = reverse("meetings:calendar_feed")
    facts = {"form_key": form_key(client, url)}
    page = client.post(url, facts)
    assert page.context["address"].startswith("http")
    assert page.context["address"] in text_of(page)
    assert client.post(url, facts).url == url
    assert CalendarFeed.objects.count() == 1
    assert page.context["address"] not in text_of(client.get(url))
    client.post(reverse("meetings:revoke_feed"))
    assert feed_of(cast.head) is None
