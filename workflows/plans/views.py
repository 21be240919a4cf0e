"""Pages that begin and end a plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.forms.plans import ChangePlanForm, ClosePlanForm, OpenPlanForm, RevisePlanForm
from concern_cases.models import ConcernCase, Plan, PlanRules, PlanTemplate, PlanVersion
from concern_cases.plan_writers import may_write
from concern_cases.views.shared import (
    FormPage,
    case_seen,
    read_and_send,
    send_once,
    sent_before,
    wrong_state,
)
from people.access import schools_where
from people.guards import log_reading, person, refuse, require, require_one, seen_or_404
from record.words import plain_day
from schools.models import School
from schools.permissions import Perm
from workflows.services.plans import (
    change_plan_and_review,
    close_plan_and_processes,
    revise_plan,
    start_plan,
)

OPENS = (Perm.MANAGE_CASE, Perm.DRAFT_PLAN)

case_verb(CaseVerb("Plan", "tasks:open_plan", 40, Perm.MANAGE_CASE))


@read_and_send
def open_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """A plan of the case begins with a template."""
    case = case_seen(request, reference, what="opening a plan")
    require_one(request, OPENS, case.school)
    if not case.is_open:
        return wrong_state(request, case)
    return _open(request, case.school, case, back=reverse("cases:plans", args=[case.reference]))


@read_and_send
def open_school_plan(request: HttpRequest, urn: str) -> HttpResponse:
    """A single plan of a school without a case; with an open case the page of the case does it."""
    school = seen_or_404(request, _schools(request), urn=urn)
    require_one(request, OPENS, school)
    case = ConcernCase.objects.open().visible_to(request.user).filter(school=school).first()
    if case:
        return redirect("tasks:open_plan", case.reference)
    log_reading(request, what="opening a plan", urn=school.urn)
    return _open(request, school, None, back=reverse("schools:school", args=[school.urn]))


@read_and_send
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Who writes at the plan opens its next draft, with the reason; there is one draft, whoever opened it."""
    plan = _plan_seen(request, pk)
    if not may_write(request.user, plan):
        refuse(request, Perm.DRAFT_PLAN, plan.school)
    onward = plan.get_absolute_url()
    answer = sent_before(request, otherwise=onward)
    draft = plan.versions.filter(status=PlanVersion.Status.DRAFT).first()
    # A reason that was typed while somebody else opened a draft is not lost: the draft takes it.
    if answer is None and (plan.closed_on or (draft and request.method != "POST")):
        words = f"Version {draft.number} is in draft already" if draft else "This plan is closed"
        messages.info(request, f"{words}. Nothing was changed.")
        return redirect(draft or onward)
    form = RevisePlanForm(request.POST or None)
    if answer is None and request.method == "POST" and form.is_valid():
        why, key = form.cleaned_data["why"], form.cleaned_data["form_key"]
        answer = send_once(
            request,
            form,
            do=lambda: revise_plan(plan, why=why, key=key, by=person(request)),
            onward=lambda version: _way_on(request, version),
            done=lambda version: f"Version {version.number} is in draft, with your reason.",
            otherwise=onward,
        )
    lead = (
        "The next version begins with what the plan says now. This one stays in force until it is approved."
    )
    facts = {"form": form, "plan": plan, "title": "Revise the plan, because …", "back": onward}
    facts |= {"button": "Begin the next version", "lead": lead}
    facts["head"] = plan.case and case_head(plan.case, user=request.user, current="plan")
    return answer or render(request, "concern_cases/plan_act.html", facts)


@read_and_send
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan has another horizon, or is reviewed more or less often, with the reason."""
    plan = _plan_seen(request, pk)
    require(request, Perm.MANAGE_CASE, plan.school)
    onward = plan.get_absolute_url()
    answer = sent_before(request, otherwise=onward)
    if answer is None and plan.closed_on:
        messages.info(request, "This plan is closed. Nothing was changed.")
        return redirect(onward)
    now = {"horizon": plan.horizon, "review_months": plan.review_months}
    usual = PlanRules.of(plan.school.la).review_months
    form = ChangePlanForm(request.POST or None, initial=now, usual=usual)
    if answer is None and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: change_plan_and_review(plan, by=person(request), **form.facts()),
            onward=lambda _: onward,
            done=lambda _: f"The {plan.get_kind_display().lower()} was changed.",
            otherwise=onward,
        )
    review = plan.reviews.open().first()
    lead = f"Its next review is due on {plain_day(review.due_on)}. " if review else ""
    facts = {"form": form, "plan": plan, "title": "Change the plan", "button": "Change it", "back": onward}
    facts["lead"] = f"{lead}A review that is ahead is redated when it is to be held more or less often."
    facts["head"] = plan.case and case_head(plan.case, user=request.user, current="plan")
    return answer or render(request, "concern_cases/plan_act.html", facts)


@read_and_send
def close_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan is closed, with the reason, its draft withdrawn, and what was under way of it stopped."""
    plan = _plan_seen(request, pk)
    require(request, Perm.MANAGE_CASE, plan.school)
    onward = plan.get_absolute_url()
    form = ClosePlanForm(request.POST or None)
    answer = sent_before(request, otherwise=onward)
    if answer is None and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: close_plan_and_processes(plan, reason=form.cleaned_data["reason"], by=person(request)),
            onward=lambda _: onward,
            done=lambda _: f"The {plan.get_kind_display().lower()} was closed.",
            otherwise=onward,
        )
    draft = plan.versions.filter(status=PlanVersion.Status.DRAFT).first()
    lead = f"Version {draft.number}, which is a draft, is withdrawn. " if draft else ""
    facts = {
        "form": form,
        "plan": plan,
        "title": "Close the plan",
        "button": "Close the plan",
        "lead": f"{lead}What is or was in force can still be read.",
        "back": onward,
        "head": plan.case and case_head(plan.case, user=request.user, current="plan"),
    }
    return answer or render(request, "concern_cases/plan_act.html", facts)


def _open(request: HttpRequest, school: School, case: ConcernCase | None, *, back: str) -> HttpResponse:
    templates: Any = PlanTemplate.objects.in_use()
    if case is None:
        templates = templates.filter(kind=Plan.Kind.SINGLE)
    form = OpenPlanForm(request.POST or None, templates=templates)

    def do() -> PlanVersion:
        given = form.cleaned_data
        facts = {"template": given["template"], "horizon": given["horizon"]}
        return start_plan(**facts, school=school, case=case, by=person(request))

    answer = sent_before(request, otherwise=back)
    if answer is None and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=do,
            onward=lambda version: _way_on(request, version),
            done=lambda version: (
                f"The {version.plan.get_kind_display().lower()} was opened, with its first draft."
            ),
            otherwise=back,
        )
    lead = "It begins with the objectives of the template, which are then worded for this school."
    page = FormPage("Open a plan", "Open the plan", lead)
    facts = {"form": form, "page": page, "case": case, "school": school, "back": back}
    facts["head"] = case and case_head(case, user=request.user, current="plan")
    return answer or render(request, "workflows/plans/open.html", facts)


def _way_on(request: HttpRequest, version: PlanVersion) -> str:
    """To the pages on which the draft is written, for who writes there; otherwise to the draft."""
    if may_write(request.user, version.plan):
        return reverse("plans:write", args=[version.plan_id, version.number])
    return version.get_absolute_url()


def _plan_seen(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.visible_to(request.user).select_related("school__la", "case__school")
    return seen_or_404(request, plans, pk=pk)


def _schools(request: HttpRequest) -> Any:
    return schools_where(request.user, may=Perm.VIEW_CASE).select_related("la", "diocese")
