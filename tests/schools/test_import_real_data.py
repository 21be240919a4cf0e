"""The real registers of one county on four dates, when they are on this machine."""

import os
from pathlib import Path

import pytest

from schools.importing import import_register
from schools.models import Diocese, School, Succession


def folder() -> Path:
    return Path(os.environ.get("REAL_DATA_DIR") or Path(__file__).parents[3] / "shared" / "data") / "gias"


FOUR = ["20241029", "20250112", "20250426", "20250718"]
ROWS = [569, 570, 573, 579]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(not folder().exists(), reason="the real registers are not on this machine"),
]


def wiltshire(day: str, ending: str = "") -> Path:
    return folder() / f"wiltshire_865_edubase{day}{ending}.csv.gz"


def snapshot() -> dict[str, dict[str, object]]:
    return {row.pop("urn"): row for row in School.objects.values().order_by("urn") if row.pop("id")}


def test_four_files_in_order_tell_what_happened_between_them():
    reports = [import_register(wiltshire(day)) for day in FOUR]
    parts = [report.schools for report in reports]

    assert [part.rows for part in parts] == ROWS
    assert [part.new.count for part in parts] == [569, 2, 3, 6]
    assert [part.closed.count for part in parts] == [0, 3, 3, 5]
    assert [part.missing.count for part in parts] == [0, 1, 0, 0]
    assert [part.damaged for part in parts] == [3, 3, 3, 3]
    assert not any(part.refused for part in parts)
    assert School.objects.count() == 580
    assert School.objects.filter(status__startswith="Open", missing_since=None).count() == 266
    assert set(Diocese.objects.values_list("code", flat=True)) >= {"CE34", "CE05", "RC05"}
    changes = sum(part.new.count + part.changed + part.missing.count for part in parts)
    assert School.history.count() == changes

    again = import_register(wiltshire(FOUR[-1])).schools
    assert (again.changed, again.new.count, again.unchanged) == (0, 0, 579)
    assert School.history.count() == changes


def test_the_files_in_both_encodings_are_the_same_but_for_lost_characters():
    import_register(wiltshire(FOUR[-1], "_cp1252"))
    whole = snapshot()
    report = import_register(wiltshire(FOUR[-1]))
    assert report.schools.changed == 0, "what the UTF-8 file lost does not replace what the other one had"
    assert snapshot() == whole

    School.objects.all().delete()
    import_register(wiltshire(FOUR[-1]))
    different = {urn for urn, row in snapshot().items() if row != whole[urn]}
    assert different == {"126416", "149557"}
    report = import_register(wiltshire(FOUR[-1], "_cp1252"))
    assert report.schools.changed_by_field == {"name": 2}


def test_one_county_is_the_same_out_of_all_england_as_alone():
    import_register(wiltshire(FOUR[-1]))
    report = import_register(folder() / f"edubasealldata{FOUR[-1]}.csv.gz", las=["865"])

    assert (report.schools.rows, report.schools.unchanged) == (51866, 579)
    assert School.objects.count() == 579


def test_links_join_schools_of_the_county():
    import_register(wiltshire(FOUR[-1]))
    report = import_register(folder() / "links_edubasealldata20250727.csv.gz")

    assert report.links.rows == 34044
    assert report.links.new == Succession.objects.count() == 192
    assert not report.refused
