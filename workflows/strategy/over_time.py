"""Risk and category of a school over time: where each step of the picture is drawn. Pure.

The table behind it has every judgement with its reason; ``in_words`` says the same to whoever can’t see it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from evaluation.runs import firsts_of_runs

WIDTH, LEFT, RIGHT = 640, 150, 632
TOP, LANE, STEP = 22, 54, 11  # where lanes begin, how high one is, how much one level rises
LETTER = 6.2  # pixels: the usual width of a letter at 12 px
MOST_TICKS, SPREADS = 6, (1, 2, 3, 6, 12, 24, 60, 120)  # months between two of them


@dataclass(frozen=True)
class Judged:
    """A judgement from one day on; ``height`` 0 is the level that worries least."""

    on: date
    words: str
    height: int


@dataclass(frozen=True)
class Lane:
    """What was judged, by day, the oldest first; ``top`` is the greatest height that there is.

    What was judged the same again is no step of its own.
    """

    name: str
    judged: Sequence[Judged]
    top: int

    @property
    def changes(self) -> list[Judged]:
        return firsts_of_runs(self.judged, level=attrgetter("words"))


@dataclass(frozen=True)
class Step:
    """One judgement as it is drawn: a line as high as its level, with its word if there is room."""

    x: float
    end: float
    y: float
    words: str

    @property
    def words_y(self) -> float:
        return self.y - 4


@dataclass(frozen=True)
class DrawnLane:
    name: str
    base: float
    path: str
    steps: Sequence[Step]

    @property
    def name_y(self) -> float:
        return self.base - 4


@dataclass(frozen=True)
class Tick:
    """The first of a month, with its name."""

    x: float
    words: str


@dataclass(frozen=True)
class OverTime:
    """The whole picture, and what it shows in words."""

    lanes: Sequence[DrawnLane]
    ticks: Sequence[Tick]
    height: int
    in_words: str
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP

    @property
    def bottom(self) -> int:
        return self.height - 4


def draw(lanes: Sequence[Lane], *, today: date) -> OverTime | None:
    """The picture from the first judgement to today; None where nothing changed: that is a sentence."""
    shown = [lane for lane in lanes if lane.judged]
    if not any(len(lane.changes) > 1 for lane in shown):
        return None
    first = min(lane.judged[0].on for lane in shown)
    days = max((today - first).days, 1)

    def x(on: date) -> float:
        return LEFT + (RIGHT - LEFT) * min(max((on - first).days, 0), days) / days

    drawn = [_lane(lane, place, x, today) for place, lane in enumerate(shown)]
    words = " ".join(_in_words(lane) for lane in shown)
    return OverTime(drawn, _ticks(first, today, x), TOP + LANE * len(shown) + 4, words)


def _lane(lane: Lane, place: int, x: Callable[[date], float], today: date) -> DrawnLane:
    base = TOP + LANE * (place + 1)
    rise = min(STEP, (LANE - 22) / max(lane.top, 1))
    changes = lane.changes
    ends = [each.on for each in changes[1:]] + [today]
    steps = []
    for each, end in zip(changes, ends, strict=True):
        room = (x(end) - x(each.on)) / LETTER
        words = each.words if len(each.words) <= room else ""
        steps.append(Step(x(each.on), x(end), base - 4 - rise * each.height, words))
    path = f"M{steps[0].x:.1f} {steps[0].y:.1f}"
    path += "".join(f"V{step.y:.1f}H{step.end:.1f}" for step in steps)
    return DrawnLane(lane.name, base, path, steps)


def _ticks(first: date, today: date, x: Callable[[date], float]) -> list[Tick]:
    """About six firsts of a month, evenly spread."""
    months = (today.year - first.year) * 12 + today.month - first.month
    every = next((each for each in SPREADS if months / each <= MOST_TICKS), SPREADS[-1])
    ticks, year, month = [], first.year, first.month
    while (on := date(year, month, 1)) <= today:
        if on >= first and (year * 12 + month - 1) % every == 0:
            ticks.append(Tick(x(on), f"{on:%b %Y}"))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return ticks


def _in_words(lane: Lane) -> str:
    steps = [f"{each.words.lower()} from {each.on.day} {each.on:%B %Y}" for each in lane.changes]
    return f"{lane.name}: {', '.join(steps)}."
