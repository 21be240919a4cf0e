"""Answers that are awaited as a picture: one line a letter, from its giving to its last day, and today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from letters.wording import plain_day
from record import clock

WIDTH, LEFT, RIGHT = 780, 240, 590  # of the picture; bars stand between left and right
TOP, ROW = 28, 30
FEWEST, MOST = 2, 12  # letters: one needs no picture


@dataclass(frozen=True)
class Row:
    """One letter: where its bar is drawn. ``words`` stand at its right."""

    label: str
    words: str
    x: float
    width: float
    y: int
    late: bool


@dataclass(frozen=True)
class DeadlinePicture:
    """The rows, soonest first, with today and the first of each month as places."""

    rows: list[Row]
    months: list[tuple[float, date]]
    today: float
    height: int
    left_out: int
    width: int = WIDTH


def deadline_picture(letters: Iterable[Any]) -> DeadlinePicture | None:
    """The picture of letters with ``due`` whose answer has not come; None where there are not two of them."""
    awaited = sorted(
        (each for each in letters if each.status == "given" and each.due and not hasattr(each, "response")),
        key=lambda each: (each.due, each.pk),
    )
    if len(awaited) < FEWEST:
        return None
    shown, today = awaited[:MOST], clock.today()
    first, last = min(*(each.given_on for each in shown), today), max(shown[-1].due, today)
    days = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / days, 1)

    rows = [
        Row(
            label=_short(each.school.name),
            words=plain_day(each.due),
            x=place(each.given_on),
            width=max(round(place(each.due) - place(each.given_on), 1), 2),
            y=TOP + number * ROW,
            late=each.due < today,
        )
        for number, each in enumerate(shown)
    ]
    return DeadlinePicture(
        rows=rows,
        months=[(place(day), day) for day in _months(first, last)],
        today=place(today),
        height=TOP + len(rows) * ROW + 20,
        left_out=len(awaited) - len(shown),
    )


def _months(first: date, last: date) -> list[date]:
    """The first of every month between the two days."""
    found, day = [], date(first.year, first.month, 1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def _short(name: str) -> str:
    longest = 30
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
