"""Days of support as people say them."""

from datetime import date
from decimal import Decimal


def plain(days: Decimal | int | None) -> str:
    """14, 2.5: no zeros behind the point; nothing for nothing."""
    if days is None:
        return ""
    text = f"{Decimal(days):.1f}"
    return text.removesuffix(".0")


def in_days(days: Decimal | int) -> str:
    """1 day, 2.5 days, no days."""
    if not days:
        return "no days"
    return "1 day" if days == 1 else f"{plain(days)} days"


def days_words(used: Decimal, agreed: Decimal) -> str:
    """14 of 20 days used."""
    return f"{plain(used)} of {in_days(agreed)} used"


def on_day(on: date) -> str:
    """7 June 2010."""
    return f"{on.day} {on:%B %Y}"
