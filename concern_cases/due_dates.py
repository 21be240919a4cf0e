"""When the next case conference is due by: the cadence of the case, counted from the last one.

Pure: it knows nothing of the clock or the database. Term dates come as (first day, last day, long term), in
order of time.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

Term = tuple[date, date, str]
MONTHS_A_HALF_TERM = 2  # six half-terms a year, where no term dates are known
MONTHS_A_LONG_TERM = 4


def months_after(start: date, months: int) -> date:
    """The same day that many months later, or the last day of that month if it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def due_by(every: int, unit: str, *, since: date, terms: Sequence[Term] = ()) -> date:
    """The latest day for the next conference after one on ``since``.

    Weeks and months are counted from that day. Half-terms and long terms end with the last school day of the
    one that is due; where the calendar does not reach as far, by two and four months each.
    """
    if unit == "weeks":
        return since + timedelta(weeks=every)
    if unit == "months":
        return months_after(since, every)
    if unit == "half_terms":
        ends = [(first, last) for first, last, _ in terms]
        return _end_of_term(every, since, ends) or months_after(since, every * MONTHS_A_HALF_TERM)
    return _end_of_term(every, since, _long_terms(terms)) or months_after(since, every * MONTHS_A_LONG_TERM)


def half_way(since: date, due: date) -> date:
    """Before this day a conference would be too near to the one before it."""
    return since + (due - since) / 2


def _long_terms(terms: Sequence[Term]) -> list[tuple[date, date]]:
    """Two half-terms of the same long term that follow each other are one span."""
    spans: list[tuple[date, date]] = []
    name = ""
    for first, last, long_term in terms:
        if long_term == name:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
        name = long_term
    return spans


def _end_of_term(every: int, since: date, spans: list[tuple[date, date]]) -> date | None:
    """The last day of the span that is ``every`` after the one ``since`` lies in (or that it follows)."""
    begun = [place for place, (first, _) in enumerate(spans) if first <= since]
    if not begun or begun[-1] + every >= len(spans):
        return None
    return spans[begun[-1] + every][1]
