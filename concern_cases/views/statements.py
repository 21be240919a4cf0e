"""Pages of the LA's statement of action."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.forms.statements import RecipientFormSet, SendForm, StatementForm
from concern_cases.models import Evidence, StatementOfAction
from concern_cases.services.statement_law import missing_in_law
from concern_cases.services.statements import send_statement, write_statement
from concern_cases.views.shared import FormPage, person, read_and_send
from concern_cases.views.visit_shared import about, act
from concern_cases.visit_words import visit_of
from people.access import perms_of
from people.guards import log_reading, require, seen_or_404
from record.counted import how_counted
from record.pdf import PdfError, render_pdf
from schools.calendar import calendar_note
from schools.permissions import Perm


@require_safe
def statement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the LA will do, by when it must be sent and how that was counted, and who has it."""
    statement = _seen(request, pk)
    visit, school = statement.inspection, statement.inspection.school
    facts = about(request, school)
    manages = Perm.MANAGE_CASE in perms_of(request.user, school)
    recipients = list(statement.recipients.all())
    evidence = Evidence.objects.visible_to(request.user).filter(pk=statement.file_id or 0)
    facts |= {
        "statement": statement,
        "visit": visit,
        "visit_words": visit_of(visit),
        "recipients": recipients,
        "evidence": evidence.prefetch_related("files").select_related("case").first(),
        "how_counted": _counted(statement),
        "note": calendar_note(school, visit.report_on, statement.due_on) if visit.report_on else "",
        "may_write": manages and not statement.sent_on,
        "may_send": manages and any(row.given_on is None for row in recipients),
        "missing": [] if statement.sent_on else missing_in_law(statement),
        "may_open": manages and not facts["case"],
    }
    return render(request, "concern_cases/statement.html", facts)


@read_and_send
def write_page(request: HttpRequest, pk: int) -> HttpResponse:
    statement = _seen(request, pk)
    school = statement.inspection.school
    require(request, Perm.MANAGE_CASE, school)
    if statement.sent_on:
        messages.info(request, "The statement was sent: it can’t be changed.")
        return redirect(_page_of(statement))
    sent = request.POST or None
    form = StatementForm(sent, initial={"text": statement.text, "parents": statement.parents})
    rows = [
        {"name": row.name, "why": row.why, "named_as": row.named_as} for row in statement.recipients.all()
    ]
    recipients = RecipientFormSet(sent, initial=rows, prefix="recipients")
    # A form that is in order waits for the list of recipients.
    if request.method == "POST" and not recipients.is_valid():
        form.add_error(None, "Look at the recipients")

    def do() -> StatementOfAction:
        words = {name: form.cleaned_data[name] for name in ("text", "parents")}
        return write_statement(statement, **words, recipients=recipients.facts, by=person(request))

    return _act(
        request,
        statement,
        form,
        page=FormPage(
            title="Write the statement of action",
            button="Keep the statement",
            lead="It may change until it is sent. The recipients are a proposal: check them.",
            template="concern_cases/statement_write.html",
        ),
        do=do,
        done="The statement was kept.",
        more={"recipients": recipients},
    )


@read_and_send
def send_page(request: HttpRequest, pk: int) -> HttpResponse:
    statement = _seen(request, pk)
    school = statement.inspection.school
    require(request, Perm.MANAGE_CASE, school)
    waiting = list(statement.recipients.filter(given_on=None))
    if not waiting and request.method == "GET":
        messages.info(request, "Every recipient has the statement already.")
        return redirect(_page_of(statement))
    keeps_files = bool(about(request, school)["case"]) and statement.file_id is None
    missing = [] if statement.sent_on else missing_in_law(statement)
    form = SendForm(
        request.POST or None,
        request.FILES or None,
        recipients=waiting,
        keeps_files=keeps_files,
        missing=missing,
    )

    def do() -> StatementOfAction:
        given = form.cleaned_data
        facts = {"files": given.get("files") or [], "despite": given.get("despite", False)}
        return send_statement(statement, on=given["on"], given=form.given, **facts, by=person(request))

    return _act(
        request,
        statement,
        form,
        page=FormPage(
            title="Record that the statement was sent",
            button="Record it",
            lead="From then on it can’t be changed, and the school can read it here.",
            template="concern_cases/visit_act.html",
        ),
        do=do,
        done="The sending was recorded.",
    )


@require_safe
def statement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement as it is now, to be sent; until it is, it says that it is a draft."""
    statement = _seen(request, pk)
    visit = statement.inspection
    facts = {
        "statement": statement,
        "visit": visit,
        "visit_words": visit_of(visit),
        "recipients": statement.recipients.all(),
        "authority": settings.AUTHORITY_NAME,
    }
    title = f"Statement of action, {visit.school}"
    try:
        pdf = render_pdf(render_to_string("concern_cases/statement_pdf.html", facts), title=title)
    except PdfError as error:
        messages.error(request, f"The PDF could not be made: {error}")
        return redirect(_page_of(statement))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="statement-of-action-{visit.school.urn}.pdf"'
    return response


def _act(
    request: HttpRequest, statement: StatementOfAction, form: Any, *, done: str, **what: Any
) -> HttpResponse:
    back = _page_of(statement)
    return act(
        request,
        statement.inspection.school,
        form,
        onward=lambda _: back,
        done=lambda _: done,
        back=back,
        **what,
    )


def _seen(request: HttpRequest, pk: int) -> StatementOfAction:
    """The statement after the visit ``pk``, if the person may see it; the reading is logged."""
    statements = StatementOfAction.objects.visible_to(request.user).select_related(
        "inspection__school__la",
        "inspection__school__diocese",
        "inspection__kind",
        "inspection__grade",
        "sent_by",
    )
    statement = seen_or_404(request, statements, inspection=pk)
    if request.method != "POST":
        log_reading(request, what=str(statement), urn=statement.inspection.school.urn)
    return statement


def _counted(statement: StatementOfAction) -> str:
    after = "the day on which the report came"
    return how_counted(days=statement.days, after=after, left_out=statement.left_out)


def _page_of(statement: StatementOfAction) -> str:
    return reverse("visits:statement", args=[statement.inspection_id])
