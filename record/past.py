"""What the record said at a moment in the past."""

from datetime import datetime
from typing import Any


def known_at(kept: Any, moment: datetime) -> dict[int, Any]:
    """Of a history (``Model.history.filter(…)``), by key of the row, what was last kept of it until then.

    What had been deleted is left out. Several changes at one moment: the last of them. One query.
    """
    latest: dict[int, Any] = {}
    for row in kept.filter(history_date__lte=moment).order_by("history_date", "history_id"):
        latest[row.id] = row
    return {key: row for key, row in latest.items() if row.history_type != "-"}


def named_at(kept: Any, moment: datetime) -> dict[int, Any]:
    """The same of reference data; of a row that was kept later than that only, the first that was kept.

    A name of the field was in use before this database held it.
    """
    found: dict[int, Any] = {}
    for row in kept.order_by("history_date", "history_id"):
        if row.id not in found or row.history_date <= moment:
            found[row.id] = row
    return found
