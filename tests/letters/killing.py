"""The worker's job, which is killed once at the moment that the environment names."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.conf import settings

from letters.services import issuing
from record.models import Dispatch
from workflows.letters import jobs

MOMENTS = ("before", "file", "given", "after")


def die_once(moment: str) -> None:
    """The process is dead without a word, the first time that it comes to the moment."""
    marker = settings.VAR_DIR / f"killed-{moment}"
    if os.environ["KILL_AT"] == moment and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def then_die(moment: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def acting(*args: Any, **facts: Any) -> Any:
        result = act(*args, **facts)
        die_once(moment)
        return result

    return acting


def render_letter(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Killed before anything, after the file was stored, before the commit, or before the outbox knows."""
    die_once("before")
    jobs.make_file = then_die("file", issuing.make_file)
    jobs.give_letter = then_die("given", issuing.give_letter)
    jobs.render_letter(payload, dispatch)
    die_once("after")
