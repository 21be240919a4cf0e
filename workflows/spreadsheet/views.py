"""Bringing the spreadsheet of today's casework."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.views.shared import read_and_send
from people.access import las_where
from people.guards import log_refusal, person
from schools.permissions import Perm
from workflows.spreadsheet.bringing import import_casework
from workflows.spreadsheet.columns import COLUMNS, KINDS
from workflows.spreadsheet.page import Sheet, bring_in_page, download_template

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
    sheet = Sheet(
        template="workflows/spreadsheet.html",
        columns=COLUMNS,
        about="URN",
        kinds=KINDS,
        bring=partial(import_casework, by=person(request)),
        onward=reverse("cases:list"),
    )
    return bring_in_page(request, sheet)


@require_safe
def template(request: HttpRequest, kind: str = "xlsx") -> HttpResponse:
    """A workbook with the three sheets, one example on each, and what every column says; or a CSV file."""
    _require(request)
    return download_template(COLUMNS, EXAMPLES, "casework-template", kind=kind, kinds=KINDS)


def _require(request: HttpRequest) -> None:
    """For whoever runs the cases of an authority."""
    if not las_where(request.user, may=Perm.MANAGE_CASE).exists():
        log_refusal(request)
        raise PermissionDenied("Whoever runs the cases of the authority brings in its spreadsheet.")
