"""Pictures of numbers over time: columns of a number, and the way of a criterion to its target. Pure.

Sizes are in the picture's own units; templates draw with presentation attributes alone, so that a page and a
PDF show the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

COLUMN, GAP, HEIGHT, TOP, FOOT = 34, 6, 112, 20, 18
WAY_WIDTH, WAY_HEIGHT, LEFT, RIGHT, ROOF, FLOOR = 320, 118, 12, 58, 16, 92
ROOM = Decimal("0.08")  # above and below the values


@dataclass(frozen=True)
class Column:
    """One value on one day. ``is_vague``: only how great it is at most may be told."""

    x: int
    y: float
    height: float
    words: str
    label: str
    is_last: bool
    is_vague: bool

    @property
    def middle(self) -> float:
        return self.x + COLUMN / 2

    @property
    def words_y(self) -> float:
        return self.y - 4


@dataclass(frozen=True)
class Columns:
    """A number on several days, side by side; what is not known has no column."""

    columns: list[Column]
    width: int
    height: int = HEIGHT
    base: int = HEIGHT - FOOT
    column: int = COLUMN


def columns(
    values: Sequence[float | None], words: Sequence[str], days: Sequence[date], *, vague: Sequence[bool]
) -> Columns:
    """The picture of the values, the last of them dark; ``words`` stand above the columns."""
    top = max((value for value in values if value is not None), default=0) or 1
    room = HEIGHT - FOOT - TOP
    found = []
    for place, (value, said, day, is_vague) in enumerate(zip(values, words, days, vague, strict=True)):
        height = round(room * (value or 0) / top, 1)
        found.append(
            Column(
                x=place * (COLUMN + GAP),
                y=HEIGHT - FOOT - height,
                height=height,
                words=said,
                label=f"{day:%b} {day:%y}",
                is_last=place == len(days) - 1,
                is_vague=is_vague,
            )
        )
    return Columns(found, width=len(found) * (COLUMN + GAP) - GAP)


@dataclass(frozen=True)
class Point:
    """A figure in the picture."""

    x: float
    y: float


@dataclass(frozen=True)
class Way:
    """The figures of a criterion on their way: the even way is dashed, the target is a mark at its day."""

    points: list[Point]
    began: Point | None
    to: Point
    first: str
    last: str
    target: str
    width: int = WAY_WIDTH
    height: int = WAY_HEIGHT
    floor: int = FLOOR

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def target_y(self) -> float:
        return self.to.y + 5

    @property
    def target_x(self) -> float:
        return self.to.x + 8

    @property
    def right(self) -> int:
        return WAY_WIDTH - RIGHT


def way(
    figures: Sequence[tuple[date, Decimal]],
    *,
    baseline: tuple[date, Decimal] | None,
    target: tuple[date, Decimal],
    worded: str,
) -> Way:
    """The picture of these figures, the earliest first, towards the target; ``worded`` names it."""
    marks = [*figures, target, *([baseline] if baseline else [])]
    days, values = [day for day, _ in marks], [value for _, value in marks]
    first, last = min(days), max(days)
    low, high = min(values), max(values)
    spare = (high - low or Decimal(1)) * ROOM
    low, high = low - spare, high + spare

    def at(day: date, value: Decimal) -> Point:
        along = (day - first).days / ((last - first).days or 1)
        up = float((value - low) / (high - low))
        return Point(
            round(LEFT + (WAY_WIDTH - LEFT - RIGHT) * along, 1), round(FLOOR - (FLOOR - ROOF) * up, 1)
        )

    return Way(
        points=[at(*figure) for figure in figures],
        began=at(*baseline) if baseline else None,
        to=at(*target),
        first=f"{first:%b %Y}",
        last=f"{last:%b %Y}",
        target=worded,
    )
