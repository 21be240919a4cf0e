"""The list of plans."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import las_where, schools_where
from people.guards import log_reading
from record import clock, exports
from record.words import counted
from schools.permissions import Perm
from web.plans.listing import HEADS, plan_list, rows_of, with_judgements
from web.plans.missing import without_plan

PAGE = 25


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the reader may see, filtered and sorted by the address, 25 a page."""
    found = plan_list(request.user, request.GET)
    page = Paginator(found.plans, PAGE).get_page(request.GET.get("page"))
    missing = without_plan(schools_where(request.user, may=Perm.READ_LA)).order_by("school__name")
    facts = {
        "found": found,
        "page": page,
        "plans": with_judgements(page),
        "sort": found.sort,
        "missing": missing,
        "at_an_authority": las_where(request.user, may=Perm.READ_LA).exists(),
    }
    return render(request, "web/plans.html", facts)


@require_safe
def download_plans(request: HttpRequest, kind: str) -> HttpResponse:
    """The same plans, all of them, as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    rows = rows_of(plan_list(request.user, request.GET).plans)
    log_reading(request, what=f"list of {counted(len(rows), 'plan')} as {kind.upper()}")
    return exports.download(kind, name=f"plans-{clock.today().isoformat()}", heads=HEADS, rows=rows)
