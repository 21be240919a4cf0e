"""The conventions of a British official letter. Pure: nothing here asks the database or the clock."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.dateformat import format as format_date

NBSP = "\N{NO-BREAK SPACE}"
ONE_DAY = timedelta(days=1)
WEEKEND = ("Saturday", "Sunday")
SCHOOL_HOLIDAY = "school holiday"


def plain_day(on: date) -> str:
    """7 June 2010, never broken across lines."""
    return format_date(on, f"j{NBSP}F{NBSP}Y")


def full_day(on: date) -> str:
    """Monday 7 June 2010."""
    return f"{format_date(on, 'l')} {plain_day(on)}"


def listed(things: Iterable[str]) -> str:
    """a, b and c."""
    words = list(things)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


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


def how_counted(*, days: int, left_out: Sequence[tuple[date, str]]) -> str:
    """How a deadline was counted, as the end of a sentence: "20 working days after the day of …"."""
    base = f"{days} working days after the day of this letter"
    named = [words for run in _runs(left_out) for words in _run_in_words(run)]
    if any(why in WEEKEND for _, why in left_out):
        named.insert(0, "weekends")
    return f"{base}, leaving out {listed(dict.fromkeys(named))}" if named else base


def _runs(left_out: Sequence[tuple[date, str]]) -> list[list[tuple[date, str]]]:
    runs: list[list[tuple[date, str]]] = []
    for day, why in sorted(left_out):
        if runs and runs[-1][-1][0] + ONE_DAY == day:
            runs[-1].append((day, why))
        else:
            runs.append([(day, why)])
    return runs


def _run_in_words(run: list[tuple[date, str]]) -> list[str]:
    """A stretch of days without gaps: one holiday of the school, or its bank holidays by name."""
    if any(why == SCHOOL_HOLIDAY for _, why in run):
        return [f"the school holiday from {plain_day(run[0][0])} to {plain_day(run[-1][0])}"]
    return [f"{why} ({plain_day(day)})" for day, why in run if why not in WEEKEND]
