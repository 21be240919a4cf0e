"""The letter as a file: as it was given, and as it would be given now."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from letters.content import facts_of, pdf_of
from letters.forms import DraftForms
from letters.models import Letter, LetterDocument
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.guards import log_refusal, require, seen_or_404
from people.models import User
from record import clock
from schools.permissions import Perm


@login_required
@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The letter that was given, exactly as it was given; the reading is on record."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    document = LetterDocument.objects.filter(letter=letter).first()
    if document is None:
        log_refusal(request, urn=letter.school.urn)
        raise Http404
    record_reading(letter, what="PDF", by=reader(request))
    return FileResponse(
        document.pdf.open("rb"), content_type="application/pdf", filename=f"{letter.reference}.pdf"
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as it would be given today, marked as a draft; for the council alone.

    Sending the form of a draft here shows its words as they are typed, and keeps nothing.
    """
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.READ_LA, letter.school)
    if letter.is_given:
        raise Http404
    if request.method == "POST":
        require(request, Perm.DRAFT_LETTER, letter.school)
    record_reading(letter, what="preview of the draft", by=reader(request))
    facts: dict[str, Any] | None
    if request.method == "POST":
        forms = DraftForms(letter, request.POST)
        facts = _as_typed(letter, forms, by=reader(request))
        if facts is None:
            refused = [forms.words, *forms.actions.forms]
            return render(request, "letters/preview_refused.html", {"letter": letter, "refused": refused})
    else:
        facts = facts_of(letter, given=clock.today())
    response = HttpResponse(pdf_of(facts, draft=True), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter.reference}-draft.pdf"'
    return response


def _as_typed(letter: Letter, forms: DraftForms, *, by: User) -> dict[str, Any] | None:
    """What the letter would say with these words; None if something is to be put right. Nothing is kept."""
    if not forms.is_valid():
        return None
    with transaction.atomic():
        facts = facts_of(letter, given=clock.today()) if forms.save(by=by) else None
        transaction.set_rollback(True)
    return facts
