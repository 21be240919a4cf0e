"""Days and times of a plan in words. They are of the clock in London already."""

from datetime import date, datetime

NBSP = "\N{NO-BREAK SPACE}"
EVERYBODY_FREE = "Everybody who has to come is free"
DIARY_NOT_KNOWN = "Diary not known: "


def diaries_not_known(names: list[str]) -> str:
    """Diary not known: A, B; nothing where all are."""
    return f"{DIARY_NOT_KNOWN}{', '.join(names)}" if names else ""


def free_in_words(names: list[str]) -> str:
    """That everybody is free who has to come, or as much of it as is known beside the diaries of these."""
    return f"Nobody is known to be away. {diaries_not_known(names)}" if names else EVERYBODY_FREE


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
