"""A plan that a school has without a case belongs to the case that is opened on it."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase, Plan
from people.models import User
from record.services import service
from schools.models import School

PLAN_IN_CASE = event_kind(
    "plans.in_case",
    "took the {plan_kind} into the case",
    title="The {plan_kind} of the school is in this case",
)


def lock_plans_without_case(school: School) -> list[Plan]:
    """The running plans of the school that belong to no case, kept from other changes."""
    plans = Plan.objects.select_for_update(of=("self",)).running()
    return list(plans.filter(school=school, case=None).order_by("pk"))


@service
def take_into_case(case: ConcernCase, *, by: User | None) -> list[Plan]:
    """The running plans of the case's school that had none belong to the case; those that came to it.

    From now on their reviews can end otherwise than on track, have evidence, and propose stepping down; what
    is under way of them follows (``workflows.services.plans.carry_plans_into_cases``).
    """
    plans = lock_plans_without_case(case.school)
    for plan in plans:
        plan.case = case
        plan._change_reason = f"{case.reference} was opened."
        plan.save()
        name = plan.get_kind_display().lower()
        record_event(PLAN_IN_CASE, school=case.school, case=case, plan=plan.pk, plan_kind=name)
    return plans
