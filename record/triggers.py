"""The database itself refuses to change or remove what the record says.

Every table of chained rows and every history table has a trigger against UPDATE and DELETE, on PostgreSQL
also against TRUNCATE. ``migrate`` puts them in place each time: SQLite loses them when it remakes a table.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from simple_history.models import HistoricalChanges

from record.models import ChainedRow

MESSAGE = "The record is append-only"
FUNCTION = "record_refuses_change"
ON_ROWS, ON_TRUNCATE = "record_refuses_change", "record_refuses_truncate"


def guarded_tables() -> list[str]:
    """The tables whose rows nobody changes or removes."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, (ChainedRow, HistoricalChanges)) and not model._meta.proxy
    )


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> int:
    """Every guarded table that exists has its triggers; returns how many were missing."""
    connection = connections[using]
    missing = missing_triggers(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table, trigger in missing:
            cursor.execute(_create(connection, table, trigger))
    return len(missing)


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """Table and trigger of every guard that should be in the database and is not, or is switched off."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    wanted = [
        (table, trigger)
        for table in guarded_tables()
        if table in there
        for trigger in _triggers_of(connection, table)
    ]
    present = _present(connection)
    return [pair for pair in wanted if pair not in present]


@contextmanager
def lifted_triggers(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Inside, the record can be changed: for a test that empties or forges it, and a migration that must."""
    connection = connections[using]
    _settle_constraints(connection)
    with connection.cursor() as cursor:
        for table, trigger in _present(connection):
            cursor.execute(_drop(connection, table, trigger))
    try:
        yield
    finally:
        _settle_constraints(connection)
        install_triggers(using)


@register(Tags.database)
def check_triggers(
    *, app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A warning for every guard that is missing. No error: that would stop the migrate that mends it."""
    return [
        Warning(
            f"The table {table} has lost its guard {trigger}: its rows can be changed.",
            hint="Run migrate, which puts it back.",
            id="record.W001",
        )
        for using in databases or []
        for table, trigger in missing_triggers(using)
    ]


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _triggers_of(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [ON_ROWS, ON_TRUNCATE]
    # SQLite's triggers share one space of names, and one trigger has one event.
    return [f"{table}_refuses_update", f"{table}_refuses_delete"]


def _present(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE pg_table_is_visible(c.oid) AND t.tgenabled IN ('O', 'A') AND t.tgname IN (%s, %s)",
                [ON_ROWS, ON_TRUNCATE],
            )
        else:
            cursor.execute(
                r"SELECT tbl_name, name FROM sqlite_master "
                r"WHERE type = 'trigger' AND name LIKE '%%\_refuses\_%%' ESCAPE '\'"
            )
        return set(cursor.fetchall())


def _create(connection: BaseDatabaseWrapper, table: str, trigger: str) -> str:
    name, on = connection.ops.quote_name(trigger), connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        when = "BEFORE TRUNCATE" if trigger == ON_TRUNCATE else "BEFORE UPDATE OR DELETE"
        each = "STATEMENT" if trigger == ON_TRUNCATE else "ROW"
        return (
            f"DROP TRIGGER IF EXISTS {name} ON {on}; "
            f"CREATE TRIGGER {name} {when} ON {on} FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
        )
    act = trigger.rpartition("_")[2].upper()
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {on} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {act} on {table} is refused'); END"
    )


def _drop(connection: BaseDatabaseWrapper, table: str, trigger: str) -> str:
    name, on = connection.ops.quote_name(trigger), connection.ops.quote_name(table)
    return f"DROP TRIGGER {name} ON {on}" if connection.vendor == "postgresql" else f"DROP TRIGGER {name}"


def _settle_constraints(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL changes no table that still has deferred checks of this transaction to come."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()
