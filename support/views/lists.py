"""The county's lists: support at work, external evaluations, schools in programmes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import schools_where
from people.guards import log_reading
from record import clock, exports
from record.words import counted
from schools.permissions import Perm
from support.lists import deployments as of_deployments
from support.lists import evaluations as of_evaluations
from support.lists import places as of_places
from support.lists.found import Found
from support.views.providers import tabs

PAGE = 25


@require_safe
def deployments(request: HttpRequest) -> HttpResponse:
    """Support at all schools that the reader may read of, 25 a page, with the days of all that fit."""
    found = of_deployments.deployment_list(request.user, request.GET)
    facts = _page(request, found, "deployments", words_label="School, provider or words")
    facts |= {"title": "Support at work", "left_out": "what is over"}
    facts["totals"] = of_deployments.totals_of(found.rows)
    facts["lines"] = of_deployments.lines_of(facts["page"].object_list)
    return render(request, "support/list_deployments.html", facts)


@require_safe
def download_deployments(request: HttpRequest, kind: str) -> HttpResponse:
    """The same, all of them, as a file."""
    rows = of_deployments.deployment_list(request.user, request.GET).rows
    return _file(request, kind, "support-at-work", of_deployments, rows)


@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """External evaluations at all schools that the reader may read of, 25 a page."""
    found = of_evaluations.evaluation_list(request.user, request.GET)
    facts = _page(request, found, "evaluations", words_label="School, evaluator or words")
    facts |= {"title": "External evaluations", "left_out": "withdrawn ones"}
    facts["rows"] = of_evaluations.told(facts["page"].object_list)
    facts["managed"] = set(schools_where(request.user, may=Perm.MANAGE_CASE).values_list("pk", flat=True))
    return render(request, "support/list_evaluations.html", facts)


@require_safe
def download_evaluations(request: HttpRequest, kind: str) -> HttpResponse:
    """The same, all of them, as a file."""
    rows = of_evaluations.evaluation_list(request.user, request.GET).rows
    return _file(request, kind, "evaluations", of_evaluations, rows)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Who takes part in which programme, 25 a page."""
    found = of_places.place_list(request.user, request.GET)
    facts = _page(request, found, "programmes", words_label="School or partner", url="places")
    facts |= {"title": "Who takes part in programmes", "left_out": "past ones"}
    facts["places"] = of_places.told(facts["page"].object_list)
    return render(request, "support/list_places.html", facts)


@require_safe
def download_places(request: HttpRequest, kind: str) -> HttpResponse:
    """The same, all of them, as a file."""
    rows = of_places.place_list(request.user, request.GET).rows
    return _file(request, kind, "programmes", of_places, rows)


def _page(request: HttpRequest, found: Found, tab: str, *, words_label: str, url: str = "") -> dict[str, Any]:
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    log_reading(request, what=f"list of {tab}")
    facts = {"found": found, "page": page, "sort": found.sort, "tabs": tabs(tab)}
    return {**facts, "words_label": words_label, "url": f"support:download_{url or tab}"}


def _file(request: HttpRequest, kind: str, name: str, of: Any, found: Any) -> HttpResponse:
    """The rows that fit as CSV or XLSX; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    rows = of.rows_of(found)
    log_reading(request, what=f"list {name}, {counted(len(rows), 'row')} as {kind.upper()}")
    return exports.download(kind, name=f"{name}-{clock.today().isoformat()}", heads=of.HEADS, rows=rows)
