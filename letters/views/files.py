"""The letter as a file: as it was given, and as it would be given now."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from letters.content import facts_of, pdf_of
from letters.models import Letter, LetterDocument
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.guards import log_refusal, require, seen_or_404
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
@require_safe
def draft_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as it would be given today, marked as a draft; for the council alone."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.READ_LA, letter.school)
    if letter.is_given:
        raise Http404
    record_reading(letter, what="preview of the draft", by=reader(request))
    made = pdf_of(facts_of(letter, given=clock.today()), draft=True)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter.reference}-draft.pdf"'
    return response
