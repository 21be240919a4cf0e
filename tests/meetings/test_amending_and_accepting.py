"""Approved minutes: amended by number, taken as a true record at the next meeting, never changed."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from pdfua import Validator

from concern_cases.models import CaseEvent
from meetings.models import Attendance, Minutes
from meetings.services.amendments import amend_minutes
from meetings.services.minutes import accept_last_minutes, minutes_to_accept
from people.models import Share
from people.services.shares import end_share
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.meetings.makers import LATER, content, send_minutes, words_of
from tests.workflows.conftest import CONFERENCE_DAY, call, decisions, everybody_present, hold, london, take
from workflows.jobs import circulate_amendment

pytestmark = pytest.mark.usefixtures("no_packs")

NEXT_DAY = CONFERENCE_DAY + timedelta(days=47)  # Tuesday 26 January 2027
CORRECTION = {"text": "Item 4: four of five classes, not five.", "why": "The chair misread the table."}


@pytest.fixture
def sent(meeting, cast):
    hold(meeting, cast)
    return send_minutes(meeting, cast)


def amend(minutes, cast, **facts):
    with clock.at(LATER + timedelta(days=2)):
        made = amend_minutes(minutes, by=cast.clerk, **{**CORRECTION, **facts})
        deliver_waiting()
    made.refresh_from_db()
    return made


def next_conference(case, cast):
    """The next one, held; its minutes are to be drafted."""
    following = call(case, cast, starts_at=london(NEXT_DAY))
    take(following, "collect_papers", by=cast.clerk)
    with clock.at(london(NEXT_DAY, 17)):
        facts = {"attendance": everybody_present(following), "decisions": decisions()}
        take(following, "hold_conference", by=cast.clerk, **facts)
    return following


def test_an_amendment_has_the_next_number_its_reason_and_its_author(sent, cast):
    first, second = amend(sent, cast), amend(sent, cast, text="Item 5: none.")
    assert [(row.number, row.made_by) for row in (first, second)] == [(1, cast.clerk), (2, cast.clerk)]
    told = CaseEvent.objects.filter(kind="meetings.minutes_amended").first()
    assert (told.body["number"], told.body["why"]) == (1, CORRECTION["why"])


def test_an_amendment_makes_a_new_file_and_leaves_the_old_one_as_it_was(sent, cast):
    before = content(sent.pdf)
    made = amend(sent, cast)
    assert content(Minutes.objects.get(pk=sent.pk).pdf) == before
    assert hashlib.sha256(before).hexdigest() == sent.sha256
    text = words_of(content(made.pdf))
    assert "Said and done." in text
    assert "Amendment 1 Item 4: four of five classes, not five." in text
    assert "Made by Nasreen Aziz" in text
    assert made.sha256 == hashlib.sha256(content(made.pdf)).hexdigest()


def test_the_file_of_an_amendment_has_only_those_up_to_it(sent, cast):
    first = amend(sent, cast)
    amend(sent, cast, text="Item 5: none.")
    first.refresh_from_db()
    assert "Item 5: none." not in words_of(content(first.pdf))


def test_everybody_who_had_the_minutes_is_mailed_once(sent, cast):
    made = amend(sent, cast)
    job, before = Dispatch.objects.get(topic="meetings.amend"), content(made.pdf)
    for _ in range(2):
        circulate_amendment(job.payload, job)
    assert content(made.pdf) == before
    had = Dispatch.objects.filter(topic="mail", key__startswith=f"minutes:{sent.pk}:")
    got = Dispatch.objects.filter(topic="mail", key__startswith=f"amendment:{made.pk}:")
    assert {mail.payload["to"] for mail in got} == {mail.payload["to"] for mail in had}
    assert job.state == Dispatch.State.SENT


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"text": " "}, "read instead, or added"), ({"why": ""}, "Say why")]
)
def test_an_amendment_says_what_and_why(sent, cast, facts, sentence):
    with pytest.raises(RuleError, match=sentence):
        amend(sent, cast, **facts)


def test_a_draft_is_not_amended(meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        with pytest.raises(RuleError, match="not approved"):
            amend_minutes(meeting.minutes.get(), by=cast.clerk, **CORRECTION)


def test_it_is_made_by_its_form_and_stands_under_the_minutes(client, sent, cast):
    client.force_login(cast.clerk)
    assert sent.amend_url in client.get(sent.get_absolute_url()).content.decode()
    key = client.get(sent.amend_url).context["form"]["form_key"].value()
    for _ in range(2):
        assert client.post(sent.amend_url, {"form_key": key, **CORRECTION}).url == sent.get_absolute_url()
    deliver_waiting()
    made = sent.amendments.get()
    client.force_login(cast.head)
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "Said and done." in page
    assert CORRECTION["text"] in page
    assert sent.amend_url not in page
    assert b"".join(client.get(made.pdf_url).streaming_content) == content(made.pdf)
    assert client.get(sent.amend_url).status_code == 403
    client.force_login(cast.other_chair)
    assert client.get(made.pdf_url).status_code == 404


def test_a_version_looks_as_it_did_whatever_changes_afterwards(client, sent, cast):
    before = content(sent.pdf)
    Attendance.objects.update(name="Somebody Else", presence="absent")
    sent.meeting.items.update(notes="Otherwise.")
    sent.meeting.place = "Elsewhere"
    sent.meeting.save()
    client.force_login(cast.head)
    page = client.get(sent.get_absolute_url()).content.decode()
    main = page[page.index("<main") :]
    assert "Elsewhere" not in main
    assert "Did not come" not in main
    assert b"".join(client.get(sent.pdf_url).streaming_content) == before


def test_the_next_conference_takes_the_minutes_as_a_true_record(client, sent, case, cast):
    amend(sent, cast)
    following = next_conference(case, cast)
    assert minutes_to_accept(following) == [sent]
    second = send_minutes(following, cast, at=london(NEXT_DAY + timedelta(days=1)))
    sent.refresh_from_db()
    assert sent.accepted_at == following
    told = CaseEvent.objects.get(kind="meetings.minutes_accepted")
    assert told.body["amendments"] == "amendment 1"
    client.force_login(cast.head)
    assert "Taken as a true record by the" in client.get(sent.get_absolute_url()).content.decode()
    assert "Those of Thursday 10 December 2026 were taken as a true record." in words_of(content(second.pdf))


def test_minutes_are_taken_as_a_true_record_once(sent, case, cast):
    following = next_conference(case, cast)
    assert accept_last_minutes(following, by=cast.clerk) == [sent]
    assert accept_last_minutes(following, by=cast.clerk) == []


def test_the_drafter_can_say_that_they_were_not(client, sent, case, cast):
    following = next_conference(case, cast)
    with clock.at(london(NEXT_DAY + timedelta(days=1))):
        facts = {"text": "Not agreed.", "accepts_last": False}
        take(following, "draft_minutes", by=cast.clerk, **facts)
    sent.refresh_from_db()
    assert sent.accepted_at is None


def test_minutes_approved_after_a_meeting_wait_for_the_next(meeting, case, cast):
    hold(meeting, cast)
    following = next_conference(case, cast)
    send_minutes(meeting, cast, at=london(NEXT_DAY + timedelta(days=1)))
    assert minutes_to_accept(following) == []


def test_a_meeting_that_was_not_held_accepts_nothing(sent, case, cast):
    following = call(case, cast, starts_at=london(NEXT_DAY))
    with pytest.raises(RuleError, match="when it was held"):
        accept_last_minutes(following, by=cast.clerk)


def test_a_share_that_ended_leaves_the_officer_out_and_the_event_says_so(meeting, cast):
    hold(meeting, cast)
    end_share(Share.objects.get(school=cast.school), by=cast.senior_adviser, why="It was agreed.")
    with clock.at(LATER + timedelta(days=1)):
        minutes = send_minutes(meeting, cast, at=LATER + timedelta(days=1))
    mails = Dispatch.objects.filter(topic="mail", key__startswith=f"minutes:{minutes.pk}:")
    assert not [mail for mail in mails if cast.diocesan_officer.email in mail.payload["to"]]
    told = CaseEvent.objects.get(kind="meetings.minutes_circulated")
    assert told.body["left_out"] == "Catherine Blyth"


def test_the_files_are_accessible(sent, cast):
    for file in (sent.pdf, amend(sent, cast).pdf):
        report = Validator().validate(file.path)
        assert [found for found in report.findings if found.severity in ("error", "warning")] == []


def test_only_who_records_meetings_amends(client, sent, cast):
    client.force_login(cast.director)
    assert client.get(reverse("meetings:amend", args=[sent.meeting_id, 1])).status_code == 403
