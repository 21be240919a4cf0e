"""Term dates of the fictitious county: the same six half-terms every year, moved to whole weeks."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from demo.county import LA_CODE
from schools.calendar import academic_year

HalfTerm = tuple[str, tuple[int, int], tuple[int, int]]

# First Monday on or after, last Friday on or before: (month, day) in the academic year's order. The holidays
# between them are of one week (of two at Christmas and Easter), May's with its bank holiday.
HALF_TERMS: list[HalfTerm] = [
    ("autumn", (9, 2), (10, 28)),
    ("autumn", (11, 1), (12, 24)),
    ("spring", (1, 4), (2, 18)),
    ("spring", (2, 22), (4, 2)),
    ("summer", (4, 13), (5, 28)),
    ("summer", (6, 1), (7, 24)),
]
# The governors of the Catholic aided schools keep a second week in October.
CATHOLIC = [("autumn", (9, 2), (10, 21)), *HALF_TERMS[1:]]


def write_term_dates(county: list[dict[str, str]], folder: Path, *, around: date) -> Path:
    """A CSV file of the LA's term dates, and of some schools' own, of the years around the day."""
    path = folder / "term-dates.csv"
    aided = [row["URN"] for row in county if row["Diocese (code)"].startswith("RC")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["la", "urn", "year", "half_term", "long_term", "first", "last"])
        for year in range(academic_year(around) - 2, academic_year(around) + 2):
            writer.writerows([LA_CODE, "", year, *row] for row in half_terms_of(year, HALF_TERMS))
            for urn in aided:
                writer.writerows(["", urn, year, *row] for row in half_terms_of(year, CATHOLIC))
    return path


def half_terms_of(year: int, half_terms: Sequence[HalfTerm]) -> Iterator[tuple[int, str, date, date]]:
    """Number, long term, first and last day of each half-term of the academic year beginning in ``year``."""
    for number, (term, begins, ends) in enumerate(half_terms, start=1):
        calendar_year = year if begins[0] >= 9 else year + 1  # noqa: PLR2004  September
        first = _on_or_after(date(calendar_year, *begins), weekday=0)
        yield number, term, first, _on_or_before(date(calendar_year, *ends), weekday=4)


def _on_or_after(day: date, *, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, *, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
