"""Pages on which it is said what of a plan in force is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from concern_cases.actions_in_plans import actions_of, show_actions
from concern_cases.case_head import case_head
from concern_cases.forms.plan_writing import FinishStepForm
from concern_cases.models import ObjectiveText, Plan, PlanAction, PlanVersion
from concern_cases.services.plan_progress import finish_step, reopen_step
from concern_cases.services.plan_steps import is_done, step_in_force
from concern_cases.views.plan_guards import plan_to_keep_up
from concern_cases.views.shared import read_and_send, send_once, sent_before
from people.access import may
from people.guards import log_reading, person
from record import clock
from record.errors import RuleError
from schools.permissions import Perm


@require_safe
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Every action and milestone of the version in force, with a way to say that it is done."""
    plan = plan_to_keep_up(request, pk)
    log_reading(request, what=f"{plan}, what is done", urn=plan.school.urn)
    texts = ObjectiveText.objects.filter(version__plan=plan, version__status=PlanVersion.Status.IN_FORCE)
    texts = texts.filter(dropped=False).select_related("objective")
    rows = list(texts.prefetch_related("actions", "milestones"))
    show_actions([step for text in rows for step in text.actions.all()], plan, request.user)
    facts: dict[str, Any] = {"texts": rows, "plan": plan}
    is_open = plan.case is not None and plan.case.is_open
    facts["agrees"] = is_open and may(request.user, Perm.MANAGE_CASE, plan.school)
    facts["head"] = plan.case and case_head(plan.case, user=request.user, current="plan")
    return render(request, "concern_cases/plan_steps.html", facts)


@read_and_send
def step(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """One step is done, or was reached, on a day."""
    plan = plan_to_keep_up(request, pk)
    found = step_in_force(plan, key)
    if found is None:
        raise Http404
    onward = reverse("plans:steps", args=[plan.pk])
    is_action = isinstance(found, PlanAction)
    form = FinishStepForm(request.POST or None, initial={"on": clock.today()})
    if not is_action:
        del form.fields["came_of_it"]
    answer = sent_before(request, otherwise=onward)
    if answer is None and request.method == "POST" and form.is_valid():
        facts = {name: fact for name, fact in form.cleaned_data.items() if name != "form_key"}
        answer = send_once(
            request,
            form,
            do=lambda: finish_step(plan, key, by=person(request), **facts),
            onward=lambda _: onward,
            done=lambda _: f"“{found}” is {'done' if is_action else 'reached'}.",
            otherwise=onward,
        )
    page = {
        "form": form,
        "plan": plan,
        "title": "The action is done" if is_action else "The milestone is reached",
        "lead": _lead(found, plan),
        "button": "Record it",
        "back": onward,
        "is_done": is_done(found),
        "head": plan.case and case_head(plan.case, user=request.user, current="plan"),
    }
    return answer or render(request, "concern_cases/plan_act.html", page)


@require_POST
def reopen(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """It was not done after all."""
    plan = plan_to_keep_up(request, pk)
    try:
        found = reopen_step(plan, key, by=person(request))
        messages.success(request, f"“{found}” is open again.")
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("plans:steps", plan.pk)


def _lead(found: Any, plan: Plan) -> str:
    if isinstance(found, PlanAction) and actions_of(found, plan).open().exists():
        said = "It is an action of the case as well, done with it if it is yours or you run the case."
        return f"{found.what.rstrip('.')}. {said}"
    return str(found.what)
