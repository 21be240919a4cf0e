"""What changed between two wordings, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
TOO_DIFFERENT = 0.35  # below it, one wording is shown after the other: a confetti of words tells nothing
SHORT = 3  # letters: a word as short as that between two changes belongs to them

Words = list[str]
Run = tuple[str, Words]


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence: the same in both wordings, added, or removed."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Both wordings in one: without what was added it says ``before``, without what was removed ``after``.

    Blanks and line breaks count as one blank. Nothing for two wordings that say nothing.
    """
    old, new = _words(before), _words(after)
    if old == new:
        return [Piece(SAME, " ".join(new))] if new else []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < TOO_DIFFERENT:
        return _shown([(REMOVED, old), (ADDED, new)])
    return _shown(_joined(_runs(matcher, old, new)))


def whole(before: str, after: str) -> list[Piece]:
    """The same for what is replaced as one: a date, a name."""
    old, new = _words(before), _words(after)
    return pieces(before, after) if old == new else _shown([(REMOVED, old), (ADDED, new)])


def added(text: str) -> list[Piece]:
    return whole("", text)


def removed(text: str) -> list[Piece]:
    return whole(text, "")


def _words(text: str) -> Words:
    """The words; what no-break spaces join is one of them, so that a date changes as a whole."""
    return [word for word in re.split(r"[ \t\r\n]+", text) if word]


def _runs(matcher: SequenceMatcher[str], old: Words, new: Words) -> list[Run]:
    runs: list[Run] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            runs.append((SAME, new[c:d]))
        else:
            runs += [(REMOVED, old[a:b]), (ADDED, new[c:d])]
    return [run for run in runs if run[1]]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Short words between two changes are told as part of them, so that a change reads as one."""
    out: list[Run] = []
    gone: Words = []
    come: Words = []

    def flush() -> None:
        out.extend(run for run in ((REMOVED, [*gone]), (ADDED, [*come])) if run[1])
        gone.clear()
        come.clear()

    for place, (kind, words) in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        if kind == SAME and inside and len(words) == 1 and len(words[0]) <= SHORT:
            gone.extend(words)
            come.extend(words)
        elif kind == SAME:
            flush()
            out.append((kind, words))
        else:
            (gone if kind == REMOVED else come).extend(words)
    flush()
    return out


def _shown(runs: Sequence[Run]) -> list[Piece]:
    return [Piece(kind, " ".join(words)) for kind, words in runs if words]
