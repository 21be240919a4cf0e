"""Two people, two workers, at the same moment: one effect."""

from datetime import timedelta

import pytest

from concern_cases.models import CaseEvent
from meetings.models import AgendaItem, Meeting, Minutes
from meetings.services.conferences import call_conference
from meetings.services.deciding import record_decision
from meetings.services.holding import end_meeting
from meetings.services.invitees import suggested_invitees
from meetings.services.item_notes import StaleItem, save_item
from record import clock
from record.errors import AlreadyDone
from record.models import Dispatch
from tests.meetings.makers import everybody_here, finish_everything
from tests.workflows.conftest import CONFERENCE_DAY, hold, london
from tests.workflows.racing import race
from workflows import engine
from workflows.models import CaseworkProcess
from workflows.timers import fire_due_timers
from workflows.triggers import serve_triggers, want

pytestmark = pytest.mark.django_db(transaction=True)
LATER = london(CONFERENCE_DAY + timedelta(days=1))


def test_two_people_who_take_the_same_step_have_one_effect_and_one_is_told_who_was_first(meeting, cast):
    hold(meeting, cast)
    task = engine.open_card(meeting, "draft_minutes").task

    def draft(person):
        def act():
            with clock.at(LATER):
                engine.take_step(task, by=person, text=f"As {person} saw it.")

        return act

    results = race(draft(cast.clerk), draft(cast.senior_adviser))
    taken = [result for result in results if isinstance(result, engine.StepTaken)]
    versions = list(Minutes.objects.values_list("version", "drafted_by__name"))
    open_now = [card.title for card in engine.open_cards(meeting)]
    assert sorted(map(type, results), key=str) == sorted([type(None), engine.StepTaken], key=str)
    assert versions == [(1, taken[0].by)]
    assert open_now == ["Check the minutes"]


def test_two_people_who_save_the_same_item_have_one_text_and_one_is_shown_it(meeting, cast):
    item = meeting.items.first()

    def save(person):
        def act():
            with clock.at(london(CONFERENCE_DAY, 15)):
                mine = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
                return save_item(mine, version=1, notes=f"As {person} saw it.", by=person)

        return act

    results = race(save(cast.clerk), save(cast.senior_adviser))
    stands = AgendaItem.objects.values_list("notes", "version").get(pk=item.pk)
    stale = [result for result in results if isinstance(result, StaleItem)]
    assert len(stale) == 1
    assert stands == (stale[0].theirs.notes, 2)


def test_the_end_and_a_last_word_do_not_pass_each_other(meeting, cast):
    with clock.at(london(CONFERENCE_DAY, 15)):
        everybody_here(meeting, by=cast.clerk)
        item = meeting.items.get(title="Decisions")
        record_decision(item, code="continue", reason="It works.", by=cast.clerk)
        finish_everything(meeting, by=cast.clerk)

    def end():
        with clock.at(london(CONFERENCE_DAY, 16)):
            return end_meeting(Meeting.objects.get(pk=meeting.pk), by=cast.clerk)

    def write():
        with clock.at(london(CONFERENCE_DAY, 16)):
            mine = AgendaItem.objects.get(pk=item.pk)
            return save_item(mine, version=1, notes="A last word.", by=cast.senior_adviser)

    ended, written = race(end, write)
    notes = AgendaItem.objects.get(pk=item.pk).notes
    events = CaseEvent.objects.filter(kind="meetings.held").count()
    assert isinstance(ended, Meeting)
    assert events == 1
    assert notes == ("" if isinstance(written, AlreadyDone) else "A last word.")


def test_timers_fired_by_several_workers_fire_once(meeting, cast):
    def fire():
        with clock.at(london(CONFERENCE_DAY, 8)):
            return fire_due_timers()

    fired = race(*[fire] * 4)
    chased = Dispatch.objects.filter(key__startswith="chase:").count()
    escalated = Dispatch.objects.filter(key__startswith="escalate:").count()
    assert sum(fired) == 2
    assert (chased, escalated) == (2, 1)


def test_a_trigger_served_by_several_workers_begins_one_process(case, cast):
    meeting = call_conference(
        case,
        starts_at=london(CONFERENCE_DAY),
        place="The school hall",
        chair=cast.senior_adviser,
        invitees=suggested_invitees(case),
        by=cast.clerk,
    )
    want(
        key=f"conference:{meeting.pk}",
        wanted="start_conference",
        cause="Planned by the one before",
        payload={"meeting": meeting.pk, "by": cast.clerk.pk},
    )
    served = race(*[serve_triggers] * 4)
    processes = CaseworkProcess.objects.count()
    invitations = Dispatch.objects.filter(key__startswith="invitation:").count()
    assert sum(served) == 1
    assert (processes, invitations) == (1, 8)
