"""How a deadline was counted, in words. Pure: nothing here asks the database or the clock."""

from collections.abc import Sequence
from datetime import date, timedelta

from record.words import listed, plain_day

ONE_DAY = timedelta(days=1)
WEEKEND = ("Saturday", "Sunday")
SCHOOL_HOLIDAY = "school holiday"
DAY_OF_NOTICE, DAY_ITSELF = "the day of notice", "the day itself"  # of clear days


def how_counted(*, days: int, after: str, left_out: Sequence[tuple[date, str]]) -> str:
    """How a deadline was counted, as the end of a sentence: "20 working days after the day of …".

    ``after`` says after which day; ``left_out`` are the days that did not count, each with its reason.
    """
    kind = "clear days" if any(why == DAY_OF_NOTICE for _, why in left_out) else "working days"
    base = f"{days} {kind} after {after}"
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
