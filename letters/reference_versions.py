"""Reference data with versions: what a new release brings ends what was left open."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from record.actor import acting_as
from record.reference import load_reference

ONE_DAY = timedelta(days=1)


def load_versions(model: type[models.Model], of: str, rows: list[dict[str, Any]]) -> int:
    """As ``load_reference`` by the code, for rows of which one at a time holds among those of one ``of``.

    A new row that begins while another holds takes over its end, and that one ends the day before. One that
    begins on the same day as a row that is there, or at no day while there are rows, is left out: what people
    wrote stays.
    """
    known = set(model._default_manager.values_list("code", flat=True))
    series = set(model._default_manager.values_list(of, flat=True))
    fresh = [row for row in rows if row["code"] not in known]
    added = load_reference(model, "code", [row for row in fresh if row[of] not in series])
    with acting_as(None):
        for row in fresh:
            placed = _placed(model, of, row) if row[of] in series else None
            if placed:
                model._default_manager.create(**placed)
                added += 1
    return added


def _placed(model: type[models.Model], of: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """The new row among the others, the one before it ended; None where there is no place for it."""
    begins, others = row.get("valid_from"), model._default_manager.filter(**{of: row[of]})
    if begins is None or others.filter(valid_from=begins).exists():
        return None
    holding = others.filter(Q(valid_from=None) | Q(valid_from__lt=begins))
    before: Any = holding.filter(Q(valid_until=None) | Q(valid_until__gte=begins)).first()
    last = row.get("valid_until")
    if before is not None:
        last = before.valid_until
        before.valid_until = begins - ONE_DAY
        before._change_reason = "Another version came with a new release."
        before.save(update_fields=["valid_until"])
    return {**row, "valid_until": last}
