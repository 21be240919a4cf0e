"""How letters reach people outside this site: the list for post and hand, and what really happened."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letters.forms import ServiceForm
from letters.models import Letter, Service
from letters.pages import head_of
from letters.services.timing import correct_service
from letters.views.reader import reader
from people.access import schools_where
from people.guards import log_reading, log_refusal, require, seen_or_404
from record.errors import RuleError
from schools.permissions import Perm


@login_required
@require_safe
def to_post(request: HttpRequest) -> HttpResponse:
    """Everything that is to leave by post or by hand and is not on record as sent: to print and tick off."""
    schools = schools_where(request.user, may=Perm.DRAFT_LETTER)
    if not schools.exists():
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    waiting = Service.objects.filter(
        recipient__letter__school__in=schools,
        method__in=(Service.Method.POST, Service.Method.HAND),
        proof="",
        deemed_why="",
    ).select_related("recipient__letter__school", "recipient__letter__kind", "recipient__letter__document")
    log_reading(request, what="List of letters to post")
    services = list(waiting.order_by("given_on", "recipient__letter", "recipient"))
    return render(request, "letters/to_post.html", {"services": services})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def service_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """How and when the letter really went to one recipient, and from which day it counts as given."""
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case")
    letter = seen_or_404(request, rows, reference=reference)
    given = seen_or_404(
        request, Service.objects.select_related("recipient").filter(recipient__letter=letter), pk=pk
    )
    require(request, Perm.DRAFT_LETTER, letter.school)
    before: dict[str, Any] = {
        "method": given.method,
        "given_on": given.given_on,
        "deemed_on": given.deemed_on or given.given_on,
    }
    form = ServiceForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            correct_service(given, by=reader(request), **form.cleaned_data)
            messages.success(request, f"It is recorded how the letter went to {given.recipient}.")
            return redirect(letter)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    facts = {"letter": letter, "given": given, "form": form, "head": head_of(letter, reader(request))}
    return render(request, "letters/service.html", facts)
