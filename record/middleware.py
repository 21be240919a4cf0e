"""Every request acts under the name of the person who is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from record.actor import acting_as


class ActorMiddleware:
    """History rows written during a request name its user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with acting_as(user):
            return self.get_response(request)
