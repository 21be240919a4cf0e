"""Several people at once: calls that run in threads of their own on one database."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections

Call = Callable[[], Any]


def race(*calls: Call) -> list[Any]:
    """All calls begin at the same moment: what each returned, or the exception it raised, in their order."""
    results: list[Any] = [None] * len(calls)
    barrier = Barrier(len(calls))

    def run(place: int, call: Call) -> None:
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
