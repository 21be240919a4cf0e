"""What the pages about kinds of letter and central bodies show, gathered for their templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from letters.kinds.parts import (
    LABELS,
    WORDS,
    Difference,
    categories,
    clock_in_words,
    copies_in_words,
    differences,
    parts_of,
    said_by,
)
from letters.kinds.rights import changes_read_by, may_agree, reads_letters, who_can_agree
from letters.kinds.versions import Versions, being_written
from letters.kinds.waiting import waits_for
from letters.law import copies_in_law
from letters.models import KindChange, LetterKind, Recipient
from letters.wording import listed, plain_day
from people.models import User
from record.words import capital

CHANGES_SHOWN = 20
BEGINNING = "the beginning"


@dataclass(frozen=True)
class KindLine:
    """One kind on the list: what holds of it today, what comes, and whether a change waits."""

    series: str
    versions: Versions
    waiting: KindChange | None = None

    @property
    def kind(self) -> LetterKind:
        """The version of today."""
        kind: LetterKind = self.versions.shown
        return kind

    @property
    def clock(self) -> str:
        return clock_in_words(self.kind)

    @property
    def copies(self) -> str:
        if self.kind.ends_as:
            return "Everybody who got the letter that it ends"
        return copies_in_words(self.kind.copies_to)

    @property
    def since(self) -> str:
        return since_in_words(self.kind)

    @property
    def coming(self) -> list[str]:
        """In which parts the version to come differs, each once."""
        if self.versions.coming is None or self.versions.now is None:
            return []
        found = between(self.versions.now, self.versions.coming)
        return list(dict.fromkeys(each.label for each in found))


@dataclass(frozen=True)
class Told:
    """A change that was proposed, as a list tells it."""

    change: KindChange
    differences: list[Difference] = field(default_factory=list)

    @property
    def title(self) -> str:
        day = plain_day(self.change.valid_from)
        if self.change.what == KindChange.What.TAKEN_AWAY:
            return f"{self.change.of.name}: the version from {day} is taken away"
        return f"{self.change.of.name}, from {day}"

    @property
    def moved(self) -> str:
        """From which day it was to hold before, if that is another."""
        was = self.change.was_from
        return plain_day(was) if was and was != self.change.valid_from else ""


def lines_of(found: Mapping[str, Versions], user: Any) -> list[KindLine]:
    """Every kind with what waits for it at the person's authorities. One query."""
    waiting = (
        changes_read_by(user).filter(state=KindChange.State.WAITING).select_related("of", "la", "proposed_by")
    )
    by_series = {change.series: change for change in waiting}
    return [KindLine(series, versions, by_series.get(series)) for series, versions in found.items()]


def since_in_words(row: Any) -> str:
    """From which day on a version is in use."""
    return plain_day(row.valid_from) if row.valid_from else BEGINNING


def changes_told(user: Any, series: str = "") -> list[Told]:
    """The changes at the person's authorities that were decided about, the latest first; of one kind all.

    One query.
    """
    rows = changes_read_by(user).exclude(state=KindChange.State.WAITING)
    rows = rows.select_related("of", "proposed_by", "decided_by").order_by("-decided_at", "-pk")
    rows = rows.filter(series=series) if series else rows[:CHANGES_SHOWN]
    return [told(change) for change in rows]


def told(change: KindChange) -> Told:
    """The change with what would be, or is, different by it."""
    return Told(change, differences(change.was, change.says))


def between(older: LetterKind, newer: LetterKind) -> list[Difference]:
    """In what the newer version differs from the older, of what can be changed in both."""
    both = set(parts_of(older)) & set(parts_of(newer))
    was, says = (
        {part: value for part, value in said_by(each).items() if part in both} for each in (older, newer)
    )
    return differences(was, says)


def kind_facts(line: KindLine, user: User) -> dict[str, Any]:
    """Everything that the page of one kind shows."""
    versions, now = line.versions, line.versions.now
    written = list(being_written(now, user).order_by("pk")) if now and reads_letters(user) else []
    after = [versions.shown, *versions.before]
    return {
        "line": line,
        "kind": line.kind,
        "words": words_of(line.kind),
        "law": law_of(line.kind),
        "written": written,
        "coming": between(now, versions.coming) if now and versions.coming else [],
        "before": [
            (row, between(row, newer))
            for row, newer in zip(versions.before, after, strict=False)
            if row != newer
        ],
        "waiting": told(line.waiting) if line.waiting else None,
        "waits_for": waits_for(line.waiting, who_can_agree([line.waiting])[line.waiting.pk])
        if line.waiting
        else "",
        "mine_to_decide": bool(line.waiting and may_agree(user, line.waiting)),
        "changes": changes_told(user, line.series),
    }


def words_of(kind: LetterKind) -> list[tuple[str, str]]:
    """What letters of the kind say, by what it is called; of a yearly one also for each category."""
    found = [(LABELS[part], getattr(kind, part)) for part in WORDS if part in parts_of(kind)]
    names = categories() if kind.yearly else {}
    found += [
        (f"The support available: {names.get(code, code)}", words) for code, words in kind.by_category.items()
    ]
    return [(label, words) for label, words in found if words]


def law_of(kind: LetterKind) -> list[tuple[str, str]]:
    """What follows from the law, the ladder or the nature of the kind, and so is not changed on a page."""
    place = f"Step {kind.on_ladder}" if kind.on_ladder else "Outside the ladder"
    if kind.must_follow:
        place += ". Only after the step before it was not complied with: no reason replaces that"
    rows = [("Place on the ladder", place)]
    if kind.statutory:
        rows.append(
            ("In law", f"A notice under the Education and Inspections Act 2006, regime of {kind.regime}")
        )
    stated = [
        what
        for what, states in (
            ("its grounds in section 60", kind.states_grounds),
            ("the powers", kind.states_powers),
        )
        if states
    ]
    if stated:
        rows.append(("It has to state", capital(listed(stated))))
    fixed = copies_in_law(kind)
    if fixed:
        rows.append(("Copies that the Act asks for", copies_in_words(list(fixed))))
    if kind.asks_answer and kind.statutory:
        own = "Each notice names its own period" if kind.own_period else f"{kind.clock_days} days, by the Act"
        rows.append(("Period", own))
    academies = "Maintained schools; to an academy it goes to the trust"
    rows.append(("For", academies if kind.for_academies else "Maintained schools alone"))
    if kind.yearly:
        rows.append(("Legal check", "None: all of a year are authorised together, so have its words checked"))
    rows.append(("It rests on", _rests_on(kind)))
    rows.append(("It asks for actions", "Yes" if kind.needs_actions else "No"))
    return rows


def _rests_on(kind: LetterKind) -> str:
    asked = (
        ("concerns of the case", kind.needs_matters),
        ("evidence for each of them", kind.needs_evidence),
        ("the school’s recorded disagreement", kind.needs_disagreement),
        ("recorded non-engagement", kind.needs_non_engagement),
    )
    found = [what for what, needed in asked if needed]
    if kind.ends_as:
        return "The letter that it ends"
    if kind.yearly:
        return "The category of the school"
    return capital(listed(found) or "no records")


def change_facts(change: KindChange, user: User) -> dict[str, Any]:
    """Everything that the page of a proposed change shows: what it does, and whose it is to decide."""
    return {
        "told": told(change),
        "change": change,
        "mine_to_decide": change.is_waiting and may_agree(user, change),
        "waits_for": waits_for(change, who_can_agree([change])[change.pk]) if change.is_waiting else "",
        "written": being_written(change.of, user).count() if reads_letters(user) else 0,
    }


def tabs(current: str, *, with_paragraphs: bool) -> list[dict[str, Any]]:
    """The pages of the reference data of letters, the one that is open marked."""
    pages = [("kinds", "Kinds of letter"), ("bodies", "Central bodies")]
    if with_paragraphs:
        pages.append(("library", "Paragraphs"))
    found = [
        {"label": label, "url": reverse(f"letters:{name}"), "current": name == current}
        for name, label in pages
    ]
    running = {
        "label": "How letters run",
        "url": reverse("tasks:letters_running"),
        "current": current == "running",
    }
    return [*found, running]


def offices(found: Mapping[str, Versions]) -> Iterable[tuple[str, str, Versions]]:
    """Each central body: its code, what it is called among recipients, and its versions."""
    return [(code, str(Recipient.As(code).label), versions) for code, versions in found.items()]
