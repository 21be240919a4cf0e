"""Opening a case on a school, and opening a closed one again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from concern_cases.audiences import Offer, offer_to
from concern_cases.case_head import case_head
from concern_cases.forms.opening import ConcernFormSet, OpenCaseForm, typed, typed_concerns
from concern_cases.models import ConcernCase
from concern_cases.services.cases import open_case, reopen_case
from concern_cases.services.judgements import open_case_of
from concern_cases.views.shared import case_seen, people_of, person, read_and_send, send_once, wrong_state
from people.access import las_where, schools_where
from people.guards import log_refusal, require, seen_or_404
from schools.models import School
from schools.permissions import Perm

FOUND_AT_MOST = 20


@read_and_send
def open_page(request: HttpRequest) -> HttpResponse:
    """A case is opened on the school of ``?school=``; without one the school is looked for first."""
    urn = request.GET.get("school", "")
    if not urn:
        return _choose_school(request)
    schools = schools_where(request.user, may=Perm.VIEW_SCHOOL).select_related("la", "diocese")
    school = seen_or_404(request, schools, urn=urn)
    require(request, Perm.MANAGE_CASE, school)
    case = open_case_of(school)
    if case and request.method == "GET":
        return render(request, "concern_cases/case_open_there.html", {"school": school, "case": case})
    return _form_page(request, school)


@read_and_send
def reopen_page(request: HttpRequest, reference: str) -> HttpResponse:
    """A new case continues the closed one."""
    case = case_seen(request, reference, what="reopening", perm=Perm.MANAGE_CASE)
    if case.is_open:
        return wrong_state(request, case)
    return _form_page(request, case.school, continues=case)


def _choose_school(request: HttpRequest) -> HttpResponse:
    mine = schools_where(request.user, may=Perm.MANAGE_CASE)
    if not las_where(request.user, may=Perm.MANAGE_CASE).exists() and not mine.exists():
        log_refusal(request)
        raise PermissionDenied(Perm.MANAGE_CASE.value)
    wanted = request.GET.get("q", "").strip()
    found: list[School] = []
    if wanted:
        rule = Q(urn=wanted) | Q(name__icontains=wanted) | Q(town__iexact=wanted)
        rule |= Q(postcode__istartswith=wanted) | Q(laestab=wanted.replace("/", ""))
        rows = mine.filter(rule, status__startswith="Open").order_by("name", "urn")
        found = list(rows.only("urn", "name", "town", "postcode", "type_name")[: FOUND_AT_MOST + 1])
    open_cases = ConcernCase.objects.open().filter(school__in=found).values_list("school_id", "reference")
    there = dict(open_cases)
    facts = {
        "wanted": wanted,
        "rows": [(school, there.get(school.pk, "")) for school in found[:FOUND_AT_MOST]],
        "more": len(found) > FOUND_AT_MOST,
        "most": FOUND_AT_MOST,
    }
    return render(request, "concern_cases/case_choose_school.html", facts)


def _form_page(request: HttpRequest, school: School, *, continues: ConcernCase | None = None) -> HttpResponse:
    leads = people_of(school, Perm.MANAGE_CASE)
    offer = offer_to(person(request), school)
    if request.method == "POST" and "add" not in request.POST:
        form: Any = OpenCaseForm(request.POST, leads=leads)
        concerns = ConcernFormSet(request.POST, form_kwargs={"offer": offer}, prefix="concerns")
        # Both are asked, so that everything to be put right is told at once.
        if all([form.is_valid(), concerns.is_valid()]):
            answer = _sent(request, school, form, concerns, continues)
            if answer:
                return answer
    else:
        form, concerns = _drafts(request, leads=leads, offer=offer, continues=continues)
    facts = {
        "form": form,
        "concerns": concerns,
        "school": school,
        "continues": continues,
        "head": case_head(continues, user=request.user) if continues else None,
        "next_concern": len(concerns.forms),
    }
    return render(request, "concern_cases/case_open.html", facts)


def _drafts(
    request: HttpRequest, *, leads: dict[int, str], offer: Offer, continues: ConcernCase | None
) -> tuple[OpenCaseForm, Any]:
    """The forms as they are first shown, or with what was typed and one more concern."""
    if request.method == "POST":
        form = OpenCaseForm(initial=typed(OpenCaseForm(leads=leads), request.POST), leads=leads)
        return form, typed_concerns(request.POST, offer=offer, one_more=True)
    lead = continues.lead_id if continues else request.user.pk
    initial = {"lead": lead if lead in leads else None, "why": continues.why if continues else ""}
    concerns = ConcernFormSet(initial=[{}], form_kwargs={"offer": offer}, prefix="concerns")
    return OpenCaseForm(initial=initial, leads=leads), concerns


def _sent(
    request: HttpRequest, school: School, form: Any, concerns: Any, continues: ConcernCase | None
) -> HttpResponse | None:
    names = ("why", "lead", "risk_level", "risk_reason", "cadence", "cadence_why")
    facts = {name: form.cleaned_data[name] for name in names}

    def do() -> ConcernCase:
        if continues:
            return reopen_case(continues, concerns=concerns.facts, by=person(request), **facts)
        return open_case(school, concerns=concerns.facts, by=person(request), **facts)

    return send_once(
        request,
        form,
        do=do,
        onward=lambda case: case.get_absolute_url(),
        done=lambda case: f"{case.reference} was opened.",
        otherwise=reverse("cases:list"),
    )
