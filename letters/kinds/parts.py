"""What can be changed in a kind of letter from a day on, in words, and how two versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concern_cases.plan_pages.rewording import Piece, pieces
from evaluation.models import CategoryKind
from letters.law import copies_in_law
from letters.models import LetterKind, Recipient
from letters.recipients import COPIES
from letters.wording import counted, listed
from record.models import DeadlineRule
from record.words import capital

Says = dict[str, Any]
LABELS = {
    "needs_legal_check": "Legal check",
    "clock_rule": "How the days are counted",
    "clock_days": "Days for the answer",
    "copies_to": "Copies to",
    "opening": "Why we write",
    "effect": "What it does in law",
    "consequence": "What follows if it is not met",
    "support": "The support offered",
    "by_category": "The support available, by category",
}
PROPER = {Recipient.As.OFSTED.label, Recipient.As.SECRETARY_OF_STATE.label}
WORDS = ("opening", "effect", "consequence", "support")


@dataclass(frozen=True)
class Difference:
    """One part in which two versions differ: ``pieces`` of words, otherwise ``before`` and ``after``."""

    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


def parts_of(kind: LetterKind) -> tuple[str, ...]:
    """The parts of this kind that can be changed; the others are law, the ladder, or mean nothing to it."""
    # Yearly letters are authorised together: there is no step at which each would be checked.
    parts = [] if kind.yearly else ["needs_legal_check"]
    if kind.asks_answer and not kind.statutory:
        parts.append("clock_rule")
    if kind.asks_answer and (kind.own_period or not kind.statutory):
        parts.append("clock_days")
    if not kind.ends_as:
        parts.append("copies_to")
    parts += ["opening", "effect"]
    if kind.asks_answer:
        parts += ["consequence", "support"]
    if kind.yearly:
        parts.append("by_category")
    return tuple(parts)


def said_by(kind: LetterKind) -> Says:
    """What the kind says in each part that can be changed, as it is kept with a change."""
    said = {part: getattr(kind, part) for part in parts_of(kind)}
    if "clock_rule" in said:
        said["clock_rule"] = kind.clock_rule.name if kind.clock_rule else ""
    return said


def put_into(kind: LetterKind, says: Says) -> None:
    """The row says this, and is not saved."""
    for part, value in says.items():
        if part == "clock_rule":
            kind.clock_rule = DeadlineRule.objects.get(name=value)
        else:
            setattr(kind, part, value)


def copies_offered(kind: LetterKind) -> list[tuple[str, str]]:
    """Who may be given a copy or left out, with the name: without whom the Act names, and who can't occur."""
    fixed = {*copies_in_law(kind)}
    if not kind.statutory:
        fixed.add(Recipient.As.APPOINTER)  # only a notice names who that is
    if not kind.for_academies:
        fixed.add(Recipient.As.REGIONAL_DIRECTOR)
    if kind.yearly:
        fixed.add(
            Recipient.As.DIOCESE
        )  # it would have to be told of each before, and there is no step for it
    return [(code, Recipient.As(code).label) for code in COPIES if code not in fixed]


def copies_in_order(kind: LetterKind, chosen: list[str]) -> list[str]:
    """Those chosen with whom the Act names: first in the order of the version before, then as they are named.

    So a version that changes nobody lists its copies as the one before did.
    """
    wanted = {*chosen, *copies_in_law(kind)}
    return [code for code in dict.fromkeys([*kind.copies_to, *COPIES]) if code in wanted]


def copies_in_words(codes: list[str]) -> str:
    """Clerk to governors, headteacher and Ofsted; nobody."""
    names = [Recipient.As(code).label for code in codes]
    return capital(listed(name if name in PROPER else name.lower() for name in names)) or "Nobody"


def clock_in_words(kind: LetterKind) -> str:
    """Which clock a letter of the kind starts, in a sentence without its full stop."""
    if kind.clock_rule is None:
        return "No answer is asked for"
    rule = kind.clock_rule.title[:1].lower() + kind.clock_rule.title[1:]
    if kind.own_period:
        return f"Each names its own period; {kind.clock_days} days are proposed, {rule}"
    return f"{kind.clock_days} days, {rule}"


def categories() -> dict[str, str]:
    """The categories of today, in their order: code and name."""
    return dict(CategoryKind.objects.in_use().values_list("code", "name"))


def differences(was: Mapping[str, Any], says: Mapping[str, Any]) -> list[Difference]:
    """In which parts what is said differs from what was said, in words, in the order of ``LABELS``."""
    found: list[Difference] = []
    for part, label in LABELS.items():
        before, after = was.get(part), says.get(part)
        if before == after:
            continue
        if part in WORDS:
            found.append(Difference(label, pieces=tuple(pieces(before or "", after or ""))))
        elif part == "by_category":
            found += _by_category(before or {}, after or {})
        else:
            found.append(Difference(label, before=in_words(part, before), after=in_words(part, after)))
    return found


def in_words(part: str, value: Any) -> str:
    """What is said in a part that is no text of the letter."""
    if part == "needs_legal_check":
        return "Needed" if value else "Not needed"
    if part == "copies_to":
        return copies_in_words(value or [])
    if part == "clock_days":
        return counted(value, "day")
    if part == "clock_rule":
        found = DeadlineRule.objects.filter(name=value).first()
        return str(found or value)
    return str(value)


def _by_category(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    names = dict(CategoryKind.objects.values_list("code", "name"))
    return [
        Difference(
            f"The support available: {names.get(code, code)}",
            pieces=tuple(pieces(before.get(code, ""), after.get(code, ""))),
        )
        for code in dict.fromkeys([*before, *after])
        if before.get(code, "") != after.get(code, "")
    ]
