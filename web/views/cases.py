"""The list of cases, and the page of one case."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.models import ConcernCase
from meetings.next_due import latest_day, with_conferences
from people.guards import log_reading, seen_or_404
from record import clock, exports
from web.cases.listing import HEADS, case_list, rows_of
from web.cases.page import case_page
from web.words import counted

PAGE = 25


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that the reader may view, filtered and sorted by the address, 25 a page."""
    found = case_list(request.user, request.GET)
    page = Paginator(found.cases, PAGE).get_page(request.GET.get("page"))
    for case in page:
        case.due_by = latest_day(case)
    return render(request, "web/cases.html", {"found": found, "page": page, "sort": found.sort})


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
    return render(request, "web/case.html", case_page(found, request.user))
