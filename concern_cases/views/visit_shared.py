"""What the pages of visits have in common: they are about a school, and stand in its open case."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase
from concern_cases.views.shared import FormPage, send_once, sent_before
from evaluation.models import Inspection
from people.access import schools_where
from people.guards import log_reading, require, seen_or_404
from schools.models import School
from schools.permissions import Perm


def school_seen(request: HttpRequest, urn: str, *, perm: Perm | None = None) -> School:
    """The school, if the person may view its cases (else 404) and holds the permission (else 403)."""
    schools = schools_where(request.user, may=Perm.VIEW_CASE).select_related("la", "diocese")
    school = seen_or_404(request, schools, urn=urn)
    if perm:
        require(request, perm, school)
    return school


def visit_seen(request: HttpRequest, pk: int, *, what: str = "", perm: Perm | None = None) -> Inspection:
    """The visit, by the same rule; that ``what`` of it was read stands in the read log."""
    visits = Inspection.objects.visible_to(request.user).select_related(
        "school__la", "school__diocese", "kind", "framework", "grade", "progress", "recorded_by"
    )
    visit = seen_or_404(request, visits, pk=pk)
    if perm:
        require(request, perm, visit.school)
    if what and request.method != "POST":
        log_reading(request, what=f"{visit}, {what}", urn=visit.school.urn)
    return visit


def case_of(request: HttpRequest, school: School) -> ConcernCase | None:
    """The open case of the school, if the person may view it."""
    cases = ConcernCase.objects.visible_to(request.user).open().filter(school=school)
    return cases.select_related("school__la", "school__diocese", "lead", "cadence").first()


def about(request: HttpRequest, school: School) -> dict[str, Any]:
    """The school, its open case and the head of the page."""
    case = case_of(request, school)
    head = case_head(case, user=request.user, current="visits") if case else None
    return {"school": school, "case": case, "head": head}


def act(
    request: HttpRequest,
    school: School,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    onward: Callable[[Any], str],
    done: Callable[[Any], str],
    back: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form, or the page that follows once it was sent and ``do`` was done."""
    earlier = sent_before(request, otherwise=back)
    if earlier:
        return earlier
    if request.method == "POST" and form.is_valid():
        answer = send_once(request, form, do=do, onward=onward, done=done, otherwise=back)
        if answer:
            return answer
    facts = {"form": form, "page": page, "back": back, **(more or {})}
    return render(request, page.template, {**facts, **about(request, school)})
