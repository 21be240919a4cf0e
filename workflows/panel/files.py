"""The reports as files: PDF for paper and the committees' clerk, a workbook for whoever counts on."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from meetings.models import PanelPaper
from meetings.words import plain_day
from record import clock, exports
from record.pdf import render_pdf
from workflows.panel.report import PanelReport
from workflows.panel.rows import HEADS, criterion_rows, number_rows, school_rows

Kind = PanelPaper.Kind
TITLES = {
    Kind.LETTERS: "Report to the Members Panel",
    Kind.NAMES: "Report to the Members Panel",
    Kind.COMMITTEE: "Schools of concern: report to committees",
}


def report_pdf(report: PanelReport, *, kind: str) -> bytes:
    """The report as a tagged PDF. Slow: never inside a transaction."""
    is_committees = kind == Kind.COMMITTEE
    facts = {
        "report": report.for_committees if is_committees else report,
        "heads": HEADS,
        "rows": [] if is_committees else school_rows(report, named=kind == Kind.NAMES),
        "named": kind == Kind.NAMES,
        "committees": is_committees,
        "title": TITLES[Kind(kind)],
        "made_at": clock.now(),
        "authority": settings.AUTHORITY_NAME,
    }
    html = render_to_string("workflows/panel/report_pdf.html", facts)
    return render_pdf(html, title=f"{TITLES[Kind(kind)]}, {plain_day(report.on)}")


def report_book(report: PanelReport, *, named: bool) -> HttpResponse:
    """The same as a workbook: schools, numbers and criteria, a sheet each."""
    sheets = [
        ("Schools", HEADS, school_rows(report, named=named)),
        ("Numbers over a year", *number_rows(report)),
        ("Success criteria", *criterion_rows(report, named=named)),
    ]
    return exports.workbook(name=f"members-panel-{report.on.isoformat()}", sheets=sheets)
