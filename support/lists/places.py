"""The list of schools that take part in programmes: filtered, sorted and taken away."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from record import clock
from record.filters import Facet, facet
from schools.models import School
from support.lists.found import Asking, Found, find
from support.models import ProgrammePlace

NOW, LATER, BEFORE = "now", "later", "before"
STATES = [(NOW, "Takes part"), (LATER, "Begins later"), (BEFORE, "Took part")]
SORTS = {
    "school": "school__name",
    "programme": "programme__order",
    "partner": "partner__name",
    "since": "starts_on",
    "until": "ends_on",
}
HEADS = ["Programme", "School", "URN", "Part", "Partner", "From", "Until", "What came of it"]


def place_list(user: Any, query: QueryDict) -> Found:
    """The list that an address asks for: places held today or later, by school, unless it asks otherwise.

    ``query``: ``q`` (school, partner), ``programme`` (code), ``state``, ``part``, ``sort``.
    """
    rows = ProgrammePlace.objects.visible_to(user)
    facets, whole = _facets(rows, query)
    usual = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    asking = Asking(fits=_fits, about=_about, sorts=SORTS, usual_sort="school", usual=usual)
    return find(rows, query, facets, whole, asking)


def told(rows: QuerySet[ProgrammePlace]) -> list[ProgrammePlace]:
    return list(rows.select_related("programme", "school", "partner"))


def rows_of(rows: QuerySet[ProgrammePlace]) -> list[list[Any]]:
    """The same as rows under ``HEADS``, for a file."""
    return [_row(place) for place in told(rows)]


def _state(place: ProgrammePlace) -> str:
    if place.is_over:
        return BEFORE
    return LATER if place.starts_on > clock.today() else NOW


def _facets(rows: QuerySet[ProgrammePlace], query: QueryDict) -> tuple[list[Facet], int]:
    found = list(rows.order_by("programme__order").select_related("programme"))
    names = {place.programme.code: str(place.programme) for place in found}
    facets = [
        facet(query, "state", "State", STATES, [_state(place) for place in found]),
        facet(query, "programme", "Programme", names.items(), [place.programme.code for place in found]),
        facet(query, "part", "Part", ProgrammePlace.Part.choices, [place.part for place in found]),
    ]
    return facets, len(found)


def _fits(name: str, value: str) -> Q:
    if name == "programme":
        return Q(programme__code=value)
    if name == "part":
        return Q(part=value)
    today = clock.today()
    going_on = Q(ends_on=None) | Q(ends_on__gte=today)
    return {
        NOW: Q(going_on, starts_on__lte=today),
        LATER: Q(going_on, starts_on__gt=today),
        BEFORE: Q(ends_on__lt=today),
    }.get(value, Q(pk__in=[]))


def _about(words: str) -> Q:
    schools = School.objects.matching(words).values("pk")
    return Q(school__in=schools) | Q(partner__in=schools)


def _row(place: ProgrammePlace) -> list[Any]:
    return [
        str(place.programme),
        place.school.name,
        place.school.urn,
        place.get_part_display(),
        str(place.partner or ""),
        place.starts_on,
        place.ends_on,
        place.came_of_it,
    ]
