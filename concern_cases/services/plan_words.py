"""What one objective of a plan says, as values: to compare two wordings, and to save one."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from concern_cases.models import Milestone, ObjectiveText, PlanAction, SuccessCriterion
from concern_cases.services.plan_steps import is_done
from evaluation.models import InspectionRecommendation

LABELS = {
    "title": "What is to be reached",
    "baseline": "Where the school begins",
    "by": "By when",
    "criteria": "Success criteria",
    "monitored_by": "Watched by",
    "monitored_how": "Watched how",
    "monitored_when": "Watched when",
    "change_why": "Why it was changed",
    "answers": "Recommendations answered",
    "actions": "Actions",
    "milestones": "Milestones",
}
# The steps of an objective, by their name in Words.
STEPS: dict[str, Any] = {"actions": PlanAction, "milestones": Milestone}
PLAIN = [name for name in LABELS if name not in ("by", "answers", "criteria", *STEPS)]


@dataclass(frozen=True)
class CriterionWords:
    """A criterion as it is worded; ``key`` is its own in all versions, no day is that of its objective."""

    key: UUID
    what: str
    baseline: str = ""
    target: str = ""
    by: date | None = None
    source: str = ""

    @classmethod
    def of(cls, row: SuccessCriterion) -> "CriterionWords":
        return cls(row.key, row.what, row.baseline, row.target, row.by, row.source)

    def plain(self) -> "CriterionWords":
        """Without blanks around the texts."""
        return CriterionWords(
            self.key,
            self.what.strip(),
            self.baseline.strip(),
            self.target.strip(),
            self.by,
            self.source.strip(),
        )

    def __str__(self) -> str:
        way = [self.baseline and f"from {self.baseline}", self.target and f"to {self.target}"]
        more = [self.by and f"by {self.by:%-d %B %Y}", self.source and f"seen from {self.source}"]
        return ", ".join(word for word in [self.what, " ".join(filter(None, way)), *more] if word)


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
    """What an objective says: its criteria in their order, the steps not done yet in that of their keys."""

    title: str
    by: date
    baseline: str = ""
    monitored_by: str = ""
    monitored_how: str = ""
    monitored_when: str = ""
    change_why: str = ""
    answers: frozenset[int] = frozenset()
    criteria: tuple[CriterionWords, ...] = field(default_factory=tuple)
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
            criteria=tuple(CriterionWords.of(row) for row in text.criteria.all()),
            **steps,
        ).plain()

    def plain(self) -> "Words":
        """Without blanks around the texts, and with the steps in order."""
        texts = {name: (getattr(self, name) or "").strip() for name in PLAIN}
        steps = {name: tuple(sorted(getattr(self, name))) for name in STEPS}
        criteria = tuple(row.plain() for row in self.criteria)
        return replace(self, criteria=criteria, **texts, **steps)  # type: ignore[arg-type]

    @property
    def mark(self) -> str:
        """The same for two wordings that say the same, and for no others: short enough for a hidden field."""
        facts = {**vars(self), "answers": sorted(self.answers)}
        return sha256(repr(facts).encode()).hexdigest()[:20]

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
