"""The list of external evaluations in the county: filtered, sorted and taken away."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from record import clock
from record.filters import Facet, facet
from schools.models import School
from support.lists.found import Asking, Found, find
from support.models import ExternalEvaluation

OVERDUE, AWAITED, RECEIVED, WITHDRAWN = "overdue", "awaited", "received", "withdrawn"
STATES = [
    (OVERDUE, "Overdue"),
    (AWAITED, "Commissioned, not due yet"),
    (RECEIVED, "Received"),
    (WITHDRAWN, "Withdrawn"),
]
SORTS = {
    "school": "school__name",
    "evaluator": "evaluator",
    "commissioned": "commissioned_on",
    "due": "due_on",
    "received": "received_on",
}
HEADS = [
    "School",
    "URN",
    "Evaluator",
    "What is to be found out",
    "State",
    "Commissioned on",
    "Commissioned by",
    "Due by",
    "Received on",
    "What was found",
    "Withdrawn on",
    "Why withdrawn",
    "Who may read it",
]


def evaluation_list(user: Any, query: QueryDict) -> Found:
    """The list that an address asks for: all but withdrawn ones, by the day on which they are due.

    ``query``: ``q`` (school, evaluator, question, findings), ``state``, ``evaluator``, ``sort``. Each row has
    ``state`` and ``state_words``.
    """
    rows = ExternalEvaluation.objects.visible_to(user)
    facets, whole = _facets(rows, query)
    asking = Asking(fits=_fits, about=_about, sorts=SORTS, usual_sort="due", usual=Q(withdrawn_at=None))
    return find(rows, query, facets, whole, asking)


def told(rows: QuerySet[Any]) -> list[Any]:
    """Each with ``state`` as the filter has it, and its words."""
    found = list(rows.select_related("school", "commissioned_by", "withdrawn_by").prefetch_related("named"))
    for row in found:
        row.state = state_of(row)
        row.state_words = dict(STATES)[row.state]
    return found


def rows_of(rows: QuerySet[Any]) -> list[list[Any]]:
    """The same as rows under ``HEADS``, for a file."""
    return [_row(row) for row in told(rows)]


def state_of(row: ExternalEvaluation) -> str:
    if row.withdrawn_at:
        return WITHDRAWN
    if row.received_on:
        return RECEIVED
    return OVERDUE if row.due_on < clock.today() else AWAITED


def _facets(rows: QuerySet[Any], query: QueryDict) -> tuple[list[Facet], int]:
    found = list(rows.order_by("evaluator"))
    names = list(dict.fromkeys(row.evaluator for row in found))
    facets = [
        facet(query, "state", "State", STATES, [state_of(row) for row in found]),
        facet(query, "evaluator", "Who evaluates", [(n, n) for n in names], [row.evaluator for row in found]),
    ]
    return facets, len(found)


def _fits(name: str, value: str) -> Q:
    if name == "evaluator":
        return Q(evaluator=value)
    awaited = Q(withdrawn_at=None, received_on=None)
    return {
        OVERDUE: Q(awaited, due_on__lt=clock.today()),
        AWAITED: Q(awaited, due_on__gte=clock.today()),
        RECEIVED: Q(withdrawn_at=None, received_on__isnull=False),
        WITHDRAWN: Q(withdrawn_at__isnull=False),
    }.get(value, Q(pk__in=[]))


def _about(words: str) -> Q:
    rule = Q(school__in=School.objects.matching(words))
    for field in ("evaluator", "question", "findings"):
        rule |= Q(**{f"{field}__icontains": words})
    return rule


def _row(row: Any) -> list[Any]:
    return [
        row.school.name,
        row.school.urn,
        row.evaluator,
        row.question,
        row.state_words,
        row.commissioned_on,
        str(row.commissioned_by),
        row.due_on,
        row.received_on,
        row.findings,
        timezone.localdate(row.withdrawn_at) if row.withdrawn_at else None,
        row.withdrawn_why,
        row.get_circle_display(),
    ]
