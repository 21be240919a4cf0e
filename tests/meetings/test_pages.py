"""The list of meetings and the page of one, as different people meet them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from letters.models import Letter
from meetings.models import Invitee, Meeting
from meetings.services.minutes import latest
from record import clock
from record.models import ReadLog
from record.outbox import deliver_waiting
from tests.web_pages.makers import make_meeting
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take
from workflows.triggers import serve_triggers

pytestmark = pytest.mark.usefixtures("no_packs")

LATER = london(CONFERENCE_DAY + timedelta(days=1))


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def sent(meeting, cast):
    """The minutes are approved and sent."""
    hold(meeting, cast, code="add_support", actions=True)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="First version.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=False, remarks="Say more.")
        take(meeting, "draft_minutes", by=cast.clerk, text="Second version.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        deliver_waiting()
    return meeting


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("senior_adviser", True),
        ("head", True),
        ("diocesan_officer", True),
        ("other_diocesan_officer", False),
        ("other_chair", False),
        ("left_yesterday", False),
        ("administrator", False),
    ],
)
def test_list_file_and_page_agree_on_who_sees_a_meeting(client, meeting, cast, person, seen):
    client.force_login(getattr(cast, person))
    name = str(meeting.school)
    assert (name in text_of(client.get(reverse("meetings:list")))) == seen
    assert (name in text_of(client.get(reverse("meetings:download")))) == seen
    assert client.get(meeting.get_absolute_url()).status_code == (200 if seen else 404)


def test_the_conferences_of_a_case_are_one_of_its_pages(client, meeting, case, cast):
    client.force_login(cast.head)
    url = reverse("meetings:case", args=[case.reference])
    assert meeting.get_absolute_url() in text_of(client.get(url))
    client.force_login(cast.other_chair)
    assert client.get(url).status_code == 404


def test_the_list_tells_what_is_to_come_from_what_is_past(client, meeting, cast):
    client.force_login(cast.clerk)
    url = reverse("meetings:list")
    assert "10\N{NO-BREAK SPACE}December" in text_of(client.get(url))
    assert "There is no meeting here." in text_of(client.get(url, {"when": "past"}))
    client.logout()
    with clock.at(LATER):
        client.force_login(cast.clerk)
        assert "There is no meeting here." in text_of(client.get(url))
        assert str(meeting.school) in text_of(client.get(url, {"when": "past"}))


def test_the_list_is_filtered_by_school_and_by_oneself(client, meeting, cast):
    url = reverse("meetings:list")
    client.force_login(cast.director)
    assert str(meeting.school) in text_of(client.get(url, {"q": meeting.school.urn}))
    assert "No meeting fits" in text_of(client.get(url, {"q": "Otterbourne"}))
    assert "No meeting fits" in text_of(client.get(url, {"mine": "1"}))


def test_the_list_finds_a_school_as_every_list_does_and_by_chair_days_and_what_is_missing(
    client, meeting, cast
):
    client.force_login(cast.clerk)

    def found(**asked):
        return list(client.get(reverse("meetings:list"), asked).context["page"])

    assert found(q="Wystan Fernhallow") == [meeting]
    assert found(chair=cast.senior_adviser.pk) == [meeting]
    assert found(chair=cast.director.pk) == []
    assert found(**{"from": "2026-12-10", "until": "2026-12-10"}) == [meeting]
    assert found(**{"from": "2026-12-11"}) == []
    assert found(lacks="answers") == [meeting]
    assert found(lacks="record") == []
    meeting.invitees.update(reply="accepted")
    assert found(lacks="answers") == []
    assert "All who are asked have accepted" in text_of(client.get(reverse("meetings:list")))
    client.logout()
    with clock.at(LATER):
        client.force_login(cast.clerk)
        assert found(when="all", lacks="record") == [meeting]
        assert "Not recorded yet" in text_of(client.get(reverse("meetings:list"), {"when": "past"}))


def test_the_list_is_sorted_by_its_columns_and_taken_away_as_a_workbook(client, meeting, case, cast):
    sooner = make_meeting(case, cast.director, on=date(2026, 12, 1))
    client.force_login(cast.clerk)

    def order(sort):
        return list(client.get(reverse("meetings:list"), {"sort": sort}).context["page"])

    assert order("when") == [sooner, meeting]
    assert order("-when") == [meeting, sooner]
    by_name = sorted([meeting, sooner], key=lambda row: row.chair.name)
    assert order("chair") == by_name
    assert order("nonsense") == [sooner, meeting]
    file = client.get(reverse("meetings:download_xlsx"))
    assert file["Content-Disposition"].endswith('.xlsx"')
    assert ReadLog.objects.filter(what="list of 2 meetings as XLSX").exists()


def test_the_file_is_safe_in_a_spreadsheet_and_logged(client, meeting, cast):
    Meeting.objects.filter(pk=meeting.pk).update(place="=HYPERLINK(1)")
    client.force_login(cast.clerk)
    assert "'=HYPERLINK(1)" in text_of(client.get(reverse("meetings:download")))
    assert ReadLog.objects.filter(what="list of 1 meetings as CSV").exists()


def test_whose_turn_it_is_stands_on_top(client, meeting, cast):
    client.force_login(cast.clerk)
    assert "Next step, yours" in text_of(client.get(meeting.get_absolute_url()))
    client.force_login(cast.head)
    page = text_of(client.get(meeting.get_absolute_url()))
    assert "Waiting: Collect the papers" in page
    assert "Helen Marchetti and Nasreen Aziz have this task." in page


def test_a_letter_that_follows_is_linked_for_those_alone_who_may_know_of_it(client, meeting, cast):
    hold(meeting, cast, code="warning_letter")
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        deliver_waiting()
        serve_triggers()
    letter = Letter.objects.get()
    client.force_login(cast.senior_adviser)
    assert letter.get_absolute_url() in text_of(client.get(meeting.get_absolute_url()))
    client.force_login(cast.head)
    assert letter.reference not in text_of(client.get(meeting.get_absolute_url()))


def test_minutes_are_read_by_all_when_approved_and_drafts_by_those_who_write_them(client, sent, cast):
    first = reverse("meetings:minutes", args=[sent.pk, 1])
    second = reverse("meetings:minutes", args=[sent.pk, 2])
    client.force_login(cast.head)
    assert client.get(first).status_code == 404
    assert "Second version." in text_of(client.get(second))
    page = text_of(client.get(sent.get_absolute_url()))
    assert first not in page
    assert second in page
    client.force_login(cast.clerk)
    assert "Say more." in text_of(client.get(first))


def test_the_pdf_is_given_to_those_who_see_the_meeting_and_logged(client, sent, cast):
    url = reverse("meetings:minutes_file", args=[sent.pk, 2])
    client.force_login(cast.diocesan_officer)
    answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert ReadLog.objects.filter(
        user_id=cast.diocesan_officer.pk, what__startswith="PDF of minutes"
    ).exists()
    client.force_login(cast.other_diocesan_officer)
    assert client.get(url).status_code == 404
    assert client.get(reverse("meetings:minutes_file", args=[sent.pk, 1])).status_code == 404


def test_a_person_answers_his_or_her_own_invitation(client, meeting, cast):
    client.force_login(cast.chair)
    url = reverse("meetings:answer", args=[meeting.pk])
    client.post(url, {"reply": "accepted"})
    assert meeting.invitees.get(user=cast.chair).reply == Invitee.Reply.ACCEPTED
    assert client.post(url, {"reply": "maybe"}, follow=True).status_code == 200
    client.force_login(cast.governor)
    assert client.post(url, {"reply": "accepted"}).status_code == 404


def test_the_calendar_file_is_ones_own(client, meeting, cast):
    url = reverse("meetings:invitation_file", args=[meeting.pk])
    client.force_login(cast.chair)
    answer = client.get(url)
    assert answer["Content-Type"].startswith("text/calendar")
    assert cast.chair.email in text_of(answer).replace("\r\n ", "")
    client.force_login(cast.governor)
    assert client.get(url).status_code == 404


def form_key(client, url):
    return client.get(url).context["form"]["form_key"].value()


def calling(case, cast, key):
    people = [cast.head, cast.chair, cast.clerk, cast.diocesan_officer]
    return {
        "form_key": key,
        "on": "10/12/2026",
        "at": "14:00",
        "place": "The school hall",
        "chair": cast.senior_adviser.pk,
        "invitees": [person.pk for person in people],
    }


def test_a_conference_is_called_by_its_form_once_however_often_it_is_sent(client, case, cast):
    client.force_login(cast.clerk)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = calling(case, cast, form_key(client, url))
    first, second = client.post(url, facts), client.post(url, facts)
    meeting = Meeting.objects.get()
    assert first.url == second.url == meeting.get_absolute_url()
    assert meeting.starts_at == london(CONFERENCE_DAY)
    assert meeting.invitees.count() == 5


def test_a_rule_is_told_beside_the_field(client, case, cast):
    client.force_login(cast.clerk)
    url = reverse("tasks:call_conference", args=[case.reference])
    facts = {**calling(case, cast, form_key(client, url)), "on": "12/12/2026"}
    form = client.post(url, facts).context["form"]
    assert form.errors["on"] == ["Choose a school day: on Saturday 12 December 2026 this school is closed"]


def test_a_conference_is_moved_and_cancelled_by_forms(client, meeting, cast):
    client.force_login(cast.clerk)
    move, cancel = (reverse(f"tasks:{verb}_conference", args=[meeting.pk]) for verb in ("move", "cancel"))
    facts = {"form_key": form_key(client, move), "on": "11/12/2026", "at": "09:30", "why": "Snow."}
    assert client.post(move, facts).url == meeting.get_absolute_url()
    page = text_of(client.get(meeting.get_absolute_url()))
    assert "Thursday 10\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in page
    assert "Snow." in page
    client.post(cancel, {"form_key": form_key(client, cancel), "why": "More snow."})
    meeting.refresh_from_db()
    assert (meeting.status, meeting.moves) == (Meeting.Status.CANCELLED, 1)
    assert client.get(move, follow=True).redirect_chain[-1][0] == meeting.get_absolute_url()


@pytest.mark.parametrize(("person", "status"), [("head", 403), ("director", 403), ("other_chair", 404)])
def test_only_who_manages_meetings_moves_and_cancels(client, meeting, cast, person, status):
    client.force_login(getattr(cast, person))
    for verb in ("move", "cancel"):
        assert client.get(reverse(f"tasks:{verb}_conference", args=[meeting.pk])).status_code == status


def test_notes_and_drafts_stay_with_those_who_write_the_minutes(client, meeting, cast):
    hold(meeting, cast)
    item = meeting.items.first()
    item.notes = "Said in confidence."
    item.save()
    client.force_login(cast.clerk)
    assert "Said in confidence." in text_of(client.get(meeting.get_absolute_url()))
    client.force_login(cast.head)
    assert "Said in confidence." not in text_of(client.get(meeting.get_absolute_url()))
    assert latest(meeting) is None
