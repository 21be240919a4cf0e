"""Mails that a person has to look after: not sent, or nobody knows."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from people.guards import log_refusal, seen_or_404
from record.errors import RuleError
from record.models import Dispatch
from record.outbox import retry, settle
from web.outbox import looks_after_mail, troubled, whom


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What failed and what is not known, of the schools and people that the reader looks after."""
    _only_for_those_who_look_after_it(request)
    rows = [{"row": row, "to": whom(row)} for row in troubled(request.user)]
    return render(request, "web/outbox.html", {"rows": rows})


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits to be sent once more."""
    row = _found(request, pk)
    return _after(
        request, lambda: retry(row, by=request.user), f"The mail to {whom(row)} will be sent again."
    )


@require_POST
def say_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts as sent, because somebody found out."""
    row = _found(request, pk)
    done = f"The mail to {whom(row)} is recorded as sent."
    return _after(request, lambda: settle(row, was_sent=True, by=request.user), done)


def _only_for_those_who_look_after_it(request: HttpRequest) -> None:
    if not looks_after_mail(request.user):
        log_refusal(request)
        raise Http404


def _found(request: HttpRequest, pk: int) -> Dispatch:
    _only_for_those_who_look_after_it(request)
    return seen_or_404(request, troubled(request.user), pk=pk)


def _after(request: HttpRequest, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except RuleError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("outbox")
