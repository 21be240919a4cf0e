"""Plans end: reached, replaced, or with their case. What was in force stays to be read."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import Plan, PlanVersion
from concern_cases.rules import worded
from concern_cases.services.reviews import drop_open_reviews
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.services import service

PLAN_CLOSED = event_kind(
    "plans.closed", "closed the {plan_kind}", title="Plan closed: {plan_kind}", details=("{reason}",)
)


@service
def close_plan(plan: Plan, *, reason: str, by: User) -> Plan:
    """Nobody works by the plan any more: its draft is withdrawn and its open review not held.

    Refuses (RuleError) no reason, and a plan that was closed (AlreadyDone). Whoever closes it stops its
    processes (``workflows.services.plans.close_plan_and_processes``).
    """
    reason = worded(reason, "Say why the plan is closed", field="reason")
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    if plan.closed_on:
        raise AlreadyDone("This plan was closed already")
    for draft in plan.versions.filter(status=PlanVersion.Status.DRAFT):
        draft.status = PlanVersion.Status.WITHDRAWN
        draft._change_reason = reason
        draft.save()
    drop_open_reviews([plan], why=reason, by=by)
    plan.closed_on = clock.today()
    plan._change_reason = reason
    plan.save()
    name = plan.get_kind_display().lower()
    record_event(PLAN_CLOSED, school=plan.school, case=plan.case, plan=plan.pk, plan_kind=name, reason=reason)
    return plan
