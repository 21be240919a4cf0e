"""The state of the site, for whatever watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from web.health import parts


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Each part's state: 200 when all work, 503 when one is down."""
    found = parts()
    works = all(part.works for part in found)
    states = {part.name: {"works": part.works, "says": part.says} for part in found}
    return JsonResponse({"works": works, "parts": states}, status=200 if works else 503)
