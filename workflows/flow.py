"""What every process has in common. Bases hold no nodes: an inherited timer would be armed once per class."""

from typing import Any

from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflows.models import CaseworkProcess, CaseworkTask

# On PostgreSQL a second writer waits for the first one's row and then finds the step taken (an error only
# after the server's own lock timeout); on SQLite an immediate transaction does so for the whole file.
casework_lock = SelectForUpdateLock(nowait=False, attempts=3)


class CaseworkFlow(Flow):
    """A process of the casework: one lock, our tasks, our times."""

    process_class = CaseworkProcess
    task_class = CaseworkTask
    lock_impl = casework_lock

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """The first line of the flow's own docstring is its title; the library would keep the base's."""
        cls.process_title = (cls.__doc__ or cls.__name__).strip().partition("\n")[0].rstrip(".")
        cls.process_description = ""
        super().__init_subclass__(**kwargs)

    def begin(self, activation: Any, **about: Any) -> CaseworkProcess:
        """The new process is about these (``la``, ``school``, ``case`` and its one subject)."""
        for name, value in about.items():
            setattr(activation.process, name, value)
        return activation.process
