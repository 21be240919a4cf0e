"""The letter as a file, as it was given."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from letters.models import Letter, LetterDocument
from letters.services.reading import record_reading
from letters.views.reader import reader
from people.guards import log_refusal, seen_or_404


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
