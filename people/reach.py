"""How many records of a school each circle holds, and how many one person reads.

Whatever has a circle counts, in whichever app it lives: the rows of every model made from ``Circled``.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, QuerySet

from people.circles import Circled
from schools.models import School


def records_by_circle(school: School) -> Counter[str]:
    """The number of records by the name of their circle: one query for each kind of record."""
    found: Counter[str] = Counter()
    for rows in _records_of(school):
        found.update(dict(rows.order_by().values_list("circle").annotate(Count("pk"))))
    return found


def records_read_by(user: Any, school: School) -> int:
    """How many of the school's records the person reads today."""
    return sum(rows.visible_to(user).count() for rows in _records_of(school))  # type: ignore[attr-defined]


def _records_of(school: School) -> Iterator[QuerySet[Any]]:
    for model in apps.get_models():
        if issubclass(model, Circled):
            yield model._default_manager.filter(**{model.school_path: school})
