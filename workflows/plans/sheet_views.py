"""Bringing a plan's spreadsheet into its draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import PlanVersion
from concern_cases.views.plan_guards import draft_to_write, why_not_written
from concern_cases.views.shared import read_and_send
from people.access import schools_where
from people.guards import log_reading, log_refusal, person, seen_or_404
from record.exports import workbook
from record.tables import Table
from schools.permissions import Perm
from workflows.plans.sheet import import_plan
from workflows.plans.sheet_columns import COLUMNS, KINDS
from workflows.plans.sheet_rows import rows_of
from workflows.spreadsheet.page import Sheet, bring_in_page, download_template
from workflows.spreadsheet.report import Report

EXAMPLES = {
    "objectives": [
        "A",
        "Key stage 2 outcomes, including two levels’ progress",
        "Pupils reach what they should at the end of key stage 2",
        "Results have been below the floor target for two years",
        "2027-07-16",
        "The headteacher",
        "Pupil-progress meetings",
        "Each half-term",
    ],
    "criteria": [
        "A",
        "Share of the cohort that reaches the expected level",
        "45 % (9 of 20)",
        "65 % (13 of 20)",
        "2027-05-28",
        "The tracker, each half-term",
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
    plan = version.plan

    def bring(tables: list[Table], *, dry_run: bool, despite: bool) -> Report:
        """Nothing in a plan asks twice, so ``despite`` says nothing."""
        return import_plan(tables, version, by=person(request), dry_run=dry_run)

    head: Any = plan.case and case_head(plan.case, user=request.user, current="plan")
    sheet = Sheet(
        template="workflows/plans/spreadsheet.html",
        columns=COLUMNS,
        about="Objective",
        kinds=KINDS,
        bring=bring,
        onward=reverse("plans:write", args=[version.plan_id, version.number]),
        facts={"version": version, "plan": plan, "head": head},
    )
    return bring_in_page(request, sheet)


@require_safe
def take_away(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as a workbook of the template’s sheets, which can be changed and brought in again."""
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan__school")
    version = seen_or_404(request, versions, plan=pk, number=number)
    log_reading(request, what=f"spreadsheet of {version}", urn=version.plan.school.urn)
    rows = rows_of(version)
    sheets = [(name, [column.name for column in COLUMNS[name]], rows[name]) for name in COLUMNS]
    response = workbook(name=f"plan-{version.plan.school.urn}-{number}", sheets=sheets)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """A workbook with the four sheets, one example on each, and what every column says."""
    writers = (Perm.DRAFT_PLAN, Perm.WRITE_SINGLE_PLAN)
    if not any(schools_where(request.user, may=perm).exists() for perm in writers):
        log_refusal(request)
        raise PermissionDenied("Whoever writes plans uses this template.")
    return download_template(COLUMNS, EXAMPLES, "plan-template")
