"""Actions and milestones that go from one objective of a draft to another, under their keys.

They go along with one that is split off another, and back when it is taken away. What of that is known later
is in the history: where a step stood before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from concern_cases.models import ObjectiveText
from concern_cases.plan_days import after_objective
from concern_cases.services.plan_steps import Step, is_done
from concern_cases.services.plan_words import STEPS, Difference, StepWords, Words
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


def give_back(text: ObjectiveText) -> ObjectiveText | None:
    """What came along with the objective stands again at the one that it was split from.

    That is what stood there in this draft; what was written at the part itself does not move.
    The text of that objective, if something was given back to it; otherwise None.
    """
    origin = text.version.texts.filter(objective=text.objective.split_from_id).first()
    if origin is None:
        return None
    came_along = [step for step in _steps(text) if _stood_at(step, origin)]
    for step in came_along:
        step.text = origin
        step.save()
    return origin if came_along else None


@dataclass(frozen=True)
class Moved:
    """A step that is typed at an objective, and stands at another one of the draft by now.

    ``typed``: what is typed; ``said``: what stands there; ``number``: of that objective.
    """

    key: UUID
    typed: str
    said: str
    number: int

    def __str__(self) -> str:
        return f"“{self.typed}” stands at objective {self.number} now, and was not saved here: write it there"

    @property
    def difference(self) -> Difference:
        return Difference(f"Stands at objective {self.number} now: write it there", self.typed, self.said)


def moved_away(text: ObjectiveText, words: Words) -> list[Moved]:
    """The steps of the words that stood at the objective once, and stand at another of the draft by now."""
    found = []
    for kind, model in STEPS.items():
        typed = {step.key: step for step in getattr(words, kind)}
        rows = model.objects.filter(key__in=typed, text__version=text.version_id).exclude(text=text.pk)
        for row in rows.select_related("text__objective"):
            if _stood_at(row, text):
                step, said = typed[row.key], StepWords.of(row)
                found.append(Moved(row.key, str(step), str(said), row.text.objective.number))
    return found


def without(words: Words, moved: Iterable[Moved]) -> Words:
    """The words without the steps that moved away."""
    gone = {each.key for each in moved}
    left: dict[str, Any] = {
        kind: tuple(step for step in getattr(words, kind) if step.key not in gone) for kind in STEPS
    }
    return replace(words, **left)


def _stood_at(step: Step, text: ObjectiveText) -> bool:
    return type(step).history.filter(key=step.key, text_id=text.pk).exists()


def _steps(text: ObjectiveText) -> list[Step]:
    return [*text.actions.all(), *text.milestones.all()]
