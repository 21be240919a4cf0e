"""Who is asked for papers and when, and who has them that was invited late."""

from datetime import timedelta

import pytest

from meetings.models import Invitee
from meetings.next_due import papers_due
from meetings.services.changing import change_meeting
from meetings.services.invitees import InviteeFacts
from meetings.services.inviting import invite_person
from meetings.services.paper_reminders import ask_for_papers
from meetings.services.replies import Answer, answer_invitation
from record import clock
from record.models import Dispatch
from tests.meetings.test_papers import lay
from tests.meetings.test_replies import SENDS, of
from tests.workflows.conftest import CONFERENCE_DAY, call, london, take
from workflows.services.conferences import move_conference

DUE = CONFERENCE_DAY - timedelta(days=7)  # Thursday 3 December: five working days before
TWO_BEFORE = london(DUE - timedelta(days=2), 9)


def asked():
    return sorted(row.payload["to"] for row in Dispatch.objects.filter(key__startswith="papers-wanted:"))


def address(invitee):
    return f'"{invitee.name}" <{invitee.email}>'


def test_an_invitation_says_to_people_with_an_account_by_when_papers_are_due(case, cast):
    guest = InviteeFacts(Invitee.RequiredAs.OPTIONAL, name="Ben Adeyemi", email="ben@elsewhere.example")
    people = [InviteeFacts(Invitee.RequiredAs.SCHOOL, user=cast.head), guest]
    meeting = call(case, cast, invitees=people, without_diocese_why="A synod.")
    assert papers_due(meeting) == DUE
    texts = {
        row.payload["to"]: row.payload["text"]
        for row in Dispatch.objects.filter(key__startswith="invitation:")
    }
    words = "Papers for it are due by Thursday 3 December 2026."
    assert words in texts[address(of(meeting, cast.head))]
    assert words not in texts[address(meeting.invitees.get(user=None))]


def test_whoever_brought_none_is_asked_once_two_working_days_before_and_not_earlier(meeting, cast):
    lay(meeting, by=cast.sip)
    answer_invitation(of(meeting, cast.chair), Answer(Invitee.Reply.DECLINED), by=cast.chair)
    for early in (TWO_BEFORE - timedelta(days=1), TWO_BEFORE - timedelta(hours=2)):
        with clock.at(early):
            assert ask_for_papers() == 0
    with clock.at(TWO_BEFORE):
        assert ask_for_papers() == len(asked()) > 0
        assert ask_for_papers() == 0
    assert address(of(meeting, cast.head)) in asked()
    for person in (cast.sip, cast.chair, cast.clerk):
        invitee = meeting.invitees.filter(user=person).first()
        assert invitee is None or address(invitee) not in asked()
    mail = Dispatch.objects.filter(key__startswith="papers-wanted:").first().payload
    assert mail["subject"].startswith("Papers by Thursday 3 December 2026")
    assert f"/meetings/{meeting.pk}/papers/add/" in mail["text"]


@pytest.mark.parametrize("why", ["out", "late", "past"])
def test_nobody_is_asked_where_none_are_wanted(case, cast, why):
    meeting = call(case, cast)
    if why == "out":
        take(meeting, "collect_papers", by=cast.clerk)
    at = london(DUE + timedelta(days=1), 9) if why == "past" else TWO_BEFORE
    if why == "late":
        meeting.entered_late = True
        meeting.save()
    with clock.at(at):
        assert ask_for_papers() == 0


def test_a_moved_conference_asks_for_its_new_day(meeting, cast):
    with clock.at(TWO_BEFORE):
        first = ask_for_papers()
        later = london(CONFERENCE_DAY + timedelta(days=5))
        move_conference(meeting, starts_at=later, why="Snow.", by=cast.clerk)
        assert ask_for_papers() == 0
    with clock.at(TWO_BEFORE + timedelta(days=5)):
        ask_for_papers()
    assert len(asked()) == 2 * first


@pytest.fixture
def out(meeting, cast):
    """Its papers went out."""
    take(meeting, "collect_papers", by=cast.clerk)
    meeting.refresh_from_db()
    return meeting


def has_papers(invitee):
    return Dispatch.objects.filter(key=f"papers:{invitee.pk}").exists()


def test_whoever_is_invited_after_the_papers_went_out_has_them_too(out, cast):
    packs = Dispatch.objects.filter(key__startswith=f"packs:{out.pk}:")
    before = packs.count()
    with clock.at(clock.now() + timedelta(hours=1)):
        invitee = invite_person(
            out, facts=InviteeFacts(Invitee.RequiredAs.SCHOOL, user=cast.governor), by=cast.clerk
        )
        assert has_papers(invitee)
        assert packs.count() == before + 1


def test_so_has_whoever_comes_instead_with_an_account_and_a_new_chair(out, cast):
    sends = Answer(Invitee.Reply.DELEGATED, delegate_name="Anita Shaw", delegate_email=cast.governor.email)
    answer_invitation(of(out, cast.chair), sends, by=cast.chair)
    assert has_papers(of(out, cast.governor))
    change_meeting(
        out, chair=cast.head_of_improvement, place="Here", purpose="", length_minutes=90, by=cast.clerk
    )
    assert has_papers(of(out, cast.head_of_improvement))


def test_nobody_without_an_account_and_nobody_before_they_went_out(meeting, out, cast):
    answer_invitation(of(out, cast.chair), SENDS, by=cast.chair)
    assert not has_papers(out.invitees.get(email="ann@elsewhere.example"))


def test_before_they_went_out_nothing_is_sent(meeting, cast):
    facts = InviteeFacts(Invitee.RequiredAs.SCHOOL, user=cast.governor)
    assert not has_papers(invite_person(meeting, facts=facts, by=cast.clerk))
