"""What many tests begin with: made once by the services, from then on put back row by row and file by file.

Making the cast, a case and a conference takes hundreds of queries, and thousands of tests ask for them. What
is put back is what the tables said, nothing more: where other rows stand in the way, it is made anew.

Tests that commit leave their rows behind: the tables then say again what they said at the beginning.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

Row = tuple[Any, ...]
Rows = dict[Any, Row]  # by primary key
Made = dict[str, models.Model]


@dataclass
class Change:
    """What was written to one table: new rows, and for those that changed what they said before and after."""

    table: str
    columns: list[str]
    key: int  # the place of the primary key among the columns
    new: list[Row]
    changed: dict[Any, tuple[Row, Row]]


@dataclass
class Kept:
    changes: list[Change]
    files: dict[Path, bytes]
    names: dict[str, tuple[type[models.Model], Any]]


_kept: dict[Hashable, Kept] = {}
_beginning: dict[str, Rows] = {}


def kept(key: Hashable, make: Callable[[], Made]) -> Made:
    """The rows that ``make`` gives by name, with all that it writes. ``key`` says what they depend on.

    Each of the rows bears the key as ``kept_key``, for what is to be kept on top of it.
    """
    if key not in _kept:
        before = {table: _read(table, columns, place) for table, columns, place in _tables()}
        files = _files()
        made = make()
        changes = [_change(table, columns, place, before[table]) for table, columns, place in _tables()]
        names = {name: (type(row), row.pk) for name, row in made.items()}
        written = {path: said for path, said in _files().items() if path not in files}
        _kept[key] = Kept([each for each in changes if each.new or each.changed], written, names)
    else:
        found = _kept[key]
        made = _named(found.names) if _put_back(found) else make()
    for row in made.values():
        row.kept_key = key  # type: ignore[attr-defined]
    return made


def remember_the_beginning() -> None:
    """What the tables say now is what every test finds: the reference data, with these keys."""
    _beginning.update({table: _read(table, columns, place) for table, columns, place in _tables()})


def put_the_beginning_back() -> None:
    """The tables say what they said at the beginning: within a transaction, and with the guards lifted."""
    with connection.cursor() as cursor:
        for table, columns, place in _tables():
            if _read(table, columns, place) != _beginning[table]:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
                _insert(table, columns, list(_beginning[table].values()))


def _tables() -> list[tuple[str, list[str], int]]:
    """Every table with its columns, and which of them is the primary key."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            columns = [field.column for field in model._meta.local_concrete_fields]
            found.append((model._meta.db_table, columns, columns.index(model._meta.pk.column)))
    return found


def _read(table: str, columns: list[str], place: int) -> Rows:
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)}")
        return {row[place]: tuple(row) for row in cursor.fetchall()}


def _files() -> dict[Path, bytes]:
    """Every file of the site, by where it lies."""
    root = Path(settings.MEDIA_ROOT)
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _change(table: str, columns: list[str], place: int, before: Rows) -> Change:
    after = _read(table, columns, place)
    new = [row for pk, row in after.items() if pk not in before]
    changed = {pk: (row, after[pk]) for pk, row in before.items() if after.get(pk, row) != row}
    return Change(table, columns, place, new, changed)


def _put_back(kept: Kept) -> bool:
    """Tables and files say it again; False, and nothing is written, where other rows stand in the way."""
    try:
        with transaction.atomic():
            for change in kept.changes:
                if change.changed:
                    _rewrite(change)
                _insert(change.table, change.columns, change.new)
    except IntegrityError:
        return False
    for path, said in kept.files.items():
        place = Path(settings.MEDIA_ROOT) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(said)
    return True


def _rewrite(change: Change) -> None:
    now = _read(change.table, change.columns, change.key)
    quote = connection.ops.quote_name
    values = ", ".join(f"{quote(column)} = %s" for column in change.columns)
    where = quote(change.columns[change.key])
    for pk, (before, after) in change.changed.items():
        if now.get(pk) != before:
            raise IntegrityError(f"{change.table} {pk} says something else by now")
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {quote(change.table)} SET {values} WHERE {where} = %s", [*after, pk])


def _insert(table: str, columns: list[str], rows: list[Row]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", rows)


def _named(names: Mapping[str, tuple[type[models.Model], Any]]) -> Made:
    wanted: dict[type[models.Model], set[Any]] = {}
    for model, pk in names.values():
        wanted.setdefault(model, set()).add(pk)
    found = {model: model._base_manager.in_bulk(pks) for model, pks in wanted.items()}
    return {name: found[model][pk] for name, (model, pk) in names.items()}
