"""What changed in the register at each import, told from the versions that history keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format

from schools.models import CommunityArea, Diocese, LocalAuthority, School

VERSIONS = 100
PLACES: dict[str, type[Model]] = {"la_id": LocalAuthority, "diocese_id": Diocese, "area_id": CommunityArea}


@dataclass(frozen=True)
class Change:
    """One thing that the register says otherwise than before; empty where it said nothing."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.label}: {self.after}, not given before"
        if not self.after:
            return f"{self.label}: no longer given, was {self.before}"
        return f"{self.label}: {self.after}, was {self.before}"


@dataclass(frozen=True)
class Version:
    """What one import, or one person, changed."""

    why: str
    at: datetime
    by: str
    is_first: bool
    changes: list[Change] = field(default_factory=list)


def _date(name: str) -> Callable[[School], str]:
    return lambda school: date_format(day, "j F Y") if (day := getattr(school, name)) else ""


def _text(name: str) -> Callable[[School], str]:
    return lambda school: "" if (value := getattr(school, name)) is None else str(value)


def _diocese_state(school: School) -> str:
    return "" if school.diocese_id else school.get_diocese_state_display().lower()


def _presence(school: School) -> str:
    missing = _date("missing_since")(school)
    return f"missing from {missing} on" if missing else "present"


TOLD: list[tuple[str, Callable[[School], str]]] = [
    ("Name", _text("name")),
    ("Status", _text("status")),
    ("In the register", _presence),
    ("Opened", _date("opened_on")),
    ("Closed", _date("closed_on")),
    ("Reason for closing", _text("closed_why")),
    ("Head", lambda school: school.head_name),
    ("Head’s job title", _text("head_job_title")),
    ("Number on roll", _text("roll")),
    ("Places", _text("capacity")),
    ("Free school meals, per cent", _text("percent_fsm")),
    ("Type", _text("type_name")),
    ("Phase", _text("phase")),
    ("Ages", lambda school: school.ages),
    ("Gender", _text("gender")),
    ("LAESTAB", lambda school: school.number),
    ("Religious character", _text("religious_character")),
    ("Trust", _text("trust_name")),
    ("Federation", _text("federation_name")),
    ("Address", lambda school: ", ".join(school.address_lines)),
    ("Telephone", _text("telephone")),
    ("Website", _text("website")),
]
TOLD_BY_PLACE = [("Local authority", "la_id"), ("Diocese", "diocese_id"), ("Community area", "area_id")]


def versions_of(school: School) -> list[Version]:
    """The latest first. An import that brought nothing but a new date of the last change is passed over."""
    rows = list(
        school.history.select_related("history_user").order_by("-history_date", "-history_id")[:VERSIONS]
    )
    names = _names_of(rows)
    versions = [
        Version(
            row.history_change_reason or "", row.history_date, str(row.history_user or ""), False, changes
        )
        for row, before in pairwise(rows)
        if (changes := _changes(before, row, names))
    ]
    if rows and rows[-1].history_type == "+":
        first = rows[-1]
        by = str(first.history_user or "")
        versions.append(Version(first.history_change_reason or "", first.history_date, by, True))
    return versions


def _names_of(rows: list[Any]) -> dict[tuple[str, int], str]:
    """Names of the places that differ among the versions; usually none does, and nothing is asked."""
    names: dict[tuple[str, int], str] = {}
    for column, model in PLACES.items():
        keys = {getattr(row, column) for row in rows}
        if len(keys) > 1:
            found = model._default_manager.in_bulk(keys - {None})
            names |= {(column, key): str(place) for key, place in found.items()}
    return names


def _changes(before: Any, after: Any, names: dict[tuple[str, int], str]) -> list[Change]:
    old, new = before.instance, after.instance
    told = [(label, tell(old), tell(new)) for label, tell in TOLD]
    for label, column in TOLD_BY_PLACE:
        keys = getattr(old, column), getattr(new, column)
        said = [names.get((column, key), "") if key else "" for key in keys]
        if column == "diocese_id":
            said = [words or _diocese_state(school) for words, school in zip(said, (old, new), strict=True)]
        told.append((label, said[0], said[1]))
    return [Change(label, was, now) for label, was, now in told if was != now]
