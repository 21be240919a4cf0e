"""Further processes of the project beside the tests' own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

from record import clock
from record.models import Dispatch

ALIAS = "site"  # the connection to the copy of the test database, where processes can't share it
ROOT = Path(__file__).parents[2]
PATIENCE = 20  # seconds


def render(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """A file is written, slowly the first time: the worker is killed before it is whole."""
    settings.RENDER_FOLDER.mkdir(exist_ok=True)
    marker = settings.RENDER_FOLDER / "begun"
    if not marker.exists():
        marker.touch()
        time.sleep(PATIENCE)
    with (settings.RENDER_FOLDER / "whole").open("a") as file:
        file.write(f"{dispatch.key}\n")


class Site:
    """The project with files of its own, whose processes can be killed."""

    def __init__(self, folder: Path, alias: str, database_url: str, **environment: str) -> None:
        self.folder = folder
        self.alias = alias
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.record.site_settings",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def outbox(self) -> Any:
        return Dispatch.objects.using(self.alias)

    def copy(self, dispatch: Dispatch) -> Dispatch:
        """The same dispatch stands in the site's outbox, if that is another one."""
        if self.alias == ALIAS:
            dispatch.pk = None
            dispatch.save(using=ALIAS, force_insert=True)
        return dispatch

    def let_claims_run_out(self) -> None:
        """So much time has passed that whatever a worker held is free again."""
        past = clock.now() - timedelta(seconds=1)
        self.outbox.exclude(claimed_until=None).update(claimed_until=past)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def stop(self) -> None:
        """Every process is gone, and the children that it started."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def site(folder: Path, **environment: str) -> Iterator[Site]:
    """A site whose processes share a database: the test database itself, or a file made from it as it stands.

    The test has to be a transactional one.
    """
    own_file = connection.vendor == "sqlite"
    running = (
        Site(folder, ALIAS, _sqlite_file(folder / "site.sqlite3"), **environment)
        if own_file
        else Site(folder, "default", _url_of_test_database(), **environment)
    )
    try:
        yield running
    finally:
        running.stop()
        if own_file:
            connections[ALIAS].close()
            del connections[ALIAS]


def _sqlite_file(path: Path) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{path}'")
    # Made known as an open connection alone: a test may use no alias of the settings but those it names.
    default = connections["default"]
    connections[ALIAS] = type(default)(default.settings_dict | {"NAME": str(path)}, ALIAS)
    return f"sqlite:///{path}"


def _url_of_test_database() -> str:
    facts = connection.settings_dict
    secret = f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else ""
    return (
        f"postgres://{quote(facts['USER'])}{secret}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    )


def wait_until(true: Callable[[], Any], why: Callable[[], str]) -> None:
    """It has become true; fails with ``why`` when it does not."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, why()
        time.sleep(0.05)
