"""Bringing the spreadsheet: looked at first, then brought in as a whole."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concern_cases.services.once import SentTwice, once
from concern_cases.views.shared import read_and_send
from people.access import las_where
from people.guards import log_refusal, person
from record.errors import RuleError
from record.exports import XLSX
from schools.permissions import Perm
from workflows.spreadsheet.bringing import Report, import_casework
from workflows.spreadsheet.columns import COLUMNS
from workflows.spreadsheet.forms import ConfirmForm, SheetForm, as_text
from workflows.spreadsheet.workbook import workbook

EXAMPLES = {
    "cases": [
        "999999",
        "Writing has not improved for two years.",
        "adviser@council.example",
        "high",
        "No capacity was seen at two visits.",
        "2026-03-02",
        "",
        "",
        "Key stage 1 outcomes",
        "Progress in writing stalls in Year 2.",
        "SIP visit 2",
        "2026-02-12",
        "The headteacher",
        "",
    ],
    "conferences": ["999999", "2026-12-10", "14:00", "The school hall", "adviser@council.example"],
    "actions": [
        "999999",
        "Two joint lessons in Year 3",
        "head@school.example",
        "2026-12-18",
        "Lesson notes",
        "Conference of 8 October",
        "school",
    ],
}


@read_and_send
def bring_in(request: HttpRequest) -> HttpResponse:
    """Nothing at first; then what the file would do, line by line; then it is done."""
    _require(request)
    if "tables" in request.POST:
        return _confirm(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    tables = form.cleaned_data["file"]
    try:
        report = import_casework(tables, by=person(request), dry_run=True)
    except RuleError as error:
        form.add_error("file", str(error))
        return _page(request, form)
    return _page(request, form, report, ConfirmForm(initial={"tables": as_text(tables)}))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A workbook with the three sheets, one example on each, and what every column says."""
    _require(request)
    response = HttpResponse(workbook(COLUMNS, EXAMPLES), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="casework-template.xlsx"'
    return response


def _require(request: HttpRequest) -> None:
    """For whoever runs the cases of an authority."""
    if not las_where(request.user, may=Perm.MANAGE_CASE).exists():
        log_refusal(request)
        raise PermissionDenied("Whoever runs the cases of the authority brings in its spreadsheet.")


def _confirm(request: HttpRequest) -> HttpResponse:
    confirm = ConfirmForm(request.POST)
    if not confirm.is_valid():
        messages.error(request, "Choose the file again: it could not be read from the page.")
        return redirect("tasks:bring_spreadsheet")
    try:
        with once(confirm.cleaned_data["form_key"], by=person(request)) as submission:
            given = confirm.cleaned_data
            report = import_casework(given["tables"], by=person(request), despite=given["despite"])
            if report.done:
                submission.led_to = "/cases/"
                submission.save(update_fields=["led_to"])
            else:
                submission.delete()  # nothing was done: the corrected file is sent under a key of its own
    except SentTwice as twice:
        messages.info(request, str(twice))
        return redirect("cases:list")
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("tasks:bring_spreadsheet")
    if not report.done:
        if not report.refused:
            confirm.add_error("despite", "Tick the box, or change these lines and choose the file again")
        return _page(request, SheetForm(), report, confirm)
    what = f"{report.cases} cases, {report.conferences} conferences and {report.actions} actions"
    messages.success(request, f"{what} were brought in.")
    return redirect("cases:list")


def _page(
    request: HttpRequest, form: SheetForm, report: Report | None = None, confirm: ConfirmForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "report": report, "confirm": confirm, "columns": COLUMNS.items()}
    return render(request, "workflows/spreadsheet.html", context)
