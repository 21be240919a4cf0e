"""Filters of a list, in the address: what can be chosen with how many rows each, and what is chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict


@dataclass(frozen=True)
class Option:
    """One value of a filter. ``without`` is the address that takes it away."""

    value: str
    label: str
    count: int
    chosen: bool
    without: str


@dataclass(frozen=True)
class Facet:
    """One filter with its options, in the order in which they are shown."""

    name: str
    title: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


def without(query: QueryDict, name: str, value: str = "") -> str:
    """The address with one value of a filter, or the whole filter, taken away; on the first page."""
    changed = query.copy()
    kept = [each for each in changed.getlist(name) if value and each != value]
    changed.setlist(name, kept)
    changed.pop("page", None)
    return f"?{changed.urlencode()}"


def facet(
    query: QueryDict, name: str, title: str, labels: Iterable[tuple[Any, str]], values: Iterable[Any]
) -> Facet:
    """The filter over rows with these ``values``: options without a row are left out, unless chosen."""
    counts = Counter(str(value) for value in values)
    asked = set(query.getlist(name))
    options = [
        Option(str(value), label, counts[str(value)], str(value) in asked, without(query, name, str(value)))
        for value, label in labels
    ]
    return Facet(name, title, [option for option in options if option.count or option.chosen])
