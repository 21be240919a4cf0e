"""Pages that show a plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import ConcernCase, ObjectiveText, Plan, PlanVersion
from concern_cases.views.shared import case_seen
from people.guards import log_reading, seen_or_404
from schools.permissions import Perm


@require_safe
def case_plans(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan of the case's school; a list of them where there are several or none."""
    case = case_seen(request, reference, what="plans")
    plans = list(_of_case(request, case))
    running = [plan for plan in plans if plan.closed_on is None]
    if len(running) == 1 and _shown_first(request, running[0]):
        return redirect(running[0])
    head = case_head(case, user=request.user, current="plan")
    may_open = case.is_open and bool(head.perms & {Perm.MANAGE_CASE, Perm.DRAFT_PLAN})
    facts = {"case": case, "plans": plans, "head": head, "may_open": may_open}
    return render(request, "concern_cases/plan_list.html", facts)


@require_safe
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The version that the school works by; until there is one, the latest that the person may see."""
    plan = _plan_seen(request, pk)
    version = _shown_first(request, plan)
    if version is None:
        facts = {"plan": plan, "head": plan.case and case_head(plan.case, user=request.user, current="plan")}
        return render(request, "concern_cases/plan_none.html", facts)
    return _render(request, version)


@require_safe
def version_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version of the plan, as it is or was."""
    versions = PlanVersion.objects.visible_to(request.user).select_related(
        "plan__school__la", "plan__school__diocese", "plan__case__school"
    )
    return _render(request, seen_or_404(request, versions, plan=pk, number=number))


def _render(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    plan = version.plan
    log_reading(request, what=str(version), urn=plan.school.urn)
    texts = ObjectiveText.objects.filter(version=version).select_related("objective__area")
    facts = {
        "plan": plan,
        "version": version,
        "texts": texts.prefetch_related("actions", "milestones"),
        "versions": PlanVersion.objects.visible_to(request.user).filter(plan=plan).order_by("-number"),
        "head": plan.case and case_head(plan.case, user=request.user, current="plan"),
    }
    return render(request, "concern_cases/plan.html", facts)


def _of_case(request: HttpRequest, case: ConcernCase) -> list[Plan]:
    plans = Plan.objects.visible_to(request.user).filter(school=case.school_id)
    return list(plans.order_by("closed_on", "-opened_on"))


def _plan_seen(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.visible_to(request.user)
    plans = plans.select_related("school__la", "school__diocese", "case__school__la", "case__school__diocese")
    return seen_or_404(request, plans, pk=pk)


def _shown_first(request: HttpRequest, plan: Plan) -> PlanVersion | None:
    """The version in force, or the latest of those that the person may see."""
    versions = PlanVersion.objects.visible_to(request.user).filter(plan=plan).select_related("plan")
    in_force = versions.filter(status=PlanVersion.Status.IN_FORCE).first()
    return in_force or versions.order_by("number").last()
