"""What of the Panel's numbers may be told outside: none from which one or two schools could be recognised.

A number of one or two schools is not told, and neither is one from which it could be got by adding or
taking away what is told beside it (complementary suppression).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meetings.criteria_rows import TOO_FEW, Row, row_of
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.school_record import CAME, CONCERN, FLOOR, HIGH, IN_CATEGORY, INADEQUATE, LEFT

Computed = SuccessCriterion.Computed
FEWEST = 3  # a number of fewer schools would tell which they are
FEW, WITHHELD = "1 or 2", "too few to tell"
Counted = Mapping[str, Sequence[int]]  # how many schools by what is counted, on each day of the report


def are_few(count: float) -> bool:
    """So few that it could be known which they are."""
    return 0 < count < FEWEST


def words_outside(counted: Counted) -> dict[str, list[str]]:
    """What is told of each number on each day.

    Schools of concern are those of three months ago, with those that became such and without those that
    ceased to be; some are at high risk, and the others are not; of the inadequate ones some are in an Ofsted
    category, which Ofsted publishes, and the others are the authority's own. What is left of any of these is
    not one or two either.
    """
    concern, came, left = counted[CONCERN], counted[CAME], counted[LEFT]
    days = range(len(concern))
    rest = {
        HIGH: [all_ - high for all_, high in zip(concern, counted[HIGH], strict=True)],
        INADEQUATE: [
            all_ - public for all_, public in zip(counted[INADEQUATE], counted[IN_CATEGORY], strict=True)
        ],
    }
    found = {IN_CATEGORY: [str(count) for count in counted[IN_CATEGORY]]}
    for name in (CONCERN, FLOOR):
        found[name] = [FEW if are_few(count) else str(count) for count in counted[name]]
    for name, others in rest.items():
        found[name] = [
            WITHHELD if are_few(count) or are_few(other) else str(count)
            for count, other in zip(counted[name], others, strict=True)
        ]
    hidden = [
        any(are_few(count) for count in (came[day], left[day], *concern[max(day - 1, 0) : day + 1]))
        for day in days
    ]
    for name, counts in ((CAME, came), (LEFT, left)):
        found[name] = [WITHHELD if hidden[day] else str(counts[day]) for day in days]
    return found


@dataclass(frozen=True)
class Groups:
    """The schools of the Panel's report today, and how the last strategy meeting judged their progress."""

    schools: int
    parts: Sequence[
        tuple[float | None, str]
    ]  # those at high risk and the inadequate ones: what is told of each
    judged: Sequence[tuple[str, int]]

    @property
    def is_count_told(self) -> bool:
        """Not where it would give away one of the two numbers that it is made of, or what is left of it."""
        left = [self.schools - (count or 0) for count, _ in self.parts]
        are_told = all(said != WITHHELD for _, said in self.parts)
        return are_told and not any(map(are_few, (self.schools, *left)))

    @property
    def progress(self) -> Sequence[tuple[str, int]]:
        """How the schools improve; empty where a group is too small, or their sum is not told."""
        told = self.is_count_told and not any(are_few(count) for _, count in self.judged)
        return self.judged if told else ()


def criteria_outside(rows: Sequence[Row], *, in_category: Callable[[date], int]) -> list[tuple[Row, bool]]:
    """Each criterion with the figures that may be told, and whether it is told at all: if its last is.

    ``in_category``: how many schools were in an Ofsted category on a day, as anybody can know.
    """
    found = []
    for row in rows:
        told = [each.row for each in row.figures if _is_told(each.row, in_category)]
        is_told = row.last is None or row.last.row in told
        found.append((row_of(row.criterion, told), is_told))
    return found


def _is_told(figure: SuccessFigure, in_category: Callable[[date], int]) -> bool:
    """Not a share of very few, nor one that tells of one or two schools what the authority thinks of them."""
    criterion, out_of = figure.criterion, Decimal(figure.out_of or 0)
    is_share = criterion.unit == SuccessCriterion.Unit.PERCENT
    if is_share and 0 < out_of < TOO_FEW:
        return False
    if criterion.computed != Computed.INADEQUATE:
        return True
    schools = round(figure.value * out_of / 100) if is_share else int(figure.value)
    return not are_few(schools) and not are_few(schools - in_category(figure.on))
