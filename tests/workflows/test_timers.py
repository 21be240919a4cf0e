"""Reminders, escalations and interruptions."""

import logging
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from concern_cases.events import tell
from concern_cases.models import CaseEvent
from record import clock
from record.models import Dispatch
from tests.workflows.conftest import CONFERENCE_DAY, london, take
from workflows import cards, engine
from workflows.health import tasks_in_error
from workflows.nodes import StepTimerActivation
from workflows.services.conferences import move_conference
from workflows.timers import MAX_TRIES, fire_due_timers

PAPERS_DUE = date(2026, 12, 3)  # five working days before Thursday 10 December


def mails(key):
    return Dispatch.objects.filter(topic="mail", key__startswith=key)


def test_papers_are_due_five_working_days_before(meeting):
    assert engine.open_card(meeting, "collect_papers").due_on == PAPERS_DUE


def test_the_command_is_ours_and_fires_by_our_clock(meeting, capsys):
    with clock.at(london(PAPERS_DUE, 9)):
        call_command("workflow_timers")
    assert capsys.readouterr().out == "1 timer fired.\n"


def test_nothing_fires_before_its_time(meeting):
    with clock.at(london(PAPERS_DUE, 7)):
        assert fire_due_timers() == 0


def test_a_step_is_chased_once_on_the_day_it_is_due(meeting, cast):
    with clock.at(london(PAPERS_DUE, 9)):
        assert (fire_due_timers(), fire_due_timers()) == (1, 0)
    told = {dispatch.payload["to"] for dispatch in mails("chase:")}
    assert told == {cast.senior_adviser.email, cast.clerk.email}
    assert CaseEvent.objects.filter(kind="tasks.chased", circle="la").count() == 1
    assert engine.open_card(meeting, "collect_papers").chased_at == london(PAPERS_DUE, 9)


def test_the_timeline_does_not_call_a_step_late_on_the_day_it_is_due(meeting):
    with clock.at(london(PAPERS_DUE, 9)):
        fire_due_timers()

    [details] = tell(CaseEvent.objects.get(kind="tasks.chased")).details
    assert details.endswith("Due on 3\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026.")


def test_a_step_is_escalated_three_working_days_later(meeting, cast):
    with clock.at(london(PAPERS_DUE + timedelta(days=5), 9)):
        assert fire_due_timers() == 2
    assert [dispatch.payload["to"] for dispatch in mails("escalate:")] == [cast.head_of_improvement.email]
    card = engine.open_card(meeting, "collect_papers")
    assert cards.escalation_day(card) == date(2026, 12, 8)
    assert card.escalated_at is not None


def test_chasing_opens_no_step_and_the_step_stays_open(meeting, cast):
    with clock.at(london(PAPERS_DUE + timedelta(days=5), 9)):
        fire_due_timers()
        take(meeting, "collect_papers", by=cast.clerk)
    assert [card.title for card in engine.open_cards(meeting)] == ["Hold the conference"]


def test_a_step_taken_in_time_is_never_chased(meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    with clock.at(london(CONFERENCE_DAY, 7)):
        assert fire_due_timers() == 0
    assert not mails("chase:").exists()


def test_a_conference_moved_takes_its_due_dates_and_timers_along(meeting, cast):
    with clock.at(london(PAPERS_DUE, 9)):
        fire_due_timers()
        later = london(CONFERENCE_DAY + timedelta(days=5))
        move_conference(meeting, starts_at=later, why="The chair is ill.", by=cast.senior_adviser)
    card = engine.open_card(meeting, "collect_papers")
    assert (card.due_on, card.chased_at) == (date(2026, 12, 8), None)
    with clock.at(london(CONFERENCE_DAY, 15)):
        assert fire_due_timers() == 1  # the reminder of the new date; the old beginning does not interrupt
    assert engine.open_card(meeting, "collect_papers")


def test_a_step_that_opens_late_is_not_chased_at_once(meeting, cast):
    with clock.at(london(CONFERENCE_DAY + timedelta(days=4))):
        fire_due_timers()
        card = engine.open_card(meeting, "hold_conference")
        assert cards.chase_day(card) == CONFERENCE_DAY + timedelta(days=5)


def test_an_error_in_the_background_is_told_without_what_was_worked_on(meeting, monkeypatch, caplog):
    def failing(reminder):
        secret = "Mrs Hallett was asked to resign"  # noqa: F841
        raise ValueError("Mrs Hallett")

    monkeypatch.setattr(cards, "chase", failing)
    with clock.at(london(PAPERS_DUE, 9)), caplog.at_level(logging.ERROR):
        fire_due_timers()
        failed = tasks_in_error().get()
    assert failed.data["_exception"].keys() == {"title", "error_id"}
    assert failed.data["_exception"]["title"] == "ValueError"
    assert "Hallett" not in str(failed.data)
    assert failed.data["_exception"]["error_id"] in caplog.text
    assert "Hallett" not in caplog.text.replace('raise ValueError("Mrs Hallett")', "")
    assert engine.open_card(meeting, "collect_papers")


def test_a_broken_timer_does_not_keep_the_others_waiting(meeting, monkeypatch, caplog):
    """The conference begins, but the step that is to give way can't be cancelled."""
    monkeypatch.setattr(StepTimerActivation, "cancel_host_tasks", lambda self: 1 / 0)
    with clock.at(london(CONFERENCE_DAY, 15)):
        assert (fire_due_timers(), fire_due_timers()) == (2, 0)  # reminder and escalation
        assert "ZeroDivisionError" in caplog.text
        assert [card.title for card in engine.open_cards(meeting)] == ["Collect the papers"]
    monkeypatch.undo()
    with clock.at(london(CONFERENCE_DAY, 16)):  # tried again some minutes later
        assert fire_due_timers() == 1
        assert [card.title for card in engine.open_cards(meeting)] == ["Hold the conference"]


@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2026, 10, 26)])
def test_mornings_are_london_mornings_on_both_sides_of_the_clock_change(db, day):
    moment = cards.morning_of(day)
    assert isinstance(moment, datetime)
    assert (moment.hour, moment.date()) == (8, day)


def test_a_timer_that_never_works_stands_among_the_tasks_in_error_in_the_end(meeting, monkeypatch):
    monkeypatch.setattr(StepTimerActivation, "cancel_host_tasks", lambda self: 1 / 0)
    for days in range(MAX_TRIES):
        with clock.at(london(CONFERENCE_DAY + timedelta(days=days), 15)):
            fire_due_timers()
    assert [task.flow_task.name for task in tasks_in_error()] == ["collect_papers__timeout_3"]
