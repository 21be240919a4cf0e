"""What holds from a day on, of a kind of letter and of a central body: nothing in use is ever changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from letters.kinds.versions import Versions

ONE_DAY = timedelta(days=1)


def hold_from(found: Versions, day: date, *, put: Callable[[Any], None], code: str, why: str) -> Any:
    """The version to come says what ``put`` writes into it, from that day on, and has that code.

    Without one to come it is made after that of today, which ends the day before in either case.
    """
    row = found.coming or _after(found.now)
    put(row)
    row.valid_from, row.code = day, code
    _end(found.now, day - ONE_DAY, why)
    row._change_reason = why
    row.save()
    return row


def take_away_coming(found: Versions, *, why: str) -> None:
    """No version is to come any more: that of today holds as long as the other would have."""
    last, found.coming._change_reason = found.coming.valid_until, why
    found.coming.delete()
    _end(found.now, last, why)


def _after(now: Any) -> Any:
    row = type(now)._default_manager.get(pk=now.pk)
    row.pk, row._state.adding = None, True
    return row


def _end(now: Any, last: date | None, why: str) -> None:
    """The version of today holds until that day, or on; what it says stays as it is."""
    if now.valid_until != last:
        now.valid_until, now._change_reason = last, why
        now.save(update_fields=["valid_until"])
