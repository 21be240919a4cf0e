"""Pages that say which action of a case is an action of a plan, and make one of the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from concern_cases.actions_in_plans import NOW
from concern_cases.audiences import offer_to
from concern_cases.forms.actions import InPlanForm, StepAsActionForm
from concern_cases.models import (
    Action,
    ActionInPlan,
    ConcernCase,
    ObjectiveText,
    Plan,
    PlanAction,
    PlanVersion,
)
from concern_cases.plan_writers import may_link, may_write
from concern_cases.services.actions_in_plans import agree_step, link_action, take_up_action, unlink_action
from concern_cases.views.shared import FormPage, act_on_case, case_seen, person, read_and_send
from people.access import may
from people.guards import refuse, seen_or_404
from record.errors import RuleError
from record.words import plain_day
from schools.permissions import Circle, Perm

NEW = "new"  # a new action of an objective, in a choice


@read_and_send
def link_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The action is one of a plan: one that is there, or a new one in a draft that is being written."""
    case, action, plans = _action_and_plans(request, reference, pk)
    choices = _choices(request, action, plans)
    form = InPlanForm(request.POST or None, choices=choices)

    def do() -> ActionInPlan:
        said, _, number = form.cleaned_data["step"].partition(":")
        if said == NEW:
            return take_up_action(action, text=ObjectiveText.objects.get(pk=number), by=person(request))
        plan = next(each for each in plans if str(each.pk) == said)
        return link_action(action, plan=plan, key=UUID(number), by=person(request))

    lead = "" if choices else "The school has no plan with an open action, or may not read this one."
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(title="Link with an action of the plan", button="Link them", lead=lead),
        do=do,
        done=lambda link: f"The action is one of the {link.plan.get_kind_display().lower()} as well.",
        then="cases:actions",
        more={"action": action},
    )


@require_POST
def unlink(request: HttpRequest, reference: str, pk: int, link: int) -> HttpResponse:
    """The two are no longer one thing."""
    case, action, plans = _action_and_plans(request, reference, pk)
    found = seen_or_404(request, ActionInPlan.objects.filter(action=action, plan__in=plans), pk=link)
    try:
        unlink_action(found, by=person(request))
        messages.success(request, "They are two actions again. What was done of either stays.")
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("cases:actions", case.reference)


@read_and_send
def agree_step_page(request: HttpRequest, reference: str, plan: int, key: UUID) -> HttpResponse:
    """An action of the plan in force is agreed as an action of the case, with somebody responsible."""
    case = case_seen(request, reference, what="agreeing an action of the plan", perm=Perm.MANAGE_CASE)
    of_case = seen_or_404(request, Plan.objects.visible_to(request.user).filter(case=case), pk=plan)
    step = PlanAction.objects.filter(
        key=key, text__version__plan=of_case, text__version__status=PlanVersion.Status.IN_FORCE
    ).first()
    if step is None:
        raise Http404
    offer = offer_to(person(request), case.school)
    first = {"what": step.what, "due_on": step.due_on, "owner_name": step.who}
    form = StepAsActionForm(request.POST or None, initial=first, offer=offer, people=offer.people)

    def do() -> Action:
        facts = {name: fact for name, fact in form.cleaned_data.items() if name != "form_key"}
        return agree_step(of_case, key, by=person(request), **facts)

    lead = f"It is the plan’s action “{step}” as well: what is done of one is done of the other."
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(title="Agree an action of the plan", button="Agree the action", lead=lead),
        do=do,
        done="The action was agreed.",
        then="cases:actions",
    )


def _action_and_plans(
    request: HttpRequest, reference: str, pk: int
) -> tuple[ConcernCase, Action, list[Plan]]:
    """The action, and the plans of its school at which the person may say so (else 403)."""
    case = case_seen(request, reference, what="an action in the plan")
    action = seen_or_404(request, Action.objects.visible_to(request.user).filter(case=case), pk=pk)
    running = Plan.objects.visible_to(request.user).running().filter(school=case.school_id)
    plans = [plan for plan in running.select_related("school__la") if may_link(request.user, plan)]
    if not plans and not may(request.user, Perm.MANAGE_CASE, case.school):
        refuse(request, Perm.MANAGE_CASE, case.school)
    return case, action, plans


def _choices(request: HttpRequest, action: Action, plans: list[Plan]) -> list[Any]:
    """For each objective the open actions that it is not yet, and a new one in a draft.

    A new one where the person writes that draft, unless it is an open action of the draft already.
    """
    if action.circle != Circle.SCHOOL:
        return []
    known = set(action.in_plans.values_list("key", flat=True))  # type: ignore[attr-defined]
    writes = {plan.pk for plan in plans if may_write(request.user, plan)}
    versions = PlanVersion.objects.visible_to(request.user).filter(plan__in=plans, status__in=NOW)
    latest: dict[int, PlanVersion] = {row.plan_id: row for row in versions.order_by("number")}
    texts = list(_texts(list(latest.values())))
    opens = {text: [step for step in text.actions.all() if step.done_on is None] for text in texts}
    writes -= {text.version.plan_id for text in texts if any(step.key in known for step in opens[text])}
    groups = []
    for text in texts:
        version = latest[text.version.plan_id]
        rows = [
            (f"{version.plan_id}:{step.key}", f"{step}, by {plain_day(step.due_on)}")
            for step in opens[text]
            if step.key not in known
        ]
        if version.is_draft and version.stage == PlanVersion.Stage.WRITING and version.plan_id in writes:
            rows.insert(0, (f"{NEW}:{text.pk}", "A new action in the draft, in these words"))
        kind = text.version.plan.get_kind_display()
        groups += [(f"{kind}, objective {text.objective.number}: {text.title}", rows)] if rows else []
    return groups


def _texts(versions: list[PlanVersion]) -> QuerySet[ObjectiveText]:
    texts = ObjectiveText.objects.filter(version__in=versions, dropped=False)
    actions = Prefetch("actions", queryset=PlanAction.objects.order_by("due_on", "pk"))
    related = texts.select_related("objective", "version__plan")
    return related.prefetch_related(actions).order_by("version__plan", "order")
