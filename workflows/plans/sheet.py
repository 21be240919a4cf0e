"""A plan's spreadsheet, brought into its draft: all, or nothing."""

from django.db import transaction

from concern_cases.models import PlanVersion
from concern_cases.services.plan_drafts import lock_stage
from people.models import User
from record.errors import RuleError
from record.tables import Line, Table
from workflows.plans.bringing import Bringing
from workflows.plans.sheet_columns import ACCEPTED, ACTIONS, CRITERIA, KINDS, MILESTONES, OBJECTIVES
from workflows.spreadsheet.columns import check_columns, divide_lines
from workflows.spreadsheet.report import NothingDone, Report


def import_plan(tables: list[Table], version: PlanVersion, *, by: User, dry_run: bool = False) -> Report:
    """What the file says of objectives and what belongs to them stands in the draft, or nothing changed.

    One bad line, or ``dry_run``, and nothing is done: the report says what every line would do. What is wrong
    with an objective is said once, and what belongs to it waits. What the draft has already is
    changed where the file says something else. The same file again does nothing. Refuses (RuleError) a file
    whose sheets or columns are not those of the template; a draft that is not being written (AlreadyDone).
    """
    lines = lines_of(tables)
    report = Report()
    try:
        with transaction.atomic():
            lock_stage(version, PlanVersion.Stage.WRITING)
            bringing = Bringing(version, by, lines)
            for kind, bring in (
                (OBJECTIVES, bringing.objective),
                (CRITERIA, bringing.criterion),
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
    found: dict[str, list[Line]] = {name: [] for name in ACCEPTED}
    for table in tables:
        if table.name in found:
            check_columns(table, ACCEPTED[table.name])
            found[table.name] += table.lines
        elif table.name == "":
            divide_lines(table, found, columns=ACCEPTED, kinds=KINDS)
    if not any(found.values()):
        raise RuleError(
            "There is no line to bring in: the sheets are called objectives, criteria, actions and "
            "milestones. Start from the template.",
            field="file",
        )
    return found
