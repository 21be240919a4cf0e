"""What a spreadsheet of today's casework holds: which sheets, which columns, and what each says."""

from collections.abc import Callable
from dataclasses import dataclass

from record.errors import RuleError
from record.tables import Line, Table

CASES, CONFERENCES, ACTIONS = "cases", "conferences", "actions"
KIND = "row"  # the column of a CSV file that says which sheet a line would stand on
KINDS = {"case": CASES, "conference": CONFERENCES, "action": ACTIONS}


@dataclass(frozen=True)
class Column:
    """A column of the template."""

    name: str
    says: str
    needed: bool = False


COLUMNS: dict[str, list[Column]] = {
    CASES: [
        Column("urn", "The school’s number in the national register.", needed=True),
        Column("why", "Why the authority is concerned, in a few sentences.", needed=True),
        Column("lead", "Who leads the case: the e-mail address to sign in with.", needed=True),
        Column("risk", "The risk of failing to improve: high, medium or low.", needed=True),
        Column("risk_reason", "What that judgement rests on.", needed=True),
        Column("open_since", "Since when it has been a case. Empty: from today."),
        Column("cadence", "How often conferences are held, if not as the risk proposes."),
        Column("cadence_why", "Why it differs."),
        Column("area", "The area of the first concern, by its name.", needed=True),
        Column("concern", "The first concern. Further ones are added on the case’s page.", needed=True),
        Column("source", "Where it comes from, for example SIP visit 2.", needed=True),
        Column("discussed_on", "When it was discussed with the head."),
        Column("discussed_with", "With whom."),
        Column("not_discussed_why", "Why it was not, if it was not."),
    ],
    CONFERENCES: [
        Column("urn", "The school’s number.", needed=True),
        Column("on", "The day. One that has passed was held; one to come is called.", needed=True),
        Column("at", "The time, as 14:00 or 2 pm.", needed=True),
        Column("place", "Where. Empty: at the school."),
        Column("chair", "Who chairs: the e-mail address. Empty: who leads the case."),
    ],
    ACTIONS: [
        Column("urn", "The school’s number.", needed=True),
        Column("what", "What will be done.", needed=True),
        Column("who", "One responsible person: the e-mail address, or a name.", needed=True),
        Column("due_on", "By when. It may have passed.", needed=True),
        Column("measure", "How we shall know that it is done.", needed=True),
        Column("from", "Where it was agreed, in words."),
        Column("circle", "Who may read it: la, la_and_diocese or school. Empty: school."),
    ],
}


def lines_of(tables: list[Table]) -> dict[str, list[Line]]:
    """The lines of each kind, from the sheets of a workbook or from the one table of a CSV file.

    Refuses (RuleError on ``file``) a file without any of the sheets, without a needed column, or with a
    column that is not known.
    """
    found: dict[str, list[Line]] = {CASES: [], CONFERENCES: [], ACTIONS: []}
    for table in tables:
        if table.name in found:
            check_columns(table, COLUMNS[table.name])
            found[table.name] += table.lines
        elif table.name == "":
            divide_lines(table, found, columns=COLUMNS, kinds=KINDS)
    if not any(found.values()):
        raise RuleError(
            "There is no line to bring in: the sheets are called cases, conferences and actions. "
            "Start from the template.",
            field="file",
        )
    return found


def divide_lines(
    table: Table, found: dict[str, list[Line]], *, columns: dict[str, list[Column]], kinds: dict[str, str]
) -> None:
    """The lines of a CSV file stand with those of their kind, which their column ``row`` names."""
    every = [Column(KIND, "", needed=True)]
    names: set[str] = {KIND}
    for of_kind in columns.values():
        every += [Column(column.name, column.says) for column in of_kind if column.name not in names]
        names |= {column.name for column in of_kind}
    check_columns(table, every)
    for line in table.lines:
        kind = kinds.get(line[KIND].casefold())
        if kind is None:
            *others, last = kinds
            raise RuleError(
                f"Line {line.number}: the column row says “{line[KIND]}”. "
                f"Write {', '.join(others)} or {last}.",
                field="file",
            )
        found[kind].append(line)


def check_columns(table: Table, columns: list[Column]) -> None:
    """Nothing, if the table has these columns. Refuses (RuleError) one missing, and one not known."""
    where = f"The sheet {table.name}" if table.name else "The file"
    missing = [column.name for column in columns if column.needed and column.name not in table.columns]
    if missing:
        raise RuleError(f"{where} has no column {', '.join(missing)}. Start from the template.", field="file")
    known = {column.name for column in columns}
    unknown = [name for name in table.columns if name not in known]
    if unknown:
        raise RuleError(
            f"{where} has a column that is not known: {', '.join(unknown)}. "
            f"Its columns are {', '.join(column.name for column in columns)}.",
            field="file",
        )


def check_cells(
    line: Line, columns: list[Column], *, longest: Callable[[str], int | None] = lambda name: None
) -> None:
    """Nothing, if the line has its needed cells, no more, and none longer than ``longest`` says.

    Refuses (RuleError on the column) the first that is wrong.
    """
    if line["surplus"]:
        raise RuleError("There are more cells than columns: a comma in a cell needs quotation marks")
    for column in columns:
        if column.needed and not line[column.name]:
            raise RuleError(f"It is empty. {column.says}", field=column.name)
        most = longest(column.name)
        if most is not None and len(line[column.name]) > most:
            raise RuleError(f"It is longer than {most} characters: shorten it", field=column.name)
