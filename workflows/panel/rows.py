"""The report as rows of tables: for the page, the PDF and the workbook alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from concern_cases.models import ConcernCase
from meetings.words import plain_day
from workflows.panel.report import PanelReport

HEADS: Sequence[str] = (
    "School",
    "Why it is here",
    "Category",
    "Months in concern",
    "Progress, as last judged",
    "Actions",
    "Letters",
)


def school_rows(report: PanelReport, *, named: bool) -> list[list[Any]]:
    """The schools as rows of ``HEADS``, by name or as School A, School B."""
    return [
        [
            row.name(named=named),
            "; ".join(row.why),
            row.category,
            row.months if row.months is not None else "no case",
            str(row.progress or "not judged"),
            row.actions if row.case else "",
            "; ".join(row.letters),
        ]
        for row in report.in_order(named=named)
    ]


@dataclass(frozen=True)
class Listed:
    """One school as the page lists it; ``case``: for who reads the names, where the way on leads."""

    values: list[tuple[str, Any]]
    case: ConcernCase | None


def listed_schools(report: PanelReport, *, named: bool, sort: str) -> list[Listed]:
    """The schools by the column that ``sort`` names by its place (``-3``: the fourth, downwards)."""
    cases = [row.case if named else None for row in report.in_order(named=named)]
    rows = [
        Listed(list(zip(HEADS, values, strict=True)), case)
        for values, case in zip(school_rows(report, named=named), cases, strict=True)
    ]
    place = sort.removeprefix("-")
    if not place.isdigit() or int(place) >= len(HEADS):
        return rows
    return sorted(rows, key=lambda row: _place(row.values[int(place)][1]), reverse=sort.startswith("-"))


def _place(value: Any) -> tuple[bool, Any]:
    """Numbers before words."""
    return (isinstance(value, str), value)


def number_rows(report: PanelReport) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of the numbers over time."""
    heads = ["Number", *(plain_day(day) for day in report.days)]
    return heads, [[row.name, *map(_plain, row.words)] for row in report.numbers]


def criterion_rows(report: PanelReport, *, named: bool) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of the success criteria, a row for each figure.

    Where it comes from was typed, and may name a school: only for who reads the names.
    """
    heads = ["Criterion", "Began at", "Target", "By", "On", "Figure", "State"]
    heads += ["Where it comes from"] if named else []
    rows: list[list[Any]] = []
    for row, _ in report.criteria:
        begin = [str(row.criterion), row.baseline, row.target, plain_day(row.criterion.by)]
        for figure in row.figures:
            state = row.words if figure is row.last else ""
            source = [figure.row.source] if named else []
            rows.append([*begin, plain_day(figure.on), figure.words, state, *source])
        if not row.figures:
            rows.append([*begin, "", "", row.words])
    return heads, rows


def _plain(words: str) -> Any:
    return int(words) if words.isdigit() else words
