"""The columns of a plan's spreadsheet, and what each cell may say."""

from datetime import date

from record.errors import RuleError
from record.tables import Line, day_of
from workflows.spreadsheet.columns import Column

OBJECTIVES, CRITERIA, ACTIONS, MILESTONES = "objectives", "criteria", "actions", "milestones"
KINDS = {"objective": OBJECTIVES, "criterion": CRITERIA, "action": ACTIONS, "milestone": MILESTONES}
TEXTS = ["baseline", "monitored_by", "monitored_how", "monitored_when"]
# Column of a criterion, and what it is called in its words.
MEASURES = {"from": "baseline", "to": "target", "source": "source"}
LONGEST = {"monitored_by": 150, "monitored_when": 150, "who": 150}
LONG = 300

_WHICH = Column("objective", "Which objective: what stands in its column id, or its number.", needed=True)
COLUMNS: dict[str, list[Column]] = {
    OBJECTIVES: [
        Column("id", "A short name by which the other sheets find it, for example A.", needed=True),
        Column("area", "The area of the data dashboard, by its name.", needed=True),
        Column("title", "What is to be reached.", needed=True),
        Column("baseline", "Where the school begins, in a sentence."),
        Column("by", "By when.", needed=True),
        Column("monitored_by", "Who watches over it."),
        Column("monitored_how", "How."),
        Column("monitored_when", "When."),
    ],
    CRITERIA: [
        _WHICH,
        Column("what", "What is measured: how it will be known.", needed=True),
        Column("from", "Where it begins."),
        Column("to", "The target."),
        Column("by", "By when, if before the objective."),
        Column("source", "What it is seen from."),
    ],
    ACTIONS: [
        _WHICH,
        Column("what", "What will be done.", needed=True),
        Column("who", "By whom."),
        Column("due_on", "By when.", needed=True),
        Column("resources", "With what: days, money, people."),
    ],
    MILESTONES: [
        _WHICH,
        Column("what", "How far it is to be.", needed=True),
        Column("who", "Who sees to it."),
        Column("due_on", "By when.", needed=True),
    ],
}


# Templates of before had one criterion on the line of its objective; files made from them are still read.
# There ``baseline`` is where the criterion begins.
OF_ONE_CRITERION = [
    Column("criterion", "What is measured: how it will be known."),
    Column("target", "To: the target."),
    Column("source", "What it is seen from."),
]
ACCEPTED = {**COLUMNS, OBJECTIVES: [*COLUMNS[OBJECTIVES], *OF_ONE_CRITERION]}


def longest(name: str) -> int:
    """How many characters a cell of the column may have."""
    return LONGEST.get(name, LONG)


def column_of(kind: str, name: str | None) -> str:
    return name if name in {column.name for column in ACCEPTED[kind]} else ""  # type: ignore[return-value]


def day_in(line: Line, column: str) -> date:
    day = day_of(line, column)
    if day is None:
        raise RuleError("Say by when", field=column)
    return day
