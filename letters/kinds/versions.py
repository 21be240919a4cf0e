"""The versions of a kind of letter, or of a central body: which holds, which comes, which held before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from letters.models import CentralBody, Letter, LetterKind
from letters.services.drafting import NOT_GIVEN_YET
from people.models import User
from record import clock


@dataclass
class Versions:
    """Of one series: ``now`` and ``coming`` are None where there is none; ``before`` has the latest first."""

    now: Any = None
    coming: Any = None
    before: list[Any] = field(default_factory=list)

    @property
    def shown(self) -> Any:
        """The version by which the series is called: that of today or, without one, the nearest to it."""
        return self.now or self.coming or self.before[0]


def versions_among(rows: Iterable[Any]) -> Versions:
    """The rows of one series, sorted by when they hold."""
    today = clock.today()
    found = Versions()
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        if row.valid_from and row.valid_from > today:
            found.coming = found.coming or row
        elif row.valid_until and row.valid_until < today:
            found.before.insert(0, row)
        else:
            found.now = row
    return found


def kinds_by_series() -> dict[str, Versions]:
    """Every kind, in the order of the ladder and of the others. One query."""
    rows: dict[str, list[LetterKind]] = defaultdict(list)
    for row in LetterKind.objects.exclude(series="").select_related("clock_rule").order_by("order", "name"):
        rows[row.series].append(row)
    return {series: versions_among(found) for series, found in rows.items()}


def kind_versions(series: str) -> Versions | None:
    """The versions of that kind; None if there is no such kind."""
    rows = list(LetterKind.objects.filter(series=series).exclude(series="").select_related("clock_rule"))
    return versions_among(rows) if rows else None


def bodies_by_office() -> dict[str, Versions]:
    """Every central body, by what it receives letters as. One query."""
    rows: dict[str, list[CentralBody]] = defaultdict(list)
    for row in CentralBody.objects.exclude(received_as="").order_by("order", "name"):
        rows[row.received_as].append(row)
    return {office: versions_among(found) for office, found in rows.items()}


def seen_of(model: Any, **of: str) -> int:
    """The state of the rows of one series: another number after any change, also after one was taken away."""
    return model.history.filter(**of).aggregate(last=Max("history_id"))["last"] or 0


def being_written(kind: LetterKind, reader: User) -> "QuerySet[Letter]":
    """Letters begun as this version and not given yet, of those that the reader may see: they keep it."""
    return Letter.objects.visible_to(reader).filter(kind=kind, status__in=NOT_GIVEN_YET)
