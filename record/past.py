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
