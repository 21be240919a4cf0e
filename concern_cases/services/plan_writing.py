"""What is written at one objective of a draft, perhaps by several people at once.

An objective is saved as a whole with its criteria, actions and milestones, on the ``edition`` that it was
typed on. What is done or reached already is no part of that: nobody takes it away by writing.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from concern_cases.models import Milestone, ObjectiveText, Plan, PlanAction, PlanVersion, SuccessCriterion
from concern_cases.plan_days import criterion_day, objective_day, step_day
from concern_cases.rules import worded
from concern_cases.services.plan_drafts import lock_stage
from concern_cases.services.plan_splitting import moved_away, without
from concern_cases.services.plan_steps import is_done
from concern_cases.services.plan_words import (
    PLAIN,
    STEPS,
    CriterionWords,
    Difference,
    StepWords,
    Words,
    differences,
)
from evaluation.models import InspectionRecommendation
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service

GIVEN_UP = "This objective is given up: take that back before you change it"


class StaleText(RuleError):
    """Somebody else saved the objective in the meantime: ``theirs``, by ``who`` at ``when``.

    Nothing was written: one's own text is still with whoever sent it.
    """

    def __init__(self, text: ObjectiveText, mine: Words) -> None:
        self.mine, self.theirs, self.edition = mine, Words.of(text), text.edition
        self.moved = moved_away(text, mine)
        self.who, self.when = str(text.changed_by or "Somebody"), text.changed_at
        super().__init__(f"{self.who} changed this objective while you were writing: nothing was overwritten")

    @property
    def differences(self) -> list[Difference]:
        return [*differences(self.mine, self.theirs), *[each.difference for each in self.moved]]


@service
def save_objective(text: ObjectiveText, *, edition: int, words: Words, by: User) -> ObjectiveText:
    """The objective says what was typed, under an edition one higher; the same again changes nothing.

    ``edition``: the one that it was typed on. A step that moved away to another objective (``moved_away``)
    stays there as it is. Refuses an older one (StaleText, with what stands there now),
    (RuleError) no title, a recommendation made to another school, a criterion or step of another objective,
    days out of order, and an objective that is given up; a draft that is not being written (AlreadyDone).
    """
    lock_stage(text.version, PlanVersion.Stage.WRITING)
    refresh(text)
    words, now = words.plain(), Words.of(text)
    worded(words.title, "Say what is to be reached", field="title")
    if words == now:
        return text
    if edition != text.edition:
        raise StaleText(text, words)
    if text.dropped:
        raise RuleError(GIVEN_UP)
    words = without(words, moved_away(text, words))
    if words == now:
        return text
    for field_name, _, reason in days_out_of_order(text, words, now):
        raise RuleError(reason, field=field_name)
    for name in (*PLAIN, "by"):
        setattr(text, name, getattr(words, name))
    _save_answers(text, words.answers)
    _save_criteria(text, words.criteria)
    for kind, model in STEPS.items():
        _save_steps(text, model, getattr(words, kind))
    return change(text, by=by)


def days_out_of_order(
    text: ObjectiveText, words: Words, now: Words
) -> Iterator[tuple[str, UUID | None, str]]:
    """Each new day that does not fit: the field, the key of the criterion or step, if it is one, and why."""
    opened_on = text.version.opened_on
    words = without(words, moved_away(text, words))
    if reason := objective_day(words.by, before=now.by, opened_on=opened_on):
        yield "by", None, reason
    had = {row.key: row.by for row in now.criteria}
    for row in words.criteria:
        reason = criterion_day(row.by, before=had.get(row.key), until=words.by, opened_on=opened_on)
        if reason:
            yield "criteria", row.key, f"“{row.what}”: {reason}"
    for name in STEPS:
        before = {step.key: step.due_on for step in getattr(now, name)}
        for step in getattr(words, name):
            reason = step_day(step.due_on, before=before.get(step.key), by=words.by, opened_on=opened_on)
            if reason:
                yield name, step.key, f"“{step.what}”: {reason}"


def change(text: ObjectiveText, *, by: User) -> ObjectiveText:
    """What was set on the text is saved, and it is known who changed it."""
    text.edition += 1
    text.changed_by, text.changed_at = by, clock.now()
    text.save()
    return text


def refresh(text: ObjectiveText) -> ObjectiveText:
    """The text as it is now. Refuses (AlreadyDone) one that was taken away in the meantime."""
    if not ObjectiveText.objects.filter(pk=text.pk).exists():
        raise AlreadyDone("This objective was taken away")
    version = text.version
    text.refresh_from_db()
    text.version = version
    return text


def recommendations_for(plan: Plan, texts: Iterable[ObjectiveText] = ()) -> QuerySet[Any]:
    """What inspectors asked of the plan's schools (``is_of_plan``), and whatever the texts answer already.

    The latest visit comes first.
    """
    of_plan = Q(inspection__school__in=plan.schools)
    answered = InspectionRecommendation.objects.filter(answered_by__in=texts)
    rows = InspectionRecommendation.objects.filter(of_plan | Q(pk__in=answered.values("pk")))
    rows = rows.annotate(is_of_plan=of_plan).select_related("inspection__kind")
    return rows.order_by("-inspection__on", "number")


def _save_answers(text: ObjectiveText, answers: frozenset[int]) -> None:
    known = recommendations_for(text.version.plan, [text]).filter(pk__in=answers)
    if known.count() != len(answers):
        raise RuleError("Choose recommendations made to this school", field="answers")
    text.answers.set(known)


def _save_criteria(text: ObjectiveText, words: tuple[CriterionWords, ...]) -> None:
    """The criteria are those of ``words``, in that order, and no others."""
    known = _known(SuccessCriterion, text, words)
    for place, one in enumerate(words, start=1):
        if not one.what:
            raise RuleError("Say what is measured")
        facts = {**vars(one), "order": place}
        _save(known.get(one.key) or SuccessCriterion(text=text, key=one.key), facts)
    for key in known.keys() - {one.key for one in words}:
        known[key].delete()


def _save_steps(text: ObjectiveText, model: Any, words: tuple[StepWords, ...]) -> None:
    """The open steps are those of ``words``, and no others; what is done stays as it is."""
    known = _known(model, text, words)
    for step in words:
        row = known.get(step.key) or model(text=text, key=step.key)
        if not is_done(row):
            _save_step(row, step)
    for key in known.keys() - {step.key for step in words}:
        if not is_done(known[key]):
            known[key].delete()


def _known(model: Any, text: ObjectiveText, words: Iterable[CriterionWords | StepWords]) -> dict[UUID, Any]:
    """The rows that the text has, by key. Refuses (RuleError) a key that another objective has.

    What came along with a part, and was taken away from it, comes back under its key.
    """
    known = {row.key: row for row in model.objects.filter(text=text)}
    new = {one.key for one in words} - known.keys()
    elsewhere = model.objects.filter(key__in=new).exclude(text__objective=text.objective_id)
    was_here = model.history.filter(key__in=new, text_id=text.pk).values("key")
    if elsewhere.exclude(key__in=was_here).exists():
        raise RuleError("This belongs to another objective: open the page again")
    return known


def _save_step(row: PlanAction | Milestone, step: StepWords) -> None:
    facts: dict[str, Any] = {"what": step.what.strip(), "who": step.who.strip(), "due_on": step.due_on}
    if not facts["what"]:
        raise RuleError("Say what is to be done")
    if isinstance(row, PlanAction):
        facts["resources"] = step.resources.strip()
    _save(row, facts)


def _save(row: SuccessCriterion | PlanAction | Milestone, facts: dict[str, Any]) -> None:
    """The row says so; one that does already is not touched."""
    if row._state.adding or any(getattr(row, name) != fact for name, fact in facts.items()):
        for name, fact in facts.items():
            setattr(row, name, fact)
        row.save()
