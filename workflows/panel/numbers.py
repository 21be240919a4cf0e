"""The numbers of the Panel's report over a year, as Members read them and as committees do."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from meetings import drawing
from meetings.criteria_rows import Row
from meetings.reference import BELOW_FLOOR
from meetings.school_record import COUNTS, Record, months_in_concern
from meetings.words import plain_day
from workflows.panel.outside import FEW, FEWEST, WITHHELD, words_outside

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Numbers:
    """One thing that is counted, on each of the report's days; ``outside``: as committees read it."""

    name: str
    days: list[date]
    values: list[float | None]
    words: list[str]
    outside: list[str]

    @property
    def picture(self) -> drawing.Columns:
        return self._drawn(self.words)

    @property
    def by_day(self) -> list[tuple[date, str]]:
        return list(zip(self.days, self.words, strict=True))

    @property
    def titled(self) -> str:
        """What the picture shows, in a sentence."""
        return f"{self.name}: {', '.join(f'{said} on {plain_day(day)}' for day, said in self.by_day)}."

    @property
    def for_outside(self) -> "Numbers":
        """The same with what committees may read; the height of a column tells no more than its words."""
        values = [
            value if said == known else (FEWEST - 1.0 if said == FEW else None)
            for value, said, known in zip(self.values, self.outside, self.words, strict=True)
        ]
        return replace(self, values=values, words=self.outside)

    def _drawn(self, words: list[str]) -> drawing.Columns:
        short = ["–" if said in (NOT_KNOWN, WITHHELD) else said.replace(" or ", "–") for said in words]
        return drawing.columns(self.values, short, self.days, vague=[said == FEW for said in words])


def numbers_of(record: Record, criteria: list[Row], days: list[date]) -> list[Numbers]:
    """Everything that is counted, on these days."""
    counted = {name: [count(record, day) for day in days] for name, count in COUNTS}
    outside = words_outside(counted)
    found = [
        Numbers(name, days, [float(value) for value in values], [str(v) for v in values], outside[name])
        for name, values in counted.items()
    ]
    return [*found, _months(record, days), *_below_floor(criteria, days)]


def _months(record: Record, days: list[date]) -> Numbers:
    """The middle of all open cases; of one or two it would tell how long those have been such."""
    months = [months_in_concern(record, day) for day in days]
    said = [NOT_KNOWN if value is None else str(value) for value in months]
    told = [
        words if len(record.open_on(day)) >= FEWEST or words == NOT_KNOWN else WITHHELD
        for words, day in zip(said, days, strict=True)
    ]
    values = [None if value is None else float(value) for value in months]
    return Numbers("Months in concern, the middle of the open cases", days, values, said, told)


def _below_floor(criteria: list[Row], days: list[date]) -> list[Numbers]:
    """How many schools were below the floor, by the figures that the authority entered."""
    row = next((each for each in criteria if each.criterion.code == BELOW_FLOOR), None)
    if row is None:
        return []
    values: list[Decimal | None] = []
    for day in days:
        known = [figure.row.value for figure in row.figures if figure.on <= day]
        values.append(known[0] if known else None)
    words = [NOT_KNOWN if value is None else row.criterion.worded(value) for value in values]
    name = f"{row.criterion} (entered)"
    return [Numbers(name, days, [None if v is None else float(v) for v in values], words, words)]
