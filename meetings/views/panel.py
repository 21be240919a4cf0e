"""The report to the Members Panel, as a page and as a spreadsheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.models import SuccessCriterion
from meetings.panel import HEADS, panel_report, school_rows
from meetings.views.criteria import row_of
from people import access
from people.guards import log_reading, log_refusal, person
from people.models import Post
from people.roles import Role
from record import clock, exports
from schools.models import LocalAuthority
from schools.permissions import Perm


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Numbers, success criteria and schools; with names for the authority's own people, if they ask so."""
    la, reads_names = _la(request)
    named = reads_names and bool(request.GET.get("names"))
    log_reading(request, what=f"Members Panel report, {'with' if named else 'without'} names")
    found = panel_report(la)
    criteria = SuccessCriterion.objects.filter(la=la).prefetch_related("figures")
    facts = {
        "report": found,
        "rows": school_rows(found, named=named),
        "heads": HEADS,
        "criteria": [row_of(each) for each in criteria],
        "named": named,
        "reads_names": reads_names,
        "key": [(row.letter, row.school) for row in found.schools] if named else [],
    }
    return render(request, "meetings/panel.html", facts)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The schools as XLSX, by the same rule."""
    la, reads_names = _la(request)
    named = reads_names and bool(request.GET.get("names"))
    log_reading(request, what=f"Members Panel report as XLSX, {'with' if named else 'without'} names")
    rows = school_rows(panel_report(la), named=named)
    return exports.download("xlsx", name=f"panel-{clock.today().isoformat()}", heads=HEADS, rows=rows)


def _la(request: HttpRequest) -> tuple[LocalAuthority, bool]:
    """The authority, and whether the reader sees its cases; Panel members read without names. 404 else."""
    own = access.las_where(request.user, may=Perm.VIEW_CASE).first()
    if own:
        return own, True
    member = Post.objects.current().filter(user=person(request), role=Role.PANEL_MEMBER).first()
    if member is None or member.la is None:
        log_refusal(request)
        raise Http404
    return member.la, False
