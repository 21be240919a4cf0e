"""Days and times of a plan in words. They are of the clock in London already."""

from datetime import date, datetime

NBSP = "\N{NO-BREAK SPACE}"


def day_in_words(on: date) -> str:
    """Thursday 4 February."""
    return f"{on:%A} {on.day}{NBSP}{on:%B}"


def time_in_words(at: datetime) -> str:
    """2 pm, 9.30 am, noon."""
    if (at.hour, at.minute) == (12, 0):
        return "noon"
    minutes = f".{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{NBSP}{'am' if at.hour < 12 else 'pm'}"


def at_in_words(at: datetime) -> str:
    """Thursday 4 February, 2 pm."""
    return f"{day_in_words(at.date())}, {time_in_words(at)}"
