"""When people can't come: entered by hand, or read from a calendar of which only the times are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings.calendars.ics import busy_spans
from meetings.london import local, moment
from meetings.models import BusyTime, Diary
from meetings.services.diaries import (
    add_absence,
    confirm_diary,
    forget_calendar,
    remove_absence,
    take_calendar,
)
from meetings.services.engagements import diaries_known
from record import clock
from record.errors import RuleError
from tests.factories import make_user
from tests.web_pages.makers import make_case

MONDAY = date(2026, 11, 23)
FIRST, UNTIL = datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)


def calendar(*events, zone=""):
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@elsewhere.example\r\n{e}\r\nEND:VEVENT\r\n" for n, e in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{zone}{body}END:VCALENDAR\r\n"
    return text.encode()


def event(*lines):
    return "\r\n".join(lines)


def read(*events):
    """The busy times in London, as pairs of text."""
    spans = busy_spans(calendar(*events), first=FIRST, until=UNTIL)
    return [tuple(f"{timezone.localtime(each):%d.%m. %H:%M}" for each in span) for span in spans]


def test_a_meeting_a_whole_day_and_a_duration_are_busy_times():
    assert read(
        event("DTSTART:20261201T100000Z", "DTEND:20261201T113000Z", "SUMMARY:Dentist"),
        event("DTSTART;VALUE=DATE:20261205"),
        event("DTSTART:20261210T090000", "DURATION:PT45M"),
    ) == [
        ("01.12. 10:00", "01.12. 11:30"),
        ("05.12. 00:00", "06.12. 00:00"),
        ("10.12. 09:00", "10.12. 09:45"),
    ]


def test_a_series_keeps_its_hour_when_the_clocks_change():
    found = read(
        event(
            "DTSTART;TZID=Europe/London:20270322T090000",
            "DTEND;TZID=Europe/London:20270322T100000",
            "RRULE:FREQ=WEEKLY;UNTIL=20270405T080000Z",
        )
    )

    assert found == [
        ("22.03. 09:00", "22.03. 10:00"),
        ("29.03. 09:00", "29.03. 10:00"),
        ("05.04. 09:00", "05.04. 10:00"),
    ]


def test_of_a_series_what_was_taken_out_or_moved_is_no_longer_where_it_was():
    series = event(
        "DTSTART:20261201T090000",
        "DTEND:20261201T100000",
        "RRULE:FREQ=DAILY;COUNT=4",
        "EXDATE:20261202T090000",
    )
    moved = event("RECURRENCE-ID:20261203T090000", "DTSTART:20261203T150000", "DTEND:20261203T160000")
    content = calendar(series, moved).replace(b"UID:1@", b"UID:0@")

    spans = busy_spans(content, first=FIRST, until=UNTIL)

    assert [f"{timezone.localtime(starts):%d %H}" for starts, _ in spans] == ["01 09", "03 15", "04 09"]


@pytest.mark.parametrize(
    "line",
    ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_what_leaves_its_owner_free_is_left_out(line):
    assert read(event("DTSTART:20261201T100000", "DTEND:20261201T110000", line)) == []


def test_our_own_invitations_are_left_out(settings):
    settings.MESSAGE_ID_DOMAIN = "elsewhere.example"

    assert read(event("DTSTART:20261201T100000", "DTEND:20261201T110000")) == []


def test_times_that_touch_become_one():
    assert read(
        event("DTSTART:20261201T100000", "DTEND:20261201T110000"),
        event("DTSTART:20261201T110000", "DTEND:20261201T120000"),
        event("DTSTART:20261201T103000", "DTEND:20261201T104500"),
    ) == [("01.12. 10:00", "01.12. 12:00")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n",
        b"BEGIN:VEVENT\r\nDTSTART:20261201T100000\r\nEND:VEVENT\r\n",
        calendar(event("DTSTART:20261201T100000", "RRULE:FREQ=SECONDLY")),
        calendar(event("DTSTART:20261201T100000", "RRULE:FREQ=DAILY;BYSECOND=1,2,3")),
        calendar(event("DTSTART:yesterday")),
        b"x" * (5 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_calendar_or_too_much_is_refused_in_words(content):
    with pytest.raises(RuleError) as refusal:
        busy_spans(content, first=FIRST, until=UNTIL)
    assert refusal.value.field == "file"


def test_a_series_without_end_stops_at_the_horizon():
    assert len(read(event("DTSTART:20200101T090000", "DTEND:20200101T093000", "RRULE:FREQ=DAILY"))) == 373


@pytest.fixture
def monday(db):
    with clock.at(MONDAY):
        yield


def test_a_newer_calendar_takes_the_place_of_the_one_before_and_leaves_what_was_entered(cast, monday):
    user = cast.head
    begins = clock.now() + timedelta(days=3)
    add_absence(starts_at=begins, ends_at=begins + timedelta(hours=2), note="Course", by=user)
    for day in ("01", "02"):
        take_calendar(calendar(event(f"DTSTART:202612{day}T100000", f"DTEND:202612{day}T110000")), by=user)

    assert user.busy_times.filter(source=BusyTime.Source.ENTERED).get().note == "Course"
    found = user.busy_times.get(source=BusyTime.Source.CALENDAR)
    assert (found.starts_at, found.note) == (moment(datetime(2026, 12, 2, 10)), "")
    assert Diary.objects.get(user=user).read_at == clock.now()


@pytest.mark.parametrize(
    ("starts", "ends", "field"), [(3, 2, "last_day"), (-5, -3, "first_day"), (1, 500, "last_day")]
)
def test_an_absence_that_makes_no_sense_is_refused(cast, monday, starts, ends, field):
    now = clock.now()
    with pytest.raises(RuleError) as refusal:
        add_absence(starts_at=now + timedelta(days=starts), ends_at=now + timedelta(days=ends), by=cast.head)
    assert refusal.value.field == field


def test_a_diary_is_kept_on_its_own_page(client, cast, monday):
    client.force_login(cast.head)
    url = reverse("meetings:diary")
    assert "Nobody knows your diary yet" in client.get(url).content.decode()

    client.post(url, {"form_key": "c" * 32, "first_day": "30/11/2026", "note": "Dentist"})
    client.post(url, {"form_key": "d" * 32, "first_day": "1/12/2026", "from_time": "2 pm", "to_time": "4 pm"})
    page = client.get(url).content.decode()

    assert "Dentist" in page
    whole, part = cast.head.busy_times.all()
    assert whole.ends_at - whole.starts_at == timedelta(days=1)
    assert part.starts_at == moment(datetime(2026, 12, 1, 14))
    client.post(reverse("meetings:remove_absence", args=[whole.pk]))
    assert cast.head.busy_times.count() == 1


def test_a_calendar_is_uploaded_forgotten_and_refused_on_the_page(client, cast, monday):
    client.force_login(cast.head)
    content = calendar(event("DTSTART:20261201T100000", "DTEND:20261201T110000", "SUMMARY:Secret"))
    url = reverse("meetings:upload_calendar")

    client.post(url, {"form_key": "e" * 32, "file": SimpleUploadedFile("diary.ics", content)})
    assert cast.head.busy_times.count() == 1
    refused = client.post(url, {"form_key": "f" * 32, "file": SimpleUploadedFile("a.ics", b"nothing")})
    assert "This is not a calendar file" in refused.content.decode()
    client.post(reverse("meetings:forget_calendar"))
    assert cast.head.busy_times.count() == 0


def test_nobody_removes_or_reads_the_absences_of_somebody_else(client, cast, monday):
    begins = clock.now() + timedelta(days=3)
    [busy] = add_absence(starts_at=begins, ends_at=begins + timedelta(hours=2), note="Course", by=cast.head)
    client.force_login(cast.senior_adviser)

    assert client.post(reverse("meetings:remove_absence", args=[busy.pk])).status_code == 404
    away = reverse("meetings:remove_absence_of", args=[cast.head.pk, busy.pk])
    assert client.post(away).status_code == 404
    assert "Course" not in client.get(reverse("meetings:diary_of", args=[cast.head.pk])).content.decode()
    assert "Course" not in client.get(reverse("meetings:diary")).content.decode()


def test_looking_through_a_diary_makes_it_known(client, cast, monday):
    client.force_login(cast.chair)

    client.post(reverse("meetings:confirm_diary"))

    assert Diary.objects.get(user=cast.chair).read_at == clock.now()


def known(user):
    return diaries_known([user.pk], days=60).get(user.pk)


def test_an_absence_alone_does_not_make_a_diary_known(cast, monday):
    begins = clock.now() + timedelta(days=3)
    [busy] = add_absence(starts_at=begins, ends_at=begins + timedelta(hours=2), by=cast.head)
    assert known(cast.head) is None
    remove_absence(busy, by=cast.head)
    assert known(cast.head) is None


def test_a_diary_that_was_looked_through_is_known_for_the_days_of_the_rules(cast, monday):
    confirm_diary(by=cast.head)
    assert known(cast.head) == date.max
    with clock.at(MONDAY + timedelta(days=59)):
        assert known(cast.head) == date.max
    with clock.at(MONDAY + timedelta(days=61)):
        assert known(cast.head) is None


def test_an_uploaded_calendar_is_known_as_far_as_it_goes_and_not_when_it_is_forgotten(cast, monday):
    take_calendar(calendar(event("DTSTART:20261210T100000", "DTEND:20261210T110000")), by=cast.head)
    assert known(cast.head) == date(2026, 12, 10)
    confirm_diary(by=cast.head)
    assert known(cast.head) == date.max
    take_calendar(calendar(event("DTSTART:20261210T100000", "DTEND:20261210T110000")), by=cast.head)
    forget_calendar(by=cast.head)
    assert known(cast.head) is None


def test_the_clerk_enters_what_somebody_told_and_the_person_sees_who_did(client, cast, monday):
    client.force_login(cast.clerk)
    url = reverse("meetings:diary_of", args=[cast.head.pk])
    assert "It is not known" in client.get(url).content.decode()
    sent = {"form_key": "c" * 32, "first_day": "23/11/2026", "last_day": "25/11/2026"}

    client.post(url, {**sent, "weekly_until": "14/12/2026"})
    client.post(reverse("meetings:confirm_diary_of", args=[cast.head.pk]))

    page = client.get(url).content.decode().replace("\xa0", " ")
    assert f"Entered by {cast.clerk}" in page
    assert "It is known until Friday 22 January" in page
    assert [local(busy.starts_at).day for busy in cast.head.busy_times.all()] == [23, 30, 7, 14]
    assert known(cast.head) == date.max
    client.force_login(cast.head)
    own = client.get(reverse("meetings:diary")).content.decode()
    assert own.count(f"Entered by {cast.clerk}") == 4
    client.force_login(cast.clerk)
    first = cast.head.busy_times.first()
    client.post(reverse("meetings:remove_absence_of", args=[cast.head.pk, first.pk]))
    assert cast.head.busy_times.count() == 3


def test_diaries_are_kept_for_people_of_the_authority_alone_by_those_who_plan(client, cast, monday):
    url = reverse("meetings:diary_of", args=[make_user("Somebody elsewhere").pk])
    client.force_login(cast.clerk)
    assert client.get(url).status_code == 404
    client.force_login(cast.director)
    assert client.get(reverse("meetings:diary_of", args=[cast.head.pk])).status_code == 403
    client.force_login(cast.head)
    assert client.get(reverse("meetings:diary_of", args=[cast.clerk.pk])).status_code == 404


def test_the_list_of_diaries_has_who_must_come_and_those_first_that_are_not_known(client, cast, monday):
    make_case(cast.school, cast.senior_adviser)
    confirm_diary(by=cast.head)
    client.force_login(cast.clerk)

    page = client.get(reverse("meetings:diaries")).content.decode().replace("\xa0", " ")

    assert f"{cast.senior_adviser}" in page
    assert "Known until Friday 22 January" in page
    assert page.index("Not known") < page.index(f">{cast.head}<")
    assert f">{cast.other_chair}<" not in page
