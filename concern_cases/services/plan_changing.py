"""What a plan is to reach by when, and how often it is reviewed: changed with a reason while it runs."""

from datetime import date
from typing import Any

from concern_cases.events import event_kind, record_event
from concern_cases.models import Plan
from concern_cases.rules import in_future, worded
from concern_cases.services.plan_templates import NUMBERS
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import counted, plain_day

PLAN_CHANGED = event_kind(
    "plans.changed",
    "changed the {plan_kind}: {what}",
    title="Plan changed: {what}",
    details=("{why}",),
)


@service
def change_plan(plan: Plan, *, horizon: date, review_months: int | None, why: str, by: User) -> Plan:
    """The plan is to be reached by this horizon and reviewed after so many months, and it is known why.

    Without ``review_months`` the authority's number goes for it. What its versions say stays as it is.
    Refuses (RuleError) no reason, a new horizon that has passed, a number out of its bounds, and nothing new;
    a closed plan (AlreadyDone). The open review is not redated here
    (``workflows.services.plans.change_plan_and_review``).
    """
    why = worded(why, "Say why the plan is changed", field="why")
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    if plan.closed_on:
        raise AlreadyDone("This plan is closed")
    what = []
    if horizon != plan.horizon:
        in_future(horizon, "the horizon", field="horizon")
        what.append(f"to be reached by {plain_day(horizon)}, before by {plain_day(plan.horizon)}")
    if review_months != plan.review_months:
        what.append(_often(review_months))
    if not what:
        raise RuleError("Change the day or the number of months: nothing is different yet", field="horizon")
    plan.horizon, plan.review_months, plan._change_reason = horizon, review_months, why
    plan.save()
    name = plan.get_kind_display().lower()
    facts: dict[str, Any] = {"plan": plan.pk, "plan_kind": name, "what": "; ".join(what), "why": why}
    record_event(PLAN_CHANGED, school=plan.school, case=plan.case, **facts)
    return plan


def _often(months: int | None) -> str:
    if months is None:
        return "reviewed as often as the authority’s other plans"
    unit, least, most = NUMBERS["review_months"]
    if not least <= months <= most:
        raise RuleError(f"Give {least} to {most} {unit}", field="review_months")
    return f"reviewed every {counted(months, 'month')}" if months > 1 else "reviewed every month"
