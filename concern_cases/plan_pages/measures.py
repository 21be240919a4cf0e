"""Where an objective began, where it is and where it must be, read as numbers and drawn on one line.

Pure. People write measures in words: “41 %”, “45 % (9 of 20)”, “2 of 5 classes”, “at least 60 %”. Whatever
cannot be read beyond doubt stays words, and no line is drawn.
"""

import re
from dataclasses import dataclass

SHARE, NUMBER = "share", "number"
LEFT, WIDTH, MARGIN = 8, 198, 0.12  # of the drawing: its line, and how far from the ends its marks stand

_BEFORE = re.compile(
    r"^(at least|at most|above|below|over|under|about|up to|more than|less than|[<>≤≥~]=?)\s*"
)
_AFTER = re.compile(r"\s+(or (more|less|fewer|above|below|better)|at (least|most))$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_FIGURE = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_PERCENT = re.compile(rf"^{_FIGURE}\s*(?:%|per\s?cent)(?P<unit>\D*)$")
_SHARE = re.compile(rf"^{_FIGURE}\s*(?:of|in|out of|/)\s*(?:the\s+)?{_FIGURE}(?P<unit>\D*)$")
_NUMBER = re.compile(rf"^£?{_FIGURE}(?P<unit>\D*)$")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """A measure as a number: a share (1 is all of it), or a plain number of something."""

    value: float
    kind: str
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """Where the marks stand, in pixels from the left; ``now`` is None before the first judgement."""

    began: float
    now: float | None
    to: float


def read(text: str) -> Measure | None:
    """The measure as a number; None when the words do not name exactly one."""
    words = " ".join(_IN_BRACKETS.sub("", text or "").lower().split()).rstrip(".")
    words = _AFTER.sub("", _BEFORE.sub("", words))
    if _MONTH.search(words):
        return None
    if found := _SHARE.match(words):
        part, whole = _value(found[1]), _value(found[2])
        return Measure(part / whole, SHARE, _unit(found)) if whole > 0 and part <= whole else None
    if found := _PERCENT.match(words):
        return Measure(_value(found[1]) / 100, SHARE, _unit(found))
    if found := _NUMBER.match(words):
        return Measure(_value(found[1]), NUMBER, _unit(found))
    return None


def line(baseline: str, now: str, target: str) -> Line | None:
    """The line from where it began to where it must be; progress always goes to the right.

    None when the beginning or the target is no number, when they are the same, or when the measures are of
    different kinds: a share can't be set against a number, nor visits against weeks.
    """
    began, to = read(baseline), read(target)
    if began is None or to is None or began.value == to.value or not _alike(began, to):
        return None
    is_now = read(now)
    if now and (is_now is None or not _alike(began, to, is_now)):
        return None
    values = [began.value, to.value, *([is_now.value] if is_now else [])]
    low, high, turned = min(values), max(values), to.value < began.value

    def at(value: float) -> float:
        part = (value - low) / (high - low)
        return round(LEFT + WIDTH * (MARGIN + (1 - 2 * MARGIN) * (1 - part if turned else part)), 1)

    return Line(at(began.value), at(is_now.value) if is_now else None, at(to.value))


def _alike(*measures: Measure) -> bool:
    units = {measure.unit for measure in measures if measure.unit}
    return len({measure.kind for measure in measures}) == 1 and len(units) <= 1


def _value(figure: str) -> float:
    return float(figure.replace(",", ""))


def _unit(found: re.Match[str]) -> str:
    """What is counted: the first word after the figure, in the singular; nothing stands for anything."""
    words = re.findall(r"[a-z]+", found["unit"])
    first = words[0] if words else ""
    return first[:-1] if first.endswith("s") and not first.endswith("ss") else first
