"""An action of the case and an action of a plan that are one thing, kept in two registers (``ActionInPlan``).

A conference agrees an action and the plan takes it up, or the other way round: then it is said that they are
one (``services.actions_in_plans``). What is said to be done of one is then done of the other
(``services.actions``, ``services.plan_progress``), and what is late of it is told as the action of the case.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from concern_cases.models import Action, ActionInPlan, Plan, PlanAction, PlanVersion
from concern_cases.models.action import ActionQuerySet

NOW = (PlanVersion.Status.IN_FORCE, PlanVersion.Status.DRAFT)


def actions_of(step: PlanAction, plan: Plan) -> ActionQuerySet:
    """The actions of the case that the plan's action is."""
    return Action.objects.filter(in_plans__plan=plan, in_plans__key=step.key)


def steps_in_force(action: Action) -> QuerySet[PlanAction]:
    """The actions of plans in force that the action of the case is."""
    return in_force().filter(key__in=action.in_plans.values("key"))  # type: ignore[attr-defined]


def in_force() -> QuerySet[PlanAction]:
    """The actions of every running plan's version in force, as far as they were not given up."""
    plans = {"text__version__status": PlanVersion.Status.IN_FORCE, "text__version__plan__closed_on": None}
    return PlanAction.objects.filter(text__dropped=False, **plans)


def told_as_action() -> Exists:
    """The condition that an action of a plan is an open action of the case as well."""
    return Exists(Action.objects.open().filter(in_plans__key=OuterRef("key")))


def show_steps(actions: Iterable[Any], user: Any) -> None:
    """Each action has its ``steps``: the actions of plans that it is, each with the ``link`` that says so.

    As the version in force words them; only in a draft, for whoever sees that draft.
    """
    rows = list(actions)
    links = list(ActionInPlan.objects.filter(action__in=rows))
    versions = PlanVersion.objects.visible_to(user).filter(status__in=NOW).values("pk")
    found = PlanAction.objects.filter(key__in=[link.key for link in links], text__version__in=versions)
    found = found.select_related("text__objective", "text__version__plan").order_by("-text__version__number")
    known = {row.key: row for row in found}
    for action in rows:
        mine = [link for link in links if link.action_id == action.pk and link.key in known]
        action.steps = [{"link": link, "step": known[link.key]} for link in mine]


def show_actions(steps: Iterable[Any], plan: Plan, user: Any) -> None:
    """Each action of the plan has its ``of_case``: what it is in the case, as far as the user may read it."""
    readable = Action.objects.visible_to(user).exclude(case=None).values("pk")
    links = ActionInPlan.objects.filter(plan=plan, action__in=readable).select_related("action__case")
    found: dict[Any, list[Action]] = {}
    for link in links.order_by("action__due_on", "pk"):
        found.setdefault(link.key, []).append(link.action)
    for step in steps:
        step.of_case = found.get(step.key, [])
