"""Somebody more, somebody less, the invitation again; a church school's conference without its diocese."""

from datetime import timedelta

import pytest

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings import attending
from meetings.models import Attendance, Invitee
from meetings.services.invitees import InviteeFacts, suggested_invitees
from meetings.services.inviting import invite_again, invite_person, take_off_list
from meetings.services.replies import answer_invitation
from people.models import Share
from people.services.grants import derive_grants
from record import clock
from record.errors import AlreadyDone, RuleError
from record.models import Dispatch
from tests.meetings.test_replies import SENDS, mails, of
from tests.workflows.conftest import CONFERENCE_DAY, call, decisions, everybody_present, london, take
from workflows.services.conferences import cancel_conference

As = Invitee.RequiredAs
WHY = "Its officers are all at their synod."


def end_share():
    Share.objects.update(until=clock.today() - timedelta(days=1), ended_why="It was agreed to end it.")
    derive_grants()


def without_the_diocese(case):
    return [facts for facts in suggested_invitees(case) if facts.required_as != As.DIOCESE]


def test_somebody_more_is_invited_and_has_a_first_entry(meeting, cast):
    invitee = invite_person(meeting, facts=InviteeFacts(As.SCHOOL, user=cast.governor), by=cast.clerk)
    assert mails(invitee) == [("REQUEST", 0)]
    event = tell(CaseEvent.objects.latest("pk"))
    assert event.title.startswith("Nasreen Aziz invited Anita Shaw to the case conference")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (lambda cast: InviteeFacts(As.SCHOOL, user=cast.head), "David Lorimer is invited already"),
        (lambda cast: InviteeFacts(As.LA, user=cast.other_chair), "Gareth Moxon can’t see its cases"),
        (lambda cast: InviteeFacts(As.LA, name="G", email=cast.other_chair.email), "Gareth Moxon can’t see"),
        (lambda cast: InviteeFacts(As.CHAIR, user=cast.director), "Say as what"),
        (lambda cast: InviteeFacts(As.OPTIONAL, name="Ben", email="nonsense"), "Give an e-mail address"),
    ],
)
def test_some_are_not_invited(meeting, cast, facts, sentence):
    before = meeting.invitees.count()
    with pytest.raises(RuleError, match=sentence):
        invite_person(meeting, facts=facts(cast), by=cast.clerk)
    assert meeting.invitees.count() == before


def test_an_account_named_by_its_address_is_invited_as_that_account(case, cast):
    guest = InviteeFacts(As.OPTIONAL, name="Anita", email=cast.governor.email.upper())
    meeting = call(case, cast, invitees=[*suggested_invitees(case), guest])
    assert of(meeting, cast.governor).name == "Anita Shaw"


def test_whoever_is_taken_off_the_list_is_told_with_whoever_was_to_come_instead(meeting, cast):
    answer_invitation(of(meeting, cast.nle), SENDS, by=cast.nle)
    invitee = of(meeting, cast.nle)
    delegate = invitee.delegate
    take_off_list(of(meeting, cast.nle), why="Ends the support.", by=cast.clerk)
    assert mails(invitee) == mails(delegate) == [("REQUEST", 0), ("CANCEL", 1)]
    mail = Dispatch.objects.get(key=f"invitation:{invitee.pk}:1").payload
    assert mail["subject"].startswith("Not needed any more: ")
    assert "Ends the support" not in str(mail)
    event = tell(CaseEvent.objects.latest("pk"))
    assert event.details == ("Ends the support.", "Ann Other is not sent any more.")


def test_a_delegate_taken_off_the_list_leaves_the_sender_to_answer_again(meeting, cast):
    answer_invitation(of(meeting, cast.nle), SENDS, by=cast.nle)
    take_off_list(of(meeting, cast.nle).delegate, by=cast.clerk)
    assert of(meeting, cast.nle).reply == Invitee.Reply.NONE


def test_the_chair_stays_on_the_list(meeting, cast):
    with pytest.raises(RuleError, match="Helen Marchetti chairs the conference: choose another"):
        take_off_list(of(meeting, cast.senior_adviser), by=cast.clerk)


def test_nobody_is_taken_off_once_it_began_or_is_over(meeting, cast):
    meeting.began_at = clock.now()
    meeting.save()
    with pytest.raises(RuleError, match="The conference has begun"):
        take_off_list(of(meeting, cast.nle), by=cast.clerk)
    cancel_conference(meeting, why="Snow.", by=cast.senior_adviser)
    with pytest.raises(AlreadyDone):
        take_off_list(of(meeting, cast.nle), by=cast.clerk)


def test_an_invitation_sent_again_is_the_same_entry_with_a_higher_sequence(meeting, cast):
    invite_again(of(meeting, cast.head), by=cast.clerk)
    assert mails(of(meeting, cast.head)) == [("REQUEST", 0), ("REQUEST", 1)]
    end_share()
    with pytest.raises(RuleError, match="Catherine Blyth can’t see its cases"):
        invite_again(of(meeting, cast.diocesan_officer), by=cast.clerk)


def test_a_conference_without_the_diocese_is_called_with_a_reason_that_is_kept(case, cast):
    meeting = call(case, cast, invitees=without_the_diocese(case), without_diocese_why=f" {WHY} ")
    assert meeting.without_diocese_why == WHY
    called = CaseEvent.objects.filter(kind="meetings.called").latest("pk")
    assert f"Nobody of the diocese is invited: {WHY}" in tell(called).details
    assert attending.without_diocese(meeting) == f"the Diocese of Corvesham: {WHY}"


def test_a_reason_that_is_not_needed_is_not_kept(case, cast):
    assert call(case, cast, without_diocese_why=WHY).without_diocese_why == ""


def test_the_last_of_the_diocese_is_taken_off_with_a_reason_only(meeting, cast):
    with pytest.raises(RuleError, match="why the conference is held without the Diocese of Corvesham") as no:
        take_off_list(of(meeting, cast.diocesan_officer), by=cast.clerk)
    assert no.value.field == "without_diocese_why"
    take_off_list(of(meeting, cast.diocesan_officer), without_diocese_why=WHY, by=cast.clerk)
    meeting.refresh_from_db()
    assert meeting.without_diocese_why == WHY
    invite_person(meeting, facts=InviteeFacts(As.DIOCESE, user=cast.diocesan_officer), by=cast.clerk)
    meeting.refresh_from_db()
    assert meeting.without_diocese_why == ""


def test_a_share_that_ends_the_day_before_leaves_a_conference_that_is_held_without_the_diocese(meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    with clock.at(CONFERENCE_DAY - timedelta(days=1)):
        end_share()
        assert attending.without_diocese(meeting).startswith(
            "the Diocese of Corvesham: its officers can’t see"
        )
        assert attending.shut_out(meeting, attending.invited(meeting)) == ["Catherine Blyth"]
    with clock.at(london(CONFERENCE_DAY, 17)):
        there = everybody_present(meeting)
        there[of(meeting, cast.diocesan_officer)] = Attendance.Presence.ABSENT
        facts = {"attendance": there, "decisions": decisions()}
        take(meeting, "hold_conference", by=cast.senior_adviser, **facts)
    meeting.refresh_from_db()
    assert attending.without_diocese(meeting) == "the Diocese of Corvesham"
    held = CaseEvent.objects.filter(kind="meetings.held").latest("pk")
    assert "Held without the Diocese of Corvesham." in tell(held).details


def test_a_conference_with_its_diocese_says_nothing_of_it(meeting, cast):
    assert attending.without_diocese(meeting) == ""
