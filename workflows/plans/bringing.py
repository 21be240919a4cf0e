"""What each line of a plan's spreadsheet adds to a draft, or changes in it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from concern_cases.models import ObjectiveText, PlanVersion
from concern_cases.plan_days import criterion_day, objective_day, step_day
from concern_cases.services.plan_objectives import add_objective
from concern_cases.services.plan_steps import is_done
from concern_cases.services.plan_words import CriterionWords, StepWords, Words, differences
from concern_cases.services.plan_writing import save_objective
from evaluation.models import Area
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.tables import Line, day_of
from workflows.plans.sheet_columns import (
    ACCEPTED,
    ACTIONS,
    CRITERIA,
    MEASURES,
    MILESTONES,
    OBJECTIVES,
    OF_ONE_CRITERION,
    TEXTS,
    column_of,
    day_in,
    longest,
)
from workflows.spreadsheet.columns import check_cells
from workflows.spreadsheet.report import ADDED, CHANGED, KNOWN, REFUSED, Outcome

OF_OBJECTIVES = (CRITERIA, ACTIONS, MILESTONES)
WAITS = "waits"  # for another line to be put right


class Changed(str):
    """What a line changes, in a sentence."""


class Bringing:
    """One file on its way into one draft: objectives are added line by line, and saved once at the end."""

    def __init__(self, version: PlanVersion, by: User, lines: Mapping[str, Sequence[Line]]) -> None:
        self.version, self.by = version, by
        self.named: dict[str, ObjectiveText] = {}
        self.faulty: dict[str, str] = {}  # objectives that can't be brought in, and where they stand
        self.words: dict[int, Words] = {}  # of the objectives that the file speaks of
        self.said: dict[Any, str] = {}  # objectives (pk) and steps (key) that a line spoke of, and where
        self.asked = Counter(_about(kind, line) for kind in OF_OBJECTIVES for line in lines[kind])
        texts = version.texts.filter(dropped=False).select_related("objective__area")
        self.texts: list[ObjectiveText] = list(
            texts.prefetch_related("answers", "criteria", "actions", "milestones")
        )
        self.areas: dict[str, Area] = {}
        for area in Area.objects.in_use():
            self.areas |= {area.code.casefold(): area, area.name.casefold(): area}

    def outcome(self, kind: str, line: Line, bring: Callable[[Line], str]) -> Outcome:
        about = line["id"] or line["objective"]
        try:
            check_cells(line, ACCEPTED[kind], longest=longest)
            if kind != OBJECTIVES and (where := self._faulty(line)):
                _ = day_of(line, "by") if kind == CRITERIA else day_in(line, "due_on")
                return Outcome(kind, line.where, about, WAITS, f"Waits for its objective in {where}.")
            with transaction.atomic():
                words = bring(line)
        except AlreadyDone as known:
            return Outcome(kind, line.where, about, KNOWN, f"Nothing: {known}.")
        except RuleError as error:
            if kind == OBJECTIVES and line["id"]:
                self.faulty.setdefault(line["id"].casefold(), line.where)
            return Outcome(kind, line.where, about, REFUSED, str(error), column_of(kind, error.field))
        return Outcome(kind, line.where, about, CHANGED if isinstance(words, Changed) else ADDED, words)

    def save(self) -> None:
        """Every objective that the file changes says what the file says, with all its steps, in one save."""
        for text in self.texts:
            if text.pk in self.words:
                save_objective(text, edition=text.edition, words=self.words[text.pk], by=self.by)

    # --- Objectives

    def objective(self, line: Line) -> str:
        name = line["id"].casefold()
        if name in self.named:
            raise RuleError(f"“{line['id']}” stands for another objective already", field="id")
        area = self.areas.get(line["area"].casefold())
        if area is None:
            raise RuleError(f"“{line['area']}” is no area of the data dashboard", field="area")
        known = next((text for text in self.texts if text.title.casefold() == line["title"].casefold()), None)
        if known:
            return self._known_objective(known, area, line)
        until = day_in(line, "by")
        if reason := objective_day(until, before=None, opened_on=self.version.opened_on):
            raise RuleError(reason, field="by")
        text = add_objective(self.version, title=line["title"], area=area, until=until, by=self.by)
        self.words[text.pk] = _with_cells(Words.of(text), line)
        self.named[name], self.said[text.pk] = text, line.where
        self.texts.append(text)
        return f"Adds objective {text.objective.number}, “{text.title}”."

    def _known_objective(self, text: ObjectiveText, area: Area, line: Line) -> str:
        """What the draft has already says what the line says; an empty cell leaves what stands."""
        if area != text.objective.area:
            raise RuleError(
                f"Objective {text.objective.number} is in “{text.objective.area}”: it can’t change its area",
                field="area",
            )
        now, until = self._words(text), day_in(line, "by")
        if reason := objective_day(until, before=now.by, opened_on=self.version.opened_on):
            raise RuleError(reason, field="by")
        wanted = replace(_with_cells(now, line), by=until)
        self._once(text.pk, line, differs=wanted != now)
        self.named[line["id"].casefold()] = text
        if wanted == now:
            raise AlreadyDone(f"objective {text.objective.number} says this already")
        self.words[text.pk] = wanted
        return Changed(f"Changes objective {text.objective.number}: {_told(wanted, now)}.")

    # --- Criteria

    def criterion(self, line: Line) -> str:
        text, by = self._text(line), day_of(line, "by")
        now = self._words(text)
        known = self._known_criterion(now.criteria, line, by)
        before = known.by if known else None
        if reason := criterion_day(by, before=before, until=now.by, opened_on=self.version.opened_on):
            raise RuleError(reason, field="by")
        cells: dict[str, Any] = {name: line[cell] for cell, name in MEASURES.items() if line[cell]}
        cells |= {"by": by} if by else {}
        if known is None:
            row = CriterionWords(uuid4(), line["what"], **cells)
            self.said[row.key] = line.where
            self.words[text.pk] = replace(now, criteria=(*now.criteria, row))
            return f"Adds a criterion to objective {text.objective.number}."
        row = replace(known, **cells)
        self._once(known.key, line, differs=row != known)
        if row == known:
            raise AlreadyDone(f"objective {text.objective.number} has it already")
        rows = tuple(row if each.key == row.key else each for each in now.criteria)
        self.words[text.pk] = replace(now, criteria=rows)
        return Changed(
            f"Changes a criterion of objective {text.objective.number}: “{known}” becomes “{row}”."
        )

    def _known_criterion(
        self, criteria: Sequence[CriterionWords], line: Line, by: date | None
    ) -> CriterionWords | None:
        """The criterion that the line is about, among those of these words.

        That by the same day; else, where the file has as many lines of these words as there are criteria,
        the next of them; a line without a day also fits the only one that no line spoke of. Refuses
        (RuleError) such a line where several are left.
        """
        alike = [row for row in criteria if row.what.casefold() == line["what"].casefold()]
        left = [row for row in alike if row.key not in self.said]
        same_day = [row for row in (*left, *alike) if row.by == by]
        if same_day:
            return same_day[0]
        if left and len(alike) == self._asked(CRITERIA, line):
            return left[0]
        if by or not left:
            return None
        if len(left) > 1:
            raise RuleError("Several criteria have these words: say by when", field="by")
        return left[0]

    # --- Steps

    def action(self, line: Line) -> str:
        return self._step(line, ACTIONS, "an action")

    def milestone(self, line: Line) -> str:
        return self._step(line, MILESTONES, "a milestone")

    def _step(self, line: Line, kind: str, called: str) -> str:
        text, due_on = self._text(line), day_in(line, "due_on")
        now = self._words(text)
        self._refuse_done(text, kind, line, due_on)
        known = self._known_step(kind, getattr(now, kind), line, due_on)
        before = known.due_on if known else None
        if reason := step_day(due_on, before=before, by=now.by, opened_on=self.version.opened_on):
            raise RuleError(reason, field="due_on")
        if known is None:
            step = StepWords(uuid4(), line["what"], due_on, line["who"], line["resources"])
            self.said[step.key] = line.where
            self._put(text, kind, step)
            return f"Adds {called} to objective {text.objective.number}."
        cells: dict[str, Any] = {each: line[each] for each in ("who", "resources") if line[each]}
        step = replace(known, due_on=due_on, **cells)
        self._once(known.key, line, differs=step != known)
        if step == known:
            raise AlreadyDone(f"objective {text.objective.number} has it already")
        self._put(text, kind, step)
        return Changed(f"Changes {called} of objective {text.objective.number}: “{known}” becomes “{step}”.")

    def _known_step(
        self, kind: str, steps: Sequence[StepWords], line: Line, due_on: date
    ) -> StepWords | None:
        """The step that the line is about: of these words on that day, or the only one of these words."""
        alike = [step for step in steps if step.what.casefold() == line["what"].casefold()]
        same_day = next((step for step in alike if step.due_on == due_on), None)
        alone = len(alike) == 1 and self._asked(kind, line) == 1
        return same_day or (alike[0] if alone else None)

    def _refuse_done(self, text: ObjectiveText, kind: str, line: Line, due_on: date) -> None:
        """What is done stays as it is: a line that says otherwise is refused, one that does not is known."""
        for row in getattr(text, kind).all():
            if is_done(row) and (row.what.casefold(), row.due_on) == (line["what"].casefold(), due_on):
                for cell in ("who", "resources"):
                    if line[cell] not in ("", getattr(row, cell, "")):
                        raise RuleError("It is done already, and stays as it is", field=cell)
                raise AlreadyDone(f"objective {text.objective.number} has it already, and it is done")

    def _put(self, text: ObjectiveText, kind: str, step: StepWords) -> None:
        now = self._words(text)
        kept = tuple(each for each in getattr(now, kind) if each.key != step.key)
        steps: dict[str, Any] = {kind: (*kept, step)}
        self.words[text.pk] = replace(now, **steps)

    # --- Shared

    def _asked(self, kind: str, line: Line) -> int:
        """How many lines of that kind the file has for these words of the objective."""
        return self.asked[_about(kind, line)]

    def _words(self, text: ObjectiveText) -> Words:
        """What the objective says so far."""
        if text.pk not in self.words:
            self.words[text.pk] = Words.of(text)
        return self.words[text.pk]

    def _once(self, what: Any, line: Line, *, differs: bool) -> None:
        """Refuses (RuleError) a second line that says otherwise of the same."""
        if differs and what in self.said:
            raise RuleError(f"Its line in {self.said[what]} says something else")
        self.said.setdefault(what, line.where)

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


def _about(kind: str, line: Line) -> tuple[str, str, str]:
    return kind, line["objective"].casefold(), line["what"].casefold()


def _with_cells(now: Words, line: Line) -> Words:
    """What the objective says with the cells of its line; an empty one leaves what stands."""
    texts: dict[str, Any] = {each: line[each] for each in TEXTS if line[each]}
    if not any(line[column.name] for column in OF_ONE_CRITERION):
        return replace(now, **texts)
    begins = texts.pop("baseline", "")
    measures = {"baseline": begins, "target": line["target"], "source": line["source"]}
    return replace(now, criteria=(_only(now, line, measures),), **texts)


def _only(now: Words, line: Line, measures: dict[str, str]) -> CriterionWords:
    """The one criterion that a file of before knows. Refuses (RuleError) one without words, and several."""
    if len(now.criteria) > 1:
        raise RuleError("It has several criteria: say them on the sheet “criteria”", field="criterion")
    cells: dict[str, Any] = {name: words for name, words in measures.items() if words}
    if now.criteria:
        what = line["criterion"] or now.criteria[0].what
        return replace(now.criteria[0], what=what, **cells)
    if not line["criterion"]:
        raise RuleError("Say what is measured", field="criterion")
    return CriterionWords(uuid4(), line["criterion"], **cells)


def _told(wanted: Words, now: Words) -> str:
    """What becomes what, cell by cell."""
    return "; ".join(
        f"{row.label}, “{row.theirs}” becomes “{row.mine}”"
        if row.theirs
        else f"{row.label}, “{row.mine}” is added"
        for row in differences(wanted, now)
    )
