"""The bases of all nodes. Each mends something that the library's own would do wrong here.

- A human step is taken in one go (claimed and carried out in one transaction, ``workflows.engine``), has a
  card on the work list before its timers are set, and its timers fall away when it is cancelled, too.
- A failing step keeps the kind of the error and a number to find it by, never what was being worked on.
- No node has an address of its own: they derive from the library's bare nodes, and the one address of tasks
  is in ``workflows.urls``.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Literal

from viewflow import this
from viewflow.workflow import nodes as library
from viewflow.workflow.activation import Activation
from viewflow.workflow.context import context
from viewflow.workflow.nodes.boundary import TimerBoundary, TimerBoundaryActivation
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.func import FunctionActivation
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.signals import task_failed
from viewflow.workflow.status import STATUS

from people.models import User
from record import clock
from schools.models import LocalAuthority, School
from workflows import cards
from workflows.models import CaseworkProcess
from workflows.steps import Condition, Step

logger = logging.getLogger(__name__)


class _Guard:
    """Catches what fails in the background: the task is in ERROR, and nothing personal is kept of it."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[True] | None:
        if kind is None or context.propagate_exception:
            return None
        activation, task = self.activation, self.activation.task
        error_id = log_failure(f"Step {activation.flow_task.name} of process {task.process_id}", error)
        task.data["_exception"] = {"title": kind.__name__, "error_id": error_id}
        task.finished = clock.now()
        activation._set_status(STATUS.ERROR)
        task.save()
        task_failed.send(sender=activation.flow_class, process=activation.process, task=task)
        return True


def log_failure(what: str, error: BaseException | None) -> str:
    """A number for the failure, under which the log has its place in the code, without the error's words."""
    error_id = secrets.token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__)) if error else ""
    logger.error("%s failed: %s, error %s\n%s", what, type(error).__name__, error_id, where)
    return error_id


class PrivateErrors:
    """Of every activation that runs something of ours."""

    def exception_guard(self) -> _Guard:
        return _Guard(self)  # type: ignore[arg-type]


# --- Human steps


class HumanActivation(PrivateErrors, ViewActivation):
    """Opens with its card, is claimed and carried out at once, and takes its timers along when it goes."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> Any:
        activation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        cards.write_card(activation.task, step=flow_task.step, process=activation.process)
        return activation

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def claim(self, by: User | None) -> None:
        self.task.owner = by
        self.task.assigned = self.task.started = clock.now()
        self.task.save()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.NEW)
    def leave_open(self) -> None:
        """Somebody took it, and it stays open for others, with its timers as they are."""
        self.task.owner = self.task.assigned = self.task.started = None
        self.task.save()
        cards.set_not_for(self.task.card, step=self.flow_task.step, process=self.process)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        super().complete.original()
        cards.close_card(self.task)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        super().cancel.original()
        cards.close_card(self.task)
        self.disarm()

    @Activation.status.super()
    def revive(self) -> Any:
        task = super().revive.original()
        activation = type(self)(task)
        cards.write_card(task, step=self.flow_task.step, process=activation.process)
        activation.arm()
        return task

    def disarm(self) -> None:
        """Every timer of this step that has not fired yet is cancelled."""
        for boundary in self.flow_task._boundary_events:
            boundary._on_host_finished(task=self.task)

    def arm(self) -> None:
        """Every timer of this step is set by what its card and process say now."""
        for boundary in self.flow_task._boundary_events:
            boundary._arm(self)


class StepTimerActivation(PrivateErrors, TimerBoundaryActivation):
    """A timer on a human step."""


class StepTimer(TimerBoundary):
    activation_class = StepTimerActivation


class Human(library.View):
    """A human step. Its permission, card, reminder and escalation come with it.

    The flow must have the nodes ``chase``, ``escalate`` and ``reminded``. Timers are named by their order
    (``x__timeout`` chases, ``x__timeout_2`` escalates): further ones are only ever added after them.
    """

    activation_class = HumanActivation

    def __init__(self, step: Step) -> None:
        super().__init__(None)
        self.step = step
        self.Annotation(title=step.title)
        self.Permission(step.perm, obj=scope_of)
        self.OnTimeout(_on_card(cards.chase_at), this.chase, interrupting=False, title="Reminder")
        self.OnTimeout(_on_card(cards.escalate_at), this.escalate, interrupting=False, title="Escalation")

    def OnTimeout(
        self, delay: Any, then: Any, interrupting: bool = True, title: str | None = None
    ) -> "Human":
        boundary = StepTimer(None, delay=delay, interrupting=interrupting).Next(then)
        if title is not None:
            boundary.Annotation(title=title)
        self._boundary_specs.append(("timeout", boundary))
        return self

    def InterruptedAt(
        self, moment: Callable[[CaseworkProcess], datetime], then: Any, *, title: str
    ) -> "Human":
        """At that moment the step, if it is still open, is over, and ``then`` begins."""
        return self.OnTimeout(lambda activation: moment(activation.process), then, title=title)


def scope_of(process: Any) -> School | LocalAuthority:
    """What a step's permission is asked on. The library may hand over a bare process."""
    return process.coerced.scope


def _on_card(moment: Callable[[Any], datetime]) -> Callable[[Any], datetime]:
    def delay(activation: Any) -> datetime:
        return moment(cards.card_of_timer(activation.task))

    return delay


# --- What the machine does


class OurFunctionActivation(PrivateErrors, FunctionActivation):
    """A call inside the transaction of the step before it."""


class Function(library.Function):
    """A call: ``Function(this.send_invitations, title="Invitations sent")``. Nothing slow happens in it."""

    activation_class = OurFunctionActivation

    def __init__(self, func: Any, *, title: str = "", hidden: bool = False) -> None:
        super().__init__(func)
        self.hidden = hidden
        if title:
            self.Annotation(title=title)


class Chase(Function):
    """Reminds everybody who may take the step that the timer stood on."""

    def __init__(self) -> None:
        super().__init__(lambda activation: cards.chase(activation.task), title="Reminder sent", hidden=True)
        self.Next(this.reminded)


class Escalate(Function):
    """Tells the Head of School Improvement of a step that is three working days late."""

    def __init__(self) -> None:
        super().__init__(lambda activation: cards.escalate(activation.task), title="Escalated", hidden=True)
        self.Next(this.reminded)


class OurHandleActivation(PrivateErrors, HandleActivation):
    """Waits for the worker."""


class Job(library.Handle):
    """Waits until the process's own job, a row in the outbox, has done its work (``engine.finish_job``)."""

    activation_class = OurHandleActivation

    def __init__(self, *, title: str) -> None:
        super().__init__()
        self.Annotation(title=title)


class OurStartActivation(PrivateErrors, StartHandleActivation):
    """The beginning of a process."""


class Start(library.StartHandle):
    """The beginning: ``Start(this.begin)``; ``engine.start`` runs it."""

    activation_class = OurStartActivation


class OurEndActivation(PrivateErrors, EndActivation):
    """The end, of a process or of one of its side paths."""


class End(library.End):
    activation_class = OurEndActivation

    def __init__(self, *, title: str = "End", hidden: bool = False) -> None:
        super().__init__()
        self.hidden = hidden
        self.Annotation(title=title)


# --- Gateways: a condition is a function of the process, and is always called


class OurIfActivation(PrivateErrors, IfActivation):
    """One question, two ways on."""


class If(library.If):
    """A question: ``If(lambda process: …, title="Approved?").Then(this.a).Else(this.b)``."""

    activation_class = OurIfActivation

    def __init__(self, cond: Condition, *, title: str) -> None:
        super().__init__(_asked(cond))
        self.Annotation(title=title)


class OurSwitchActivation(PrivateErrors, SwitchActivation):
    """One question, several ways on."""


class Switch(library.Switch):
    """Several ways on: ``Switch(title="What follows?").Case(this.a, lambda process: …).Default(this.b)``."""

    activation_class = OurSwitchActivation

    def __init__(self, *, title: str) -> None:
        super().__init__()
        self.Annotation(title=title)

    def Case(self, node: Any, cond: Condition | None = None) -> "Switch":
        return super().Case(node, _asked(cond) if cond else None)


def _asked(cond: Condition) -> Callable[[Any], bool]:
    def condition(activation: Any) -> bool:
        answer = cond(activation.process)
        if not isinstance(answer, bool):
            raise TypeError(f"A condition answers yes or no, not {type(answer).__name__}.")
        return answer

    return condition
