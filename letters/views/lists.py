"""The list of letters."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import ConcernCase
from letters.deadline_picture import deadline_picture
from letters.kinds.rights import reads_kinds
from letters.law import takes_notices
from letters.listing import STAGES, FindLettersForm, found, letters_of, with_days
from letters.models import Letter
from letters.register import HEADS, register_rows
from letters.services.serving import copies_to_post
from letters.services.telling import notices_to_send
from letters.views.reader import reader
from people.access import las_where, may, schools_where
from people.guards import log_reading, seen_or_404
from record.exports import download
from schools.permissions import Perm

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
    form = FindLettersForm(request.GET)
    asked = form.asked()
    letters = letters_of(reader(request))
    log_reading(request, what="List of letters")
    page = Paginator(found(letters, asked, request.GET), PAGE).get_page(request.GET.get("page"))
    posts_for = schools_where(request.user, may=Perm.DRAFT_LETTER)
    facts = {
        "form": form,
        "asked": asked,
        "page": page,
        "letters": with_days(page.object_list, reader(request)),
        "picture": deadline_picture(found(letters, asked, request.GET).filter(status="given")),
        "stages": _stages(request, asked.get("show", "")),
        "query": request.GET.urlencode(),
        "can_authorise": las_where(request.user, may=Perm.AUTHORISE_LETTER).exists(),
        "can_post": posts_for.exists(),
        "can_read_kinds": reads_kinds(request.user),
        "to_post": copies_to_post().filter(recipient__letter__school__in=posts_for).count()
        + notices_to_send().filter(clock__letter__school__in=posts_for).count(),
    }
    return render(request, "letters/list.html", facts)


@login_required
@require_safe
def case_letters(request: HttpRequest, reference: str) -> HttpResponse:
    """Letters of one case that the person may see."""
    case = seen_or_404(request, ConcernCase.objects.visible_to(request.user), reference=reference)
    log_reading(request, what=f"{case.reference}, letters", urn=case.school.urn)
    letters = with_days(letters_of(reader(request)).filter(case=case), reader(request))
    facts = {"case": case, "letters": letters, "head": case_head(case, user=request.user, current="letters")}
    if may(reader(request), Perm.READ_LA, case.school):
        writes = case.is_open and may(reader(request), Perm.DRAFT_LETTER, case.school)
        facts["of_secretary"] = list(case.school.secretary_notices.select_related("may_again_by"))
        facts["can_record"] = writes and takes_notices(case.school)
    return render(request, "letters/case_letters.html", facts)


@login_required
@require_safe
def letter_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The register as a table for a spreadsheet: the same letters, with outcome and days of each step."""
    log_reading(request, what=f"List of letters as {kind.upper()}")
    letters = found(letters_of(reader(request)), FindLettersForm(request.GET).asked(), request.GET)
    rows = register_rows(letters, reader=reader(request))
    return download(kind, name="letters", heads=HEADS, rows=rows)


def _stages(request: HttpRequest, chosen: str) -> list[Stage]:
    """Tabs with a letter behind them; a reader who can meet no drafts meets no tab for drafts."""
    states = list(Letter.objects.visible_to(request.user).values_list("status", flat=True))
    tabs = []
    for name, (label, wanted) in STAGES.items():
        count = sum(wanted is None or state in wanted for state in states)
        if count or name in ("", chosen):
            tabs.append(Stage(label, f"?show={name}" if name else "?", count, name == chosen))
    return tabs
