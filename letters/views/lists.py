"""The list of letters."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import ConcernCase
from letters.models import Clock, Letter, Service
from letters.register import HEADS, register_rows
from letters.views.reader import reader
from people.access import las_where, schools_where
from people.guards import log_reading, seen_or_404
from record import clock
from record.exports import download
from schools.permissions import Perm

WRITTEN = ("draft", "legal_check", "for_authorisation", "authorised")
STAGES = {
    "": ("All", None),
    "written": ("Being written", WRITTEN),
    "awaited": ("Answer awaited", ("given",)),
    "ended": (
        "Ended",
        ("complied", "not_complied", "withdrawn", "superseded", "for_information", "not_confirmed"),
    ),
}
PAGE = 50


@dataclass(frozen=True)
class Stage:
    """One tab above the list."""

    label: str
    url: str
    count: int
    current: bool


@login_required
@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters that the person may see: those that await an answer first, by deadline, then the latest."""
    chosen = request.GET.get("show", "")
    letters, stages = _letters(request), _stages(request, chosen)
    log_reading(request, what="List of letters")
    page = Paginator(_in_stage(letters, chosen), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "letters/list.html",
        {
            "page": page,
            "stages": stages,
            "show": chosen,
            "today": clock.today(),
            "can_authorise": las_where(request.user, may=Perm.AUTHORISE_LETTER).exists(),
            "can_post": schools_where(request.user, may=Perm.DRAFT_LETTER).exists(),
        },
    )


@login_required
@require_safe
def case_letters(request: HttpRequest, reference: str) -> HttpResponse:
    """Letters of one case that the person may see."""
    case = seen_or_404(request, ConcernCase.objects.visible_to(request.user), reference=reference)
    log_reading(request, what=f"{case.reference}, letters", urn=case.school.urn)
    letters = _letters(request).filter(case=case)
    head = case_head(case, user=request.user, current="letters")
    return render(request, "letters/case_letters.html", {"case": case, "letters": letters, "head": head})


@login_required
@require_safe
def letter_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The register as a table for a spreadsheet: the same letters, with outcome and days of each step."""
    log_reading(request, what=f"List of letters as {kind.upper()}")
    main = Service.objects.filter(recipient__letter=OuterRef("pk"), recipient__is_copy=False)
    letters = _in_stage(_letters(request), request.GET.get("show", ""))
    letters = letters.annotate(acknowledged_at=Subquery(main.values("acknowledged_at")[:1]))
    rows = register_rows(letters, reader=reader(request))
    return download(kind, name="letters", heads=HEADS, rows=rows)


def _letters(request: HttpRequest) -> QuerySet[Letter]:
    running = Clock.objects.filter(letter=OuterRef("pk"), superseded_at=None)
    rows = Letter.objects.visible_to(request.user).annotate(
        due=Subquery(running.values("ends_on")[:1]),
        awaited=Case(When(status="given", then=Value(0)), default=Value(1)),
    )
    rows = rows.select_related("school", "case", "kind", "response")
    return rows.order_by("awaited", F("due").asc(nulls_last=True), "-pk")


def _in_stage(rows: QuerySet[Letter], chosen: str) -> QuerySet[Letter]:
    states = STAGES.get(chosen, STAGES[""])[1]
    return rows.filter(status__in=states) if states else rows


def _stages(request: HttpRequest, chosen: str) -> list[Stage]:
    """Tabs with a letter behind them; a reader who can meet no drafts meets no tab for drafts."""
    states = list(Letter.objects.visible_to(request.user).values_list("status", flat=True))
    tabs = []
    for name, (label, wanted) in STAGES.items():
        count = sum(wanted is None or state in wanted for state in states)
        if count or name in ("", chosen):
            tabs.append(Stage(label, f"?show={name}" if name else "?", count, name == chosen))
    return tabs
