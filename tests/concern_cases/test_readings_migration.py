"""Where an objective was by an older judgement is where its first criterion was, with its history."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.concern_cases.old_databases import asked, migrate, put

BEFORE, AFTER = "0013_links_and_visitors", "0014_where_each_criterion_is"
FIRST, SECOND, GONE = "a" * 32, "b" * 32, "c" * 32
READINGS = "SELECT id, criterion, now, met FROM concern_cases_criterionreading ORDER BY id"
HISTORY = (
    "SELECT id, history_type, now, date(history_date) FROM concern_cases_historicalcriterionreading "
    "ORDER BY id, history_date"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    """A plan whose second version leads with another criterion, and an objective without any."""
    home = tmp_path_factory.mktemp("before")
    migrate(home, BEFORE)
    file = home / "db.sqlite3"
    with sqlite3.connect(file) as rows:
        fill(rows)
    migrate(home, AFTER)
    return file


def fill(rows: sqlite3.Connection) -> None:
    la = put(rows, "schools_localauthority", code="999")
    school = put(rows, "schools_school", la_id=la, urn=900001)
    area = put(rows, "evaluation_area", code="before")
    plan = put(rows, "concern_cases_plan", school_id=school)
    who = put(rows, "people_user", email="judith@wyvenshire.example")
    one, other = (
        put(rows, "concern_cases_objective", plan_id=plan, area_id=area, number=number) for number in (1, 2)
    )
    versions = [
        (1, "superseded", "2026-01-05", [GONE, FIRST]),
        (2, "in_force", "2026-06-01", [FIRST, SECOND]),
    ]
    for number, status, since, keys in versions:
        facts = {"number": number, "status": status, "stage": "writing", "in_force_on": since}
        version = put(rows, "concern_cases_planversion", plan_id=plan, **facts)
        text = put(
            rows, "concern_cases_objectivetext", version_id=version, objective_id=one, title="Teaching"
        )
        for order, key in enumerate(keys, start=1):
            put(rows, "concern_cases_successcriterion", text_id=text, key=key, order=order, what="Lessons")
    judged = [(one, "2026-03-01", "3 of 10"), (one, "2026-07-01", "5 of 10"), (one, "2026-08-01", "")]
    for objective, on, now in [*judged, (other, "2026-07-01", "94 %")]:
        said: dict[str, Any] = {"objective_id": objective, "rag": "amber", "on": on, "reason": "Seen"}
        said["rated_by_id"] = who
        key = put(rows, "concern_cases_objectiverating", now=now, **said)
        for kind, day, then in (("+", "02", "1 of 10"), ("~", "03", "1 of 10"), ("~", "04", now)):
            kept = {"history_type": kind, "history_date": f"{on[:8]}{day} 09:00:00", "now": then, **said}
            put(rows, "concern_cases_historicalobjectiverating", id=key, **kept)


def test_each_value_is_that_of_the_criterion_that_led_on_the_day(database):
    found = asked(database, READINGS)
    assert [row[1:] for row in found[:2]] == [(GONE, "3 of 10", ""), (FIRST, "5 of 10", "")]


def test_what_was_said_without_any_criterion_is_kept_under_a_key_of_its_own(database):
    *_, (_, key, now, _) = asked(database, READINGS)
    assert now == "94 %"
    assert key not in (FIRST, SECOND, GONE)
    assert len(asked(database, READINGS)) == 3


def test_the_history_says_what_was_said_when_and_no_more(database):
    found = asked(database, HISTORY)
    assert [row[1:] for row in found[:2]] == [("+", "1 of 10", "2026-03-02"), ("~", "3 of 10", "2026-03-04")]
    assert [row[1:] for row in found[4:6]] == [("+", "1 of 10", "2026-08-02"), ("-", "1 of 10", "2026-08-04")]


def test_a_reading_is_of_its_judgement(database):
    query = "SELECT count(*) FROM concern_cases_criterionreading WHERE rating_id = id"
    assert asked(database, query) == [(3,)]
