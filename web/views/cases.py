"""The list of cases, and the page of one case."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.models import ConcernCase
from concern_cases.news import look_at, news_of
from meetings.next_due import latest_day, with_conferences
from people.access import las_where
from people.guards import log_reading, seen_or_404
from record import clock, exports
from record.words import counted
from schools.permissions import Perm
from web.cases.listing import HEADS, case_list, rows_of
from web.cases.page import case_page

PAGE = 25


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that the reader may view, filtered and sorted by the address, 25 a page."""
    found = case_list(request.user, request.GET)
    page = Paginator(found.cases, PAGE).get_page(request.GET.get("page"))
    for case in page:
        case.due_by = latest_day(case)
    brings = las_where(request.user, may=Perm.MANAGE_CASE).exists()
    facts = {"found": found, "page": page, "sort": found.sort, "brings": brings}
    return render(request, "web/cases.html", facts)


@require_safe
def download_cases(request: HttpRequest, kind: str) -> HttpResponse:
    """The same cases, all of them, as a file; the read log knows who took how many."""
    if kind not in exports.KINDS:
        raise Http404
    rows = rows_of(case_list(request.user, request.GET).cases)
    log_reading(request, what=f"list of {counted(len(rows), 'case')} as {kind.upper()}")
    return exports.download(kind, name=f"cases-{clock.today().isoformat()}", heads=HEADS, rows=rows)


@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a case stands, whose turn it is, and what happened lately."""
    visible = with_conferences(ConcernCase.objects.visible_to(request.user))
    found = seen_or_404(request, visible, reference=reference)
    log_reading(request, what=f"case {found.reference}", urn=found.school.urn)
    facts = case_page(found, request.user)
    if request.method == "GET":
        facts["news"] = news_of(found, request.user, since=look_at(found, request.user))
    return render(request, "web/case.html", facts)
