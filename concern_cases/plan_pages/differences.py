"""What changed between two versions of a plan, objective by objective. Pure: no rows, no clock.

An objective is known by its number, which it keeps through all versions; a criterion and a step by its key.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from concern_cases.plan_pages.rewording import Piece, added, pieces, removed, whole
from record.words import listed, plain_day

Known = TypeVar("Known", bound=Hashable)
ADDED, SPLIT, CHANGED, MOVED, DROPPED = "added", "split", "changed", "moved", "dropped"
REORDERED = "its criteria re-ordered"

# What is compared of an objective: its field, what it is called, and whether it changes as one.
FIELDS = [
    ("title", "Objective", False),
    ("baseline", "Where the school begins", False),
    ("by", "Date", True),
    ("monitoring", "Monitoring", False),
    ("answers", "Answers", True),
]


# The same of a criterion; what it measures is told apart.
MEASURES = [
    ("baseline", "From", False),
    ("target", "Target moved", True),
    ("by", "Date", True),
    ("source", "Seen from", False),
]


@dataclass(frozen=True)
class Criterion:
    """What one version measures by, from where to where; no day is that of the objective."""

    key: Hashable
    what: str
    baseline: str = ""
    target: str = ""
    by: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Step:
    """An action or a milestone as one version words it."""

    key: Hashable
    what: str
    who: str
    due_on: date
    resources: str = ""


@dataclass(frozen=True)
class Why:
    """Why an objective was worded anew, by whom and when, and in which version."""

    text: str
    by: str
    at: datetime | None
    version: int


@dataclass(frozen=True)
class Wording:
    """An objective as one version words it; ``whys`` are those of every version since the earlier one.

    ``judged`` are the words of its judgements, where the objective was given up.
    """

    number: int
    title: str
    by: date
    baseline: str = ""
    monitoring: str = ""
    answers: str = ""
    criteria: Sequence[Criterion] = ()
    actions: Sequence[Step] = ()
    milestones: Sequence[Step] = ()
    split_from: int | None = None
    dropped: bool = False
    whys: Sequence[Why] = ()
    judged: Sequence[str] = ()


@dataclass(frozen=True)
class Change:
    """One thing of an objective that changed: what it is called, and its words before and after in one."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ObjectiveChange:
    """What became of one objective. ``kinds`` say it in short, the rest in words."""

    number: int
    title: str
    kinds: list[str]
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    whys: Sequence[Why] = ()

    @property
    def in_short(self) -> str:
        """changed and moved."""
        return listed(self.kinds)

    @property
    def is_dropped(self) -> bool:
        return DROPPED in self.kinds

    @property
    def last(self) -> Why | None:
        """Who changed it last."""
        named = [why for why in self.whys if why.by]
        return named[-1] if named else None

    @property
    def reasons(self) -> list[str]:
        return [why.text for why in self.whys if why.text]


@dataclass(frozen=True)
class Differences:
    """What the later version changed: objective by objective, and the numbers of those that stayed."""

    changed: list[ObjectiveChange]
    same: list[int]

    def of_kind(self, kind: str) -> list[int]:
        return [each.number for each in self.changed if kind in each.kinds]


def compare(before: Iterable[Wording], after: Iterable[Wording]) -> Differences:
    """The differences, in the order of the later version; what it dropped, or lacks, comes last.

    An objective that was dropped in the earlier version already is none of its objectives.
    """
    old = {text.number: text for text in before if not text.dropped}
    new = {text.number: text for text in after if text.number in old or not text.dropped}
    moved = _moved(list(old), [number for number, text in new.items() if not text.dropped])
    parts = _parts(new, old)
    went = {step.key: number for number, text in new.items() for step in _all_steps(text)}
    came = {step.key: number for number, text in old.items() for step in _all_steps(text)}
    changed, gone, same = [], [], []
    for number, text in new.items():
        earlier = old.get(number)
        if earlier is None:
            changed.append(_new(text, came=came))
        elif text.dropped:
            gone.append(_dropped(text, parts=parts.get(number, [])))
        elif told := _kept(earlier, text, moved=moved.get(number), parts=parts.get(number, []), went=went):
            changed.append(told)
        else:
            same.append(number)
    gone += [_dropped(text, parts=parts.get(number, [])) for number, text in old.items() if number not in new]
    return Differences([*changed, *gone], sorted(same))


def _all_steps(text: Wording) -> list[Step]:
    return [*text.actions, *text.milestones]


def _new(text: Wording, *, came: Mapping[Hashable, int]) -> ObjectiveChange:
    changes = [Change("Where the school begins", added(text.baseline))] if text.baseline else []
    changes += [Change("Criterion", added(_criterion(each))) for each in text.criteria]
    changes.append(Change("To be reached by", added(plain_day(text.by))))
    notes = []
    if text.split_from is not None:
        notes.append(f"It was a part of objective {text.split_from}, whose judgements stay with that one.")
    steps = [_count(text.actions, "action"), _count(text.milestones, "milestone")]
    if any(steps):
        notes.append(f"It has {listed(filter(None, steps))}.")
    along = [came[step.key] for step in _all_steps(text) if step.key in came]
    if along:
        notes.append(f"{len(along)} of them came along from {numbered(sorted(set(along)))}.")
    kinds = [ADDED if text.split_from is None else SPLIT]
    return ObjectiveChange(text.number, text.title, kinds, notes, changes, text.whys)


def _count(steps: Sequence[Step], name: str) -> str:
    """3 actions; nothing for none."""
    return f"{len(steps)} {name}{'' if len(steps) == 1 else 's'}" if steps else ""


def _dropped(text: Wording, *, parts: Sequence[int]) -> ObjectiveChange:
    judged = f"Its judgements ({listed(text.judged)})" if text.judged else "Its wording"
    notes = [f"{_now(parts)}."] if parts else []
    notes.append(f"{judged} and all evidence stay in the record.")
    return ObjectiveChange(text.number, text.title, [DROPPED], notes, whys=text.whys)


def _now(parts: Sequence[int]) -> str:
    """What an objective was split into: A part of it is now objective 14."""
    return f"{'Parts of it are' if len(parts) > 1 else 'A part of it is'} now {numbered(parts)}"


def numbered(numbers: Sequence[int]) -> str:
    """objective 14; objectives 14 and 15; nothing for none."""
    return f"objective{'s' if len(numbers) > 1 else ''} {listed(numbers)}" if numbers else ""


def _kept(
    before: Wording,
    after: Wording,
    *,
    moved: tuple[int, int] | None,
    parts: Sequence[int],
    went: Mapping[Hashable, int],
) -> ObjectiveChange | None:
    """What changed of an objective that both versions have; None when nothing did."""
    changes = [
        Change(label, (whole if as_one else pieces)(_say(before, name), _say(after, name)))
        for name, label, as_one in FIELDS
        if _say(before, name) != _say(after, name)
    ]
    changes += _criteria(before.criteria, after.criteria)
    changes += _steps("Action", before.actions, after.actions, went)
    changes += _steps("Milestone", before.milestones, after.milestones, went)
    notes = []
    if parts:
        notes.append(f"{_now(parts)}.")
    reordered = _moved([row.key for row in before.criteria], [row.key for row in after.criteria])
    if reordered:
        notes.append("Its criteria stand in another order; the first one leads.")
    if moved:
        notes.append(f"It was in place {moved[0]} and is in place {moved[1]}.")
    kinds = [CHANGED] if changes or parts else []
    kinds += [REORDERED] if reordered else []
    kinds += [MOVED] if moved else []
    return ObjectiveChange(after.number, after.title, kinds, notes, changes, after.whys) if kinds else None


def _say(text: Wording | Criterion, name: str) -> str:
    value = getattr(text, name)
    if name == "by":
        return plain_day(value) if value else "with its objective"
    return " ".join(value.split())


def _criteria(before: Sequence[Criterion], after: Sequence[Criterion]) -> list[Change]:
    """Criteria that were added, re-worded, moved or taken out, in the order of the later version."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    changes = []
    for key, row in new.items():
        was = old.get(key)
        if was is None:
            changes.append(Change("Criterion added", added(_criterion(row))))
            continue
        if _say(was, "what") != _say(row, "what"):
            changes.append(Change("Criterion re-worded", pieces(_say(was, "what"), _say(row, "what"))))
        changes += [
            Change(f"{label}, “{row.what}”", (whole if as_one else pieces)(_say(was, name), _say(row, name)))
            for name, label, as_one in MEASURES
            if _say(was, name) != _say(row, name)
        ]
    gone = [row for key, row in old.items() if key not in new]
    return changes + [Change("Criterion taken out", removed(_criterion(row))) for row in gone]


def _criterion(row: Criterion) -> str:
    """Lessons judged good: from 3 of 10 to 8 of 10, by 9 October 2026. Seen from visits."""
    way = [row.baseline and f"from {row.baseline}", row.target and f"to {row.target}"]
    day = f"by {plain_day(row.by)}" if row.by else ""
    words = ", ".join(filter(None, [" ".join(filter(None, way)), day]))
    seen = f" Seen from {row.source.rstrip('.')}." if row.source else ""
    return f"{row.what.rstrip('.')}{': ' if words else ''}{words.rstrip('.')}.{seen}"


def _steps(
    label: str, before: Sequence[Step], after: Sequence[Step], went: Mapping[Hashable, int]
) -> list[Change]:
    """Actions or milestones that were added, worded anew, taken out or taken along by a part of it.

    In the order of the later version; ``went`` says where each step stands in it.
    """
    old, new = {step.key: step for step in before}, {step.key: step for step in after}
    changes = []
    for key, step in new.items():
        if key not in old:
            changes.append(Change(f"{label} added", added(_step(step))))
        elif _step(old[key]) != _step(step):
            changes.append(Change(label, pieces(_step(old[key]), _step(step))))
    for key, step in old.items():
        if key not in new:
            where = f"now with objective {went[key]}" if key in went else "taken out"
            changes.append(Change(f"{label} {where}", removed(_step(step))))
    return changes


def _step(step: Step) -> str:
    """Publish a calendar of checks. David Lorimer, by 9 October 2026. Needs: two days of cover."""
    who = f"{step.who}, by" if step.who else "By"
    needs = f" Needs: {step.resources.rstrip('.')}." if step.resources else ""
    return f"{step.what.rstrip('.')}. {who} {plain_day(step.due_on)}.{needs}"


def _parts(new: Mapping[int, Wording], old: Mapping[int, Wording]) -> dict[int, list[int]]:
    """The objectives that were split off since, by the number of that which they were a part of."""
    parts: dict[int, list[int]] = {}
    for number, text in new.items():
        if number not in old and text.split_from is not None:
            parts.setdefault(text.split_from, []).append(number)
    return parts


def _moved(before: Sequence[Known], after: Sequence[Known]) -> dict[Known, tuple[int, int]]:
    """The fewest objectives or criteria that were put elsewhere in the line, with their places then and now.

    Places are counted among all of each version, from 1.
    """
    places = {number: place for place, number in enumerate(before, start=1)}
    common = [number for number in after if number in places]
    stayed = _longest_rising([places[number] for number in common])
    now = {number: place for place, number in enumerate(after, start=1)}
    return {
        number: (places[number], now[number]) for place, number in enumerate(common) if place not in stayed
    }


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The positions of a longest run of values that rise, left to right, with whatever lies between."""
    best: list[list[int]] = []  # the longest run that ends with each value
    for position, value in enumerate(values):
        runs = [run for run in best if values[run[-1]] < value]
        best.append([*_longest(runs), position])
    return set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    """The first of the longest."""
    found: list[int] = []
    for run in runs:
        found = run if len(run) > len(found) else found
    return found
