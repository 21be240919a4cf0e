"""A conference held on paper, or earlier than planned, and entered later."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings.models import Invitee, Meeting
from meetings.services.attending import set_presence
from meetings.services.deciding import record_decision
from meetings.services.replies import Answer, answer_invitation
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from tests.meetings.test_pages import form_key, text_of
from tests.meetings.test_replies import mails, of
from tests.workflows.conftest import CONFERENCE_DAY, call, decisions, everybody_present, london, take
from workflows import engine
from workflows.models import TaskCard
from workflows.services.conferences import end_conference, move_conference
from workflows.timers import fire_due_timers

A_WEEK_AGO = london(date(2026, 11, 17))
AFTERWARDS = london(CONFERENCE_DAY + timedelta(days=1))
EARLIER = london(CONFERENCE_DAY - timedelta(days=1))


@pytest.fixture
def late(case, cast):
    return call(case, cast, starts_at=A_WEEK_AGO, entered_late=True)


def open_steps(meeting):
    return [card.task.flow_task.name for card in engine.open_cards(meeting)]


def record(meeting, cast):
    take(
        meeting,
        "hold_conference",
        by=cast.senior_adviser,
        attendance=everybody_present(meeting),
        decisions=decisions(),
    )


def test_one_that_was_held_is_recorded_at_once_and_its_papers_are_asked_of_nobody(late, cast):
    assert open_steps(late) == ["hold_conference"]
    assert fire_due_timers() == 0
    record(late, cast)
    assert open_steps(late) == ["draft_minutes"]
    assert not Dispatch.objects.filter(key__startswith="papers:").exists()


def test_it_says_what_it_is_and_not_that_invitations_were_sent(client, late, cast):
    client.force_login(cast.clerk)
    for url in (
        late.get_absolute_url(),
        late.case.get_absolute_url(),
        reverse("meetings:list") + "?when=all",
    ):
        page = text_of(client.get(url))
        assert "Invitations sent" not in page.replace("Invitations sent for", "")
    assert "Held, to be entered" in text_of(client.get(late.get_absolute_url()))
    record(late, cast)
    assert "Held, entered late" in text_of(client.get(late.get_absolute_url()))


@pytest.fixture
def held_earlier(meeting, cast):
    """It was planned for 10 December at 2 pm; the clerk enters on the 11th that it was held on the 9th."""
    answer_invitation(of(meeting, cast.head), Answer(Invitee.Reply.DECLINED), by=cast.head)
    with clock.at(AFTERWARDS - timedelta(hours=30)):  # the morning of the day it was planned for
        move_conference(meeting, starts_at=EARLIER, why="The head was ill.", entered_late=True, by=cast.clerk)
        yield Meeting.objects.get(pk=meeting.pk)


def test_one_held_earlier_than_planned_is_put_at_its_day_and_recorded_at_once(held_earlier, cast):
    assert (held_earlier.entered_late, held_earlier.starts_at) == (True, EARLIER)
    assert open_steps(held_earlier) == ["hold_conference"]
    assert held_earlier.earlier_dates.get().was_at == london(CONFERENCE_DAY)
    record(held_earlier, cast)
    assert open_steps(held_earlier) == ["draft_minutes"]


def test_those_invited_are_told_that_it_was_held_and_are_not_asked_again(held_earlier, cast):
    head = of(held_earlier, cast.head)
    assert mails(head) == [("REQUEST", 0), ("REQUEST", 1)]
    mail = Dispatch.objects.get(key=f"invitation:{head.pk}:1").payload
    assert mail["subject"].startswith("Held already: ")
    assert "was held on Wednesday 9 December 2026 at 2 pm" in mail["text"]
    assert "no need to come on Thursday 10 December 2026 at 2 pm" in mail["text"]
    assert head.reply == Invitee.Reply.DECLINED
    event = CaseEvent.objects.filter(kind="meetings.moved").latest("pk")
    assert "It was held then already." in tell(event).details


def test_a_time_that_has_passed_has_to_be_meant(meeting, cast):
    later = AFTERWARDS + timedelta(days=3)
    with clock.at(AFTERWARDS):
        with pytest.raises(RuleError, match="still to come"):
            move_conference(meeting, starts_at=EARLIER, why="Slip.", by=cast.clerk)
        with pytest.raises(RuleError, match="has passed"):
            move_conference(meeting, starts_at=later, why="Slip.", entered_late=True, by=cast.clerk)


def test_one_entered_by_mistake_is_moved_ahead_and_people_are_invited_for_the_first_time(late, cast):
    move_conference(late, starts_at=london(CONFERENCE_DAY), why="It is still to come.", by=cast.clerk)
    assert not late.entered_late
    assert mails(of(late, cast.head)) == [("REQUEST", 0)]


def test_the_form_to_move_takes_a_day_on_which_it_was_held(client, meeting, cast):
    client.force_login(cast.clerk)
    url = reverse("tasks:move_conference", args=[meeting.pk])
    facts = {
        "form_key": form_key(client, url),
        "on": "17/11/2026",
        "at": "14:00",
        "why": "It was brought forward.",
    }
    assert client.post(url, facts).context["form"].errors["on"] == ["Choose a time that is still to come"]
    assert client.post(url, {**facts, "entered_late": "on"}).url == meeting.get_absolute_url()
    assert Meeting.objects.get(pk=meeting.pk).entered_late


def everybody_came(meeting, cast):
    for invitee in meeting.invitees.all():
        set_presence(meeting, invitee=invitee, presence="present", by=cast.clerk)
    for item in meeting.items.all():
        item.state = "done"
        item.save()
    record_decision(meeting.items.first(), code="continue", reason="It works.", by=cast.clerk)


def test_one_that_began_before_its_hour_is_ended_while_its_papers_are_still_collected(client, meeting, cast):
    client.force_login(cast.senior_adviser)
    with clock.at(london(CONFERENCE_DAY, 11)):
        everybody_came(meeting, cast)
        client.post(reverse("meetings:hold_end", args=[meeting.pk]))
        assert open_steps(meeting) == ["draft_minutes"]
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.Status.HELD


def test_an_end_that_is_refused_leaves_the_papers_to_be_collected(meeting, cast):
    with clock.at(london(CONFERENCE_DAY, 8)):
        with pytest.raises(RuleError):
            end_conference(meeting, by=cast.senior_adviser)
        assert open_steps(meeting) == ["collect_papers"]


def test_before_its_day_nothing_is_ended(meeting, cast):
    with pytest.raises(TaskCard.DoesNotExist):
        end_conference(meeting, by=cast.senior_adviser)
