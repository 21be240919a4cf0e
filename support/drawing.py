"""Bars of days: how wide each part is drawn. The words beside a bar say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from support.words import days_words

WIDTH = 200


@dataclass(frozen=True)
class Bar:
    """One bar: ``whole`` is outlined, ``given`` pale, ``used`` dark, and ``beyond`` the whole dashed."""

    label: str
    words: str
    whole: float
    given: float
    used: float
    beyond: float


def scale_of(*longest: Decimal | None) -> Decimal:
    """Days that the full width stands for."""
    return max([Decimal(1), *(days for days in longest if days is not None)])


def bar(
    *, label: str, words: str, whole: Decimal | None, given: Decimal, used: Decimal, scale: Decimal
) -> Bar:
    """The bar on this scale. Without a whole (nobody knows it) what is given is the whole."""
    end = given if whole is None else whole
    most = max(given, used)

    def wide(days: Decimal) -> float:
        return round(float(days / scale) * WIDTH, 1)

    return Bar(
        label=label,
        words=words,
        whole=wide(end),
        given=wide(min(given, end)),
        used=wide(min(used, end)),
        beyond=wide(max(most - end, Decimal(0))),
    )


ROW, LABEL, TEXT = 46, 15, 34  # of the picture: the height of a row, the baselines of label and words in it
BAR = 21  # where the bar begins below the top of its row


@dataclass(frozen=True)
class Row:
    """One bar of a picture, with where it is drawn."""

    bar: Bar
    top: int

    @property
    def label_at(self) -> int:
        """The label stands above its bar: names of schools are long."""
        return self.top + LABEL

    @property
    def bar_at(self) -> int:
        return self.top + BAR

    @property
    def text_at(self) -> int:
        return self.top + TEXT


@dataclass(frozen=True)
class Picture:
    """Days used against days agreed, one row a provider; the table behind it says the same."""

    rows: list[Row]

    @property
    def height(self) -> int:
        return ROW * len(self.rows)


def used_picture(table: Sequence[tuple[str, Decimal, Decimal]]) -> Picture:
    """The picture for each (label, agreed, used), all on one scale."""
    scale = scale_of(*(max(agreed, used) for _, agreed, used in table))
    return Picture(
        [
            Row(
                bar(
                    label=label,
                    words=days_words(used, agreed),
                    whole=agreed,
                    given=used,
                    used=used,
                    scale=scale,
                ),
                top=place * ROW,
            )
            for place, (label, agreed, used) in enumerate(table)
        ]
    )
