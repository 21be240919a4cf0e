"""Reading people and posts from a CSV file: one row a post, with the person's details in each."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from people.roles import RULES, Role, Scope
from record.errors import RuleError
from schools.models import Diocese, LocalAuthority, School

COLUMNS = ["email", "name", "title", "telephone", "role", "la", "diocese", "schools", "since", "until"]
NEEDED = ["email", "name", "role", "since"]
MOST_ROWS = 5_000
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]


@dataclass(frozen=True)
class Row:
    """One line of the file as text, with its number as a spreadsheet shows it."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Known:
    """What rows may name: the register's bodies by code and by name, and whose people may be brought in."""

    las: dict[str, LocalAuthority]
    dioceses: dict[str, Diocese]
    schools: dict[str, School]
    managed: set[int] | None  # keys of LAs; None: all of them
    roles: dict[str, Role] = field(default_factory=dict)

    @classmethod
    def load(cls, rows: list[Row], managed: set[int] | None) -> "Known":
        """Everything that these rows name, in four queries."""
        las = list(LocalAuthority.objects.all())
        dioceses = list(Diocese.objects.all())
        urns = {urn for row in rows for urn in urns_of(row)}
        roles = {name.casefold(): role for role in Role for name in (role.value, role.label)}
        return cls(
            las={name.casefold(): la for la in las for name in (la.code, la.name)},
            dioceses={name.casefold(): each for each in dioceses for name in (each.code, each.name)},
            schools={school.urn: school for school in School.objects.filter(urn__in=urns)},
            managed=managed,
            roles=roles | {"sip": Role.SIP, "aht": Role.AHT, "nle": Role.NLE},
        )


def read_rows(text: str) -> list[Row]:
    """The lines of the file that say something.

    Refuses (RuleError) what is no CSV file, lacks a needed column, has one that is not known, or is too long.
    """
    if "\0" in text:
        raise RuleError("This is not a CSV file. Save the spreadsheet as CSV.", field="file")
    text = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise RuleError(f"Line {reader.line_num} can’t be read: {error}.", field="file") from None
    if not lines:
        raise RuleError("The file is empty.", field="file")
    names = [cell.strip().casefold() for cell in lines[0][1]]
    _check_head(names)
    rows = list(_rows(names, lines[1:]))
    if not rows:
        raise RuleError("The file has a head and no rows.", field="file")
    if len(rows) > MOST_ROWS:
        raise RuleError(f"The file has more than {MOST_ROWS:,} rows. Split it into several.", field="file")
    return rows


def _check_head(names: list[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise RuleError(
            f"The first line has no column {', '.join(missing)}. Start from the template.", field="file"
        )
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise RuleError(
            f"The first line has a column that is not known: {', '.join(unknown)}. "
            f"The columns are {', '.join(COLUMNS)}.",
            field="file",
        )


def _rows(names: list[str], lines: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        # Too many cells are kept under a name of their own, and refused with their line.
        found = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        if any(cell.strip() for cell in cells[len(names) :]):
            found["surplus"] = "yes"
        yield Row(number, found)


def urns_of(row: Row) -> list[str]:
    """The URNs in the column of schools, each once."""
    return list(dict.fromkeys(row["schools"].replace(";", " ").replace(",", " ").split()))


def facts_of(row: Row, known: Known) -> dict[str, Any]:
    """What ``appoint`` is told of the row. Refuses (RuleError with the column) what it can't make out."""
    if row["surplus"]:
        raise RuleError(
            "There are more cells than columns. A comma in a cell needs quotation marks around it."
        )
    role = known.roles.get(row["role"].casefold())
    if role is None:
        raise RuleError(f"“{row['role']}” is no role. Take one from the guide to the template.", field="role")
    la, diocese = _la(row, known, RULES[role].scope), _diocese(row, known)
    schools = _schools(row, known)
    since = _day(row, "since")
    if since is None:
        raise RuleError("Say from which day, as 2026-09-01 or 01/09/2026.", field="since")
    return {
        "role": role.value,
        "la": la,
        "diocese": diocese,
        "schools": schools,
        "since": since,
        "until": _day(row, "until"),
    }


def _la(row: Row, known: Known, scope: Scope) -> LocalAuthority | None:
    """The LA named; without a name the only one there is, for a post that needs one."""
    managed = {la for la in known.las.values() if known.managed is None or la.pk in known.managed}
    if not row["la"]:
        return managed.pop() if scope == Scope.LA and len(managed) == 1 else None
    la = known.las.get(row["la"].casefold())
    if la is None:
        raise RuleError(f"There is no local authority “{row['la']}” here.", field="la")
    if la not in managed:
        raise RuleError(f"You don’t manage the people of {la}.", field="la")
    return la if scope == Scope.LA else None


def _diocese(row: Row, known: Known) -> Diocese | None:
    if not row["diocese"]:
        return None
    diocese = known.dioceses.get(row["diocese"].casefold())
    if diocese is None:
        raise RuleError(f"There is no diocese “{row['diocese']}” in the register here.", field="diocese")
    return diocese


def _schools(row: Row, known: Known) -> list[School]:
    found = []
    for urn in urns_of(row):
        school = known.schools.get(urn)
        if school is None:
            raise RuleError(f"There is no school with the URN {urn} here.", field="schools")
        if known.managed is not None and school.la_id not in known.managed:
            raise RuleError(f"You don’t manage the people of {school}.", field="schools")
        found.append(school)
    return found


def _day(row: Row, column: str) -> date | None:
    text = row[column]
    if not text:
        return None
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise RuleError(f"“{text}” is no day. Write it as 2026-09-01 or 01/09/2026.", field=column)
