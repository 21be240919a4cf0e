"""What pages of support have in common: whose page it is, and one form that acts once."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concern_cases.case_head import CasePage, CaseVerb, case_head, case_page, case_verb
from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase
from concern_cases.views.shared import FormPage, send_once, sent_before
from people.access import las_where, perms_of, schools_where
from people.guards import log_reading, log_refusal, seen_or_404
from schools.models import LocalAuthority, School
from schools.permissions import Perm
from support.models import Deployment, Provider

case_page(CasePage("support", "Support", "support:case", 40))
case_verb(CaseVerb("Support", "support:case_ask", 40, Perm.MANAGE_CASE))


def school_seen(request: HttpRequest, urn: str) -> School:
    """The school, if the person sees its casework; otherwise 404."""
    schools = schools_where(request.user, may=Perm.VIEW_CASE).select_related("la", "diocese")
    return seen_or_404(request, schools, urn=urn)


def deployment_seen(request: HttpRequest, pk: int) -> Deployment:
    """The deployment, if the person may read it; otherwise 404."""
    rows = Deployment.objects.visible_to(request.user).select_related(
        "school__la",
        "school__diocese",
        "case__school__la",
        "case__school__diocese",
        "provider__type",
        "provider__user",
        "provider__la",
        "objective",
        "asked_by",
        "answered_by",
        "change_asked_by",
    )
    return seen_or_404(request, rows, pk=pk)


def provider_seen(request: HttpRequest, pk: int) -> Provider:
    rows = Provider.objects.visible_to(request.user).select_related("type", "school", "user", "la")
    return seen_or_404(request, rows, pk=pk)


def la_managed(request: HttpRequest) -> LocalAuthority:
    """The authority whose providers, table and programmes the person keeps; otherwise 403."""
    la = las_where(request.user, may=Perm.MANAGE_CASE).first()
    if la is None:
        log_refusal(request)
        raise PermissionDenied(Perm.MANAGE_CASE.value)
    return la


def head_of(request: HttpRequest, school: School, case: ConcernCase | None) -> dict[str, Any]:
    """The head of the case where the person sees one, else the school's: for ``support/_head.html``."""
    perms = perms_of(request.user, school)
    if Perm.VIEW_CASE not in perms:
        return {"school": school, "is_linked": False, "perms": perms}
    head = case_head(case, user=request.user, current="support") if case else None
    return {"school": school, "head": head, "case": case, "is_linked": True, "perms": perms}


def open_case_of(school: School) -> ConcernCase | None:
    cases = ConcernCase.objects.open().filter(school=school)
    return cases.select_related("school__la", "school__diocese").first()


def act(
    request: HttpRequest,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    done: str | Callable[[Any], str],
    back: str,
    onward: Callable[[Any], str] | None = None,
    **facts: Any,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done."""
    if earlier := sent_before(request, otherwise=back):
        return earlier
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=do,
            onward=onward or (lambda _: back),
            done=done if callable(done) else (lambda _: done),
            otherwise=back,
        )
        if answer:
            return answer
    log_reading(request, what=page.title, urn=getattr(facts.get("school"), "urn", ""))
    return render(request, "support/act.html", {"form": form, "page": page, "back": back, **facts})


def given(form: KeyedForm) -> dict[str, Any]:
    """What the form says, without the key that keeps it from being sent twice."""
    return {name: fact for name, fact in form.cleaned_data.items() if name != "form_key"}
