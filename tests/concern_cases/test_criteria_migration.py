"""What plans said before there were several criteria is said by the first criterion, with its history."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.concern_cases.old_databases import asked, migrate, put

BEFORE, AFTER = "0007_statements_as_the_act_names_them", "0010_one_home_for_criteria"


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
