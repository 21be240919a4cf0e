"""The support of a school, in its case or without one, and asking for more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.audiences import offer_to
from concern_cases.models import ConcernCase, Objective, PlanVersion
from concern_cases.views.shared import FormPage, case_seen, read_and_send, wrong_state
from people.access import schools_where
from people.guards import log_reading, person, require, require_one, seen_or_404
from schools.models import School
from schools.permissions import Circle, Perm
from support.elsewhere import by_kind, elsewhere, elsewhere_by_area
from support.forms.deployments import AskForm
from support.forms.evaluations import CommissionForm
from support.gatekeeping import gatekeepers_at
from support.listing import left_words
from support.models import Deployment, Provider, SupportType
from support.school_page import ASKERS, lines_of, school_support, titles_of
from support.services.deployments import SupportFacts, ask_for_support
from support.services.evaluations import commission_evaluation
from support.views.shared import act, given, head_of, open_case_of, school_seen


@require_safe
def case_support(request: HttpRequest, reference: str) -> HttpResponse:
    """What is at work at the case's school, what is to come, what is over."""
    case = case_seen(request, reference, what="support")
    return _support(request, case.school, case)


@require_safe
def school_page(request: HttpRequest, urn: str) -> HttpResponse:
    """The same of a school; where it has an open case, in that case."""
    school = school_seen(request, urn)
    if case := open_case_of(school):
        return redirect(reverse("support:case", args=[case.reference]))
    log_reading(request, what="support", urn=school.urn)
    return _support(request, school, None)


@read_and_send
def case_ask(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="asking for support")
    require_one(request, ASKERS, case.school)
    return _ask(request, case.school, case) if case.is_open else wrong_state(request, case)


@read_and_send
def school_ask(request: HttpRequest, urn: str) -> HttpResponse:
    school = school_seen(request, urn)
    require_one(request, ASKERS, school)
    return _ask(request, school, open_case_of(school))


@read_and_send
def commission(request: HttpRequest, urn: str) -> HttpResponse:
    """An evaluation by somebody from outside is commissioned."""
    school = school_seen(request, urn)
    require(request, Perm.MANAGE_CASE, school)
    form = CommissionForm(request.POST or None, offer=offer_to(person(request), school))
    return act(
        request,
        form,
        page=FormPage(title="Commission an evaluation", button="Commission the evaluation"),
        do=lambda: commission_evaluation(school, **given(form), by=person(request)),
        done="The evaluation was commissioned.",
        back=_page_of(school, open_case_of(school)) + "#evaluations",
        **head_of(request, school, open_case_of(school)),
    )


@require_safe
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """The support that serves one objective, and what support did elsewhere for its area."""
    objectives = Objective.objects.filter(plan__school__in=schools_where(request.user, may=Perm.VIEW_CASE))
    shown = objectives.filter(texts__version__in=PlanVersion.objects.visible_to(request.user)).distinct()
    found = seen_or_404(request, shown.select_related("area", "plan__school__la", "plan__case"), pk=pk)
    school = found.plan.school
    log_reading(request, what=f"support for objective {found.number}", urn=school.urn)
    rows = Deployment.objects.visible_to(request.user).filter(objective=found)
    facts = {
        "objective": found,
        "title": titles_of([found.pk]).get(found.pk, f"Objective {found.number}"),
        "lines": lines_of(rows),
        "elsewhere": elsewhere(found.area, school=school, user=request.user),
        **head_of(request, school, open_case_of(school)),
    }
    facts["kinds"] = by_kind(facts["elsewhere"])
    facts["asks"] = bool(facts["perms"].intersection(ASKERS))
    return render(request, "support/objective.html", facts)


def _support(request: HttpRequest, school: School, case: ConcernCase | None) -> HttpResponse:
    facts: dict[str, Any] = {
        "found": school_support(school, request.user),
        "gatekeepers": gatekeepers_at(school),
        "ask_url": _ask_url(school, case if case and case.is_open else None),
        "is_closed": case is not None and not case.is_open,
        **head_of(request, school, case),
    }
    return render(request, "support/school.html", facts)


def _ask(request: HttpRequest, school: School, case: ConcernCase | None) -> HttpResponse:
    objectives = objectives_of(school)
    titles = titles_of(row.pk for row in objectives)
    asked = request.GET.get("objective", "")
    chosen = next((row for row in objectives if str(row.pk) == asked), None)
    form = AskForm(
        request.POST or None,
        offer=offer_to(person(request), school),
        **choices_of(school, objectives, titles),
        initial={
            "circle": Circle.SCHOOL,
            "objective": chosen,
            "origin": request.GET.get("origin", "")[:200],
        },
    )

    def do() -> Deployment:
        facts = given(form)
        in_spite_of = facts.pop("in_spite_of")
        return ask_for_support(
            school, facts=SupportFacts(**facts), in_spite_of=in_spite_of, by=person(request)
        )

    return act(
        request,
        form,
        page=FormPage(title="Ask for support", button="Ask for support", lead=_who_agrees(school)),
        do=do,
        done=_done,
        back=_page_of(school, case),
        onward=lambda made: made.get_absolute_url(),
        areas=_elsewhere(request, school, [chosen] if chosen else objectives, titles),
        **head_of(request, school, case),
    )


def _elsewhere(request: HttpRequest, school: School, objectives: Any, titles: Any) -> list[Any]:
    """What worked for each area of the plan, to whoever asks: (area, titles, rows, counts by kind)."""
    areas: dict[Any, list[str]] = {}
    for row in objectives:
        areas.setdefault(row.area, []).append(titles.get(row.pk, ""))
    found = elsewhere_by_area(areas, school=school, user=request.user, asks=True)
    return [
        (area, titles_, found[area.pk], by_kind(found[area.pk]))
        for area, titles_ in areas.items()
        if area.pk in found
    ]


def choices_of(
    school: School,
    objectives: list[Objective],
    titles: dict[int | None, str],
    *,
    now: Provider | None = None,
) -> dict[str, Any]:
    """What can be chosen of providers, and whoever is asked ``now``, and objectives to ask for support."""
    offered = Provider.objects.in_use().filter(type__in=SupportType.objects.in_use())
    if now:
        offered |= Provider.objects.filter(pk=now.pk)
    providers = offered.filter(la=school.la_id).select_related("type", "la")
    return {
        "providers": providers,
        "left": left_words(list(providers)),
        "objectives": Objective.objects.filter(pk__in=[row.pk for row in objectives]),
        "titles": titles,
    }


def objectives_of(school: School) -> list[Objective]:
    """Those of the plans in force."""
    rows = Objective.objects.filter(
        plan__school=school,
        plan__closed_on=None,
        texts__version__status=PlanVersion.Status.IN_FORCE,
        texts__dropped=False,
    )
    return list(rows.select_related("area").distinct().order_by("plan", "number"))


def _who_agrees(school: School) -> str:
    names = " or ".join(str(user) for user in gatekeepers_at(school))
    if names:
        return f"{names} gate-keeps the support of this school, and agrees it first."
    return "No Advisory Headteacher is allocated: what a manager asks for here is agreed at once."


def _done(made: Deployment) -> str:
    if made.status == Deployment.Status.AGREED:
        return "The support is agreed."
    return "The support was asked for. It waits for an answer."


def _ask_url(school: School, case: ConcernCase | None) -> str:
    if case:
        return reverse("support:case_ask", args=[case.reference])
    return reverse("support:school_ask", args=[school.urn])


def _page_of(school: School, case: ConcernCase | None) -> str:
    if case:
        return reverse("support:case", args=[case.reference])
    return reverse("support:school", args=[school.urn])
