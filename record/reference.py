"""Reference data: rows that every copy begins with and that people may then change."""

from typing import Any

from django.db import connection, models

from record.actor import acting_as


def load_reference(model: type[models.Model], key: str, rows: list[dict[str, Any]]) -> int:
    """Rows whose ``key`` is not in the table yet are added; rows that exist stay as people left them."""
    if model._meta.db_table not in connection.introspection.table_names():
        return 0  # after migrating an app back to nothing
    known = set(model._default_manager.values_list(key, flat=True))
    added = 0
    with acting_as(None):
        for row in rows:
            if row[key] not in known:
                model._default_manager.create(**row)
                added += 1
    return added
