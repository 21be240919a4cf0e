"""Success criteria as pages and reports show them: the last figure, whether it is on the way, the picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from meetings import drawing
from meetings.criteria import UNKNOWN, WORDS, expected_on, standing
from meetings.models import SuccessCriterion, SuccessFigure
from meetings.words import plain_day
from schools.models import LocalAuthority

# A share of so few is read with other evidence; of fewer still it is not told outside. The source document:
# 15 per cent of the schools have cohorts of less than 10, and 52 per cent of less than 25.
FEW, TOO_FEW = 25, 10


@dataclass(frozen=True)
class Figure:
    """One figure with its words."""

    row: SuccessFigure
    words: str

    @property
    def on(self) -> date:
        return self.row.on

    @property
    def is_few(self) -> bool:
        return self.row.out_of is not None and self.row.out_of < FEW and self.is_share

    @property
    def is_share(self) -> bool:
        return self.row.criterion.unit == SuccessCriterion.Unit.PERCENT

    @property
    def few_words(self) -> str:
        """What is said of a share of few, such as “of 8, too few to stand alone”."""
        if not self.is_few:
            return ""
        how = "too few to stand alone" if (self.row.out_of or 0) < TOO_FEW else "few: read it with care"
        return f"of {self.row.out_of}, {how}"


@dataclass(frozen=True)
class Row:
    """One criterion with its figures that stand, the latest first."""

    criterion: SuccessCriterion
    figures: list[Figure]
    began: tuple[date, Decimal] | None
    standing: str

    @property
    def last(self) -> Figure | None:
        return self.figures[0] if self.figures else None

    @property
    def words(self) -> str:
        """Where it stands; with nothing to begin from it is only known whether the target is reached."""
        return "Not reached yet" if self.last and self.standing == UNKNOWN else WORDS[self.standing]

    @property
    def baseline(self) -> str:
        return self.criterion.worded(self.began[1]) if self.began else ""

    @property
    def target(self) -> str:
        return self.criterion.worded(self.criterion.target)

    @property
    def expected(self) -> str:
        """What an even way to the target would have reached on the day of the last figure."""
        criterion, last = self.criterion, self.last
        if last is None or self.began is None:
            return ""
        baseline_on, baseline = self.began
        value = expected_on(
            last.on, baseline=baseline, baseline_on=baseline_on, target=criterion.target, by=criterion.by
        )
        return criterion.worded(value.quantize(Decimal("0.1")))

    @property
    def titled(self) -> str:
        """What the picture shows, in a sentence."""
        start = f"from {self.baseline} " if self.baseline else ""
        now = f"{self.last.words} on {plain_day(self.last.on)}" if self.last else "no figure yet"
        return f"{self.criterion}: {start}to {self.target} by {plain_day(self.criterion.by)}; {now}."

    @property
    def picture(self) -> drawing.Way | None:
        """None while there is nothing on the way: neither a beginning nor a figure."""
        criterion = self.criterion
        if not self.figures and self.began is None:
            return None
        percent = criterion.unit == SuccessCriterion.Unit.PERCENT
        return drawing.way(
            [(figure.on, figure.row.value) for figure in reversed(self.figures)],
            baseline=self.began,
            target=(criterion.by, criterion.target),
            worded=self.target if percent else f"{criterion.target.normalize():f}",
        )


def criteria_rows(la: LocalAuthority, *, at: date | None = None) -> list[Row]:
    """The criteria of the authority that are in force, with the figures up to that day: two queries."""
    figures = SuccessFigure.objects.standing().select_related("criterion").order_by("-on", "-pk")
    if at:
        figures = figures.filter(on__lte=at)
    rows = SuccessCriterion.objects.in_force().filter(la=la)
    return [row_of(each) for each in rows.prefetch_related(Prefetch("figures", figures, to_attr="known"))]


def row_of(criterion: Any, figures: Iterable[SuccessFigure] | None = None) -> Row:
    """One criterion with the figures given, the latest first, or those that it was fetched with."""
    found = [
        Figure(row, criterion.worded(row.value)) for row in (criterion.known if figures is None else figures)
    ]
    began = _began(criterion, found)
    last = found[0].row if found else None
    stands = standing(
        baseline=began[1] if began else None,
        baseline_on=began[0] if began else None,
        target=criterion.target,
        by=criterion.by,
        value=last.value if last else None,
        on=last.on if last else None,
    )
    return Row(criterion, found, began, stands)


def _began(criterion: Any, figures: list[Figure]) -> tuple[date, Decimal] | None:
    """Where the way began: the baseline, or the first figure once another followed it."""
    if criterion.baseline is not None and criterion.baseline_on is not None:
        return criterion.baseline_on, criterion.baseline
    return (figures[-1].on, figures[-1].row.value) if len(figures) > 1 else None
