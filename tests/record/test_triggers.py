"""The database itself refuses to change the record."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from concern_cases.models import CaseEvent
from people.models import AccessEvent
from record import clock
from record.actor import acting_as
from record.models import DeadlineRule
from record.triggers import guarded_tables, install_triggers, lifted_triggers, missing_triggers
from tests.factories import make_user

EVENT_TABLE = CaseEvent._meta.db_table
HISTORY_TABLE = DeadlineRule.history.model._meta.db_table


@pytest.fixture
def event(db) -> CaseEvent:
    return CaseEvent.append(chain="school 900001", kind="test.happened", circle="la")


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "The record is append-only" in str(error)
    return False


def test_every_event_and_history_table_is_guarded():
    tables = guarded_tables()

    assert {EVENT_TABLE, AccessEvent._meta.db_table, HISTORY_TABLE, "schools_historicalschool"} <= set(tables)
    assert "record_dispatch" not in tables


@pytest.mark.parametrize("table", [EVENT_TABLE, HISTORY_TABLE])
def test_rows_of_the_record_are_neither_changed_nor_removed(event, table):
    key = "id" if table == EVENT_TABLE else "history_id"

    assert refused(f"UPDATE {table} SET {key} = {key}")
    assert refused(f"DELETE FROM {table}")


def test_no_row_is_replaced_by_an_insert(event):
    columns = ", ".join(field.column for field in CaseEvent._meta.concrete_fields)
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {EVENT_TABLE} ({columns}) SELECT {columns} FROM {EVENT_TABLE}"
    else:
        statement = (
            f"INSERT INTO {EVENT_TABLE} ({columns}) SELECT {columns} FROM {EVENT_TABLE} "
            "ON CONFLICT (id) DO UPDATE SET kind = 'test.forged'"
        )

    assert refused(statement)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", [EVENT_TABLE, HISTORY_TABLE])
def test_the_record_is_not_emptied(event, table):
    assert refused(f"TRUNCATE {table}")


def test_the_models_are_refused_too(event):
    event.kind = "test.forged"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()


def test_normal_use_of_history_only_adds(db):
    with acting_as(make_user()):
        rule = DeadlineRule.objects.get(name="foi")  # no letter counts by it
        rule._change_reason = "The regulations changed."
        rule.holidays_of = "ENG"
        rule.save()
        rule.delete()

    assert [row.history_type for row in DeadlineRule.history.filter(name="foi")] == ["-", "~", "+"]


def test_nothing_is_missing_after_migrate(db):
    assert missing_triggers() == []
    assert install_triggers() == 0


def test_a_lost_guard_is_reported_and_put_back(db):
    with lifted_triggers():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {HISTORY_TABLE}")
        lost = missing_triggers()
        warnings = run_checks(tags=[Tags.database], databases=["default"])

    assert {table for table, _ in lost} == set(guarded_tables())
    assert [message.id for message in warnings].count("record.W001") == len(lost)
    assert missing_triggers() == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_the_guards_are_back_after_an_error_inside(db):
    with pytest.raises(ZeroDivisionError), lifted_triggers():
        _ = 1 / 0

    assert missing_triggers() == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite can't switch a trigger off")
def test_a_guard_that_is_switched_off_counts_as_missing(db):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {EVENT_TABLE} DISABLE TRIGGER USER")

    assert {table for table, _ in missing_triggers()} == {EVENT_TABLE}
    install_triggers()
    assert missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_a_table_that_migrate_remakes_is_guarded_again():
    column = CaseEvent._meta.get_field("kind")
    wider = column.clone()
    wider.max_length = 80
    wider.set_attributes_from_name("kind")
    with connection.schema_editor() as editor:
        editor.alter_field(CaseEvent, column, wider)
    try:
        call_command("migrate", verbosity=0)
        assert missing_triggers() == []
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(CaseEvent, wider, column)
        install_triggers()


@pytest.mark.django_db(transaction=True)
def test_a_test_may_leave_rows_in_the_record_behind():
    CaseEvent.append(chain="school 900002", kind="test.happened", circle="la", at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_the_flush_after_a_test_emptied_the_record_and_guards_it_again():
    assert not CaseEvent.objects.exists()
    assert missing_triggers() == []
    assert DeadlineRule.objects.count() == 5


def test_a_flush_of_a_real_site_is_refused(event):
    with pytest.raises(Exception, match="couldn't be flushed|append-only"), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
