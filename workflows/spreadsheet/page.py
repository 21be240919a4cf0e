"""A page that brings a spreadsheet in: looked at first, line by line, then done as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concern_cases.views.shared import send_once, sent_before
from record.errors import RuleError
from record.exports import XLSX, download
from record.words import capital, counted, listed
from workflows.spreadsheet.columns import KIND, Column
from workflows.spreadsheet.forms import ConfirmForm, SheetForm, as_text
from workflows.spreadsheet.report import Report
from workflows.spreadsheet.workbook import workbook


@dataclass(frozen=True)
class Sheet:
    """What is brought in, and by what: ``bring(tables, dry_run=, despite=)`` gives the report."""

    template: str
    columns: dict[str, list[Column]]
    about: str  # what the first needed column of a line names
    kinds: dict[str, str]  # a line's kind in the singular → its sheet
    bring: Callable[..., Report]
    onward: str
    facts: dict[str, Any] = field(default_factory=dict)  # what the page shows besides


class _NotDone(Exception):
    """A line was refused, or asks twice: nothing is done."""

    def __init__(self, report: Report) -> None:
        self.report = report


def bring_in_page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Nothing at first; then what the file would do, line by line; then it is done."""
    if "tables" in request.POST:
        return _confirmed(request, sheet)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, sheet, form)
    tables = form.cleaned_data["file"]
    try:
        report = sheet.bring(tables, dry_run=True, despite=True)
    except RuleError as error:
        form.add_error("file", str(error))
        return _page(request, sheet, form)
    return _page(request, sheet, form, report, ConfirmForm(initial={"tables": as_text(tables)}))


def download_template(
    columns: dict[str, list[Column]],
    examples: dict[str, list[str]],
    name: str,
    *,
    kind: str,
    kinds: dict[str, str],
) -> HttpResponse:
    """A workbook with the sheets, one example on each, and what every column says; or the same as CSV.

    The CSV file has the columns of all sheets, each once, and its first says which sheet a line stands for.
    """
    if kind == "csv":
        heads = list(dict.fromkeys(column.name for of_sheet in columns.values() for column in of_sheet))
        rows = []
        for row, sheet in kinds.items():
            cells = dict(zip((column.name for column in columns[sheet]), examples[sheet], strict=True))
            rows.append([row, *(cells.get(head, "") for head in heads)])
        return download(kind, name=name, heads=[KIND, *heads], rows=rows)
    response = HttpResponse(workbook(columns, examples), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _confirmed(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    earlier = sent_before(request, otherwise=sheet.onward)
    if earlier:
        return earlier
    confirm = ConfirmForm(request.POST)
    if not confirm.is_valid():
        messages.error(request, "Choose the file again: it could not be read from the page.")
        return redirect(request.path)
    given = confirm.cleaned_data

    def bring() -> Report:
        report = sheet.bring(given["tables"], dry_run=False, despite=given["despite"])
        if not report.done:
            raise _NotDone(report)
        return report

    def done(report: Report) -> str:
        changed = f", and {counted(report.changed, 'line')} changed what was here" if report.changed else ""
        return f"{capital(_added(sheet, report))} were brought in{changed}."

    try:
        answer = send_once(
            request, confirm, do=bring, onward=lambda _: sheet.onward, done=done, otherwise=sheet.onward
        )
    except _NotDone as not_done:
        if not not_done.report.refused:
            confirm.add_error("despite", "Tick the box, or change these lines and choose the file again")
        return _page(request, sheet, SheetForm(), not_done.report, confirm)
    if answer:
        return answer
    messages.error(request, " ".join(str(words) for errors in confirm.errors.values() for words in errors))
    return redirect(request.path)


def _page(
    request: HttpRequest,
    sheet: Sheet,
    form: SheetForm,
    report: Report | None = None,
    confirm: ConfirmForm | None = None,
) -> HttpResponse:
    facts: dict[str, Any] = {
        "form": form,
        "report": report,
        "confirm": confirm,
        "columns": sheet.columns.items(),
    }
    facts |= {"about": sheet.about, **sheet.facts}
    facts["kinds"] = f"{', '.join([*sheet.kinds][:-1])} or {[*sheet.kinds][-1]}"
    if report:
        facts["added"] = capital(_added(sheet, report))
    return render(request, sheet.template, facts)


def _added(sheet: Sheet, report: Report) -> str:
    return listed(counted(report.added(name), kind, name) for kind, name in sheet.kinds.items())
