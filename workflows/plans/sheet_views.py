"""Bringing a plan's spreadsheet: looked at first, then brought into the draft as a whole."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import PlanVersion
from concern_cases.services.once import SentTwice, once
from concern_cases.views.plan_guards import draft_to_write, why_not_written
from concern_cases.views.shared import read_and_send
from people.access import schools_where
from people.guards import log_refusal, person
from record.errors import RuleError
from record.exports import XLSX
from schools.permissions import Perm
from workflows.plans.sheet import COLUMNS, SheetReport, import_plan
from workflows.spreadsheet.forms import ConfirmForm, SheetForm, as_text
from workflows.spreadsheet.workbook import workbook

EXAMPLES = {
    "objectives": [
        "A",
        "Key stage 2 outcomes, including two levels’ progress",
        "Pupils reach what they should at the end of key stage 2",
        "45 % (9 of 20)",
        "Share of the cohort that reaches the expected level",
        "65 % (13 of 20)",
        "2027-07-16",
        "The tracker, each half-term",
        "The headteacher",
        "Pupil-progress meetings",
        "Each half-term",
    ],
    "actions": [
        "A",
        "Joint planning with the partner school",
        "Deputy head",
        "2027-01-29",
        "Two days of the NLE",
    ],
    "milestones": ["A", "55 % on track", "Deputy head", "2027-02-12"],
}


@read_and_send
def bring_in(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Nothing at first; then what the file would do, line by line; then it is done."""
    version = draft_to_write(request, pk, number, what="bringing a spreadsheet")
    if why_not := why_not_written(version):
        messages.info(request, why_not)
        return redirect(version)
    if "tables" in request.POST:
        return _confirm(request, version)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, version, form)
    tables = form.cleaned_data["file"]
    try:
        report = import_plan(tables, version, by=person(request), dry_run=True)
    except RuleError as error:
        form.add_error("file", str(error))
        return _page(request, version, form)
    return _page(request, version, form, report, ConfirmForm(initial={"tables": as_text(tables)}))


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A workbook with the three sheets, one example on each, and what every column says."""
    writers = (Perm.DRAFT_PLAN, Perm.WRITE_SINGLE_PLAN)
    if not any(schools_where(request.user, may=perm).exists() for perm in writers):
        log_refusal(request)
        raise PermissionDenied("Whoever writes plans uses this template.")
    response = HttpResponse(workbook(COLUMNS, EXAMPLES), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="plan-template.xlsx"'
    return response


def _confirm(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    here = reverse("tasks:bring_plan", args=[version.plan_id, version.number])
    onward = reverse("plans:write", args=[version.plan_id, version.number])
    confirm = ConfirmForm(request.POST)
    if not confirm.is_valid():
        messages.error(request, "Choose the file again: it could not be read from the page.")
        return redirect(here)
    try:
        with once(confirm.cleaned_data["form_key"], by=person(request)) as submission:
            report = import_plan(confirm.cleaned_data["tables"], version, by=person(request))
            if report.done:
                submission.led_to = onward
                submission.save(update_fields=["led_to"])
            else:
                submission.delete()  # nothing was done: the corrected file is sent under a key of its own
    except SentTwice as twice:
        messages.info(request, str(twice))
        return redirect(onward)
    except RuleError as error:
        messages.error(request, str(error))
        return redirect(here)
    if not report.done:
        return _page(request, version, SheetForm(), report, confirm)
    what = f"{report.objectives} objectives, {report.actions} actions and {report.milestones} milestones"
    messages.success(request, f"{what} were brought in.")
    return redirect(onward)


def _page(
    request: HttpRequest,
    version: PlanVersion,
    form: SheetForm,
    report: SheetReport | None = None,
    confirm: ConfirmForm | None = None,
) -> HttpResponse:
    plan = version.plan
    facts: dict[str, Any] = {"form": form, "report": report, "confirm": confirm, "columns": COLUMNS.items()}
    facts |= {"version": version, "plan": plan}
    facts["head"] = plan.case and case_head(plan.case, user=request.user, current="plan")
    return render(request, "workflows/plans/spreadsheet.html", facts)
