"""When a dated row holds: ``since`` and ``until`` are its first and last day, no last day means for good."""

from datetime import date

from django.db.models import Q

from record import clock


def lasting() -> Q:
    """True of rows that have not ended: they hold today, or will."""
    return Q(until=None) | Q(until__gte=clock.today())


def in_force(on: date | None = None) -> Q:
    """True of rows that hold today, or on the day given, as far as it is known today."""
    day = on or clock.today()
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
