"""The same list as a file, for a spreadsheet."""

from typing import Any

from schools.models import School
from web.schools.lines import Judged, Line
from web.schools.listing import with_schools

AT_ONCE = 1000
HEADS = [
    "URN",
    "LAESTAB",
    "School",
    "Local authority",
    "Type",
    "Phase",
    "Status",
    "Ages",
    "Diocese",
    "Religious character",
    "Community area",
    "Trust",
    "Head",
    "On roll",
    "Places",
    "Address",
    "Telephone",
    "Website",
]
JUDGED_HEADS = [
    "Category",
    "Category since",
    "Risk of failing to improve",
    "Since",
    "Risk of falling below the floor",
    "Since",
    "Open case",
]


def heads_of(*, judged: bool) -> list[str]:
    return HEADS + JUDGED_HEADS * judged


def rows_of(lines: list[Line], *, judged: bool) -> list[list[Any]]:
    """The schools as rows under ``heads_of``."""
    rows = []
    for start in range(0, len(lines), AT_ONCE):
        for line, school in with_schools(lines[start : start + AT_ONCE]):
            rows.append(_register(line, school) + (_judgements(line) if judged else []))
    return rows


def _register(line: Line, school: School) -> list[Any]:
    return [
        school.urn,
        school.number,
        school.name,
        school.la.name,
        school.type_name,
        school.phase,
        school.status,
        school.ages,
        line.diocese[1],
        school.religious_character,
        school.area.name if school.area else "",
        school.trust_name,
        school.head_name,
        school.roll,
        school.capacity,
        ", ".join(school.address_lines),
        school.telephone,
        school.website,
    ]


def _judgements(line: Line) -> list[Any]:
    return [
        *_told(line.category),
        *_told(line.improvement),
        *_told(line.floor),
        line.case,
    ]


def _told(judged: Judged | None) -> list[Any]:
    return [judged.name, judged.since] if judged else ["", None]
