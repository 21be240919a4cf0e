"""The list of schools, and the page of one school."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import las_where, schools_where
from people.guards import log_reading, seen_or_404
from record import clock, exports
from schools.permissions import Perm
from web.schools.export import heads_of, rows_of
from web.schools.listing import school_list, with_schools
from web.schools.page import school_page

PAGE = 25


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """The schools that the reader may see, filtered and sorted by the address, 25 a page."""
    found = school_list(request.user, request.GET)
    page = Paginator(found.lines, PAGE).get_page(request.GET.get("page"))
    rows = with_schools(list(page.object_list))
    context = {"found": found, "page": page, "rows": rows, "sort": found.sort}
    context["at_an_authority"] = las_where(request.user, may=Perm.VIEW_SCHOOL).exists()
    return render(request, "schools/list.html", context)


@require_safe
def download_schools(request: HttpRequest, kind: str) -> HttpResponse:
    """The same schools, all of them, as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    found = school_list(request.user, request.GET)
    rows = rows_of(found.lines, judged=found.is_judged)
    log_reading(request, what=f"list of {len(rows)} schools as {kind.upper()}")
    name = f"schools-{clock.today().isoformat()}"
    return exports.download(kind, name=name, heads=heads_of(judged=found.is_judged), rows=rows)


@require_safe
def school(request: HttpRequest, urn: str) -> HttpResponse:
    """What is known of one school: what the register says and, to those who may know, what the LA judges."""
    visible = schools_where(request.user, may=Perm.VIEW_SCHOOL).select_related("la", "diocese", "area")
    found = seen_or_404(request, visible, urn=urn)
    page = school_page(found, request.user)
    if Perm.VIEW_CASE in page["perms"]:
        log_reading(request, what=f"school {found.urn}", urn=found.urn)
    return render(request, "schools/school.html", page)
