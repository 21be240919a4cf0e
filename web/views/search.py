"""One box for everything."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from web.search import LONGEST, exact_page, find_things


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words; the page itself when exactly one thing has that number or reference."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    if not words:
        return render(request, "web/search.html", {"words": ""})
    page = exact_page(request.user, words)
    if page:
        return redirect(page)
    return render(request, "web/search.html", {"words": words, "found": find_things(request.user, words)})
