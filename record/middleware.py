"""Every request acts under the name of the person who is signed in, and a PDF that can't be made says so."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from record.actor import acting_as
from record.pdf import PdfError

logger = logging.getLogger(__name__)


class ActorMiddleware:
    """History rows written during a request name its user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with acting_as(user):
            return self.get_response(request)


class PdfMiddleware:
    """Whoever asks for a PDF that could not be made now is told why and what to do (503), on every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PdfError):
            return None
        logger.exception("A PDF could not be made")
        return render(request, "503.html", {"why": str(error)}, status=503)
