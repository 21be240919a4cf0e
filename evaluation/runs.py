"""Judgements that say the same one after another are one, since the first of them. Pure."""

from collections.abc import Callable, Hashable, Iterable
from itertools import groupby
from typing import TypeVar

Row = TypeVar("Row")


def firsts_of_runs(rows: Iterable[Row], *, level: Callable[[Row], Hashable]) -> list[Row]:
    """Of judgements, the oldest first, those that changed something; the last one began what stands now."""
    return [next(run) for _, run in groupby(rows, key=level)]
