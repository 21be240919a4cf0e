"""The report to the Members Panel and the one to committees: pages, files, and on the table of a meeting."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.views.shared import read_and_send, sent_before
from meetings.acting import FormPage, act_on_meeting, do_and_return, meeting_to_change
from meetings.models import Meeting, PanelPaper, SchoolLetter
from meetings.next_due import PLANNED
from meetings.reference import MEMBERS_PANEL
from meetings.rights import require_for
from meetings.services.panel import lay_report, take_report_off
from meetings.views.lists import meeting_seen
from people import access
from people.guards import log_reading, log_refusal, person, seen_or_404
from people.models import Post
from people.roles import Role
from record.pdf import PdfError
from schools.models import LocalAuthority
from schools.permissions import Perm
from workflows.panel.files import report_book, report_pdf
from workflows.panel.forms import LayForm
from workflows.panel.laying import versions_for
from workflows.panel.report import panel_report
from workflows.panel.rows import HEADS, listed_schools

Kind = PanelPaper.Kind
NOT_MADE = "The PDF could not be made. Try again in a minute; if it fails again, tell the administrator."


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Numbers, success criteria and schools; with names for the authority's own people, if they ask so."""
    la, reads_names = _la(request)
    named = _named(request, reads_names=reads_names)
    log_reading(request, what=f"Members Panel report, {'with' if named else 'without'} names")
    found = panel_report(la, reader=person(request))
    manages = access.may(request.user, Perm.MANAGE_STRATEGY, la)
    coming = Meeting.objects.visible_to(request.user).filter(
        la=la, school=None, type__code=MEMBERS_PANEL, status__in=PLANNED
    )
    facts = {
        "report": found,
        "rows": listed_schools(found, named=named, sort=request.GET.get("sort", "")),
        "heads": [(str(place), head) for place, head in enumerate(HEADS)],
        "named": named,
        "reads_names": reads_names,
        "coming": coming.order_by("starts_at").first(),
        "manages": manages,
    }
    return render(request, "workflows/panel/report.html", facts)


@require_safe
def committee(request: HttpRequest) -> HttpResponse:
    """What committees read: the same numbers and criteria, and no single school."""
    la, _ = _la(request)
    log_reading(request, what="report to committees")
    found = panel_report(la, reader=person(request)).for_committees
    return render(request, "workflows/panel/committee.html", {"report": found})


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Which school each letter stands for: for the authority's own people alone."""
    la, reads_names = _la(request)
    if not reads_names:
        log_refusal(request)
        raise Http404
    log_reading(request, what="key to the Members Panel's letters")
    letters = SchoolLetter.objects.visible_to(request.user).filter(la=la).select_related("school")
    return render(request, "workflows/panel/key.html", {"letters": letters})


@require_safe
def pdf(request: HttpRequest, kind: str) -> HttpResponse:
    """The report of today as a PDF: by letter, by name, or as committees read it."""
    la, reads_names = _la(request)
    if kind not in Kind or (kind == Kind.NAMES and not reads_names):
        log_refusal(request)
        raise Http404
    log_reading(request, what=f"PDF: {Kind(kind).label}")
    found = panel_report(la, reader=person(request))
    try:
        made = report_pdf(found, kind=kind)
    except PdfError:
        messages.error(request, NOT_MADE)
        return render(request, "409.html", {"message": NOT_MADE}, status=409)
    response = HttpResponse(made, content_type="application/pdf")
    name = "committees" if kind == Kind.COMMITTEE else "members-panel"
    response["Content-Disposition"] = f'attachment; filename="{name}-{found.on.isoformat()}.pdf"'
    return response


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """The same as XLSX, by the same rule."""
    la, reads_names = _la(request)
    named = _named(request, reads_names=reads_names)
    log_reading(request, what=f"Members Panel report as XLSX, {'with' if named else 'without'} names")
    return report_book(panel_report(la, reader=person(request)), named=named)


@read_and_send
def lay(request: HttpRequest, pk: int) -> HttpResponse:
    """A report is laid on the table of a Panel's meeting, as it is now."""
    meeting = meeting_to_change(request, pk, Perm.MANAGE_MEETING, what="laying a report")
    if meeting.type.code != MEMBERS_PANEL:
        log_refusal(request)
        raise Http404
    form, onward = LayForm(request.POST or None), f"{meeting.get_absolute_url()}#reports"
    earlier = sent_before(request, otherwise=onward)
    if earlier:
        return earlier
    made, schools, versions = b"", [], []
    if request.method == "POST" and form.is_valid() and not meeting.is_over:
        found, kind = panel_report(meeting.la, reader=person(request)), form.cleaned_data["kind"]
        schools = [] if kind == Kind.COMMITTEE else [row.school for row in found.schools]
        try:  # before anything is locked
            made, versions = report_pdf(found, kind=kind), versions_for(found, meeting, kind=kind)
        except PdfError:
            form.add_error(None, NOT_MADE)
    return act_on_meeting(
        request,
        meeting,
        form,
        page=FormPage(
            title="Lay a report on the table",
            button="Lay it on the table",
            lead="It is made from the records now. One of the same kind that lies there is replaced.",
        ),
        do=lambda: lay_report(
            meeting, pdf=made, schools=schools, versions=versions, by=person(request), **form.facts()
        ),
        done="The report is on the table.",
        onward=onward,
    )


@require_POST
def take_off(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """A report lies on the table no longer."""
    meeting = meeting_seen(request, pk)
    require_for(request, Perm.MANAGE_MEETING, meeting)
    papers = PanelPaper.objects.visible_to(request.user).filter(meeting=meeting)
    paper = seen_or_404(request, papers, pk=report_pk)
    return do_and_return(
        request,
        lambda: take_report_off(paper, by=person(request)),
        done="The report was taken off the table.",
        onward=f"{reverse('meetings:meeting', args=[pk])}#reports",
    )


@require_safe
def laid(request: HttpRequest, pk: int, report_pk: int) -> HttpResponseBase:
    """A report that lies on the table, as it was made then."""
    meeting = meeting_seen(request, pk)
    on_table = PanelPaper.objects.visible_to(request.user).filter(meeting=meeting, taken_off_at=None)
    paper = seen_or_404(request, on_table, pk=report_pk)
    log_reading(request, what=f"{paper}, {meeting}")
    name = str(paper.pdf.name).rpartition("/")[2]
    response = FileResponse(paper.pdf.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _named(request: HttpRequest, *, reads_names: bool) -> bool:
    return reads_names and bool(request.GET.get("names"))


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
