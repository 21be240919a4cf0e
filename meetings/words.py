"""Days and times in words, for mails, minutes and calendar entries."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from record.words import inside


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


def the_meeting(meeting: Any) -> str:
    """The case conference about Fernhallow; the LA strategy meeting. Inside a sentence."""
    if meeting.school_id is None:
        return f"the {_kind(meeting)}{f' ({meeting.diocese})' if meeting.diocese_id else ''}"
    return f"the {_kind(meeting)} about {meeting.school}"


def a_meeting(meeting: Any) -> str:
    """The same of one that nobody has heard of: a case conference about Fernhallow."""
    return the_meeting(meeting) if meeting.school_id is None else f"a{the_meeting(meeting)[3:]}"


def _kind(meeting: Any) -> str:
    """The type's name in a sentence: what is a name keeps its capitals."""
    name = str(meeting.type)
    return name if any(letter.isupper() for letter in name[1:]) else inside(name)


def plain_day(on: date) -> str:
    """12 November 2025."""
    return f"{on.day} {on:%B %Y}"
