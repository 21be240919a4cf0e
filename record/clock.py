"""The one source of the present moment, so that a test or the demo county can live on another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

MORNING = 8  # o'clock

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present moment, with its time zone."""
    return _moment.get() or timezone.now()


def today() -> date:
    """The present day in Europe/London."""
    return timezone.localdate(now())


def is_morning() -> bool:
    """Whether it is eight or later in Europe/London: before, nobody is reminded of anything."""
    return timezone.localtime(now()).hour >= MORNING


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Inside, it is ``moment``; a bare date means nine in the morning, London time."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9), tzinfo=timezone.get_default_timezone())
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
