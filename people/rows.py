"""Reading people and posts from a CSV file: one row a post, with the person's details in each."""

from dataclasses import dataclass, field
from typing import Any

from people.roles import RULES, Role, Scope
from record.errors import RuleError
from record.tables import Line, day_of, read_csv
from schools.models import Diocese, LocalAuthority, School

COLUMNS = ["email", "name", "title", "telephone", "role", "la", "diocese", "schools", "since", "until"]
NEEDED = ["email", "name", "role", "since"]


@dataclass
class Known:
    """What rows may name: the register's bodies by code and by name, and whose people may be brought in."""

    las: dict[str, LocalAuthority]
    dioceses: dict[str, Diocese]
    schools: dict[str, School]
    managed: set[int] | None  # keys of LAs; None: all of them
    roles: dict[str, Role] = field(default_factory=dict)

    @classmethod
    def load(cls, rows: list[Line], managed: set[int] | None) -> "Known":
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


def read_rows(text: str) -> list[Line]:
    """The lines of the file that say something.

    Refuses (RuleError) what is no CSV file, lacks a needed column, has one that is not known, or is too long.
    """
    table = read_csv(text)
    _check_head(table.columns)
    if not table.lines:
        raise RuleError("The file has a head and no rows.", field="file")
    return table.lines


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


def urns_of(row: Line) -> list[str]:
    """The URNs in the column of schools, each once."""
    return list(dict.fromkeys(row["schools"].replace(";", " ").replace(",", " ").split()))


def facts_of(row: Line, known: Known) -> dict[str, Any]:
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
    since = day_of(row, "since")
    if since is None:
        raise RuleError("Say from which day, as 2026-09-01 or 01/09/2026.", field="since")
    return {
        "role": role.value,
        "la": la,
        "diocese": diocese,
        "schools": schools,
        "since": since,
        "until": day_of(row, "until"),
    }


def _la(row: Line, known: Known, scope: Scope) -> LocalAuthority | None:
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


def _diocese(row: Line, known: Known) -> Diocese | None:
    if not row["diocese"]:
        return None
    diocese = known.dioceses.get(row["diocese"].casefold())
    if diocese is None:
        raise RuleError(f"There is no diocese “{row['diocese']}” in the register here.", field="diocese")
    return diocese


def _schools(row: Line, known: Known) -> list[School]:
    found = []
    for urn in urns_of(row):
        school = known.schools.get(urn)
        if school is None:
            raise RuleError(f"There is no school with the URN {urn} here.", field="schools")
        if known.managed is not None and school.la_id not in known.managed:
            raise RuleError(f"You don’t manage the people of {school}.", field="schools")
        found.append(school)
    return found
