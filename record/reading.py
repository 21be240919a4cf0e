"""Who read what."""

from datetime import timedelta
from typing import Any

from record import clock
from record.models import ReadLog

LONGEST = 300


def log_read(user: Any, what: str, *, urn: str = "", refused: bool = False) -> None:
    """It is on record that the user read ``what`` (or was refused it); nobody signed in stands as nobody."""
    signed_in = getattr(user, "is_authenticated", False)
    ReadLog.objects.create(
        user_id=user.pk if signed_in else None,
        user_name=str(user) if signed_in else "",
        urn=urn,
        what=what[:LONGEST],
        refused=refused,
    )


def read_lately(user: Any, what: str, *, within: timedelta) -> bool:
    """Whether it is on record already that the user read this within that time."""
    since = clock.now() - within
    return ReadLog.objects.filter(user_id=user.pk, what=what[:LONGEST], at__gt=since, refused=False).exists()
