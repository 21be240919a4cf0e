"""Moments as London's clocks show them, without a time zone: what planning counts with; and the way back."""

from datetime import date, datetime, time

from django.utils import timezone


def local(at: datetime) -> datetime:
    """The moment as London's clocks show it, without a time zone."""
    return timezone.localtime(at).replace(tzinfo=None)


def moment(at: datetime) -> datetime:
    """The other way round."""
    return timezone.make_aware(at, timezone.get_default_timezone())


def day_begins(day: date) -> datetime:
    """The first moment of the day."""
    return moment(datetime.combine(day, time()))
