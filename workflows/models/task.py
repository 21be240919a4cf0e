"""Tasks of the casework's processes."""

from viewflow.workflow.models import Task

from workflows.models.times import KeepsOurTime


class CaseworkTask(KeepsOurTime, Task):  # type: ignore[django-manager-missing]
    """The library's task, dated by our clock. A proxy: its dispatcher of timers skips other models."""

    class Meta:
        proxy = True
