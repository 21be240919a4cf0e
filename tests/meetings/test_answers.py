"""What becomes of answers: counted once, told to whom it concerns, asked for again, heeded when planning."""

from datetime import date, datetime, timedelta

import pytest

from meetings.answers import answers_in_words, with_answers
from meetings.calendars.term import slot_of
from meetings.london import local, moment
from meetings.models import Invitee, Meeting
from meetings.services.answer_reminders import ask_for_answers
from meetings.services.invitees import suggested_invitees
from meetings.services.next_date import propose_date
from meetings.services.replies import Answer, answer_invitation, enter_replies
from meetings.services.term_plans import is_out_of_date
from record import clock
from record.models import Dispatch
from tests.meetings.planning.county import TODAY, make_due, make_half_terms, planned
from tests.meetings.test_replies import SENDS, by_link, of
from tests.web_pages.makers import invite, make_meeting
from tests.workflows.conftest import CONFERENCE_DAY, london
from web.findings import find
from web.home.day import coming_meetings, meeting_line
from web.needs import NEEDS
from workflows.services.conferences import move_conference, start_conference

Reply = Invitee.Reply
NO = Answer(Reply.DECLINED)
SEVEN_BEFORE = london(CONFERENCE_DAY - timedelta(days=9), 9)  # working days


def mailed(beginning):
    return sorted(row.payload["to"] for row in Dispatch.objects.filter(key__startswith=beginning))


def named(*people):
    return sorted(f'"{person.name}" <{person.email}>' for person in people)


def declined_needs(user):
    found = [finding for group in find(NEEDS, user) for finding in group.findings]
    return [each.sentence.replace("\xa0", " ") for each in found if each.need == "required_declined"]


def test_every_page_counts_answers_alike_without_the_chair_and_who_sends_somebody(meeting, cast):
    by_link(of(meeting, cast.chair), SENDS)
    by_link(meeting.invitees.get(email="ann@elsewhere.example"), Answer(Reply.ACCEPTED))
    by_link(of(meeting, cast.head), NO)
    row = with_answers(Meeting.objects.filter(pk=meeting.pk)).get()
    asked = meeting.invitees.exclude(required_as="chair").exclude(reply=Reply.DELEGATED).count()

    words = answers_in_words(row)

    assert row.asked == asked
    assert words.startswith("one of ")
    assert words.endswith(" has accepted, one has declined")
    assert slot_of(row).note == words
    line = meeting_line(coming_meetings(cast.senior_adviser).get())
    assert line.replies == f"{words[0].upper()}{words[1:]}."


def test_when_somebody_required_declines_the_chair_and_who_called_it_hear_of_it_once(meeting, cast):
    meeting.called_by = cast.clerk
    meeting.save()
    by_link(of(meeting, cast.head), NO)
    by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))
    by_link(of(meeting, cast.head), NO)

    assert mailed("declined:") == named(cast.clerk, cast.senior_adviser)
    [sentence] = declined_needs(cast.senior_adviser)
    assert sentence == (
        "David Lorimer (For the school) can’t come to the conference on Thursday 10 December. "
        "Move it, or hold it without."
    )


def test_nobody_is_told_what_he_or_she_entered_or_of_somebody_who_need_not_come(meeting, cast):
    meeting.called_by = cast.clerk
    meeting.save()
    enter_replies(meeting, {of(meeting, cast.head): NO}, by=cast.clerk)
    assert mailed("declined:") == named(cast.senior_adviser)
    Invitee.objects.filter(meeting=meeting, user=cast.sip).update(required_as="optional")
    answer_invitation(of(meeting, cast.sip), NO, by=cast.sip)
    assert len(mailed("declined:")) == 1
    assert len(declined_needs(cast.senior_adviser)) == 1


def test_whoever_sends_somebody_is_no_need(meeting, cast):
    by_link(of(meeting, cast.chair), SENDS)
    assert mailed("declined:") == []
    assert declined_needs(cast.senior_adviser) == []


def test_whoever_has_not_answered_is_asked_once_more_some_days_before(meeting, cast):
    by_link(of(meeting, cast.head), Answer(Reply.ACCEPTED))
    with clock.at(SEVEN_BEFORE - timedelta(days=1)):
        assert ask_for_answers() == 0
    with clock.at(SEVEN_BEFORE):
        silent = meeting.invitees.filter(reply=Reply.NONE).exclude(required_as="chair")
        assert ask_for_answers() == silent.count() > 0
        assert ask_for_answers() == 0
    assert not set(named(cast.head, cast.senior_adviser)) & set(mailed("answer-wanted:"))
    mail = Dispatch.objects.filter(key__startswith="answer-wanted:").first()
    assert "/meetings/reply/" in mail.payload["text"]


def test_an_invitation_of_yesterday_is_left_alone_and_a_moved_one_is_asked_about_again(meeting, cast):
    with clock.at(SEVEN_BEFORE):
        asked = ask_for_answers()
        moved = london(CONFERENCE_DAY + timedelta(days=1))
        move_conference(meeting, starts_at=moved, why="Snow.", by=cast.clerk)
        assert ask_for_answers() == 0
    with clock.at(SEVEN_BEFORE + timedelta(days=3)):
        assert ask_for_answers() == asked


def test_looking_for_whom_to_ask_takes_as_many_queries_for_many_meetings(
    meeting, cast, django_assert_max_num_queries
):
    make_half_terms(la=cast.la)
    with clock.at(SEVEN_BEFORE):
        ask_for_answers()
        for number in range(1, 5):
            other = make_meeting(
                make_due(cast, number), cast.senior_adviser, on=CONFERENCE_DAY, type=meeting.type
            )
            invite(other, cast.head)
        with django_assert_max_num_queries(4):
            assert ask_for_answers() == 0
    with clock.at(SEVEN_BEFORE - timedelta(days=5)), django_assert_max_num_queries(3):
        assert ask_for_answers() == 0


def test_a_type_of_meeting_can_ask_nobody_again(meeting):
    meeting.type.answer_days_before = 0
    meeting.type.save()
    with clock.at(SEVEN_BEFORE + timedelta(days=3)):
        assert ask_for_answers() == 0


@pytest.fixture
def called(cast, db):
    """A conference on 13 January 2027 that the head is invited to."""
    make_half_terms(la=cast.la)
    with clock.at(TODAY):
        case = make_due(cast)
        facts = {"place": "Here", "chair": cast.senior_adviser, "by": cast.senior_adviser}
        starts_at = moment(datetime(2027, 1, 13, 9, 30))
        process = start_conference(case, starts_at=starts_at, invitees=suggested_invitees(case), **facts)
        yield process.meeting


def test_a_conference_that_somebody_required_declined_moves_when_planning_anew(called, cast):
    plan = planned(cast)
    assert plan.dates.get().stays

    by_link(called.invitees.get(name="Head 1"), NO)

    assert is_out_of_date(plan)
    plan.delete()
    row = planned(cast).dates.get()
    assert not row.stays
    assert local(row.starts_at) != datetime(2027, 1, 13, 9, 30)
    assert row.reason == "Somebody who must come can’t come then."


def test_a_time_that_was_declined_before_is_not_proposed_again(called, cast):
    by_link(called.invitees.get(name="Head 1"), NO)
    case = called.case
    move_conference(called, starts_at=moment(datetime(2027, 1, 14, 14)), why="The head.", by=cast.clerk)

    proposal = propose_date(case, moving=Meeting.objects.get(pk=called.pk))

    assert datetime(2027, 1, 13, 9, 30) not in [local(offer.at) for offer in proposal.offers]
    assert proposal.due_by == date(2027, 1, 29)
