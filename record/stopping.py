"""Whether this process was asked to come to an end after what it is doing now."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = False


def asked() -> bool:
    """Somebody wants the process to stop: finish what is in hand and begin nothing."""
    return _asked


@contextmanager
def on_signals() -> Iterator[None]:
    """Inside, SIGTERM and SIGINT ask for the end instead of bringing it."""
    global _asked  # noqa: PLW0603 -- a signal handler can reach nothing else
    _asked = False
    before = {number: signal.signal(number, _ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        _asked = False
        for number, handler in before.items():
            signal.signal(number, handler)


def _ask(number: int, frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603
    _asked = True
