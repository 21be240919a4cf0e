"""The success criteria of an objective, each with where it was at every judgement that said so.

Judgements have ``said``: what they say, by the key of the criterion. A judgement that says nothing about
a criterion leaves it where it was said to be last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from concern_cases.models import CriterionReading, SuccessCriterion
from concern_cases.plan_pages.measures import Line, line
from record.words import capital, counted, listed

Met = CriterionReading.Met
ORDER = [(met.value, str(met.label)) for met in (Met.MET, Met.NOT_YET, Met.UNKNOWN, Met.NONE)]


@dataclass(frozen=True)
class Measured:
    """A criterion, and each judgement that says where it was with what it says, in order of time.

    ``row``: as the version words it; of one that the version has no more, its last words, or None.
    """

    row: Any | None
    series: Sequence[tuple[Any, Any]]
    is_gone: bool = False  # the version has it no more

    @property
    def last(self) -> Any | None:
        """What was said last."""
        return self.series[-1][1] if self.series else None

    @property
    def judgement(self) -> Any | None:
        """The judgement that said it."""
        return self.series[-1][0] if self.series else None

    @property
    def latest_first(self) -> list[tuple[Any, Any]]:
        return list(reversed(self.series))

    @property
    def now(self) -> str:
        """Where it is; nothing as long as nobody said so."""
        return str(self.last.now) if self.last else ""

    @cached_property
    def line(self) -> Line | None:
        """From, now and to on one line, where these are numbers."""
        return line(self.row.baseline, self.now, self.row.target) if self.row else None


def measured(
    criteria: Iterable[SuccessCriterion],
    judgements: Iterable[Any],
    earlier: dict[UUID, SuccessCriterion] | None = None,
) -> list[Measured]:
    """The criteria in their order, then those of which the judgements say something besides (``earlier``)."""
    series: dict[UUID, list[tuple[Any, Any]]] = {}
    for judgement in judgements:
        for key, reading in judgement.said.items():
            series.setdefault(key, []).append((judgement, reading))
    found = [Measured(row, series.pop(row.key, ())) for row in criteria]
    return found + [Measured((earlier or {}).get(key), said, is_gone=True) for key, said in series.items()]


def earlier_words(keys: Iterable[UUID]) -> dict[UUID, SuccessCriterion]:
    """How criteria were worded last in a version that came into force; no query for none."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = SuccessCriterion.objects.filter(key__in=wanted, text__version__in_force_on__isnull=False)
    return {row.key: row for row in rows.select_related("text").order_by("text__version__number")}


def counted_by_met(readings: Iterable[Any | None]) -> str:
    """7 success criteria, met or not: 3 met, 2 not met yet and 2 not said. For whoever decides."""
    said = [reading.met if reading else "" for reading in readings]
    counts = [f"{said.count(met)} {label.lower()}" for met, label in ORDER if said.count(met)]
    total = capital(counted(len(said), "success criterion", "success criteria"))
    return f"{total}, met or not: {listed(counts)}." if said else ""
