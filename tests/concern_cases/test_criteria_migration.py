"""What plans said before there were several criteria is said by the first criterion, with its history."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

BEFORE, AFTER = "0007_statements_as_the_act_names_them", "0010_one_home_for_criteria"
EMPTY = {"date": "2026-11-23", "datetime": "2026-11-23 09:00:00", "bool": 0, "text": ""}


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    """A database as it was before, with one objective in two versions and one that was deleted."""
    home = tmp_path_factory.mktemp("before")
    migrate(home, BEFORE)
    file = home / "db.sqlite3"
    with sqlite3.connect(file) as rows:
        fill(lambda table, **facts: put(rows, table, **facts))
    migrate(home, AFTER)
    return file


def migrate(home: Path, name: str) -> None:
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


def fill(put: Callable[..., int]) -> None:
    la = put("schools_localauthority", code="999")
    school = put("schools_school", la_id=la, urn=900001)
    area = put("evaluation_area", code="before")
    plan = put("concern_cases_plan", school_id=school)
    objective = put("concern_cases_objective", plan_id=plan, area_id=area, number=1)
    said = {"criterion": "Lessons", "baseline": "2 of 5", "target": "4 of 5", "source": "Visits"}
    for number in (1, 2):
        version = put(
            "concern_cases_planversion", plan_id=plan, number=number, status="withdrawn", stage="writing"
        )
        of = {"version_id": version, "objective_id": objective, "title": "Teaching"}
        text = put("concern_cases_objectivetext", **of, **said)
        history("+", put, text, "2026-11-01", **of, **{**said, "target": "3 of 5"})
        history("~", put, text, "2026-11-02", **of, **{**said, "target": "3 of 5"}, order=2)
        history("~", put, text, "2026-11-03", **of, **said)
    gone = {"version_id": version, "objective_id": objective + 9, "title": "Given up"}
    history("+", put, text + 9, "2026-11-01", **gone, **said)
    history("-", put, text + 9, "2026-11-05", **gone, **said)
    template = put("concern_cases_plantemplate", code="before", kind="single")
    of = {"template_id": template, "area_id": area}
    put("concern_cases_templateobjective", **of, criterion="Books", target="9 of 10", source="", months=6)


def history(kind: str, put: Callable[..., int], text: int, day: str, **facts: Any) -> None:
    kept = {"id": text, "history_type": kind, "history_date": f"{day} 09:00:00"}
    put("concern_cases_historicalobjectivetext", **kept, **facts)


def asked(database: Path, query: str) -> list[Any]:
    with sqlite3.connect(database) as rows:
        return rows.execute(query).fetchall()


def test_each_version_keeps_what_it_said_under_one_key(database):
    found = asked(
        database,
        'SELECT what, baseline, target, "by", source, "order" FROM concern_cases_successcriterion',
    )
    assert found == [("Lessons", "2 of 5", "4 of 5", None, "Visits", 1)] * 2
    assert len(asked(database, "SELECT DISTINCT key FROM concern_cases_successcriterion")) == 1


def test_where_it_began_is_said_once(database):
    assert asked(database, "SELECT DISTINCT baseline FROM concern_cases_objectivetext") == [("",)]


def test_the_history_says_what_was_measured_when_and_no_more(database):
    found = asked(
        database,
        "SELECT history_type, target, date(history_date) FROM concern_cases_historicalsuccesscriterion "
        "ORDER BY id, history_date",
    )
    own = [("+", "3 of 5", "2026-11-01"), ("~", "4 of 5", "2026-11-03")]
    assert found == [*own, *own, ("+", "4 of 5", "2026-11-01"), ("-", "4 of 5", "2026-11-05")]
    keys = "SELECT DISTINCT key FROM concern_cases_historicalsuccesscriterion"
    assert len(asked(database, keys)) == 2


def test_a_template_has_its_criterion_as_well(database):
    found = asked(
        database,
        "SELECT c.what, c.target, c.months FROM concern_cases_templatecriterion c "
        "JOIN concern_cases_templateobjective o ON o.id = c.objective_id "
        "JOIN concern_cases_plantemplate t ON t.id = o.template_id WHERE t.code = 'before'",
    )
    assert found == [("Books", "9 of 10", None)]
