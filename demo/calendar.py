"""Term dates of the fictitious county: the same six half-terms every year, moved to whole weeks."""

import csv
from datetime import date, timedelta
from pathlib import Path

from demo.county import LA_CODE
from schools.calendar import academic_year

# First Monday on or after, last Friday on or before: (month, day) in the academic year's order.
HALF_TERMS = [
    ("autumn", (9, 2), (10, 24)),
    ("autumn", (11, 1), (12, 19)),
    ("spring", (1, 4), (2, 14)),
    ("spring", (2, 22), (3, 30)),
    ("summer", (4, 13), (5, 26)),
    ("summer", (6, 2), (7, 24)),
]


def write_term_dates(folder: Path, *, around: date) -> Path:
    """A CSV file of the LA's term dates for the three years before ``around`` and the year after it."""
    path = folder / "term-dates.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["la", "urn", "year", "half_term", "long_term", "first", "last"])
        for year in range(academic_year(around) - 2, academic_year(around) + 2):
            for number, (term, begins, ends) in enumerate(HALF_TERMS, start=1):
                calendar_year = year if begins[0] >= 9 else year + 1  # noqa: PLR2004  September
                first = _on_or_after(date(calendar_year, *begins), weekday=0)
                last = _on_or_before(date(calendar_year, *ends), weekday=4)
                writer.writerow([LA_CODE, "", year, number, term, first.isoformat(), last.isoformat()])
    return path


def _on_or_after(day: date, *, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, *, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
