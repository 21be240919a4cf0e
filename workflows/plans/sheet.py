"""Objectives, actions and milestones, brought into a draft from a spreadsheet: all, or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

from django.db import transaction

from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.services.plan_drafts import lock_stage
from concern_cases.services.plan_objectives import add_objective
from concern_cases.services.plan_writing import StepWords, Words, save_objective
from evaluation.models import Area
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.tables import Line, Table, day_of
from workflows.spreadsheet.columns import Column, check_columns, divide_lines
from workflows.spreadsheet.report import ADDED, KNOWN, REFUSED, NothingDone, Outcome, Report

OBJECTIVES, ACTIONS, MILESTONES = "objectives", "actions", "milestones"
KINDS = {"objective": OBJECTIVES, "action": ACTIONS, "milestone": MILESTONES}
WAITS = "waits"  # for another line to be put right
TEXTS = ["baseline", "criterion", "target", "source", "monitored_by", "monitored_how", "monitored_when"]
LONGEST = {"monitored_by": 150, "monitored_when": 150, "who": 150}
LONG = 300

_WHICH = Column("objective", "Which objective: what stands in its column id, or its number.", needed=True)
COLUMNS: dict[str, list[Column]] = {
    OBJECTIVES: [
        Column("id", "A short name by which actions and milestones find it, for example A.", needed=True),
        Column("area", "The area of the data dashboard, by its name.", needed=True),
        Column("title", "What is to be reached.", needed=True),
        Column("baseline", "From: where it begins."),
        Column("criterion", "What is measured: how it will be known."),
        Column("target", "To: the target."),
        Column("by", "By when.", needed=True),
        Column("source", "What it is seen from."),
        Column("monitored_by", "Who watches over it."),
        Column("monitored_how", "How."),
        Column("monitored_when", "When."),
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


def import_plan(tables: list[Table], version: PlanVersion, *, by: User, dry_run: bool = False) -> Report:
    """Every objective, action and milestone of the file stands in the draft, or nothing has changed.

    One bad line, or ``dry_run``, and nothing is done: the report says what every line would do. What is wrong
    with an objective is said once, and its actions and milestones wait for it. The same file again does
    nothing. Refuses (RuleError) a file whose sheets or columns are not those of the template; a
    draft that is not being written (AlreadyDone).
    """
    lines = lines_of(tables)
    report = Report()
    try:
        with transaction.atomic():
            lock_stage(version, PlanVersion.Stage.WRITING)
            bringing = _Bringing(version, by)
            for kind, bring in (
                (OBJECTIVES, bringing.objective),
                (ACTIONS, bringing.action),
                (MILESTONES, bringing.milestone),
            ):
                report.outcomes += [bringing.outcome(kind, line, bring) for line in lines[kind]]
            if not report.refused:
                bringing.save()
            if dry_run or report.refused:
                raise NothingDone
    except NothingDone:
        return report
    report.done = True
    return report


def lines_of(tables: list[Table]) -> dict[str, list[Line]]:
    """The lines of each kind, from the sheets of a workbook or from the one table of a CSV file."""
    found: dict[str, list[Line]] = {name: [] for name in COLUMNS}
    for table in tables:
        if table.name in found:
            check_columns(table, COLUMNS[table.name])
            found[table.name] += table.lines
        elif table.name == "":
            divide_lines(table, found, columns=COLUMNS, kinds=KINDS)
    if not any(found.values()):
        raise RuleError(
            "There is no line to bring in: the sheets are called objectives, actions and milestones. "
            "Start from the template.",
            field="file",
        )
    return found


def _check_cells(kind: str, line: Line) -> None:
    if line["surplus"]:
        raise RuleError("There are more cells than columns: a comma in a cell needs quotation marks")
    for column in COLUMNS[kind]:
        if column.needed and not line[column.name]:
            raise RuleError(f"It is empty. {column.says}", field=column.name)
        longest = LONGEST.get(column.name, LONG)
        if len(line[column.name]) > longest:
            raise RuleError(f"It is longer than {longest} characters: shorten it", field=column.name)


def _column(kind: str, name: str | None) -> str:
    return name if name in {column.name for column in COLUMNS[kind]} else ""  # type: ignore[return-value]


class _Bringing:
    """One file on its way into one draft: objectives are added line by line, and saved once at the end."""

    def __init__(self, version: PlanVersion, by: User) -> None:
        self.version, self.by = version, by
        self.named: dict[str, ObjectiveText] = {}
        self.faulty: dict[str, str] = {}  # objectives that can't be brought in, and where they stand
        self.words: dict[int, Words] = {}  # of the objectives that the file changes
        texts = version.texts.filter(dropped=False).select_related("objective__area")
        self.texts: list[ObjectiveText] = list(texts.prefetch_related("actions", "milestones"))
        self.known = {
            (text.pk, kind, row.what, row.due_on)
            for text in self.texts
            for kind in (ACTIONS, MILESTONES)
            for row in getattr(text, kind).all()
        }
        self.areas: dict[str, Area] = {}
        for area in Area.objects.in_use():
            self.areas |= {area.code.casefold(): area, area.name.casefold(): area}

    def outcome(self, kind: str, line: Line, bring: Callable[[Line], str]) -> Outcome:
        about = line["id"] or line["objective"]
        try:
            _check_cells(kind, line)
            if kind != OBJECTIVES and (where := self._faulty(line)):
                _day(line, "due_on")
                return Outcome(kind, line.where, about, WAITS, f"Waits for its objective in {where}.")
            with transaction.atomic():
                words = bring(line)
        except AlreadyDone as known:
            return Outcome(kind, line.where, about, KNOWN, f"Nothing: {known}.")
        except RuleError as error:
            if kind == OBJECTIVES and line["id"]:
                self.faulty.setdefault(line["id"].casefold(), line.where)
            return Outcome(kind, line.where, about, REFUSED, str(error), _column(kind, error.field))
        return Outcome(kind, line.where, about, ADDED, words)

    def objective(self, line: Line) -> str:
        name = line["id"].casefold()
        if name in self.named:
            raise RuleError(f"“{line['id']}” stands for another objective already", field="id")
        area = self.areas.get(line["area"].casefold())
        if area is None:
            raise RuleError(f"“{line['area']}” is no area of the data dashboard", field="area")
        known = next((text for text in self.texts if text.title.casefold() == line["title"].casefold()), None)
        if known:
            self.named[name] = known
            raise AlreadyDone(f"objective {known.objective.number} says this already")
        until = _day(line, "by")
        text = add_objective(self.version, title=line["title"], area=area, until=until, by=self.by)
        self.words[text.pk] = replace(Words.of(text), **{each: line[each] for each in TEXTS})  # type: ignore[arg-type]
        self.named[name] = text
        self.texts.append(text)
        return f"Adds objective {text.objective.number}, “{text.title}”."

    def action(self, line: Line) -> str:
        return self._step(line, ACTIONS, "an action")

    def milestone(self, line: Line) -> str:
        return self._step(line, MILESTONES, "a milestone")

    def save(self) -> None:
        """Every objective that the file changes says what the file says, with all its steps, in one save."""
        for text in self.texts:
            if text.pk in self.words:
                save_objective(text, edition=text.edition, words=self.words[text.pk], by=self.by)

    def _step(self, line: Line, kind: str, called: str) -> str:
        text, due_on = self._text(line), _day(line, "due_on")
        if (text.pk, kind, line["what"], due_on) in self.known:
            raise AlreadyDone(f"objective {text.objective.number} has it already")
        now = self.words.get(text.pk) or Words.of(text)
        step = StepWords(uuid4(), line["what"], due_on, line["who"], line["resources"])
        self.words[text.pk] = replace(now, **{kind: (*getattr(now, kind), step)})  # type: ignore[arg-type]
        self.known.add((text.pk, kind, line["what"], due_on))
        return f"Adds {called} to objective {text.objective.number}."

    def _faulty(self, line: Line) -> str:
        """Where the objective of the line stands, if it is one that can't be brought in."""
        name = line["objective"].casefold()
        return "" if name in self.named else self.faulty.get(name, "")

    def _text(self, line: Line) -> ObjectiveText:
        name = line["objective"].casefold()
        found = self.named.get(name)
        if found is None:
            numbered = (text for text in self.texts if str(text.objective.number) == name)
            found = next(numbered, None)
        if found is None:
            raise RuleError(
                f"No objective is called “{line['objective']}”, neither here nor in the draft",
                field="objective",
            )
        return found


def _day(line: Line, column: str) -> date:
    day = day_of(line, column)
    if day is None:
        raise RuleError("Say by when", field=column)
    return day
