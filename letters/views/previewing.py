"""The letter as it would be given today, before it is: as a PDF, and as pictures of its pages."""

import base64
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letters.content import facts_of, pages_of, pdf_of
from letters.forms import DraftForms
from letters.models import Letter
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.guards import require, seen_or_404
from people.models import User
from record import clock
from record.pdf import PdfError
from record.reading import read_lately
from schools.permissions import Perm

WHAT = "preview of the draft"
FIRST_PAGES, MOST_PAGES = 2, 40
LOGGED_AGAIN_AFTER = timedelta(minutes=10)  # who types looks at it many times


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as it would be given today, marked as a draft; for the council alone.

    Sending the form of a draft here shows its words as they are typed, and keeps nothing.
    """
    letter = _draft_seen(request, reference)
    record_reading(letter, what=WHAT, by=reader(request))
    facts, forms = _facts(request, letter)
    if facts is None:
        return render(
            request, "letters/preview_refused.html", {"letter": letter, "refused": _sentences(forms)}
        )
    response = HttpResponse(pdf_of(facts, draft=True), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter.reference}-draft.pdf"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft_pages(request: HttpRequest, reference: str) -> HttpResponse:
    """Pictures of the first pages of that PDF, for whoever may have it; nothing is kept.

    JSON: ``pages``, how many there are, and ``pictures``, PNG as addresses (``data:``) of the first ``most``;
    or ``refused``, the sentences with which saving the form would be refused.
    """
    letter = _draft_seen(request, reference)
    by = reader(request)
    if not read_lately(by, f"{letter.reference}, {WHAT}", within=LOGGED_AGAIN_AFTER):
        record_reading(letter, what=WHAT, by=by)
    facts, forms = _facts(request, letter)
    if facts is None:
        return JsonResponse({"refused": _sentences(forms)})
    try:
        made = pages_of(facts, most=_wanted(request))
    except PdfError as error:
        return JsonResponse({"refused": [str(error)]})
    pictures = [f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in made.pictures]
    return JsonResponse({"pages": made.pages, "pictures": pictures})


def _draft_seen(request: HttpRequest, reference: str) -> Letter:
    """The letter, if the person may see it as a draft: who sends words has to be one who may write it."""
    rows = Letter.objects.visible_to(request.user).select_related("kind__clock_rule", "school__la", "case")
    letter: Letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.READ_LA, letter.school)
    if letter.is_given:
        raise Http404
    if request.method == "POST":
        require(request, Perm.DRAFT_LETTER, letter.school)
    return letter


def _facts(request: HttpRequest, letter: Letter) -> tuple[dict[str, Any] | None, DraftForms | None]:
    """What the letter says, with the words that were sent if any were; None if one is to be put right."""
    if request.method != "POST":
        return facts_of(letter, given=clock.today()), None
    forms = DraftForms(letter, request.POST)
    return _as_typed(letter, forms, by=reader(request)), forms


def _as_typed(letter: Letter, forms: DraftForms, *, by: User) -> dict[str, Any] | None:
    """What the letter would say with these words; None if something is to be put right. Nothing is kept."""
    if not forms.is_valid():
        return None
    with transaction.atomic():
        facts = facts_of(letter, given=clock.today()) if forms.save(by=by) else None
        transaction.set_rollback(True)
    return facts


def _sentences(forms: DraftForms | None) -> list[str]:
    """Everything that is to be put right, each with the name of its field."""
    told = []
    for form in [forms.words, *forms.actions.forms] if forms else []:
        for field in form:
            told += [f"{field.label}: {error}" for error in field.errors]
        told += form.non_field_errors()
    return told


def _wanted(request: HttpRequest) -> int:
    asked = (request.POST or request.GET).get("most", "")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isascii() and asked.isdigit() else FIRST_PAGES
