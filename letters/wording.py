"""The conventions of a British official letter. Pure: nothing here asks the database or the clock."""

from collections.abc import Sequence
from datetime import date

from django.utils.dateformat import format as format_date

from record.counted import how_counted as in_words
from record.words import NBSP, listed, plain_day

__all__ = [
    "NBSP",
    "addressed_as",
    "counted",
    "full_day",
    "how_counted",
    "listed",
    "opening_and_close",
    "plain_day",
]


def full_day(on: date) -> str:
    """Monday 7 June 2010."""
    return f"{format_date(on, 'l')} {plain_day(on)}"


def counted(number: int, one: str, many: str = "") -> str:
    """no records, one record, eleven is 11 records."""
    names = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    noun = one if number == 1 else many or f"{one}s"
    return f"{names[number] if number < len(names) else number} {noun}"


def addressed_as(*, title: str, name: str) -> str:
    """How a person is addressed after "Dear": Mrs Smith; without a title, or with several names, in full.

    A surname is never guessed: of "Maria de la Cruz" nobody but she knows which part it is.
    """
    parts = name.split()
    if title and len(parts) == 2:
        return f"{title}{NBSP}{parts[1]}"
    return f"{title} {name}".strip()


def opening_and_close(*, title: str, name: str, unnamed: str) -> tuple[str, str]:
    """Dear Mrs Smith and Yours sincerely; to somebody unnamed Dear Chair … and Yours faithfully."""
    if name:
        return f"Dear {addressed_as(title=title, name=name)}", "Yours sincerely"
    return f"Dear {unnamed}", "Yours faithfully"


def how_counted(
    *, days: int, left_out: Sequence[tuple[date, str]], since: date | None = None, dated: date | None = None
) -> str:
    """How the letter's deadline was counted, as the end of a sentence.

    ``since`` is the day on which it counts as given, and is named where it is not the day of its date.
    """
    after = "the day of this letter"
    if since and since != dated:
        after = f"{plain_day(since)}, the day on which this letter counts as given by post"
    return in_words(days=days, after=after, left_out=left_out)
