"""Several people at once: calls that run in threads of their own on one database.

A transactional test's own database serves on PostgreSQL. On SQLite it lies in memory, which threads can't
share as processes share a file: there the calls run on a file made from it as it stands.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from django.db import connection, connections

Call = Callable[[], Any]


class Together:
    """``race`` begins all calls at the same moment; ``look`` makes one call and gives what it returns."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def race(self, *calls: Call) -> list[Any]:
        """What each call returned, or the exception that it raised, in the order of the calls."""
        results: list[Any] = [None] * len(calls)
        barrier = Barrier(len(calls))

        def run(place: int, call: Call) -> None:
            self._connect()
            try:
                barrier.wait()
                results[place] = call()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                results[place] = error
            finally:
                connections.close_all()

        threads = [Thread(target=run, args=numbered) for numbered in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def look(self, call: Call) -> Any:
        (result,) = self.race(call)
        if isinstance(result, Exception):
            raise result
        return result

    def _connect(self) -> None:
        if self._file is None:
            return
        default = connections["default"]
        connections["default"] = type(default)(default.settings_dict | {"NAME": str(self._file)}, "default")


@contextmanager
def together(folder: Path) -> Iterator[Together]:
    """The test's rows as they stand, for several at once."""
    if connection.vendor != "sqlite":
        yield Together(None)
        return
    file = folder / "together.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{file}'")
    # Two that switch a new file over at the same moment would find it locked: nobody waits for that.
    with closing(sqlite3.connect(file)) as alone:
        alone.execute("PRAGMA journal_mode=WAL")
    yield Together(file)
