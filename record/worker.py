"""The worker: calls its duties in turn, for ever, one machine's whole background work."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

from record import clock, stopping
from record.actor import acting_as
from record.models import Heartbeat

BEAT_EVERY = timedelta(seconds=10)
SLICE = 0.2  # seconds: how soon a pause notices that the process is to stop
WORKER = "worker"
logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """How much was done, and which duties failed in the last round."""

    done: int
    failed: list[str]


def run(*, once: bool = False, until_idle: bool = False) -> Outcome:
    """The duties were called in turn: one round, until a round finds nothing to do, or until SIGTERM.

    A duty that fails is logged and does not stop the others. SIGTERM and SIGINT let what is in hand finish.
    """
    done = 0
    with stopping.on_signals():
        while True:
            round_done, failed = _round()
            done += round_done
            _beat_quietly()
            if once or stopping.asked() or (until_idle and not round_done):
                return Outcome(done, failed)
            if not round_done:
                _pause()


def perform_duty(path: str) -> int:
    """The duty at the dotted path was called, acting for nobody; returns how much it did.

    Refuses (ValueError) a path that is not in ``settings.WORKER_DUTIES``: it may come from a message.
    """
    if path not in settings.WORKER_DUTIES:
        raise ValueError(f"{path} is no duty of the worker.")
    duty: Callable[[], int] = import_string(path)
    if not connection.in_atomic_block:
        close_old_connections()  # a server that was restarted meanwhile is found again
    with acting_as(None):
        return duty() or 0


def beat(name: str = WORKER) -> None:
    """It is known that the part was alive just now; written at most every ten seconds."""
    now = clock.now()
    last = last_beat(name)
    if last is None or not now - BEAT_EVERY < last <= now:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_beat(name: str = WORKER) -> datetime | None:
    """When the part last said that it works; None if never."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def _round() -> Outcome:
    done, failed = 0, []
    for path in settings.WORKER_DUTIES:
        if stopping.asked():
            break
        try:
            done += perform_duty(path)
        except Exception:
            logger.exception("The duty %s failed.", path)
            failed.append(path)
    return Outcome(done, failed)


def _beat_quietly() -> None:
    try:
        beat()
    except Exception:
        logger.exception("The heartbeat could not be written.")


def _pause() -> None:
    end = time.monotonic() + settings.WORKER_PAUSE_SECONDS
    while not stopping.asked() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, SLICE))
