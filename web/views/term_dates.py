"""When schools are open: shown to the authority, brought in by its administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people.access import las_where
from people.forms.imports import LARGEST, ImportForm
from people.guards import log_refusal, person, refuse
from record.errors import RuleError
from record.exports import download
from schools.importing.terms import TermDatesReport
from schools.models import LocalAuthority
from schools.permissions import Perm
from web.schools.term_dates import HEADS, bring_in, stored_rows, years_of


class ConfirmForm(forms.Form):
    """The text that was looked at, sent back to be brought in."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LARGEST)


@require_http_methods(["GET", "HEAD", "POST"])
def term_dates(request: HttpRequest) -> HttpResponse:
    """The academic years as they are known; a file is looked at first, and then brought in as a whole."""
    la = _authority_seen(request)
    las = las_where(request.user, may=Perm.MANAGE_REGISTER)
    if request.method == "POST" and not las.exists():
        refuse(request, Perm.MANAGE_REGISTER, la)
    facts: dict[str, Any] = {"la": la, "years": years_of(la), "changes": las.exists()}
    if "text" in request.POST:
        return _confirm(request, list(las), facts)
    form = ImportForm(request.POST if request.method == "POST" else None, request.FILES or None)
    report = confirm = None
    if form.is_valid():
        text = form.cleaned_data["file"]
        try:
            report = bring_in(text, las=las, dry_run=True, by=person(request))
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            confirm = ConfirmForm(initial={"text": text})
    return _page(request, facts, form, report, confirm)


@require_safe
def download_term_dates(request: HttpRequest) -> HttpResponse:
    """The half-terms that are known, in the columns in which they are brought in."""
    la = _authority_seen(request)
    return download("csv", name="term-dates", heads=HEADS, rows=stored_rows(la))


def _authority_seen(request: HttpRequest) -> LocalAuthority:
    """The authority all of whose schools the person sees; otherwise 404."""
    la = las_where(request.user, may=Perm.VIEW_SCHOOL).first()
    if la is None:
        log_refusal(request)
        raise Http404
    return la


def _confirm(request: HttpRequest, las: list[LocalAuthority], facts: dict[str, Any]) -> HttpResponse:
    """The text comes back from the page and is read anew: nothing of it is trusted."""
    confirm, form = ConfirmForm(request.POST), ImportForm()
    if not confirm.is_valid():
        return _page(request, facts, form, None, None)
    try:
        report = bring_in(confirm.cleaned_data["text"], las=las, by=person(request))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("schools:term-dates")
    if report.refused:
        return _page(request, facts, form, report, confirm)
    messages.success(
        request, f"Term dates were brought in: {report.new} half-terms new, {report.changed} changed."
    )
    return redirect("schools:term-dates")


def _page(
    request: HttpRequest,
    facts: dict[str, Any],
    form: ImportForm,
    report: TermDatesReport | None,
    confirm: ConfirmForm | None,
) -> HttpResponse:
    return render(
        request, "schools/term_dates.html", {**facts, "form": form, "report": report, "confirm": confirm}
    )
