"""What is written at one objective of a draft, perhaps by several people at once.

An objective is saved as a whole with its actions and milestones, on the ``edition`` that it was typed on.
What is done or reached already is no part of that: nobody takes it away by writing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from concern_cases.models import Milestone, ObjectiveText, Plan, PlanAction, PlanVersion
from concern_cases.plan_days import objective_day, step_day
from concern_cases.rules import worded
from concern_cases.services.plan_drafts import lock_stage
from concern_cases.services.plan_steps import is_done
from evaluation.models import InspectionRecommendation
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service

LABELS = {
    "title": "What is to be reached",
    "baseline": "From",
    "criterion": "How it will be known",
    "target": "Target",
    "by": "By when",
    "source": "Seen from",
    "monitored_by": "Watched by",
    "monitored_how": "Watched how",
    "monitored_when": "Watched when",
    "change_why": "Why it was changed",
    "answers": "Recommendations answered",
    "actions": "Actions",
    "milestones": "Milestones",
}
# The rows of an objective, by their name in Words.
STEPS: dict[str, Any] = {"actions": PlanAction, "milestones": Milestone}
PLAIN = [name for name in LABELS if name not in ("by", "answers", *STEPS)]


@dataclass(frozen=True, order=True)
class StepWords:
    """An action (with its resources) or a milestone, as it is worded; ``key`` is its own in all versions."""

    key: UUID
    what: str
    due_on: date
    who: str = ""
    resources: str = ""

    @classmethod
    def of(cls, row: Any) -> "StepWords":
        return cls(row.key, row.what, row.due_on, row.who, getattr(row, "resources", ""))

    def __str__(self) -> str:
        words = [self.what, self.who, f"by {self.due_on:%-d %B %Y}", self.resources]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True)
class Words:
    """What an objective says, with the steps that are not done yet, in the order of their keys."""

    title: str
    by: date
    baseline: str = ""
    criterion: str = ""
    target: str = ""
    source: str = ""
    monitored_by: str = ""
    monitored_how: str = ""
    monitored_when: str = ""
    change_why: str = ""
    answers: frozenset[int] = frozenset()
    actions: tuple[StepWords, ...] = field(default_factory=tuple)
    milestones: tuple[StepWords, ...] = field(default_factory=tuple)

    @classmethod
    def of(cls, text: ObjectiveText) -> "Words":
        """What stands there now; of a text with its rows prefetched, without a query."""
        steps: dict[str, Any] = {
            kind: tuple(StepWords.of(row) for row in getattr(text, kind).all() if not is_done(row))
            for kind in STEPS
        }
        return cls(
            **{name: getattr(text, name) for name in PLAIN},
            by=text.by,
            answers=frozenset(row.pk for row in text.answers.all()),
            **steps,
        ).plain()

    def plain(self) -> "Words":
        """Without blanks around the texts, and with the steps in order."""
        texts = {name: (getattr(self, name) or "").strip() for name in PLAIN}
        steps = {kind: tuple(sorted(getattr(self, kind))) for kind in STEPS}
        return replace(self, **texts, **steps)  # type: ignore[arg-type]

    def said(self, name: str) -> str:
        """One of them, as people read it."""
        value = getattr(self, name)
        if isinstance(value, date):
            return f"{value:%-d %B %Y}"
        if isinstance(value, frozenset):
            rows = InspectionRecommendation.objects.filter(pk__in=value)
            return "; ".join(str(row) for row in rows)
        return "; ".join(str(step) for step in value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Difference:
    """One place where two wordings differ."""

    label: str
    mine: str
    theirs: str


def differences(mine: Words, theirs: Words) -> list[Difference]:
    """Where the two say something else, in the order of the page."""
    changed = {each.name for each in fields(Words) if getattr(mine, each.name) != getattr(theirs, each.name)}
    return [
        Difference(label, mine.said(name), theirs.said(name))
        for name, label in LABELS.items()
        if name in changed
    ]


class StaleText(RuleError):
    """Somebody else saved the objective in the meantime: ``theirs``, by ``who`` at ``when``.

    Nothing was written: one's own text is still with whoever sent it.
    """

    def __init__(self, text: ObjectiveText, mine: Words) -> None:
        self.mine, self.theirs, self.edition = mine, Words.of(text), text.edition
        self.who, self.when = str(text.changed_by or "Somebody"), text.changed_at
        super().__init__(f"{self.who} changed this objective while you were writing: nothing was overwritten")

    @property
    def differences(self) -> list[Difference]:
        return differences(self.mine, self.theirs)


@service
def save_objective(text: ObjectiveText, *, edition: int, words: Words, by: User) -> ObjectiveText:
    """The objective says what was typed, under an edition one higher; the same again changes nothing.

    ``edition``: the one that it was typed on. Refuses an older one (StaleText, with what stands there now),
    (RuleError) no title, a recommendation made to another school, a step of another objective, days out of
    order, and an objective that is given up; a draft that is not being written (AlreadyDone).
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
        raise RuleError("This objective is given up: take that back before you change it")
    for field_name, _, reason in days_out_of_order(text, words, now):
        raise RuleError(reason, field=field_name)
    for name in (*PLAIN, "by"):
        setattr(text, name, getattr(words, name))
    _save_answers(text, words.answers)
    for kind, model in STEPS.items():
        _save_steps(text, model, getattr(words, kind))
    return change(text, by=by)


def days_out_of_order(
    text: ObjectiveText, words: Words, now: Words
) -> Iterator[tuple[str, UUID | None, str]]:
    """Each new day that does not fit: the field, the key of the step, if it is one, and the reason."""
    opened_on = text.version.opened_on
    if reason := objective_day(words.by, before=now.by, opened_on=opened_on):
        yield "by", None, reason
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


def recommendations_for(plan: Plan, text: ObjectiveText | None = None) -> QuerySet[InspectionRecommendation]:
    """What inspectors asked of the school, the latest visit first, and whatever the text answers already."""
    asked = Q(inspection__school=plan.school_id)
    if text is not None:
        asked |= Q(pk__in=text.answers.values("pk"))
    rows = InspectionRecommendation.objects.filter(asked).select_related("inspection__kind")
    return rows.order_by("-inspection__on", "number")


def _save_answers(text: ObjectiveText, answers: frozenset[int]) -> None:
    known = recommendations_for(text.version.plan, text).filter(pk__in=answers)
    if known.count() != len(answers):
        raise RuleError("Choose recommendations made to this school", field="answers")
    text.answers.set(known)


def _save_steps(text: ObjectiveText, model: Any, words: tuple[StepWords, ...]) -> None:
    """The open steps are those of ``words``, and no others; what is done stays as it is."""
    known = {row.key: row for row in model.objects.filter(text=text)}
    elsewhere = model.objects.filter(key__in=[step.key for step in words if step.key not in known])
    if elsewhere.exclude(text__objective=text.objective_id).exists():
        raise RuleError("This step belongs to another objective: open the page again")
    for step in words:
        row = known.get(step.key) or model(text=text, key=step.key)
        if not is_done(row):
            _save_step(row, step)
    for key in known.keys() - {step.key for step in words}:
        if not is_done(known[key]):
            known[key].delete()


def _save_step(row: PlanAction | Milestone, step: StepWords) -> None:
    facts: dict[str, Any] = {"what": step.what.strip(), "who": step.who.strip(), "due_on": step.due_on}
    if not facts["what"]:
        raise RuleError("Say what is to be done")
    if isinstance(row, PlanAction):
        facts["resources"] = step.resources.strip()
    if any(getattr(row, name) != fact for name, fact in facts.items()):
        for name, fact in facts.items():
            setattr(row, name, fact)
        row.save()
