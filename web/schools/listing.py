"""The list of schools: how it is filtered and sorted, and what it shows of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from evaluation.models import CategoryKind, Risk
from record.filters import Facet, facet, without
from schools.models import School
from web.schools.lines import NONE, UNKNOWN, Judged, Line, lines_of

LONGEST = 100
CLOSED = "Closed"
STATUSES = ["Open", "Open, but proposed to close", "Proposed to open", CLOSED]
PHASES = [
    "Nursery",
    "Primary",
    "Middle deemed primary",
    "Middle deemed secondary",
    "Secondary",
    "All-through",
    "16 plus",
]
CASE, MISSING = "case", "missing"
ONLY = [(CASE, "With an open case"), (MISSING, "No longer in the register")]
RISKS = [*((level.value, level.label) for level in Risk.Level), (NONE, "Not judged")]

Values = Callable[[Line], Iterable[str]]


def _code(judged: Judged | None) -> str:
    return judged.code if judged else NONE


def _only(line: Line) -> list[str]:
    return [CASE] * bool(line.case) + [MISSING] * line.is_missing


VALUES: dict[str, Values] = {
    "only": _only,
    "risk": lambda line: [_code(line.improvement)] if line.is_judged else [],
    "floor": lambda line: [_code(line.floor)] if line.is_judged else [],
    "category": lambda line: [_code(line.category)] if line.is_judged else [],
    "diocese": lambda line: [line.diocese[0]],
    "type": lambda line: [line.kind[0]],
    "phase": lambda line: [line.phase],
    "status": lambda line: [line.status],
    "la": lambda line: [line.la[0]],
}
SORTS: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.sort_name,
    "category": lambda line: line.category and line.category.order,
    "risk": lambda line: line.improvement and line.improvement.order,
    "floor": lambda line: line.floor and line.floor.order,
    "roll": lambda line: line.roll,
    "case": lambda line: line.case or None,
}
IN_WORDS = {
    "name": "by name",
    "-name": "by name, from the end of the alphabet",
    "category": "weakest category first",
    "-category": "strongest category first",
    "risk": "highest risk of failing to improve first",
    "-risk": "lowest risk of failing to improve first",
    "floor": "highest risk of falling below the floor first",
    "-floor": "lowest risk of falling below the floor first",
    "roll": "smallest first",
    "-roll": "largest first",
    "case": "those with a case first, the oldest first",
    "-case": "those with a case first, the latest first",
}


@dataclass(frozen=True)
class SchoolList:
    """The schools that fit what was asked, and what else could be asked."""

    lines: list[Line]
    facets: list[Facet]
    words: str
    sort: str
    whole: int
    words_without: str
    is_judged: bool

    @property
    def leaves_out_closed(self) -> bool:
        """Closed schools are left out unless a status was chosen or something was searched for."""
        return not self.words and not any(each.chosen for each in self.facets if each.name == "status")

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(each.chosen for each in self.facets))

    @property
    def sorted_by(self) -> str:
        return IN_WORDS[self.sort]


def school_list(user: Any, query: QueryDict) -> SchoolList:
    """The list that an address asks for. Values that nobody could choose are passed over."""
    words = " ".join(query.get("q", "").split())[:LONGEST]
    lines = lines_of(user, words)
    whole = len(lines)
    labels = _labels(lines)
    chosen = {
        name: set(query.getlist(name)) & {str(value) for value, _label in labels[name]} for name in labels
    }
    if not words and not chosen["status"]:
        whole = sum(line.status != CLOSED for line in lines)
    sort = query.get("sort", "name")
    sort = sort if sort in IN_WORDS else "name"
    fitting = [line for line in lines if _fits(line, chosen, words)]
    return SchoolList(
        lines=_sorted(fitting, sort),
        facets=_facets(query, lines, chosen, labels, words),
        words=words,
        sort=sort,
        whole=whole,
        words_without=without(query, "q"),
        is_judged=any(line.is_judged for line in lines),
    )


def _fits(line: Line, chosen: dict[str, set[str]], words: str, but: str = "") -> bool:
    """The line fits the words and has a chosen value of every filter; ``but`` names one to pass over."""
    if not line.is_found:
        return False
    for name, values in chosen.items():
        if name == but:
            continue
        if values:
            have = set(VALUES[name](line))
            # “Only” narrows with each box; the others widen.
            if not (values <= have if name == "only" else values & have):
                return False
        elif name == "status" and not words and line.status == CLOSED:
            return False
    return True


TITLES = {
    "only": "Only",
    "risk": "Risk of failing to improve",
    "floor": "Risk of falling below the floor",
    "category": "Category",
    "diocese": "Diocese",
    "type": "Type",
    "phase": "Phase",
    "status": "Status",
    "la": "Local authority",
}


def _labels(lines: list[Line]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen of each filter, in the order shown."""
    dioceses = sorted({line.diocese for line in lines}, key=lambda d: (d[0] in (NONE, UNKNOWN), d[1]))
    las = sorted({line.la for line in lines}, key=lambda la: la[1])
    categories: list[tuple[str, str]] = []
    risks: list[tuple[str, str]] = []
    if any(line.is_judged for line in lines):
        categories = [*CategoryKind.objects.values_list("code", "name"), (NONE, "Not judged")]
        risks = RISKS
    return {
        "only": ONLY,
        "risk": risks,
        "floor": risks,
        "category": categories,
        "diocese": dioceses,
        "type": sorted({line.kind for line in lines}, key=lambda kind: kind[1]),
        "phase": _in_order({line.phase for line in lines}, PHASES),
        "status": _in_order({line.status for line in lines}, STATUSES),
        "la": las if len(las) > 1 else [],
    }


def _in_order(names: set[str], order: list[str]) -> list[tuple[str, str]]:
    known = [name for name in order if name in names]
    return [(name, name) for name in [*known, *sorted(names - set(order))]]


def _facets(
    query: QueryDict,
    lines: list[Line],
    chosen: dict[str, set[str]],
    labels: dict[str, list[tuple[str, str]]],
    words: str,
) -> list[Facet]:
    """Each option counts the schools that it would show beside what is chosen in the other filters."""
    facets = []
    for name, title in TITLES.items():
        values = [
            value for line in lines if _fits(line, chosen, words, but=name) for value in VALUES[name](line)
        ]
        facets.append(facet(query, name, title, labels[name], values))
    return facets


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """Sorted by name first, so that equals are in its order; what has no value comes last either way."""
    key = SORTS[sort.lstrip("-")]
    lines = sorted(lines, key=lambda line: (line.sort_name, line.pk))
    known = [line for line in lines if key(line) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [line for line in lines if key(line) is None]


def with_schools(lines: list[Line]) -> list[tuple[Line, School]]:
    """The lines with their schools, in the same order: one query."""
    schools = School.objects.select_related("la", "diocese", "area").in_bulk([line.pk for line in lines])
    return [(line, schools[line.pk]) for line in lines]
