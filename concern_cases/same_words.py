"""An action of the case and an action of the plan in the same words are one thing, kept in two registers.

A conference agrees an action, and the plan takes it up: what is said to be done of one is done of the other
(``services.actions``, ``services.plan_progress``), and what is late of it is told as the action of the case.
One that the school may not read is nobody's but its readers': it is no part of the plan.
"""

from django.db.models import Exists, OuterRef, QuerySet

from concern_cases.models import Action, Plan, PlanAction, PlanVersion
from concern_cases.models.action import ActionQuerySet
from schools.permissions import Circle


def actions_like(step: PlanAction, plan: Plan) -> ActionQuerySet:
    """The actions of the school's cases that say what the plan's action says."""
    return Action.objects.filter(school=plan.school_id, circle=Circle.SCHOOL, what=step.what)


def steps_like(action: Action) -> QuerySet[PlanAction]:
    """The actions of plans in force at the school that say what the action says."""
    if action.school_id is None or action.circle != Circle.SCHOOL:
        return PlanAction.objects.none()
    return in_force().filter(text__version__plan__school=action.school_id, what=action.what)


def in_force() -> QuerySet[PlanAction]:
    """The actions of every running plan's version in force, as far as they were not given up."""
    plans = {"text__version__status": PlanVersion.Status.IN_FORCE, "text__version__plan__closed_on": None}
    return PlanAction.objects.filter(text__dropped=False, **plans)


def told_as_action() -> Exists:
    """The condition that an action of a plan is an open action of the case as well."""
    school = OuterRef("text__version__plan__school")
    return Exists(Action.objects.open().filter(school=school, circle=Circle.SCHOOL, what=OuterRef("what")))
