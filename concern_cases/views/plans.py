"""Pages that show a plan: its versions, what changed between two of them, and each as a PDF."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.actions_in_plans import show_actions
from concern_cases.case_head import case_head
from concern_cases.models import Plan, PlanVersion
from concern_cases.plan_pages.as_then import traced_then
from concern_cases.plan_pages.comparing import differences_of
from concern_cases.plan_pages.content import content_of
from concern_cases.plan_pages.flags import not_revised_since
from concern_cases.plan_pages.parts import parts_of
from concern_cases.plan_pages.pdf import pdf_of
from concern_cases.plan_pages.whose_turn import review_of, turn_of
from concern_cases.recommendations import traced
from concern_cases.views.shared import case_seen
from people.guards import log_reading, seen_or_404
from schools.permissions import Perm

Versions = list[PlanVersion]


@require_safe
def case_plans(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan of the case's school; a list of them where there are several or none."""
    case = case_seen(request, reference, what="plans")
    plans = _of_school(request, case.school_id)
    running = [plan for plan in plans if plan.closed_on is None]
    if len(running) == 1 and _shown_first(_versions(request, running[0])):
        return redirect(running[0])
    head = case_head(case, user=request.user, current="plan")
    may_open = case.is_open and bool(head.perms & {Perm.MANAGE_CASE, Perm.DRAFT_PLAN})
    facts = {"case": case, "plans": plans, "head": head, "may_open": may_open}
    return render(request, "concern_cases/plan_list.html", facts)


@require_safe
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The version that the school works by; until there is one, the latest that the person may see."""
    plan = _plan_seen(request, pk)
    versions = _versions(request, plan)
    version = _shown_first(versions)
    if version is None:
        return render(request, "concern_cases/plan_none.html", _frame(request, plan))
    return _render(request, version, versions)


@require_safe
def version_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version of the plan, as it is or was; one that was taken back stands on the plan’s page."""
    if PlanVersion.objects.taken_back_from(request.user).filter(plan=pk, number=number).exists():
        return redirect(f"{reverse('plans:plan', args=[pk])}#taken-back")
    version = _version_seen(request, pk, number)
    return _render(request, version, _versions(request, version.plan))


@require_safe
def version_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version as a PDF: as it stands today, or as it was when the next one took its place."""
    version = _version_seen(request, pk, number)
    log_reading(request, what=f"PDF of {version}", urn=version.plan.school.urn)
    response = HttpResponse(pdf_of(content_of(version), reader=request.user), content_type="application/pdf")
    name = f"{version.plan.get_kind_display().lower().replace(' ', '-')}-{version.plan.school.urn}-{number}"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def compare_page(request: HttpRequest, pk: int, number: int, other: int) -> HttpResponse:
    """What changed from one version to another, whichever of them the address names first."""
    if number == other:
        return redirect(_version_seen(request, pk, number))
    before, after = (_version_seen(request, pk, each) for each in sorted((number, other)))
    log_reading(request, what=f"{after}, compared with version {before.number}", urn=after.plan.school.urn)
    facts = {
        **_frame(request, after.plan),
        "before": before,
        "after": after,
        "both": [before, after],
        "others": [each for each in _versions(request, after.plan) if each not in (before, after)],
        "differences": differences_of(before, after),
    }
    return render(request, "concern_cases/plan_compare.html", facts)


def _render(request: HttpRequest, version: PlanVersion, versions: Versions) -> HttpResponse:
    plan = version.plan
    log_reading(request, what=str(version), urn=plan.school.urn)
    draft = next((each for each in versions if each.is_draft), None)
    before = _before(version, versions)
    flag, review = not_revised_since(plan), review_of(plan)
    content = content_of(version)
    if content.until is None:
        show_actions([row for each in content.objectives for row in each.actions], plan, request.user)
    visits = traced(version, user=request.user)
    others = [each for each in _of_school(request, plan.school_id) if each != plan]
    facts = {
        **_frame(request, plan),
        "version": version,
        "others": [each for each in versions if each != version],
        "content": content,
        "parts": parts_of(content, request.user),
        "reasons": version.reasons.all(),
        "comments": content.comments,
        "draft": draft,
        "in_force": next((each for each in versions if each.status == each.Status.IN_FORCE), None),
        "steps_of": draft or version,
        "turn": turn_of(version, draft=draft, flag=flag, review=review),
        "flag": flag,
        "before": before,
        "differences": differences_of(before, version) if before else None,
        "visits": traced_then(visits, content.until) if content.until else visits,
        "review": review,
        "beside": [each for each in others if each.closed_on is None],
        "earlier": [each for each in others if each.closed_on],
    }
    return render(request, "concern_cases/plan.html", facts)


def _frame(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What every page of a plan shows around it."""
    head = plan.case and case_head(plan.case, user=request.user, current="plan")
    back = PlanVersion.objects.taken_back_from(request.user).filter(plan=plan).order_by("-number")
    taken_back = back.prefetch_related("comments__said_by")
    return {"plan": plan, "school": plan.school, "head": head, "taken_back": taken_back}


def _of_school(request: HttpRequest, school: int) -> list[Plan]:
    """Those that the person may see: the running ones, then the closed ones, the latest first."""
    plans = Plan.objects.visible_to(request.user).filter(school=school)
    return list(plans.order_by(F("closed_on").desc(nulls_first=True), "-opened_on"))


def _plan_seen(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.visible_to(request.user)
    plans = plans.select_related("school__la", "school__diocese", "case__school__la", "case__school__diocese")
    return seen_or_404(request, plans, pk=pk)


def _version_seen(request: HttpRequest, pk: int, number: int) -> PlanVersion:
    versions = PlanVersion.objects.visible_to(request.user).select_related(
        "plan__school__la",
        "plan__school__diocese",
        "plan__case__school__diocese",
        "drafted_by",
        "approved_by",
    )
    return seen_or_404(request, versions, plan=pk, number=number)


def _versions(request: HttpRequest, plan: Plan) -> Versions:
    """Those that the person may see, the latest first."""
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=plan)
    found = list(versions.select_related("drafted_by", "approved_by").order_by("-number"))
    for version in found:
        version.plan = plan
    return found


def _shown_first(versions: Versions) -> PlanVersion | None:
    """The version in force, or the latest of those that the person may see."""
    in_force = [each for each in versions if each.status == PlanVersion.Status.IN_FORCE]
    return next(iter(in_force or versions), None)


def _before(version: PlanVersion, versions: Versions) -> PlanVersion | None:
    """The version that this one took the place of, or would take."""
    earlier = [each for each in versions if each.number < version.number]
    return next((each for each in earlier if each.in_force_on), None)
