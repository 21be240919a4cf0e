"""Pages of the actions of a case."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from concern_cases.actions_in_plans import show_steps, steps_in_force
from concern_cases.audiences import offer_to
from concern_cases.case_head import case_head
from concern_cases.forms.actions import (
    ActionForm,
    CompleteForm,
    DropForm,
    HandOverForm,
    RedateForm,
    ReopenForm,
)
from concern_cases.forms.base import KeyedForm
from concern_cases.late_steps import late_steps_of
from concern_cases.models import Action, ConcernCase, Evidence, Plan
from concern_cases.plan_writers import may_link
from concern_cases.services.actions import (
    agree_action,
    complete_action,
    drop_action,
    hand_over_action,
    redate_action,
    reopen_action,
    verify_action,
)
from concern_cases.views.shared import FormPage, act_on_case, case_seen, person, read_and_send
from people.access import may
from people.guards import log_refusal, require, seen_or_404
from schools.permissions import Circle, Perm

# Meetings are kept above this app: they are reached by the names of their relations alone.
AGREED_AT = ("drafted_as__item__meeting__type", "decisions__meeting__type")


@require_safe
def actions_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Open actions, the latest due first; then those done and dropped."""
    case = case_seen(request, reference, what="actions")
    head = case_head(case, user=request.user, current="actions")
    visible = Action.objects.visible_to(request.user).filter(case=case)
    rows = list(visible.select_related("verified_by", "evidence").prefetch_related("named", *AGREED_AT))
    manages = Perm.MANAGE_CASE in head.perms and case.is_open
    verifies = Perm.APPROVE_MINUTES in head.perms and case.is_open
    readable = set(Evidence.objects.visible_to(request.user).filter(case=case).values_list("pk", flat=True))
    show_steps(rows, request.user)
    plans = Plan.objects.visible_to(request.user).filter(school=case.school_id)
    running = list(plans.running().select_related("school__la"))
    linkable = {plan.pk for plan in running if case.is_open and may_link(request.user, plan)}
    for row in rows:
        for step in row.steps:
            step["can_unlink"] = step["link"].plan_id in linkable
        row.can_link = bool(linkable) and row.circle == Circle.SCHOOL and row.status == Action.Status.OPEN
        row.can_complete = case.is_open and (manages or row.owner_id == request.user.pk)
        row.can_verify = verifies and row.waits_for_verification and row.owner_id != request.user.pk
        row.agreed_at = _agreed_at(row)
        row.shows_evidence = row.evidence_id in readable
    facts = {
        "head": head,
        "case": case,
        "open": [row for row in rows if row.status == Action.Status.OPEN],
        "settled": [row for row in reversed(rows) if row.status != Action.Status.OPEN],
        "steps": late_steps_of(plans),
        "manages": manages,
    }
    return render(request, "concern_cases/action_list.html", facts)


@read_and_send
def agree_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="agreeing an action", perm=Perm.MANAGE_CASE)
    offer = offer_to(person(request), case.school)
    form = ActionForm(request.POST or None, offer=offer, people=offer.people)

    def do() -> Action:
        facts = {name: fact for name, fact in form.cleaned_data.items() if name != "form_key"}
        return agree_action(case=case, by=person(request), **facts)

    return act_on_case(
        request,
        case,
        form,
        page=FormPage(title="Agree an action", button="Agree the action"),
        do=do,
        done="The action was agreed.",
        then="cases:actions",
    )


@read_and_send
def complete_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Who runs the case or is responsible for the action says what came of it."""
    case, action = _action_seen(request, reference, pk, what="completing an action")
    if action.owner_id != request.user.pk and not may(request.user, Perm.MANAGE_CASE, case.school):
        log_refusal(request, urn=case.school.urn)
        raise PermissionDenied(f"{action.owner_name} or whoever runs the case can complete this action.")
    evidence = Evidence.objects.visible_to(request.user).filter(case=case).order_by("-on", "-pk")
    form = CompleteForm(request.POST or None, request.FILES or None, evidence=evidence)

    def do() -> Action:
        given = form.cleaned_data
        return complete_action(
            action,
            outcome=given["outcome"],
            evidence=given.get("evidence"),
            files=given["files"],
            by=person(request),
        )

    lead = "It is an action of the plan as well, which is done with it." if steps_in_force(action) else ""
    page = FormPage(title="Complete an action", button="Complete the action", lead=lead)
    return _act(request, case, action, form, page=page, do=do, done="The action was completed.")


@read_and_send
def verify_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Whoever chairs conferences says that a done action was done and worked."""
    case, action = _action_seen(request, reference, pk, what="verifying an action")
    require(request, Perm.APPROVE_MINUTES, case.school)
    page = FormPage(
        title="Verify an action",
        button="Verify the action",
        lead=f"{action.owner_name} says that it is done: {action.outcome}",
    )
    return _act(
        request,
        case,
        action,
        KeyedForm(request.POST or None),
        page=page,
        do=lambda: verify_action(action, by=person(request)),
        done="The action was verified.",
    )


@read_and_send
def reopen_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case, action = _action_seen(request, reference, pk, what="opening an action again")
    require(request, Perm.APPROVE_MINUTES, case.school)
    form = ReopenForm(request.POST or None)

    def do() -> Action:
        given = form.cleaned_data
        return reopen_action(action, due_on=given["due_on"], why=given["why"], by=person(request))

    page = FormPage(title="Open an action again", button="Open the action again")
    return _act(request, case, action, form, page=page, do=do, done="The action is open again.")


@read_and_send
def redate_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case, action = _action_seen(request, reference, pk, what="moving an action")
    require(request, Perm.MANAGE_CASE, case.school)
    form = RedateForm(request.POST or None)

    def do() -> Action:
        given = form.cleaned_data
        return redate_action(action, due_on=given["due_on"], why=given["why"], by=person(request))

    page = FormPage(title="Move an action to another day", button="Move the action")
    return _act(request, case, action, form, page=page, do=do, done="The action was moved.")


@read_and_send
def hand_over_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case, action = _action_seen(request, reference, pk, what="giving an action to somebody else")
    require(request, Perm.MANAGE_CASE, case.school)
    people = offer_to(person(request), case.school).people
    form = HandOverForm(request.POST or None, people=people)

    def do() -> Action:
        given = {name: form.cleaned_data[name] for name in ("owner", "owner_name", "why")}
        return hand_over_action(action, **given, by=person(request))

    page = FormPage(
        title="Give an action to somebody else",
        button="Give the action",
        lead=f"{action.owner_name} is responsible for it now. Its date, measure and history stay.",
    )
    return _act(request, case, action, form, page=page, do=do, done="The action was given to somebody else.")


@read_and_send
def drop_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    case, action = _action_seen(request, reference, pk, what="dropping an action")
    require(request, Perm.MANAGE_CASE, case.school)
    form = DropForm(request.POST or None)
    lead = "It stays an open action of the plan: take it out of the next draft, if nobody does it."
    return _act(
        request,
        case,
        action,
        form,
        page=FormPage(
            title="Drop an action",
            button="Drop the action",
            lead=lead if steps_in_force(action).filter(done_on=None) else "",
        ),
        do=lambda: drop_action(action, why=form.cleaned_data["why"], by=person(request)),
        done="The action was dropped.",
    )


def _action_seen(request: HttpRequest, reference: str, pk: int, *, what: str) -> tuple[ConcernCase, Action]:
    case = case_seen(request, reference, what=what)
    return case, seen_or_404(request, Action.objects.visible_to(request.user).filter(case=case), pk=pk)


def _act(
    request: HttpRequest, case: ConcernCase, action: Action, form: Any, *, page: FormPage, **what: Any
) -> HttpResponse:
    return act_on_case(request, case, form, page=page, then="cases:actions", more={"action": action}, **what)


def _agreed_at(action: Action) -> Any:
    """The meeting at which the action was agreed, or whose decision it follows; None if at none."""
    draft = getattr(action, "drafted_as", None)
    if draft:
        return draft.item.meeting
    decision = next(iter(action.decisions.all()), None)  # type: ignore[attr-defined]
    return decision.meeting if decision else None
