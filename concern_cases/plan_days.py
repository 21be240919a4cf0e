"""Which days of a plan fit together, and why others do not. Pure: without the clock and the database.

A day that stands there already is not asked again: what is late stays late from one version to the next.
Each gives the reason in a sentence, nothing where the day may stand.
"""

from datetime import date

from record.words import plain_day


def objective_day(by: date, *, before: date | None, opened_on: date) -> str:
    """Why an objective can't be reached ``by`` that day; ``before``: the day that it had."""
    if by != before and by < opened_on:
        return f"Choose a day from {plain_day(opened_on)} on, when this version was opened"
    return ""


def step_day(due_on: date, *, before: date | None, by: date, opened_on: date) -> str:
    """Why an action or milestone of an objective that is reached ``by`` can't be due on that day."""
    if due_on == before:
        return ""
    if due_on < opened_on:
        return f"Choose a day from {plain_day(opened_on)} on, when this version was opened"
    return after_objective(due_on, by=by)


def criterion_day(by: date | None, *, before: date | None, until: date, opened_on: date) -> str:
    """Why a criterion of an objective that is reached ``until`` can't be met by that day.

    Without a day of its own it is met with its objective.
    """
    return step_day(by, before=before, by=until, opened_on=opened_on) if by else ""


def after_objective(due_on: date, *, by: date) -> str:
    """Why a step can't be due, or a criterion met, after its objective."""
    return f"Choose a day up to {plain_day(by)}, when its objective is reached" if due_on > by else ""


def done_day(on: date, *, opened_on: date) -> str:
    """Why a step of a plan that was opened on that day can't have been done before."""
    if on < opened_on:
        return f"Choose a day from {plain_day(opened_on)} on, when the plan was opened"
    return ""
