"""The calendar of meetings by term, by half-term and by month, and a term for the wall."""

import io
import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pikepdf
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from meetings.calendars.tabs import calendar_tabs
from meetings.calendars.term import View, authority_of, calendar_of, people_met_by
from meetings.calendars.terms import Term, chosen, near, terms_of
from people.guards import log_reading, seen_or_404
from people.models import User
from record import clock
from record.pdf import render_pdf

PAGE_HEIGHT, ROW_FRAME, TALLEST = 232, 4, 40  # millimetres: what an A3 page leaves for the weeks
SIZES = ("10", "8.8", "7.7", "6.7", "5.8", "5")  # points
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@require_safe
def term(request: HttpRequest) -> HttpResponse:
    """The meetings of a term (``?term=2026-3``, ``2026-spring``), of all or of one person (``?person=``)."""
    found = _term_and_calendar(request)
    if found is None:
        return render(request, "meetings/term_unknown.html", {"tabs": calendar_tabs(request.user, "term")})
    this, terms, view = found
    log_reading(request, what=f"calendar of {this.kind} {this.name}")
    facts = {"view": view, "term": this, "near": near(terms, this)}
    facts |= {"tabs": calendar_tabs(request.user, "term"), "month": f"{this.first_day:%Y-%m}"}
    return render(request, "meetings/term.html", facts)


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The meetings of a month (``?month=2027-01``), of everybody or of one person."""
    first = _month_asked(request.GET.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    view = calendar_of(request.user, authority_of(request.user), first, last, person=_person_asked(request))
    log_reading(request, what=f"calendar of {first:%Y-%m}")
    facts = {
        "view": view,
        "first": first,
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
    }
    return render(request, "meetings/month.html", facts | {"tabs": calendar_tabs(request.user, "month")})


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The term on one A3 page, to be hung up: conferences that are called, and nothing proposed.

    The letters are as large as one page allows.
    """
    found = _term_and_calendar(request, proposals=False)
    if found is None:
        raise Http404
    this, _, view = found
    title = f"Meetings, {this.called}, {this.season}"
    facts = {"view": view, "term": this, "authority": settings.AUTHORITY_NAME, "title": title}
    log_reading(request, what=f"wall planner of {this.kind} {this.name}")
    pdf = _on_one_page(facts, weeks=len(view.weeks), title=title)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{this.kind}-{this.name}.pdf"'
    return response


def _on_one_page(facts: dict[str, Any], *, weeks: int, title: str) -> bytes:
    """The planner in the largest letters in which it is one page; in the smallest, however many it is."""
    heights = {SIZES[0]: min(TALLEST, PAGE_HEIGHT // weeks - ROW_FRAME)}  # smaller ones leave no room over
    for size in SIZES:
        sized = facts | {"size": size, "row_height": heights.get(size, 0)}
        pdf = render_pdf(render_to_string("meetings/term_wall_pdf.html", sized), title=title)
        with pikepdf.open(io.BytesIO(pdf)) as made:
            if len(made.pages) == 1:
                break
    return pdf


def _term_and_calendar(
    request: HttpRequest, *, proposals: bool = True
) -> tuple[Term, list[Term], View] | None:
    """The term that the address names, with its calendar; None while no term dates are known."""
    la = authority_of(request.user)
    terms = terms_of(la) if la else []
    this = chosen(terms, request.GET.get("term", ""), today=clock.today())
    if this is None:
        return None
    view = calendar_of(
        request.user,
        la,
        this.first_day,
        this.last_day,
        person=_person_asked(request),
        proposals=proposals,
    )
    return this, terms, view


def _person_asked(request: HttpRequest) -> User | None:
    """Whose calendar is asked for, or None for everybody's; 404 for who is at no meeting the reader sees."""
    key = request.GET.get("person", "")
    if not key:
        return None
    return seen_or_404(request, people_met_by(request.user), pk=int(key) if key.isdecimal() else 0)


def _month_asked(text: str) -> date:
    """The first day of the month asked for, or of this one."""
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else clock.today().replace(day=1)
