"""Days and times in words, for mails, minutes and calendar entries."""

from datetime import date, datetime

from django.utils import timezone


def day_in_words(on: date | datetime) -> str:
    """Monday 23 November 2026, in London."""
    if isinstance(on, datetime):
        on = timezone.localdate(on)
    return f"{on:%A} {on.day} {on:%B %Y}"


def time_in_words(at: datetime) -> str:
    """2 pm, 9.30 am, noon, in London."""
    local = timezone.localtime(at)
    if (local.hour, local.minute) == (12, 0):
        return "noon"
    minutes = f".{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'am' if local.hour < 12 else 'pm'}"


def moment_in_words(at: datetime) -> str:
    """Monday 23 November 2026 at 2 pm."""
    return f"{day_in_words(at)} at {time_in_words(at)}"


def inside(words: str) -> str:
    """A sentence as part of another one."""
    return words[:1].lower() + words[1:]


def listed(names: list[str]) -> str:
    """a, b and c."""
    *most, last = names or [""]
    return f"{', '.join(most)} and {last}" if most else last
