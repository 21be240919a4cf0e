"""How a letter reached one recipient: what really happened, with what shows it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letters.content import counts_as_given
from letters.models import Letter, PaperNotice, Service
from letters.pages import head_of
from letters.services.reading import record_reading
from letters.services.serving import not_delivered, record_arrival, record_receipt, record_return
from letters.services.telling import ask_for_file
from letters.services.timing import correct_service
from letters.serving_forms import ArrivalForm, ReceiptForm, ReturnForm, ServiceForm
from letters.views.reader import reader
from people.guards import require, seen_or_404
from record import clock
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm

READ_AND_SEND = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READ_AND_SEND)
def service_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """How and when the letter really went to one recipient, and from which day it counts as given.

    Where no e-mail reached the recipient, first class post today is proposed.
    """
    letter, given = _copy_to_look_after(request, reference, pk)
    not_reached = not_delivered().filter(pk=given.pk).exists()
    method, left = given.method, given.given_on
    deemed_on = given.deemed_on or left
    if not_reached:
        method, left = Service.Method.POST, clock.today()
        deemed_on = counts_as_given(letter, method, left=left)
    before: dict[str, Any] = {"method": method, "given_on": left, "deemed_on": deemed_on}
    form = ServiceForm(request.POST or None, initial=before)
    said = f"It is recorded how the letter went to {given.recipient}."
    onward = letter.get_absolute_url()
    recorded = _recorded(request, form, given, do=correct_service, said=said, onward=onward)
    return recorded or _page(request, "letters/service.html", letter, given, form, not_reached=not_reached)


@login_required
@require_http_methods(READ_AND_SEND)
def returned(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The e-mail to one recipient came back: the letter is on the list to post."""
    letter, given = _copy_to_look_after(request, reference, pk)
    form = ReturnForm(request.POST or None, initial={"on": clock.today()})
    said = f"It is recorded. The letter to {given.recipient} is on the list to post by first class post."
    onward = letter.get_absolute_url()
    recorded = _recorded(request, form, given, do=record_return, said=said, onward=onward)
    return recorded or _page(request, "letters/returned.html", letter, given, form)


@login_required
@require_http_methods(READ_AND_SEND)
def arrived(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The e-mail to one recipient did arrive: the letter leaves the list to post."""
    letter, given = _copy_to_look_after(request, reference, pk)
    form = ArrivalForm(request.POST or None)
    said = f"It is recorded that the e-mail to {given.recipient} did arrive. Nothing is to be posted there."
    onward = letter.get_absolute_url()
    recorded = _recorded(request, form, given, do=record_arrival, said=said, onward=onward)
    return recorded or _page(request, "letters/arrived.html", letter, given, form)


@login_required
@require_http_methods(READ_AND_SEND)
def receipt(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One recipient acknowledged the letter on paper."""
    letter, given = _copy_to_look_after(request, reference, pk)
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"on": clock.today()})
    said = f"It is recorded that {given.recipient} has the letter."
    onward = letter.get_absolute_url()
    recorded = _recorded(request, form, given, do=record_receipt, said=said, onward=onward)
    return recorded or _page(request, "letters/receipt.html", letter, given, form)


def _copy_to_look_after(request: HttpRequest, reference: str, pk: int) -> tuple[Letter, Service]:
    """The letter and how it went to one recipient, for those who may record that."""
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case")
    letter = seen_or_404(request, rows, reference=reference)
    services = Service.objects.select_related("recipient").filter(recipient__letter=letter)
    given = seen_or_404(request, services, pk=pk)
    require(request, Perm.DRAFT_LETTER, letter.school)
    return letter, given


def _recorded(
    request: HttpRequest,
    form: forms.Form,
    given: Service,
    *,
    do: Callable[..., None],
    said: str,
    onward: str,
) -> HttpResponse | None:
    """What was sent is on record, or was before; None while the form has something to ask."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        do(given, by=reader(request), **form.cleaned_data)
        messages.success(request, said)
    except AlreadyDone as done:
        messages.info(request, str(done))
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    return redirect(onward)


def _page(
    request: HttpRequest, template: str, letter: Letter, given: Service, form: forms.Form, **more: Any
) -> HttpResponse:
    head = head_of(letter, reader(request))
    facts = {"letter": letter, "given": given, "form": form, "head": head, **more}
    return render(request, template, facts)


@login_required
@require_safe
def proof(request: HttpRequest, reference: str, pk: int, what: str) -> FileResponse:
    """The proof that a letter was given, or the receipt that was signed, for the council alone; on record."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.READ_LA, letter.school)
    rows = Service.objects.filter(recipient__letter=letter).exclude(**{f"{what}_file": ""})
    given = seen_or_404(request, rows, pk=pk)
    record_reading(letter, what=f"{what} of giving", by=reader(request))
    return FileResponse(
        getattr(given, f"{what}_file").open("rb"),
        content_type=getattr(given, f"{what}_type"),
        as_attachment=True,
        filename=getattr(given, f"{what}_name"),
    )


@login_required
@require_safe
def notice_pdf(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """What a recipient is told on paper after the letter, exactly as it was made: to print and post."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.READ_LA, letter.school)
    notice = seen_or_404(request, PaperNotice.objects.filter(clock__letter=letter), pk=pk)
    if not notice.pdf:
        ask_for_file(notice)
        messages.info(request, "The notice is being made. Open it again in a minute.")
        return redirect(letter)
    record_reading(letter, what=f"notice on paper, {notice.get_about_display().lower()}", by=reader(request))
    name = f"{letter.reference}-notice-{notice.pk}.pdf"
    return FileResponse(notice.pdf.open("rb"), content_type="application/pdf", filename=name)
