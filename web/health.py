"""Whether the site works, part by part. Nothing here names anybody."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from kombu import Connection

from record import clock
from record.models import Dispatch
from record.worker import last_beat
from workflows.health import stray_steps, tasks_in_error, triggers_given_up

WAITING_AT_MOST = timedelta(minutes=10)
BEAT_AT_MOST = timedelta(minutes=2)
BROKER_SECONDS = 2
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One part: whether it works, and a few words about it."""

    name: str
    works: bool
    says: str


class Down(Exception):
    """The part does not work; the message says what is known, without names."""


def parts() -> list[Part]:
    """Every part with its state. A part that fails never hides the others."""
    return [_checked(name, check) for name, check in _checks()]


def _checks() -> list[tuple[str, Callable[[], str]]]:
    checks = [
        ("database", _database),
        ("migrations", _migrations),
        ("outbox", _outbox),
        ("worker", _worker),
        ("processes", _processes),
        ("storage", _storage),
    ]
    return [*checks, ("broker", _broker)] if settings.CELERY_BROKER_URL else checks


def _checked(name: str, check: Callable[[], str]) -> Part:
    try:
        return Part(name, True, check())
    except Down as reason:
        return Part(name, False, str(reason))
    except Exception:
        # What exactly is in the log: an error's text may hold addresses and passwords.
        logger.exception("The check of %s failed.", name)
        return Part(name, False, "does not answer")


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "answers"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Down(f"{len(missing)} not applied")
    return "all applied"


def _outbox() -> str:
    now = clock.now()
    oldest = Dispatch.objects.due(now).order_by().aggregate(at=Min("not_before"))["at"]
    if oldest is None:
        return "nothing waits"
    minutes = int((now - oldest).total_seconds() // 60)
    if now - oldest > WAITING_AT_MOST:
        raise Down(f"the oldest has waited for {minutes} minutes")
    return f"the oldest has waited for {minutes} minutes"


def _worker() -> str:
    at = last_beat()
    if at is None:
        raise Down("has never run")
    ago = clock.now() - at
    seconds = int(ago.total_seconds())
    if ago > BEAT_AT_MOST:
        raise Down(f"last heard {seconds} seconds ago")
    return f"last heard {seconds} seconds ago"


def _processes() -> str:
    wrong = tasks_in_error().count() + triggers_given_up().count() + len(stray_steps())
    # Worth a look, but one stopped letter does not make the site unfit to serve.
    return f"{wrong} stopped" if wrong else "none stopped"


def _storage() -> str:
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"written"))
    default_storage.delete(name)
    return "can be written"


def _broker() -> str:
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    return "answers"
