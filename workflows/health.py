"""What is wrong with the processes: for the page that says whether all is well, and for administrators."""

from django.db.models import QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from workflows.models import CaseworkTask, Trigger
from workflows.triggers import MAX_TRIES


def tasks_in_error() -> QuerySet[CaseworkTask]:
    """Steps that failed in the background. Their process says nothing of it, and may even have ended."""
    return CaseworkTask.objects.filter(status=STATUS.ERROR).select_related("process").order_by("-finished")


def triggers_given_up() -> QuerySet[Trigger]:
    """What was to begin and could not, however often it was tried."""
    return Trigger.objects.filter(done_at=None, tries__gte=MAX_TRIES)


def triggers_refused() -> QuerySet[Trigger]:
    """What was to begin and a rule forbade: people decide what to do."""
    return Trigger.objects.filter(process=None).exclude(done_at=None).exclude(error="")


def stray_steps() -> list[str]:
    """Stored names of steps that no flow has any longer: a renamed one would never fire."""
    names = Task.objects.order_by("flow_task").values_list("flow_task", flat=True).distinct()
    return sorted({str(node) for node in names if node is None or node.task_type == "OBSOLETE"})
