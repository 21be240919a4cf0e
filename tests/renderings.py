"""PDFs in tests that ask what happens, not how a page looks."""

from collections.abc import Callable
from typing import Any


def first_for_all(ask: Callable[..., bytes]) -> Callable[..., bytes]:
    """The first rendering stands for all; other jobs as they come."""
    made: list[bytes] = []

    def first(job: dict[str, object], *, max_seconds: float) -> bytes:
        if job["do"] != "render":
            return ask(job, max_seconds=max_seconds)
        made[:] = made or [ask(job, max_seconds=max_seconds)]
        return made[0]

    return first


def leave_it(payload: Any, dispatch: Any) -> None:
    """What was asked for is counted as done."""
