"""The one door of every human step."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from meetings.models import Meeting
from people.models import Post
from people.services.grants import derive_grants
from record import clock
from record.errors import RuleError
from record.models import Dispatch
from tests.workflows.conftest import CONFERENCE_DAY, everybody_present, hold, london, take
from workflows import engine
from workflows.models import CaseworkTask, TaskCard
from workflows.services.conferences import cancel_conference


def timers_of(meeting, status=STATUS.SCHEDULED):
    process = engine.process_about(meeting)
    return CaseworkTask.objects.filter(process=process, flow_task_type="TIMER", status=status)


def test_a_step_that_was_taken_says_who_took_it_and_when(meeting, cast):
    task = engine.open_card(meeting, "collect_papers").task
    engine.take_step(task, by=cast.clerk)
    with pytest.raises(engine.StepTaken) as taken:
        engine.take_step(task, by=cast.senior_adviser)
    assert (taken.value.by, taken.value.at) == ("Nasreen Aziz", clock.now())
    assert str(taken.value) == "Nasreen Aziz collected the papers."


def test_the_state_is_told_before_the_permission(meeting, cast):
    task = engine.open_card(meeting, "collect_papers").task
    with pytest.raises(PermissionDenied):
        engine.take_step(task, by=cast.head)
    engine.take_step(task, by=cast.clerk)
    with pytest.raises(engine.StepTaken):
        engine.take_step(task, by=cast.head)


@pytest.mark.parametrize(
    "stranger", ["other_chair", "other_diocesan_officer", "left_yesterday", "deactivated"]
)
def test_whoever_does_not_see_the_school_finds_no_step_before_or_after(meeting, cast, stranger):
    task = engine.open_card(meeting, "collect_papers").task
    with pytest.raises(Task.DoesNotExist):
        engine.take_step(task, by=getattr(cast, stranger))
    engine.take_step(task, by=cast.clerk)
    with pytest.raises(Task.DoesNotExist):
        engine.take_step(task, by=getattr(cast, stranger))


def test_a_step_is_not_found_under_another_process(meeting, cast):
    card = engine.open_card(meeting, "collect_papers")
    with pytest.raises(Task.DoesNotExist):
        engine.find_step(card.task.process_id + 1, card.task_id)
    timer = timers_of(meeting).first()
    with pytest.raises(Task.DoesNotExist):
        engine.find_step(timer.process_id, timer.pk)


def test_access_withdrawn_stops_a_step_that_was_assigned_already(meeting, cast):
    task = engine.open_card(meeting, "collect_papers").task
    Task.objects.filter(pk=task.pk).update(owner=cast.clerk, status=STATUS.ASSIGNED)
    Post.objects.filter(user=cast.clerk).update(until=clock.today() - timedelta(days=1))
    derive_grants()
    with pytest.raises(Task.DoesNotExist):
        engine.take_step(task, by=cast.clerk)
    engine.take_step(task, by=cast.senior_adviser)


def test_whoever_drafted_the_minutes_does_not_check_them(meeting, cast):
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY + timedelta(days=1))):
        take(meeting, "draft_minutes", by=cast.senior_adviser, text="Said and done.")
        card = engine.open_card(meeting, "check_minutes")
        assert list(card.not_for.all()) == [cast.senior_adviser]
        assert card not in TaskCard.objects.open().visible_to(cast.senior_adviser)
        with pytest.raises(PermissionDenied):
            engine.take_step(card.task, by=cast.senior_adviser, approved=True)
        engine.take_step(card.task, by=cast.head_of_improvement, approved=True)


def test_a_rule_leaves_everything_as_it_was(meeting, cast):
    take(meeting, "collect_papers", by=cast.clerk)
    card = engine.open_card(meeting, "hold_conference")
    with clock.at(london(CONFERENCE_DAY, 17)), pytest.raises(RuleError):
        engine.take_step(card.task, by=cast.clerk, attendance=everybody_present(meeting), decisions=[])
    card.task.refresh_from_db()
    assert (card.task.status, card.task.owner) == (STATUS.NEW, None)
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.Status.PAPERS_OUT
    assert engine.open_card(meeting, "hold_conference") == card


def test_steps_are_dated_by_our_clock(meeting, cast):
    hold(meeting, cast)
    done = CaseworkTask.objects.get(flow_task__endswith="hold_conference", status=STATUS.DONE)
    assert (done.started, done.finished, done.owner) == (
        london(CONFERENCE_DAY, 17),
        london(CONFERENCE_DAY, 17),
        cast.senior_adviser,
    )
    assert done.created == clock.now()


def test_the_work_list_shows_what_the_door_would_let_pass(meeting, cast):
    people = [cast.senior_adviser, cast.clerk, cast.head, cast.chair, cast.director, cast.diocesan_officer]
    card = engine.open_card(meeting, "collect_papers")
    for person in [*people, cast.other_chair, cast.deactivated]:
        listed = TaskCard.objects.open().visible_to(person).filter(pk=card.pk).exists()
        try:
            engine.check_step(engine.find_step(card.task.process_id, card.task_id), by=person)
            may = True
        except (Task.DoesNotExist, PermissionDenied):
            may = False
        assert listed == may, person


def test_a_step_taken_or_cancelled_is_off_the_work_list_and_its_timers_are_disarmed(meeting, cast):
    assert timers_of(meeting).count() == 3
    cancel_conference(meeting, why="The school is closed by snow.", by=cast.senior_adviser)
    assert timers_of(meeting).count() == 0
    assert timers_of(meeting, STATUS.CANCELED).count() == 3
    assert not TaskCard.objects.open().exists()
    assert engine.process_about(meeting).status == PROCESS.CANCELED


def test_a_step_called_back_to_life_has_its_card_and_timers_again(meeting, cast):
    card = engine.open_card(meeting, "collect_papers")
    task = CaseworkTask.objects.get(pk=card.task_id)
    activation = task.flow_task.activation_class(task)
    activation.cancel()
    assert timers_of(meeting).count() == 0
    with task.flow_task.flow_class.lock(task.process_id):
        activation.revive()
    assert timers_of(meeting).count() == 3
    again = engine.open_card(meeting, "collect_papers")
    assert (again.due_on, again.done_at) == (card.due_on, None)


def test_the_same_job_a_second_time_changes_nothing(meeting, cast):
    hold(meeting, cast)
    with clock.at(london(CONFERENCE_DAY + timedelta(days=1))):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        process = engine.process_about(meeting)
        facts = {"flow_class": process.flow_class}
        assert engine.finish_job(process.pk, "minutes_circulated", lambda process: None, **facts)
        assert not engine.finish_job(process.pk, "minutes_circulated", lambda process: 1 / 0, **facts)
    assert Dispatch.objects.filter(topic="meetings.circulate").count() == 1
