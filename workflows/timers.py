"""Fires the processes' timers when they are due.

What fires when: a step's reminder at eight on the morning that it is due, its escalation three working days
later (``workflows.cards``); an interruption at the moment that its flow names. All of these are moments
stored with the timer and compared with ``record.clock``, so that the demo county's travelling clock moves
them too: whoever travels calls this after each step forward. (The library's own asks the machine's clock.)
"""

from datetime import timedelta

from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from record import clock
from record.actor import acting_as
from workflows.models import CaseworkProcess, CaseworkTask
from workflows.nodes import log_failure

MAX_TRIES = 8


def fire_due_timers(limit: int = 200) -> int:
    """Every timer that is due has fired, once, whoever else fires at the same time. How many this call fired.

    Each is looked at again under its process's lock. One that fails, or whose process is busy, does not keep
    the others waiting.
    """
    due = CaseworkTask.objects.filter(
        flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=clock.now()
    )
    fired = 0
    for task in due.order_by("scheduled", "pk")[:limit]:
        try:
            with acting_as(None):
                fired += _fire(task)
        except FlowLockFailed:
            continue
        except Exception as error:  # noqa: BLE001 - one broken timer must not block the whole sweep
            _try_later(task, error)
    return fired


def fire_early(process: CaseworkProcess, name: str) -> bool:
    """The timer of that name has fired before its moment; False if it stands on no step that is open."""
    node = process.flow_class.instance.node(name)
    tasks = CaseworkTask.objects.filter(process=process, flow_task=node, status=STATUS.SCHEDULED)
    return any(_fire(task, early=True) for task in tasks)


def _fire(task: Task, *, early: bool = False) -> int:
    with task.activation() as activation:
        if not hasattr(activation, "start") or not activation.start.can_proceed():
            return 0  # fired or cancelled meanwhile, or its node is no longer there
        if task.scheduled > clock.now() and not early:
            return 0  # its date was moved meanwhile
        activation.start()
        activation.execute()
        return 1


def _try_later(task: Task, error: Exception) -> None:
    """The timer is tried again, less and less often; in the end it stands among the tasks in error."""
    error_id = log_failure(f"Timer {task.pk}", error)
    with task.flow_task.flow_class.lock(task.process_id):
        task.refresh_from_db()
        if task.status != STATUS.SCHEDULED:
            return
        tries = task.data.get("_exception", {}).get("tries", 0) + 1
        task.data["_exception"] = {"title": type(error).__name__, "error_id": error_id, "tries": tries}
        if tries < MAX_TRIES:
            task.scheduled = clock.now() + timedelta(minutes=2**tries)
        else:
            task.status, task.finished = STATUS.ERROR, clock.now()
        task.save()
