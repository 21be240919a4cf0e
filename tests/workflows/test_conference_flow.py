"""Each step of a conference's process: whose, by when, and what moving and cancelling do to it."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.status import PROCESS, STATUS

from meetings.models import Meeting
from meetings.services.invitees import suggested_invitees
from people.services.grants import derive_grants
from record import clock
from record.models import Dispatch
from schools.permissions import Perm
from tests.meetings.makers import LATER, send_minutes
from tests.workflows.conftest import CONFERENCE_DAY, call, hold, london, take
from workflows import cards, engine
from workflows.cards import task_url
from workflows.models import CaseworkTask, TaskCard
from workflows.services.conferences import cancel_conference, move_conference
from workflows.timers import fire_due_timers

pytestmark = pytest.mark.usefixtures("no_packs")

NEXT = london(CONFERENCE_DAY + timedelta(days=60))


def armed(meeting):
    """Names of the timers that are set."""
    rows = CaseworkTask.objects.filter(process__caseworkprocess__meeting=meeting, status=STATUS.SCHEDULED)
    return sorted(row.flow_task.name for row in rows)


def walk(meeting, cast):
    """Each human step in order, as (name, card), taken one after the other."""
    yield "collect_papers", engine.open_card(meeting, "collect_papers")
    hold(meeting, cast)
    card = TaskCard.objects.get(task__flow_task__endswith="hold_conference")
    yield "hold_conference", card
    with clock.at(LATER):
        yield "draft_minutes", engine.open_card(meeting, "draft_minutes")
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
        yield "check_minutes", engine.open_card(meeting, "check_minutes")


def test_every_step_has_its_permission_and_due_date(meeting, cast):
    found = {name: (Perm(card.perm), card.due_on, card.not_for.first()) for name, card in walk(meeting, cast)}
    assert found == {
        "collect_papers": (Perm.MANAGE_MEETING, date(2026, 12, 3), None),  # five working days before
        "hold_conference": (Perm.RECORD_MEETING, CONFERENCE_DAY, None),
        "draft_minutes": (Perm.RECORD_MEETING, date(2026, 12, 17), None),  # five after the conference
        "check_minutes": (Perm.APPROVE_MINUTES, date(2026, 12, 16), cast.clerk),  # three after the draft
    }


def test_the_next_one_is_to_be_planned_in_five_working_days(meeting, cast):
    hold(meeting, cast)
    send_minutes(meeting, cast)
    card = engine.open_card(meeting, "schedule_next")
    assert (Perm(card.perm), card.due_on) == (Perm.MANAGE_MEETING, date(2026, 12, 18))


def test_each_open_step_has_its_timers_and_none_of_an_earlier_one(meeting, cast):
    names = []
    for name, _ in walk(meeting, cast):
        if name != "hold_conference":  # taken in the same go
            names.append((name, {timer.partition("__")[0] for timer in armed(meeting)}))
    assert names == [(name, {name}) for name, _ in names]


# --- The check is the chair's first


def fire_after_check_is_due():
    with clock.at(london(date(2026, 12, 16), 9)):
        fire_due_timers()
    return {row.payload["to"] for row in Dispatch.objects.filter(topic="mail", key__startswith="chase:")}


@pytest.fixture
def to_check(meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.clerk, text="Said and done.")
    return meeting


def test_the_chair_has_a_mail_with_the_draft_and_is_reminded_alone(to_check, cast):
    minutes = to_check.minutes.get()
    mail = Dispatch.objects.get(key=f"check:{minutes.pk}:{cast.senior_adviser.pk}")
    assert mail.payload["subject"].startswith("Minutes to check")
    assert fire_after_check_is_due() == {cast.senior_adviser.email}


def test_anybody_else_who_approves_can_check_and_the_page_says_so(client, to_check, cast):
    client.force_login(cast.director)
    with clock.at(LATER):
        page = client.get(task_url(engine.open_card(to_check, "check_minutes").task)).content.decode()
        assert "Helen Marchetti chaired the meeting and is asked first" in page
        take(to_check, "check_minutes", by=cast.director, approved=True)
    assert to_check.minutes.get().checked_by == cast.director


def test_a_chair_who_left_between_two_steps_keeps_nobody_from_the_check(client, to_check, cast):
    cast.senior_adviser.posts.update(until=clock.today() - timedelta(days=1))
    derive_grants()
    assert fire_after_check_is_due() == {cast.director.email, cast.head_of_improvement.email}
    client.force_login(cast.director)
    with clock.at(LATER):
        page = client.get(task_url(engine.open_card(to_check, "check_minutes").task)).content.decode()
    assert "the chair no longer does" in page


def test_a_chair_who_drafted_leaves_the_check_to_the_others(meeting, cast):
    hold(meeting, cast)
    with clock.at(LATER):
        take(meeting, "draft_minutes", by=cast.senior_adviser, text="Said and done.")
    assert not Dispatch.objects.filter(key__startswith="check:").exists()
    assert fire_after_check_is_due() == {cast.director.email, cast.head_of_improvement.email}


def test_a_late_check_is_escalated_while_it_stays_open(to_check, cast):
    with clock.at(london(date(2026, 12, 22), 9)):
        assert fire_due_timers() == 2
    escalated = Dispatch.objects.filter(topic="mail", key__startswith="escalate:")
    assert [row.payload["to"] for row in escalated] == [cast.head_of_improvement.email]
    assert engine.open_card(to_check, "check_minutes").escalated_at


# --- Moved, cancelled, revived


def test_moving_rewrites_the_timers_of_the_open_step_and_adds_none(meeting, cast):
    before = armed(meeting)
    later = london(CONFERENCE_DAY + timedelta(days=5))
    move_conference(meeting, starts_at=later, why="Snow.", by=cast.senior_adviser)
    assert armed(meeting) == before
    interrupts = CaseworkTask.objects.get(
        flow_task__endswith="collect_papers__timeout_3", status=STATUS.SCHEDULED
    )
    assert interrupts.scheduled == later


def test_a_cancelled_conference_has_no_timer_no_step_and_nothing_fires(meeting, cast):
    assert len(armed(meeting)) == 3
    cancel_conference(meeting, why="The case closes.", by=cast.senior_adviser)
    assert armed(meeting) == []
    assert engine.open_cards(meeting) == []
    assert engine.process_about(meeting).status == PROCESS.CANCELED
    with clock.at(london(CONFERENCE_DAY + timedelta(days=30))):
        assert fire_due_timers() == 0


def test_a_step_that_is_revived_has_its_card_and_timers_again(meeting, cast):
    task = CaseworkTask.objects.get(pk=engine.open_card(meeting, "collect_papers").task_id)
    with task.activation() as activation:
        activation.cancel()
    assert (armed(meeting), engine.open_cards(meeting)) == ([], [])
    task.refresh_from_db()
    with task.activation() as activation:
        activation.revive()
    assert len(armed(meeting)) == 3
    card = engine.open_card(meeting, "collect_papers")
    assert cards.chase_day(card) == date(2026, 12, 3)
    take(meeting, "collect_papers", by=cast.clerk)
    assert [card.title for card in engine.open_cards(meeting)] == ["Hold the conference"]


# --- The next one


def test_the_step_proposes_dates_that_suit_everybody(client, meeting, case, cast):
    hold(meeting, cast)
    send_minutes(meeting, cast)
    url = task_url(engine.open_card(meeting, "schedule_next").task)
    client.force_login(cast.clerk)
    with clock.at(LATER):
        form = client.get(url).context["form"]
        proposed = form.fields["when"].initial
        facts = {"when": proposed, "place": "Here", "chair": case.lead_id, "invitees": list(form.suggested)}
        client.post(url, facts)
    following = Meeting.objects.exclude(pk=meeting.pk).get()
    assert following.starts_at.isoformat() == proposed
    assert following.starts_at.date() <= date(2027, 3, 10)  # three months after it


def test_a_next_one_that_is_planned_already_makes_the_step_needless(meeting, case, cast):
    hold(meeting, cast)
    call(case, cast, starts_at=NEXT)
    send_minutes(meeting, cast)
    assert engine.open_cards(meeting) == []
    assert engine.process_about(meeting).status == PROCESS.DONE


def test_one_that_is_called_while_the_step_is_open_finishes_it(client, meeting, case, cast):
    hold(meeting, cast)
    send_minutes(meeting, cast)
    url = task_url(engine.open_card(meeting, "schedule_next").task)
    following = call(case, cast, starts_at=NEXT, invitees=suggested_invitees(case))
    client.force_login(cast.clerk)
    with clock.at(LATER):
        assert following.get_absolute_url() in client.get(url).content.decode()
        assert client.post(url, {}).status_code == 302
    assert engine.process_about(meeting).status == PROCESS.DONE
    assert Meeting.objects.count() == 2
