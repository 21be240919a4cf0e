"""Who is asked for papers and when, and who has them that was invited late."""

from datetime import timedelta

import pytest

from meetings.models import Invitee, Meeting, Pack
from meetings.next_due import papers_due
from meetings.services.agenda_items import add_item
from meetings.services.changing import change_meeting
from meetings.services.invitees import InviteeFacts
from meetings.services.inviting import invite_person
from meetings.services.paper_reminders import ask_for_papers
from meetings.services.replies import Answer, answer_invitation
from record import clock
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.meetings.test_papers import lay
from tests.meetings.test_replies import SENDS, of
from tests.workflows.conftest import CONFERENCE_DAY, call, london, take
from workflows import engine
from workflows.services.conferences import move_conference
from workflows.timers import fire_due_timers

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
    return Dispatch.objects.filter(key=f"papers:{invitee.pk}:{invitee.sequence}").exists()


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


def told_of_additions():
    return {
        row.payload["to"]: row.payload["text"].partition(".")[0]
        for row in Dispatch.objects.filter(topic="mail", key__startswith="added:")
    }


def test_what_comes_after_the_papers_went_out_is_told_in_one_mail_with_a_fresh_pack(out, cast, no_packs):
    with clock.at(clock.now() + timedelta(hours=1)):
        lay(out, by=cast.sip)
    with clock.at(clock.now() + timedelta(hours=1, minutes=40)):
        lay(out, by=cast.sip, circle="la", name="other.pdf")
        add_item(out, title="The new hall", minutes=10, by=cast.clerk)
        deliver_waiting()
        assert told_of_additions() == {}
    with clock.at(clock.now() + timedelta(hours=2, minutes=1)):
        before = Pack.objects.filter(reader=cast.head).count()
        deliver_waiting()
        deliver_waiting()
    told = told_of_additions()
    assert told[address(of(out, cast.head))].startswith("One paper and one item of the agenda came after")
    assert told[address(of(out, cast.senior_adviser))].startswith("Two papers and one item of the agenda")
    assert Pack.objects.filter(reader=cast.head).count() == before + 1


def test_nobody_is_told_of_papers_before_they_went_out_or_that_the_reader_may_not_see(meeting, out, cast):
    Meeting.objects.filter(pk=out.pk).update(status="invited")
    lay(out, by=cast.sip)
    assert not Dispatch.objects.filter(key__startswith="added:").exists()
    Meeting.objects.filter(pk=out.pk).update(status="papers_out")
    lay(out, by=cast.sip, circle="la", name="other.pdf")
    with clock.at(clock.now() + timedelta(hours=2)):
        deliver_waiting()
    assert address(of(out, cast.head)) not in told_of_additions()
    assert address(of(out, cast.senior_adviser)) in told_of_additions()


def test_a_conference_that_moves_far_has_its_papers_collected_once_more(out, cast):
    later = CONFERENCE_DAY + timedelta(days=42)

    move_conference(out, starts_at=london(later), why="Snow.", by=cast.clerk)

    out.refresh_from_db()
    assert out.status == Meeting.Status.INVITED
    [card] = engine.open_cards(out)
    assert (card.title, card.due_on) == ("Collect the papers", papers_due(out))
    moved = Dispatch.objects.filter(key__startswith=f"invitation:{of(out, cast.head).pk}:").last()
    assert "Papers for it are due by" in moved.payload["text"]
    with clock.at(london(papers_due(out), 9)):
        assert ask_for_papers() > 0
    take(out, "collect_papers", by=cast.clerk)
    assert has_papers(of(out, cast.head))
    [card] = engine.open_cards(out)
    assert (card.title, card.due_on) == ("Hold the conference", later)


def test_a_conference_that_moves_by_a_day_or_two_keeps_its_papers(out, cast):
    move_conference(out, starts_at=london(CONFERENCE_DAY + timedelta(days=1)), why="Snow.", by=cast.clerk)
    out.refresh_from_db()
    assert out.status == Meeting.Status.PAPERS_OUT
    assert [card.title for card in engine.open_cards(out)] == ["Hold the conference"]


def test_the_conference_that_collects_once_more_begins_when_its_day_comes(out, cast):
    later = london(CONFERENCE_DAY + timedelta(days=42))
    move_conference(out, starts_at=later, why="Snow.", by=cast.clerk)
    with clock.at(later + timedelta(minutes=1)):
        while fire_due_timers():
            pass
        assert [card.title for card in engine.open_cards(out)] == ["Hold the conference"]
