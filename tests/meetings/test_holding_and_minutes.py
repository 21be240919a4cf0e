"""What is recorded of a conference, and its minutes."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings.models import Attendance, Meeting, Minutes
from meetings.services.holding import DecisionFacts, missing_people, record_meeting
from meetings.services.minutes import (
    check_minutes,
    draft_minutes,
    minutes_pdf,
    record_circulation,
    suggested_text,
)
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.workflows.conftest import CONFERENCE_DAY, decisions, everybody_present, london

DAY = london(CONFERENCE_DAY, 17)


def record(meeting, cast, **facts):
    facts = {"attendance": everybody_present(meeting), "decisions": decisions(), **facts}
    with clock.at(facts.pop("at", DAY)):
        return record_meeting(meeting, by=cast.clerk, **facts)


@pytest.fixture
def held(meeting, cast):
    notes = {meeting.items.get(order=6): "Four of five classes are secure."}
    return record(meeting, cast, notes=notes, decisions=decisions("add_support", cast=cast))


@pytest.fixture
def approved(held, cast):
    with clock.at(DAY + timedelta(days=1)):
        minutes = draft_minutes(held, text=suggested_text(held), by=cast.clerk)
        return check_minutes(minutes, approved=True, by=cast.senior_adviser)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"at": london(CONFERENCE_DAY - timedelta(days=1))}, "This conference is on Thursday 10 December"),
        ({"attendance": {}}, "Say whether Helen Marchetti was there"),
        ({"decisions": []}, "Record at least one decision"),
        ({"decisions": [DecisionFacts("nonsense", "Because.")]}, "Choose what was decided"),
        ({"decisions": [DecisionFacts("continue", " ")]}, "Say why: Continue as planned"),
    ],
)
def test_a_conference_is_not_recorded_by_halves(meeting, cast, facts, sentence):
    with pytest.raises(RuleError, match=sentence):
        record(meeting, cast, **facts)
    assert not Attendance.objects.exists()


def test_the_timeline_tells_each_decision_in_whole_sentences(meeting, cast):
    record(meeting, cast)

    details = tell(CaseEvent.objects.get(kind="meetings.held")).details
    assert "Decided: Continue as planned: Because the evidence says so." in details


def test_a_conference_of_nobody_is_to_be_cancelled(meeting, cast):
    nobody = dict.fromkeys(meeting.invitees.all(), Attendance.Presence.ABSENT)
    with pytest.raises(RuleError, match="cancel the conference instead"):
        record(meeting, cast, attendance=nobody)


def test_a_conference_held_without_its_diocese_says_so(meeting, cast):
    attendance = everybody_present(meeting)
    attendance[meeting.invitees.get(user=cast.diocesan_officer)] = Attendance.Presence.APOLOGIES
    record(meeting, cast, attendance=attendance)
    assert [invitee.name for invitee in missing_people(meeting)] == ["Catherine Blyth"]
    assert CaseEvent.objects.get(kind="meetings.held").body["missing"] == "Catherine Blyth"


def test_a_conference_recorded_later_is_marked_as_entered_late(meeting, cast):
    assert record(meeting, cast, at=DAY + timedelta(days=4)).entered_late


def test_a_conference_is_held_once(held, cast):
    with pytest.raises(AlreadyDone):
        record(held, cast)


def test_actions_carry_where_they_were_agreed(held, cast):
    action = held.decisions.get().actions.first()
    assert action.origin == "Case conference of Thursday 10 December 2026"
    assert (action.owner, action.circle) == (cast.aht, "school")


def test_minutes_begin_with_what_was_recorded(held):
    text = suggested_text(held)
    assert "# 6. Teaching\n\nFour of five classes are secure." in text
    assert "| Add support (item 10) | Because the evidence says so. |" in text
    assert "| Two joint lessons in Year 3 | Martin Osei | Saturday 9 January 2027 | Lesson notes |" in text


def test_minutes_are_written_after_the_conference(meeting, cast):
    with pytest.raises(RuleError, match="when the conference was held"):
        draft_minutes(meeting, text="Early.", by=cast.clerk)


def test_minutes_sent_back_need_a_reason_and_become_a_new_version(held, cast):
    first = draft_minutes(held, text="One.", by=cast.clerk)
    with pytest.raises(RuleError, match="put right"):
        check_minutes(first, approved=False, by=cast.senior_adviser)
    check_minutes(first, approved=False, remarks="The date is wrong.", by=cast.senior_adviser)
    second = draft_minutes(held, text="Two.", by=cast.clerk)
    assert list(held.minutes.values_list("version", "status", "text")) == [
        (1, "sent_back", "One."),
        (2, "draft", "Two."),
    ]
    assert second.version == 2


def test_nobody_approves_what_he_or_she_drafted(held, cast):
    minutes = draft_minutes(held, text="Mine.", by=cast.senior_adviser)
    with pytest.raises(RuleError, match="you drafted them"):
        check_minutes(minutes, approved=True, by=cast.senior_adviser)


def test_a_version_is_checked_once_and_approved_minutes_never_change(approved, cast):
    with pytest.raises(AlreadyDone, match="Helen Marchetti has checked"):
        check_minutes(approved, approved=False, remarks="No.", by=cast.head_of_improvement)
    with pytest.raises(AlreadyDone):
        draft_minutes(approved.meeting, text="Otherwise.", by=cast.clerk)


def test_the_minutes_become_a_tagged_pdf_with_names_and_actions(approved):
    reader = PdfReader(BytesIO(minutes_pdf(approved)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.metadata.title.startswith("Minutes: Case conference")
    assert "Four of five classes are secure." in text
    assert "David Lorimer For the school Present" in text
    assert "drafted by Nasreen Aziz" in text


def test_the_same_minutes_make_the_same_file(approved):
    with clock.at(DAY):
        assert minutes_pdf(approved) == minutes_pdf(approved)


def test_minutes_are_sent_once_to_those_who_still_see_the_school(approved, cast):
    cast.head.posts.update(until=CONFERENCE_DAY - timedelta(days=30))
    derive_grants()
    for _ in range(2):
        record_circulation(approved, pdf=b"%PDF-1.7 minutes", by=None)
    sent = Dispatch.objects.filter(key__startswith=f"minutes:{approved.pk}:", topic="mail")
    assert sent.count() == 7
    assert not [mail for mail in sent if cast.head.email in mail.payload["to"]]
    attachment = sent.first().payload["attachments"][0]
    assert attachment[0] == "Minutes 2026-12-10.pdf"
    assert Minutes.objects.get(pk=approved.pk).sha256
    assert Meeting.objects.get(pk=approved.meeting_id).status == Meeting.Status.MINUTES_APPROVED
