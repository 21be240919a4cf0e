"""Moving a conference: what stands against the new time, and how often a case's conferences were moved."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import BusyTime, Invitee
from meetings.services.clashes import against_moving
from meetings.services.replies import Answer, answer_invitation
from tests.meetings.test_pages import form_key, text_of
from tests.meetings.test_replies import SENDS, of
from tests.workflows.conftest import CONFERENCE_DAY, call, london
from workflows.services.conferences import cancel_conference, move_conference

NEXT_DAY = CONFERENCE_DAY + timedelta(days=1)
DECLINED = Answer(Invitee.Reply.DECLINED)


def busy(person, day, hour, hours=1):
    starts_at = london(day, hour)
    BusyTime.objects.create(
        user=person, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), note="A secret."
    )


def test_nothing_is_known_against_a_time(meeting, cast):
    assert against_moving(meeting, london(NEXT_DAY)) == []


def test_who_declined_the_old_time_stands_against_it_and_one_that_overlaps(meeting, cast):
    answer_invitation(of(meeting, cast.head), DECLINED, by=cast.head)
    words = ["Declined a time that overlaps: David Lorimer"]
    assert against_moving(meeting, london(CONFERENCE_DAY, 15)) == words
    assert against_moving(meeting, london(CONFERENCE_DAY, 16)) == []
    move_conference(meeting, starts_at=london(NEXT_DAY), why="Snow.", by=cast.clerk)
    assert against_moving(meeting, london(CONFERENCE_DAY, 13)) == words


def test_who_is_away_then_stands_against_it_and_not_what_for(meeting, cast):
    busy(cast.chair, NEXT_DAY, 15)
    busy(cast.nle, NEXT_DAY, 12, hours=2)  # over when it begins
    [words] = against_moving(meeting, london(NEXT_DAY, 14))
    assert words == "Known to be away then: Susan Hallett"


def test_whoever_need_not_come_stands_against_nothing(meeting, cast):
    busy(cast.nle, NEXT_DAY, 14)
    busy(cast.chair, NEXT_DAY, 14)
    nle = of(meeting, cast.nle)
    nle.required_as = Invitee.RequiredAs.OPTIONAL
    nle.save()
    answer_invitation(of(meeting, cast.chair), SENDS, by=cast.chair)
    assert against_moving(meeting, london(NEXT_DAY)) == []


def test_another_meeting_stands_against_it_until_it_is_off(meeting, cast, case):
    move_conference(meeting, starts_at=london(NEXT_DAY), why="Snow.", by=cast.clerk)
    twin = Invitee.objects.get(meeting=meeting, user=cast.head)
    other = call_elsewhere(meeting, twin)
    assert against_moving(meeting, london(CONFERENCE_DAY)) == [
        "Invited to another meeting then: Helen Marchetti and David Lorimer"  # she chairs it
    ]
    other.status, other.cancelled_why = "cancelled", "Off."
    other.save()
    assert against_moving(meeting, london(CONFERENCE_DAY)) == []


def call_elsewhere(meeting, invitee):
    """Another meeting at the first time of the conference, with the same person invited."""
    facts = {name: getattr(meeting, name) for name in ("type", "la", "place", "chair", "called_by")}
    starts_at = london(CONFERENCE_DAY)
    other = type(meeting).objects.create(
        **facts, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), status="invited"
    )
    Invitee.objects.create(
        meeting=other, user=invitee.user, name=invitee.name, email=invitee.email, required_as="la"
    )
    return other


@pytest.fixture
def moving(client, meeting, cast):
    """The clerk's form, to the next day at two."""
    client.force_login(cast.clerk)
    url = reverse("tasks:move_conference", args=[meeting.pk])
    return url, {"form_key": form_key(client, url), "on": "11/12/2026", "at": "14:00", "why": "Snow."}


def test_the_form_asks_twice_when_somebody_required_can_not_come(client, meeting, cast, moving):
    url, facts = moving
    busy(cast.head, NEXT_DAY, 14)
    page = client.post(url, facts)
    assert "Known to be away then: David Lorimer" in text_of(page)
    assert "A secret." not in text_of(page)
    meeting.refresh_from_db()
    assert meeting.moves == 0
    assert client.post(url, {**facts, "despite": "on"}).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.moves, meeting.starts_at) == (1, london(NEXT_DAY))


def test_the_form_asks_once_when_nothing_stands_against_it(client, meeting, moving):
    url, facts = moving
    assert "Do it all the same" not in text_of(client.get(url))
    assert client.post(url, facts).url == meeting.get_absolute_url()


def test_a_move_needs_a_reason(client, meeting, moving):
    url, facts = moving
    assert client.post(url, {**facts, "why": " "}).context["form"].errors["why"] == ["Say why it is moved"]


def test_moves_are_counted_over_all_conferences_of_a_case_with_their_earlier_dates(client, case, cast):
    first = call(case, cast)
    move_conference(first, starts_at=london(NEXT_DAY), why="Snow.", by=cast.clerk)
    cancel_conference(first, why="More snow.", by=cast.clerk)
    second = call(case, cast, starts_at=london(CONFERENCE_DAY + timedelta(days=4)))
    move_conference(second, starts_at=london(NEXT_DAY, 9), why="The hall.", by=cast.clerk)
    client.force_login(cast.head)
    page = " ".join(text_of(client.get(reverse("meetings:case", args=[case.reference]))).split())
    assert "were moved <b>two times</b> in all" in page
    for told in ("Thursday 10 December 2026, 2 pm, now", "Snow.", "The hall."):
        assert told in page
    rows = text_of(client.get(reverse("meetings:download"), {"when": "all"})).splitlines()
    moved = rows[0].split(",").index("Moved")
    assert all(row.split(",")[moved] == "1" for row in rows[1:])


def test_a_conference_is_called_without_its_diocese_by_the_form_with_a_reason(client, case, cast):
    client.force_login(cast.clerk)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = {
        "form_key": form_key(client, url),
        "on": "10/12/2026",
        "at": "14:00",
        "place": "The hall",
        "chair": cast.senior_adviser.pk,
        "invitees": [cast.head.pk],
    }
    form = client.post(url, facts).context["form"]
    assert "Invite the Diocese of Corvesham as well" in form.errors["invitees"][0]
    page = text_of(client.post(url, {**facts, "without_diocese_why": "A synod."}, follow=True))
    assert "held without the Diocese of Corvesham: A synod." in page
