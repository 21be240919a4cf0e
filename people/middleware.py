"""What every page of casework has in common."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from record import clock

SIGNED_IN_AT = "signed_in_at"


class PrivatePagesMiddleware:
    """Pages of signed-in people are never stored by a browser, and a session ends after a working day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_too_old(request):
            logout(request)
        response = self.get_response(request)
        # Asked again: the page in between may have been the one that signs in or out.
        if request.user.is_authenticated:
            request.session.setdefault(SIGNED_IN_AT, clock.now().timestamp())
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _is_too_old(self, request: HttpRequest) -> bool:
        now = clock.now().timestamp()
        return now - request.session.get(SIGNED_IN_AT, now) > settings.SESSION_ABSOLUTE_SECONDS
