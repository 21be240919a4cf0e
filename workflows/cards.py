"""Cards of the work list: written when a human step opens, the ground on which its timers stand.

A step is chased at eight in the morning of the day it is due (of the next day, if it opens that late), and
escalated three working days after that.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from concern_cases.events import EventKind, event_kind, record_event
from people import access
from people.models import Post, User
from people.roles import Role
from record import clock
from record.mail import enqueue_mail
from schools.calendar import deadline
from schools.permissions import Circle, Perm
from workflows.models import CaseworkProcess, TaskCard
from workflows.steps import WORKING_DAYS, Step

MORNING = time(8)
ESCALATED_AFTER = 3  # working days

STEP_ASKED = event_kind(
    "tasks.asked",
    "asked {who} for the task “{title}” by {due}",
    title="Asked: {title}",
    details=("{who} had a mail. It is due on {due}.",),
)
STEP_CHASED = event_kind(
    "tasks.chased",
    "reminded {who} of the task “{title}”, due on {due}",
    title="Reminder sent: {title}",
    details=("To {who}. Due on {due}.",),
)
STEP_ESCALATED = event_kind(
    "tasks.escalated",
    "told {who} that the task “{title}” is late",
    title="Late, and passed on: {title}",
    details=("{who} was told. It was due on {due}.",),
)


def asked_until(process: CaseworkProcess, node_name: str) -> date:
    """The day by which the step was asked for, as its task said when it was last open."""
    node = process.flow_class.instance.node(node_name)
    return TaskCard.objects.filter(task__process=process, task__flow_task=node).latest("pk").due_on


def write_card(task: Task, *, step: Step, process: CaseworkProcess) -> TaskCard:
    """The step stands on the work list of everybody who may take it; some ask for it by mail at once."""
    due = step.due(process)
    card = TaskCard.objects.create(
        task=task,
        title=step.title,
        la=process.la,
        school=process.school,
        case=process.case,
        perm=step.perm_for(process).value,
        created_at=clock.now(),
        due_on=due.on,
        rule=due.rule,
        counted=due.counted,
    )
    set_not_for(card, step=step, process=process)
    if step.asks_by_mail:
        _ask(card)
    return card


def rewrite_card(card: TaskCard, *, step: Step, process: CaseworkProcess) -> None:
    """The card says what the process says now; a reminder and an escalation are to come again."""
    due = step.due(process)
    card.due_on, card.rule, card.counted = due.on, due.rule, due.counted
    card.chased_at = card.escalated_at = None
    card.save()
    set_not_for(card, step=step, process=process)


def set_not_for(card: TaskCard, *, step: Step, process: CaseworkProcess) -> None:
    """The step is off the list of whoever may not take it, or took it already."""
    card.not_for.set({*step.not_for(process), *step.taken_by(process)})


def close_card(task: Task) -> None:
    """The step is off the work list: done, cancelled or interrupted."""
    TaskCard.objects.filter(task=task, done_at=None).update(done_at=clock.now())


# --- When a late step is chased and escalated


def morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())


def chase_day(card: TaskCard) -> date:
    """The day it is due; never the day on which it opens."""
    return max(card.due_on, timezone.localdate(card.created_at) + timedelta(days=1))


def escalation_day(card: TaskCard) -> date:
    return deadline(WORKING_DAYS, given=chase_day(card), days=ESCALATED_AFTER, school=card.school).ends_on


def chase_at(card: TaskCard) -> datetime:
    return morning_of(chase_day(card))


def escalate_at(card: TaskCard) -> datetime:
    return morning_of(escalation_day(card))


def card_of_timer(timer: Task) -> TaskCard:
    """The card of the step that the timer stands on."""
    return TaskCard.objects.get(task__in=timer.previous.all())


# --- Who is told


def people_who_may(card: TaskCard) -> list[User]:
    """Everybody who may take the step today."""
    perm = Perm(card.perm)
    if card.school:
        people = access.users_where(perm, card.school)
    else:
        held = User.objects.filter(is_active=True, posts__la=card.la).distinct()
        people = held.filter(pk__in=[user.pk for user in held if access.may(user, perm, card.la)])
    kept_out = card.not_for.all()
    return [user for user in people.order_by("name") if user not in kept_out]


def people_asked_first(card: TaskCard) -> list[User]:
    """Who is reminded of the step: whose it is first, as long as that person may take it, or everybody."""
    process = card.task.process.coerced
    first, people = card.task.flow_task.step.first_for(process), people_who_may(card)
    return [first] if first in people else people


def heads_of_improvement(card: TaskCard) -> list[User]:
    """Who is told of a step that stays undone."""
    posts = Post.objects.current().filter(role=Role.HEAD_OF_IMPROVEMENT, la=card.la, user__is_active=True)
    return [post.user for post in posts.select_related("user")]


def chase(reminder: Task) -> None:
    """Who is asked first, or else everybody who may take the step, has one mail; the case says so."""
    timer = reminder.previous.get()
    card = card_of_timer(timer)
    people = people_asked_first(card)
    _tell(card, people, key=f"chase:{timer.pk}", subject=f"Due {_in_words(card.due_on)}: {card.title}")
    card.chased_at = clock.now()
    card.save(update_fields=["chased_at"])
    _record(STEP_CHASED, card, people)


def escalate(escalation: Task) -> None:
    """The Head of School Improvement knows that the step is late; it stands first on the work list."""
    timer = escalation.previous.get()
    card = card_of_timer(timer)
    people = heads_of_improvement(card)
    _tell(
        card, people, key=f"escalate:{timer.pk}", subject=f"Late since {_in_words(card.due_on)}: {card.title}"
    )
    card.escalated_at = clock.now()
    card.save(update_fields=["escalated_at"])
    _record(STEP_ESCALATED, card, people)


def _ask(card: TaskCard) -> None:
    """Everybody who may take the step has one mail with the day, and the case says who was asked."""
    people = people_who_may(card)
    if people:
        subject = f"{card.title}, by {_in_words(card.due_on)}"
        _tell(card, people, key=f"asked:{card.task_id}", subject=subject)
        _record(STEP_ASKED, card, people)


def task_url(task: Task) -> str:
    return reverse("tasks:task", args=[task.process_id, task.pk])


def _in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _tell(card: TaskCard, people: list[User], *, key: str, subject: str) -> None:
    where = str(card.school or card.la)
    text = (
        f"{card.title}\n{where}\n\nIt is due on {_in_words(card.due_on)}.\n\n"
        f"{settings.SITE_URL}{task_url(card.task)}\n"
    )
    for user in people:
        enqueue_mail(
            key=f"{key}:{user.pk}",
            to=user.email,
            subject=f"{subject}, {where}",
            text=text,
            urn=card.school.urn if card.school else "",
        )


def _record(kind: EventKind, card: TaskCard, people: list[User]) -> None:
    if card.school is None:
        return
    record_event(
        kind,
        school=card.school,
        case=card.case,
        circle=Circle.LA,
        who=", ".join(user.name for user in people) or "nobody",
        title=card.title,
        due=card.due_on,
    )
