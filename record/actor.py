"""Who acts: the signed-in person of a request, or whoever a service says it acts for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_actor: ContextVar[Any] = ContextVar("actor", default=None)


def current_actor() -> Any:
    """The person acting now, or None (nobody is signed in, or the system acts by itself)."""
    return _actor.get()


@contextmanager
def acting_as(user: Any) -> Iterator[None]:
    """Inside, history rows and events name ``user``; None stands for the system itself."""
    token = _actor.set(user)
    try:
        yield
    finally:
        _actor.reset(token)
