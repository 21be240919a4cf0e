"""A database as an earlier release left it, which a migration brings on."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

EMPTY = {"date": "2026-11-23", "datetime": "2026-11-23 09:00:00", "bool": 0, "text": ""}


def migrate(home: Path, name: str) -> None:
    """The database in that directory is as the migration of this name leaves it."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "concern_cases", name, "-v", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "VAR_DIR": str(home), "DATABASE_URL": f"sqlite:///{home / 'db.sqlite3'}"},
        check=True,
    )


def put(rows: sqlite3.Connection, table: str, **facts: Any) -> int:
    """One more row; columns that must say something say as little as they can."""
    for _, name, kind, needed, usual, is_key in rows.execute(f"PRAGMA table_info({table})"):
        if needed and not is_key and usual is None and name not in facts:
            facts[name] = EMPTY.get(kind.split("(")[0].replace("varchar", "text"), 0)
    names, marks = ", ".join(f'"{name}"' for name in facts), ", ".join("?" * len(facts))
    made = rows.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(facts.values()))
    return int(made.lastrowid or 0)


def asked(database: Path, query: str) -> list[Any]:
    with sqlite3.connect(database) as rows:
        return rows.execute(query).fetchall()
