"""The one door of every human step, and the few others by which a process moves.

Whoever takes a step (a page, the demo county, a test) calls ``take_step``; the worker calls ``finish_job``;
services that begin, move or stop processes use ``start``, ``redate_steps`` and ``stop``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from people import access
from people.models import User
from record import clock
from record.actor import acting_as
from record.errors import AlreadyDone
from record.services import service
from schools.permissions import Perm
from workflows import cards, nodes
from workflows.flow import CaseworkFlow
from workflows.models import SUBJECT_FIELDS, CaseworkProcess, CaseworkTask, Subject, TaskCard

OPEN = (STATUS.NEW, STATUS.ASSIGNED)


class StepTaken(AlreadyDone):
    """Somebody took the step before (``by``, ``at``), or the process went on without it."""

    def __init__(self, message: str, *, by: str = "", at: datetime | None = None) -> None:
        super().__init__(message)
        self.by, self.at = by, at


# --- Finding


def find_step(process_pk: int, task_pk: int) -> CaseworkTask:
    """The human step with that number in that process; Task.DoesNotExist unless the two belong together."""
    task = CaseworkTask.objects.select_related("process", "owner").get(pk=task_pk, process_id=process_pk)
    if (
        not isinstance(task.flow_task, nodes.Human)
        or task.process.flow_class is not task.flow_task.flow_class
    ):
        raise Task.DoesNotExist
    return task


def process_of(task: Task) -> CaseworkProcess:
    process: CaseworkProcess = task.process.coerced
    return process


def process_about(subject: CaseworkProcess | Subject) -> CaseworkProcess:
    """The process of its one subject, in its own class; CaseworkProcess.DoesNotExist if there is none."""
    if isinstance(subject, CaseworkProcess):
        return subject
    field = SUBJECT_FIELDS[type(subject)]
    process: CaseworkProcess = CaseworkProcess.objects.get(**{field: subject}).coerced
    return process


def open_card(subject: CaseworkProcess | Subject, node_name: str) -> TaskCard:
    """The card of the open step of that name; TaskCard.DoesNotExist when it isn't open."""
    process = process_about(subject)
    node = process.flow_class.instance.node(node_name)
    return TaskCard.objects.open().select_related("task").get(task__process=process, task__flow_task=node)


def open_cards(subject: CaseworkProcess | Subject) -> list[TaskCard]:
    """Cards of every human step that is open in the process, by due date."""
    try:
        process = process_about(subject)
    except CaseworkProcess.DoesNotExist:
        return []
    found = TaskCard.objects.open().filter(task__process=process)
    return list(found.select_related("task").prefetch_related("not_for"))


def is_visible(process: CaseworkProcess, user: Any, *, perm: Perm | None = None) -> bool:
    """Whether the person may know of the process: sees its subject, or holds the step's permission there."""
    if not getattr(user, "is_active", False):
        return False
    if perm is not None and access.may(user, perm, process.scope):
        return True
    subject = process.subject
    return type(subject).objects.visible_to(user).filter(pk=subject.pk).exists()


# --- Moving


def take_step(task: Task, *, by: User, **facts: Any) -> None:
    """The step is taken and its process has moved on, in one transaction, under the process's lock.

    A step that others are to take as well (``Step.is_over``) is left open for them, and off this one's list.

    Refuses, in this order: Task.DoesNotExist if ``by`` may not know of it; StepTaken if it is finished
    already (naming who took it and when); PermissionDenied if ``by`` lacks the permission today, or did
    what this step is to check; RuleError if a rule of the field forbids it.
    """
    with acting_as(by), task.flow_task.flow_class.lock(task.process_id):
        task = find_step(task.process_id, task.pk)
        node, process = task.flow_task, process_of(task)
        check_step(task, by=by)
        activation = node.activation_class(task)
        activation.process = process
        activation.claim(by)
        node.step.perform(process, by=by, **facts)
        if node.step.is_over(process):
            activation.execute()
        else:
            activation.leave_open()


def check_step(task: CaseworkTask, *, by: User) -> None:
    """Nothing, if the person may take the step now; otherwise what ``take_step`` raises."""
    node, process = task.flow_task, process_of(task)
    if not is_visible(process, by, perm=node.step.perm_for(process)):
        raise Task.DoesNotExist
    if task.status not in OPEN or process.status != PROCESS.NEW:
        raise taken(task)
    if not access.may(by, node.step.perm_for(process), process.scope):
        raise PermissionDenied(node.step.perm_for(process).value)
    if by in node.step.taken_by(process):
        raise StepTaken(f"{by} {node.step.done}.", by=by.name)
    if by in node.step.not_for(process):
        raise PermissionDenied("Somebody else has to do this step: it checks what you did.")


def taken(task: CaseworkTask) -> StepTaken:
    """What is said of a step that is finished already."""
    if task.status == STATUS.DONE and task.owner:
        message = f"{task.owner} {task.flow_task.step.done}."
        return StepTaken(message, by=task.owner.name, at=task.finished)
    return StepTaken("The work went on without this step, or was stopped.", at=task.finished)


def pass_step(process: CaseworkProcess, node_name: str) -> bool:
    """The step, if it is still open, is over without having been taken: what it asks for was done elsewhere.

    The worker's, who acts for nobody. False if it was over already.
    """
    with process.flow_class.lock(process.pk):
        node = process.flow_class.instance.node(node_name)
        task = CaseworkTask.objects.filter(process=process, flow_task=node, status__in=OPEN).first()
        if task is None:
            return False
        activation = node.activation_class(task)
        activation.claim(None)
        activation.execute()
    return True


@service
def start(flow_class: type[CaseworkFlow], *, by: User | None, **about: Any) -> CaseworkProcess:
    """A new process has begun, about these (``la``, ``school``, ``case``, ``meeting`` or ``letter``)."""
    process: CaseworkProcess = flow_class.start.run(**about)  # type: ignore[attr-defined]
    return process


def finish_job(
    process_pk: int,
    node_name: str,
    done: Callable[[CaseworkProcess], None],
    *,
    flow_class: type[CaseworkFlow],
) -> bool:
    """What the worker made is recorded by ``done`` and the process moves on, once: False if it had before.

    The slow work is done before, outside the lock. A second delivery, or one for a cancelled process, changes
    nothing.
    """
    with flow_class.lock(process_pk):
        node = flow_class.instance.node(node_name)
        tasks = CaseworkTask.objects.filter(process_id=process_pk, flow_task=node, status=STATUS.NEW)
        task = tasks.order_by("pk").last()
        if task is None:
            return False
        activation = node.activation_class(task)
        activation.run(lambda activation: done(activation.process))
        activation.execute()
    return True


@service
def redate_steps(process: CaseworkProcess, *, by: User | None) -> None:
    """Cards and timers of the open steps say what the process says now. The caller holds its lock."""
    for card in TaskCard.objects.open().filter(task__process=process).select_related("task"):
        task = CaseworkTask.objects.get(pk=card.task_id)
        activation = task.flow_task.activation_class(task)
        activation.process = process
        activation.disarm()
        cards.rewrite_card(card, step=task.flow_task.step, process=process)
        activation.arm()


@service
def go_back(process: CaseworkProcess, node_name: str, *, by: User | None) -> None:
    """The step of that name is open once more, and the one that was open is left.

    The caller holds the process's lock.
    """
    node = process.flow_class.instance.node(node_name)
    task = CaseworkTask.objects.filter(process=process, status__in=OPEN, card__isnull=False).get()
    left = task.flow_task.activation_class(task)
    left.process = process
    left.cancel()
    again = node._create(left, task.token)
    again.activate()


@service
def stop(process: CaseworkProcess, *, by: User | None) -> bool:
    """The process is cancelled with its open steps and timers; False if it was over already.

    Takes the process's lock. A failed step stays as it failed, for whoever looks into it.
    """
    with process.flow_class.lock(process.pk):
        process.refresh_from_db()
        if process.status != PROCESS.NEW:
            return False
        over = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED, STATUS.ERROR)
        for task in CaseworkTask.objects.filter(process=process).exclude(status__in=over):
            activation = task.flow_task.activation_class(task)
            if activation.cancel.can_proceed():  # a step's timers go with it
                activation.cancel()
        process.status, process.finished = PROCESS.CANCELED, clock.now()
        process.save()
    return True
