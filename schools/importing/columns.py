"""Which column of the register becomes which fact of a school. Everything else in the file is left unread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schools.importing import values
from schools.importing.errors import BadRow, Unusable
from schools.importing.reading import Row, Table
from schools.models import School

DiocesePlace = tuple[str, str, str] | None  # code, name, religious character

NO_DIOCESE = {"0000", "0002"}  # "Not applicable" and "Diocese is not trustees"
UNKNOWN_DIOCESE = {"", "9999"}
NO_CLOSING_REASON = {"Not applicable", ""}


@dataclass(frozen=True)
class Column:
    """One column, the fact that it gives, and how it is read."""

    header: str
    fact: str
    read: Callable[[str], Any] = values.text
    required: bool = False


COLUMNS = (
    Column("URN", "urn", values.urn, required=True),
    Column("LA (code)", "la_code", values.la_code, required=True),
    Column("LA (name)", "la_name"),
    Column("EstablishmentNumber", "establishment_number", values.establishment_number, required=True),
    Column("EstablishmentName", "name", values.filled, required=True),
    Column("TypeOfEstablishment (code)", "type_code", values.coded, required=True),
    Column("TypeOfEstablishment (name)", "type_name", required=True),
    Column("EstablishmentTypeGroup (code)", "type_group_code", required=True),
    Column("EstablishmentTypeGroup (name)", "type_group_name"),
    Column("EstablishmentStatus (name)", "status", values.filled, required=True),
    Column("OpenDate", "opened_on", values.day),
    Column("CloseDate", "closed_on", values.day),
    Column("ReasonEstablishmentClosed (name)", "closed_why"),
    Column("PhaseOfEducation (name)", "phase", required=True),
    Column("StatutoryLowAge", "low_age", values.age),
    Column("StatutoryHighAge", "high_age", values.age),
    Column("Gender (name)", "gender"),
    Column("ReligiousCharacter (name)", "religious_character"),
    Column("Diocese (code)", "diocese_code", values.shout),
    Column("Diocese (name)", "diocese_name"),
    Column("CommunityArea (name)", "area_name"),  # an authority may add it to its own copy
    Column("SchoolCapacity", "capacity", values.number),
    Column("NumberOfPupils", "roll", values.number),
    Column("PercentageFSM", "percent_fsm", values.per_cent),
    Column("Trusts (code)", "trust_code"),
    Column("Trusts (name)", "trust_name"),
    Column("Federations (name)", "federation_name"),
    Column("LastChangedDate", "register_changed_on", values.day),
    Column("Street", "street"),
    Column("Locality", "locality"),
    Column("Address3", "address3"),
    Column("Town", "town"),
    Column("County (name)", "county"),
    Column("Postcode", "postcode", values.shout),
    Column("SchoolWebsite", "website"),
    Column("TelephoneNum", "telephone"),
    Column("HeadTitle (name)", "head_title"),
    Column("HeadFirstName", "head_first_name"),
    Column("HeadLastName", "head_last_name"),
    Column("HeadPreferredJobTitle", "head_job_title"),
    Column("Easting", "easting", values.number),
    Column("Northing", "northing", values.number),
)
PLACES = {"la_code", "la_name", "diocese_code", "diocese_name", "area_name"}
LONGEST = {
    field.name: field.max_length
    for field in School._meta.concrete_fields
    if getattr(field, "max_length", None) and not field.choices
}
LONGEST |= {"la_name": 100, "diocese_name": 100, "area_name": 100, "diocese_code": 4}


@dataclass(slots=True)
class Entry:
    """One row as it is understood: columns of School, and the places that have to be looked up."""

    urn: str
    line: int
    damaged: bool
    facts: dict[str, Any]
    la: tuple[str, str]  # code, name
    diocese: DiocesePlace = None
    area: str | None = None  # None: the file does not say


class RegisterColumns:
    """The register's columns as one file has them: it may have more, fewer, and in any order."""

    def __init__(self, table: Table) -> None:
        position = {header: index for index, header in enumerate(table.header)}
        missing = [c.header for c in COLUMNS if c.required and c.header not in position]
        if missing:
            raise Unusable(f"{table.source.name} has no column {', '.join(missing)}.")
        self.width = len(table.header)
        self._found = [(position[c.header], c) for c in COLUMNS if c.header in position]
        self.facts = {c.fact for _index, c in self._found}

    def entry(self, row: Row) -> Entry:
        """The row understood; refused (BadRow) with the column and the reason."""
        if len(row.values) != self.width:
            raise BadRow(f"it has {len(row.values)} fields where the first line names {self.width}")
        facts: dict[str, Any] = {}
        for index, column in self._found:
            try:
                value = column.read(row.values[index])
            except BadRow as error:
                raise BadRow(f"{column.header}: {error}") from None
            most = LONGEST.get(column.fact)
            if most and isinstance(value, str) and len(value) > most:
                raise BadRow(f"{column.header}: {len(value)} characters, and at most {most} can be kept")
            facts[column.fact] = value
        return self._settled(row, facts)

    def _settled(self, row: Row, facts: dict[str, Any]) -> Entry:
        places = {name: facts.pop(name, None) for name in PLACES}
        number = facts["establishment_number"]
        facts["laestab"] = places["la_code"] + number if number else ""
        facts["missing_since"] = None
        if facts.get("closed_why") in NO_CLOSING_REASON:
            facts["closed_why"] = ""
        entry = Entry(
            urn=facts.pop("urn"),
            line=row.line,
            damaged=row.damaged,
            facts=facts,
            la=(places["la_code"], places["la_name"] or ""),
            area=places["area_name"],
        )
        if places["diocese_code"] is not None:
            facts["diocese_state"], entry.diocese = diocese_of(
                places["diocese_code"], places["diocese_name"] or "", facts.get("religious_character", "")
            )
        return entry


def diocese_of(code: str, name: str, character: str) -> tuple[str, DiocesePlace]:
    """Not applicable is known to be none; 9999 and a blank say that nobody knows."""
    if code.zfill(4) in NO_DIOCESE and code:
        return School.DioceseState.NONE, None
    if code in UNKNOWN_DIOCESE:
        return School.DioceseState.UNKNOWN, None
    return School.DioceseState.KNOWN, (code, name or code, character)


def urn_and_la(row: Row, table: Table) -> tuple[str, str]:
    """What a refused row says of itself, for the report."""
    named = dict(zip(table.header, row.values, strict=False))
    return named.get("URN", "").strip(), named.get("LA (code)", "").strip()
