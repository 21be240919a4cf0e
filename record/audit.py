"""Proof that nothing in the record was altered, removed or slipped in."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby

from django.apps import apps

from record.models import ChainedRow, ChainHead

CHUNK = 2000  # rows in memory at a time


@dataclass(frozen=True)
class Place:
    """A place in a chain, and the hash of the row that stands there."""

    position: int
    hash: str


Heads = dict[str, Place]


class BrokenChain(Exception):
    """The record is not what it was: the message says where it first differs, and how."""


@dataclass
class Found:
    """What a walk through all chains has met so far."""

    rows: int = 0
    chains: int = 0
    heads: Heads = field(default_factory=dict)


def heads_now() -> Heads:
    """The end of every chain, to be kept elsewhere: only against such an anchor does a cut tail show."""
    rows = ChainHead.objects.order_by("chain").values_list("chain", "position", "hash")
    return {chain: Place(position, hash_) for chain, position, hash_ in rows.iterator(CHUNK)}


def verify(*, anchored: Heads | None = None, found: Found | None = None) -> Found:
    """Every row of every chain is as it was written, in its place, and no end is missing.

    Memory grows with the number of chains, not of rows. Rows written meanwhile do no harm.
    ``anchored`` are ends of chains as they were kept elsewhere at some time: they must still be there.
    ``found`` is counted up as the walk proceeds. Refuses (BrokenChain) at the first row that is wrong.
    """
    found = found if found is not None else Found()
    expected = heads_now()
    left = dict(anchored or {})
    for model in chained_models():
        # Closed at once, also when a row is wrong: PostgreSQL keeps a cursor open on its side.
        with closing(_rows_of(model)) as all_rows:
            for name, rows in groupby(all_rows, key=_name_of):
                end = _walk(name, rows, expected.pop(name, None), left.pop(name, None), found)
                found.heads[name] = end
                found.chains += 1
    _nothing_is_missing(expected, "its head")
    _nothing_is_missing(left, "the anchor")
    return found


def chained_models() -> list[type[ChainedRow]]:
    """Every table of chained rows."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, ChainedRow) and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def _rows_of(model: type[ChainedRow]) -> Generator[ChainedRow, None, None]:
    yield from model._base_manager.order_by("chain", "position").iterator(chunk_size=CHUNK)


def _name_of(row: ChainedRow) -> str:
    return row.head_name(row.chain)


def _walk(
    name: str, rows: Iterator[ChainedRow], head: Place | None, anchor: Place | None, found: Found
) -> Place:
    """One chain holds together and reaches its head and its anchor; returns its end."""
    last = Place(0, "")
    marks = [(mark, what) for mark, what in ((head, "its head"), (anchor, "the anchor")) if mark]
    for row in rows:
        _follows(name, row, last)
        last = Place(row.position, row.hash)
        for mark, what in marks:
            if mark.position == last.position and mark.hash != last.hash:
                raise BrokenChain(f"{name}, place {last.position}: the row is not the one that {what} names.")
        found.rows += 1
    for mark, what in marks:
        if mark.position > last.position:
            raise BrokenChain(
                f"{name}, place {last.position + 1}: the row is missing, and so is all up to place "
                f"{mark.position}, which {what} names."
            )
    if head is None or last.position > head.position:
        _head_has_moved(name, last)
    return last


def _follows(name: str, row: ChainedRow, last: Place) -> None:
    where = f"{name}, place {last.position + 1}"
    if row.position != last.position + 1:
        raise BrokenChain(f"{where}: the row is missing (the next one is at place {row.position}).")
    if row.previous_hash != last.hash:
        raise BrokenChain(f"{where}: the row (id {row.pk}) does not follow the one before it.")
    if row.hash != row.computed_hash():
        raise BrokenChain(f"{where}: the row (id {row.pk}) does not say what it said when it was written.")


def _head_has_moved(name: str, last: Place) -> None:
    """Rows beyond the head as it was read are honest only if the head has moved on since."""
    now = ChainHead.objects.filter(chain=name).first()
    if now is None or now.position < last.position:
        at = now.position if now else 0
        raise BrokenChain(f"{name}, place {at + 1}: the row stands beyond the head of the chain.")
    if now.position == last.position and now.hash != last.hash:
        raise BrokenChain(f"{name}, place {last.position}: the row is not the one that its head names.")


def _nothing_is_missing(left: Heads, what: str) -> None:
    for name, place in sorted(left.items()):
        if place.position:
            raise BrokenChain(
                f"{name}, place 1: the whole chain is missing, up to place {place.position} of {what}."
            )
