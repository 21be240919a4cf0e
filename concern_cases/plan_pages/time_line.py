"""Milestones on a time line: where each mark, word, holiday and month stands in the drawing. Pure."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap

REACHED, LATE, COMING = "reached", "late", "coming"

WIDTH, LEFT, RIGHT = 1110, 190, 1096
TOP, ROW, LINE = 24, 50, 16
LETTER = 6.6  # pixels: the usual width of a letter at 13 px
NAME_LETTERS, WORD_LETTERS, FEWEST = 26, 26, 6
MONTHS_NAMED_UP_TO = 15  # beyond it every third month bears its name

Span = tuple[date, date]


@dataclass(frozen=True)
class Milestone:
    """One milestone: what, when, and whether it was reached or is late."""

    what: str
    on: date
    state: str


@dataclass(frozen=True)
class Row:
    """The milestones of one objective."""

    number: int
    title: str
    milestones: Sequence[Milestone]


@dataclass(frozen=True)
class Mark:
    """A drawn milestone with its words, which are left out where there is no room for them."""

    x: float
    y: float
    state: str
    words: str
    words_x: float
    words_y: float
    anchor: str


@dataclass(frozen=True)
class DrawnRow:
    name: list[str]
    y: float
    marks: list[Mark]

    @property
    def name_lines(self) -> list[tuple[str, float]]:
        """Each line of the name, with where it stands: one on the line, two around it."""
        first = self.y + 5 if len(self.name) == 1 else self.y - 3
        return [(words, first + LINE * place) for place, words in enumerate(self.name)]


@dataclass(frozen=True)
class Month:
    x: float
    name: str


@dataclass(frozen=True)
class Shade:
    x: float
    width: float


@dataclass(frozen=True)
class TimeLine:
    """The whole drawing."""

    rows: list[DrawnRow]
    months: list[Month]
    holidays: list[Shade]
    today: float | None
    first: date
    last: date
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP

    @property
    def height(self) -> int:
        return self.bottom + 18

    @property
    def foot(self) -> int:
        return self.bottom + 14

    @property
    def bottom(self) -> int:
        return TOP + ROW * len(self.rows) + 4

    @property
    def shaded(self) -> int:
        return self.bottom - self.top


def draw(rows: Sequence[Row], *, today: date, holidays: Sequence[Span] = ()) -> TimeLine | None:
    """The drawing from the month of the first milestone to that of the last; None when there is none.

    Today is marked where it lies between them, and the days up to it are shown when it lies just outside.
    """
    days = [milestone.on for row in rows for milestone in row.milestones]
    if not days:
        return None
    near = timedelta(days=62)
    days += [today] if min(days) - near <= today <= max(days) + near else []
    first, end = min(days).replace(day=1), max(days)
    last = end.replace(day=monthrange(end.year, end.month)[1])
    length = (last - first).days + 1

    def at(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / length, 1)

    drawn = []
    for place, row in enumerate(rows):
        y = TOP + ROW * place + ROW * 0.62
        xs = [at(milestone.on) for milestone in row.milestones]
        name = _in_two_lines(f"{row.number}. {row.title}", NAME_LETTERS)
        drawn.append(DrawnRow(name, y, _marks(row.milestones, xs, y)))
    shades = [
        Shade(
            at(max(begins, first)), round(at(min(ends, last) + timedelta(days=1)) - at(max(begins, first)), 1)
        )
        for begins, ends in holidays
        if begins <= last and ends >= first
    ]
    return TimeLine(
        drawn, _months(first, last, at), shades, at(today) if first <= today <= last else None, first, last
    )


def _marks(milestones: Sequence[Milestone], xs: Sequence[float], y: float) -> list[Mark]:
    """Words stand above and below by turns, so that each has the room of two."""
    marks = []
    for place, (milestone, x) in enumerate(zip(milestones, xs, strict=True)):
        end = xs[place + 2] if place + 2 < len(xs) else float(WIDTH)
        words, anchor, start = _fitting(milestone.what, end - x - 17), "start", x + 11
        if words != milestone.what and place + 2 >= len(xs):  # at the right edge they may end at the mark
            before = xs[place - 2] + WORD_LETTERS * LETTER if place >= 2 else LEFT
            other = _fitting(milestone.what, x - 11 - before)
            if len(other) > len(words):
                words, anchor, start = other, "end", x - 11
        words_y = y - 9 if place % 2 == 0 else y + 19
        marks.append(Mark(x, y, milestone.state, words, round(start, 1), round(words_y, 1), anchor))
    return marks


def _fitting(text: str, room: float) -> str:
    """As much of the text as fits into that many pixels; nothing if that would tell nothing."""
    letters = int(min(WORD_LETTERS, room / LETTER))
    return _short(text, letters) if letters >= FEWEST else ""


def _in_two_lines(text: str, letters: int) -> list[str]:
    """The text in a line or two of so many letters; what is left is cut off."""
    first, *_ = wrap(text, letters)
    rest = text[len(first) :].strip()
    return [first, _short(rest, letters)] if rest else [first]


def _short(text: str, letters: int) -> str:
    """The text, or as many whole words of it as there is room for."""
    if len(text) <= letters:
        return text
    kept = text[: letters - 1]
    kept = kept.rsplit(" ", 1)[0] if " " in kept else kept
    return f"{kept.rstrip(' ,.;:')}…"


def _months(first: date, last: date, at: Callable[[date], float]) -> list[Month]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if count <= MONTHS_NAMED_UP_TO else 3
    months = []
    for number in range(0, count, step):
        year, month = divmod(first.month - 1 + number, 12)
        day = date(first.year + year, month + 1, 1)
        with_year = number == 0 or day.month <= step
        months.append(Month(at(day), f"{day:%b} {day.year}" if with_year else f"{day:%b}"))
    return months
