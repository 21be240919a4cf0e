"""What a row says differently from what is stored."""

import re
from functools import lru_cache
from typing import Any

from schools.importing.reading import LOST
from schools.models import School

LABELS = {
    "diocese_state": "diocese",
    "diocese_id": "diocese",
    "la_id": "local authority",
    "area_id": "community area",
    "type_code": "type",
    "type_name": "type",
    "type_group_code": "type group",
    "type_group_name": "type group",
    "head_title": "head",
    "head_first_name": "head",
    "head_last_name": "head",
    "head_job_title": "head’s job title",
    "street": "address",
    "locality": "address",
    "address3": "address",
    "town": "address",
    "county": "address",
    "postcode": "address",
    "easting": "place on the map",
    "northing": "place on the map",
    "low_age": "ages",
    "high_age": "ages",
    "trust_code": "trust",
    "trust_name": "trust",
    "federation_name": "federation",
    "opened_on": "opening date",
    "closed_on": "closing date",
    "closed_why": "reason for closing",
    "register_changed_on": "last changed in the register",
    "laestab": "establishment number",
    "missing_since": "back in the register",
}


@lru_cache(maxsize=128)
def label_of(field: str) -> str:
    """What a change of the field is called; several fields are one thing to a reader, such as the address."""
    if field in LABELS:
        return LABELS[field]
    return str(getattr(School._meta.get_field(field), "verbose_name", field))


def differences(school: School, facts: dict[str, Any]) -> list[str]:
    """Names of the fields in which the facts differ from the school as it is stored."""
    return [
        field
        for field, value in facts.items()
        if (stored := getattr(school, field)) != value and not _only_damaged(stored, value)
    ]


def _only_damaged(stored: Any, value: Any) -> bool:
    """The file lost characters of a text that is stored whole: what is stored stays."""
    if not isinstance(value, str) or LOST not in value or not isinstance(stored, str) or LOST in stored:
        return False
    pattern = re.sub(f"{LOST}+", ".{1,3}", re.escape(value))
    return re.fullmatch(pattern, stored) is not None
