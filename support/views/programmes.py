"""Programmes, and the schools that take part in them."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.views.shared import FormPage, read_and_send
from people.access import las_where, schools_where
from people.guards import log_reading, person, seen_or_404
from record import clock, exports
from schools.permissions import Perm
from support.forms.programmes import PlaceForm
from support.lists.places import HEADS, rows_of
from support.models import Programme, ProgrammePlace
from support.services.programmes import take_place
from support.views.providers import tabs
from support.views.shared import act, given, la_managed


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes, with how many of the schools that the reader sees take part today."""
    current = ProgrammePlace.objects.current().visible_to(request.user).values("pk")
    rows = list(Programme.objects.annotate(schools=Count("places", filter=Q(places__in=current))))
    log_reading(request, what="list of programmes")
    facts = {
        "rows": [row for row in rows if row.is_in_use],
        "retired": [row for row in rows if not row.is_in_use],
        "manages": las_where(request.user, may=Perm.MANAGE_CASE).exists(),
        "tabs": tabs("programmes"),
    }
    return render(request, "support/programmes.html", facts)


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """The schools that take part now, and those that did."""
    found = _programme(request, code)
    places = _places(request, found)
    managed = schools_where(request.user, may=Perm.MANAGE_CASE)
    keys = set(managed.filter(programmes__programme=found).values_list("pk", flat=True))
    log_reading(request, what=f"programme {found}")
    facts = {
        "programme": found,
        "now": [place for place in places if not place.is_over],
        "before": [place for place in places if place.is_over],
        "removed": _removed(request, found),
        "managed": keys,
        "manages": las_where(request.user, may=Perm.MANAGE_CASE).exists(),
        "tabs": tabs("programmes"),
    }
    return render(request, "support/programme.html", facts)


@require_safe
def download(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The same places as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    found = _programme(request, code)
    rows = rows_of(_places(request, found))
    log_reading(request, what=f"programme {found}, {len(rows)} places as {kind.upper()}")
    name = f"{found.code}-{clock.today().isoformat()}"
    return exports.download(kind, name=name, heads=HEADS, rows=rows)


@read_and_send
def add(request: HttpRequest, code: str) -> HttpResponse:
    """A school takes a place; its partner may be any school of the authority."""
    la_managed(request)
    found = _programme(request, code)
    managed = schools_where(request.user, may=Perm.MANAGE_CASE).filter(status__startswith="Open")
    form = PlaceForm(request.POST or None, schools=managed.order_by("name"))
    return act(
        request,
        form,
        page=FormPage(title=f"Add a school to {found}", button="Add the school"),
        do=lambda: take_place(found, **given(form), by=person(request)),
        done=lambda place: f"{place.school} takes part.",
        back=reverse("support:programme", args=[found.code]),
    )


def _programme(request: HttpRequest, code: str) -> Programme:
    return seen_or_404(request, Programme.objects.all(), code=code)


def _places(request: HttpRequest, found: Programme) -> Any:
    """Those of the schools whose casework the reader sees. A pair is no secret to either of it."""
    rows = ProgrammePlace.objects.visible_to(request.user).filter(programme=found)
    return rows.select_related("school", "partner").order_by("school__name", "-starts_on")


def _removed(request: HttpRequest, found: Programme) -> Any:
    rows = ProgrammePlace.objects.removed_for(request.user).filter(programme=found)
    return rows.select_related("school", "removed_by").order_by("-removed_at")
