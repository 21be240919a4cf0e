"""Actions and milestones that go along with an objective that is split off another, under their keys."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from concern_cases.models import ObjectiveText
from concern_cases.plan_days import after_objective
from concern_cases.services.plan_steps import Step, is_done
from record.errors import RuleError
from record.words import plain_day


def open_steps(text: ObjectiveText) -> list[Step]:
    """The actions, then the milestones of the objective that are still to come."""
    return [step for step in _steps(text) if not is_done(step)]


def take_along(text: ObjectiveText, *, origin: ObjectiveText, keys: Collection[UUID]) -> None:
    """The steps of these keys stand under ``text``, and no more under its origin.

    Refuses (RuleError) what is no open step of the origin, and one that is due after the day of ``text``.
    """
    there = {step.key: step for step in open_steps(origin)}
    if not set(keys) <= set(there):
        words = "Choose among the actions and milestones of the objective that it is split from"
        raise RuleError(words, field="steps")
    for key in keys:
        step = there[key]
        if after_objective(step.due_on, by=text.by):
            words = f"“{step}” is due on {plain_day(step.due_on)}: leave it, or choose a later day above"
            raise RuleError(words, field="steps")
        step.text = text
        step.save()


def give_back(text: ObjectiveText) -> None:
    """What came along with the objective from the one that it was split from stands there again."""
    origin = text.version.texts.filter(objective=text.objective.split_from_id).first()
    if origin is None:
        return
    for step in _steps(text):
        rows: Any = type(step)._default_manager
        if rows.filter(key=step.key).exclude(pk=step.pk).exists():  # it is older than this objective
            step.text = origin
            step.save()


def _steps(text: ObjectiveText) -> list[Step]:
    return [*text.actions.all(), *text.milestones.all()]
