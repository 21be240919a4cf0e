"""A version of a plan as the rows of its spreadsheet: brought in again, they change nothing."""

from typing import Any

from concern_cases.models import PlanVersion
from workflows.plans.sheet_columns import ACTIONS, CRITERIA, MEASURES, MILESTONES, OBJECTIVES, TEXTS

Rows = dict[str, list[list[Any]]]


def rows_of(version: PlanVersion) -> Rows:
    """What stands on each sheet, in the order of the plan, without what was given up: four queries."""
    texts = version.texts.filter(dropped=False).select_related("objective__area")
    rows: Rows = {OBJECTIVES: [], CRITERIA: [], ACTIONS: [], MILESTONES: []}
    for text in texts.prefetch_related("criteria", "actions", "milestones"):
        number = str(text.objective.number)
        begins, *watched = (getattr(text, name) for name in TEXTS)
        rows[OBJECTIVES].append([number, str(text.objective.area), text.title, begins, text.by, *watched])
        for row in text.criteria.all():
            begins, target, source = (getattr(row, name) for name in MEASURES.values())
            rows[CRITERIA].append([number, row.what, begins, target, row.by, source])
        for action in text.actions.all():
            rows[ACTIONS].append([number, action.what, action.who, action.due_on, action.resources])
        for step in text.milestones.all():
            rows[MILESTONES].append([number, step.what, step.who, step.due_on])
    return rows
