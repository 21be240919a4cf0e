"""What the county's lists of support have in common: filters, a search and an order, all in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from record.filters import Facet, without

MOST_WORDS = 100


@dataclass(frozen=True)
class Found:
    """The rows that fit what was asked, and what else could be asked."""

    rows: QuerySet[Any]
    facets: list[Facet]
    words: str
    sort: str
    whole: int
    words_without: str

    @property
    def sorted_by(self) -> str:
        return f"sorted by {self.sort.lstrip('-')}, {'downwards' if self.sort.startswith('-') else 'upwards'}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(facet.chosen for facet in self.facets))

    @property
    def usual_alone(self) -> bool:
        """Whether no state was chosen, so that what is over is left out."""
        return not any(facet.name == "state" and facet.chosen for facet in self.facets)


@dataclass(frozen=True)
class Asking:
    """How one list is asked: what each value of a filter means, what words are looked for in, the orders."""

    fits: Callable[[str, str], Q]
    about: Callable[[str], Q]
    sorts: Mapping[str, str]
    usual_sort: str
    usual: Q  # of the rows, as long as no state is chosen


def find(rows: QuerySet[Any], query: QueryDict, facets: Sequence[Facet], whole: int, asking: Asking) -> Found:
    """The rows that fit one chosen value of each filter and the words, in the order that is asked for.

    What is not known comes last either way; rows that are equal stand in the order of their keys.
    """
    rule = Q()
    for each in facets:
        fits = Q()
        for option in each.chosen:
            fits |= asking.fits(each.name, option.value)
        rule &= fits if each.chosen else asking.usual if each.name == "state" else Q()
    words = query.get("q", "").strip()[:MOST_WORDS]
    if words:
        rule &= asking.about(words)
    sort = query.get("sort", asking.usual_sort)
    sort = sort if sort.lstrip("-") in asking.sorts else asking.usual_sort
    by = F(asking.sorts[sort.lstrip("-")])
    order = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    chosen = rows.filter(rule).order_by(order, "school__name", "pk")
    return Found(chosen, list(facets), words, sort, whole, without(query, "q"))
