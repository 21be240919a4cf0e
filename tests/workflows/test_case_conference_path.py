"""The whole path of a case conference, step by step, as pages and demo county take it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from viewflow.workflow.status import PROCESS

from concern_cases.models import Action, CaseEvent
from meetings.models import Meeting, Minutes
from meetings.services.invitees import suggested_invitees
from record import clock
from record.models import Dispatch
from record.outbox import deliver_waiting
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take
from workflows import engine, jobs
from workflows.models import CaseworkProcess, TaskCard, Trigger
from workflows.timers import fire_due_timers
from workflows.triggers import serve_triggers

pytestmark = pytest.mark.usefixtures("no_packs")


def open_steps(meeting):
    return [card.task.flow_task.name for card in engine.open_cards(meeting)]


def test_a_conference_runs_from_the_invitation_to_what_follows_from_it(meeting, cast):
    assert open_steps(meeting) == ["collect_papers"]
    assert Dispatch.objects.filter(topic="mail", key__startswith="invitation:").count() == 8
    hold(meeting, cast, code="warning_letter", actions=True)
    assert open_steps(meeting) == ["draft_minutes"]
    assert Action.objects.count() == 2

    with clock.at(london(CONFERENCE_DAY + timedelta(days=1))):
        take(meeting, "draft_minutes", by=cast.clerk, text="# 1. Apologies\n\nNone.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=False, remarks="Mr Osei was there.")
        assert open_steps(meeting) == ["draft_minutes"]
        take(meeting, "draft_minutes", by=cast.clerk, text="# 1. Apologies\n\nNone. Mr Osei was there.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        assert open_steps(meeting) == []
        deliver_waiting()

    minutes = Minutes.objects.get(meeting=meeting, status=Minutes.Status.APPROVED)
    assert minutes.version == 2
    with default_storage.open(minutes.pdf.name) as file:
        assert file.read(5) == b"%PDF-"
    assert Dispatch.objects.filter(key__startswith=f"minutes:{minutes.pk}:", topic="mail").count() == 8
    wanted = Trigger.objects.get()
    assert (wanted.wanted, wanted.payload["kind"]) == ("start_letter", "warning_letter")
    assert wanted.from_process_id == engine.process_about(meeting).pk
    assert open_steps(meeting) == ["schedule_next"]


def test_the_timeline_tells_the_story(meeting, cast, case):
    hold(meeting, cast)
    kinds = list(CaseEvent.objects.order_by("position").values_list("kind", flat=True))
    assert kinds[-4:] == ["meetings.called", "meetings.invited", "meetings.papers", "meetings.held"]


def finish_minutes(meeting, cast):
    take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
    take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
    deliver_waiting()


def test_the_next_conference_is_planned_and_its_process_begins_by_itself(meeting, cast, case):
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY + timedelta(days=4))):
        finish_minutes(meeting, cast)
        facts = {
            "starts_at": london(CONFERENCE_DAY + timedelta(days=60)),
            "place": "The school hall",
            "chair": cast.senior_adviser,
            "invitees": suggested_invitees(case),
        }
        take(meeting, "schedule_next", by=cast.senior_adviser, **facts)
        process = engine.process_about(meeting)
        assert process.status == PROCESS.DONE
        assert (serve_triggers(), serve_triggers()) == (1, 0)
    following = Meeting.objects.exclude(pk=meeting.pk).get()
    begun = CaseworkProcess.objects.get(meeting=following)
    assert list(begun.started_by.values_list("from_process_id", flat=True)) == [process.pk]
    assert open_steps(following) == ["collect_papers"]


def test_minutes_are_sent_once_however_often_the_worker_is_stopped_on_the_way(meeting, cast, monkeypatch):
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY + timedelta(days=1))):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        job = Dispatch.objects.get(topic="meetings.circulate")
        with monkeypatch.context() as stopped:
            stopped.setattr(jobs, "record_circulation", stop)
            with pytest.raises(KeyboardInterrupt):
                jobs.circulate_minutes(job.payload, job)
        assert not Dispatch.objects.filter(key__startswith="minutes:", topic="mail").exists()
        for _ in range(2):
            jobs.circulate_minutes(job.payload, job)
    assert Dispatch.objects.filter(key__startswith="minutes:", topic="mail").count() == 8
    assert open_steps(meeting) == ["schedule_next"]


def stop(*args, **facts):
    raise KeyboardInterrupt


def test_nothing_more_is_planned_when_the_case_is_to_close(meeting, cast):
    hold(meeting, cast, code="close")
    with clock.at(london(CONFERENCE_DAY + timedelta(days=4))):
        finish_minutes(meeting, cast)
    assert open_steps(meeting) == []
    assert engine.process_about(meeting).status == PROCESS.DONE


def test_papers_not_collected_give_way_when_the_conference_begins(meeting, cast):
    with clock.at(london(CONFERENCE_DAY, 15)):
        fire_due_timers()
    assert open_steps(meeting) == ["hold_conference"]
    assert TaskCard.objects.filter(task__flow_task__endswith="collect_papers", done_at=None).count() == 0
