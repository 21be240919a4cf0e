"""What of a closed case goes on at the school that follows its own: an academy, an amalgamated school."""

from typing import Any

from concern_cases.events import event_kind, record_event
from concern_cases.models import Concern, ConcernCase, Plan
from concern_cases.rules import worded
from concern_cases.services.cadences import cadence_proposed
from concern_cases.services.cases import reopen_case
from concern_cases.services.concerns import ConcernFacts
from evaluation.models import Risk
from people.access import users_where
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import School
from schools.permissions import Circle, Perm

PLAN_GOES_ON = event_kind(
    "plans.goes_on", "continued the {plan_kind} of {before}", title="The {plan_kind} of {before} goes on here"
)


@service
def continue_at(case: ConcernCase, *, school: School, why: str, lead: User, by: User) -> ConcernCase:
    """A case of the successor continues the closed one: concerns, risk, cadence, open actions and plan.

    What happened stays where it was. Concerns that ``by`` may not read stay with the old case. Refuses
    (RuleError) what ``reopen_case`` refuses, and a school whose risk was never judged.
    """
    why = worded(why, "Say why the case goes on there", field="why")
    risk = Risk.objects.current().filter(school=case.school, kind=Risk.Kind.IMPROVEMENT).first()
    if risk is None:
        raise RuleError("Judge the risk of failing to improve first")
    before = case.school
    new = reopen_case(
        case,
        school=school,
        why=why,
        lead=lead,
        concerns=_concerns(case, school, by),
        risk_level=risk.level,
        risk_reason=f"As judged of {before} (URN {before.urn}) on {risk.on:%-d %B %Y}: {risk.reason}",
        **_how_often(case, risk),
        by=by,
    )
    for plan in Plan.objects.running().filter(school=before):
        plan.school, plan.case = school, new
        plan._change_reason = why
        plan.save()
        name = plan.get_kind_display().lower()
        record_event(PLAN_GOES_ON, school=school, case=new, plan=plan.pk, plan_kind=name, before=str(before))
    return new


def _how_often(case: ConcernCase, risk: Risk) -> dict[str, Any]:
    """An interval that somebody set goes on, and one where the risk proposes none; others follow the risk."""
    if case.cadence_why or not cadence_proposed(risk.level):
        return {
            "cadence": case.cadence,
            "cadence_why": case.cadence_why or f"As before, at {case.school}.",
        }
    return {}


def _concerns(case: ConcernCase, school: School, by: User) -> list[ConcernFacts]:
    rows = Concern.objects.visible_to(by).filter(case=case).select_related("area").prefetch_related("named")
    seeing = set(users_where(Perm.VIEW_CASE, school).values_list("pk", flat=True))
    return [
        ConcernFacts(
            area=row.area,
            text=row.text,
            source=row.source,
            discussed_on=row.discussed_on,
            discussed_with=row.discussed_with,
            not_discussed_why=row.not_discussed_why,
            circle=row.circle,
            named=_named(row, seeing, by),
        )
        for row in rows
    ]


def _named(row: Concern, seeing: set[int], by: User) -> list[User]:
    """Of the people named those who see the new school; never more people than before."""
    if row.circle != Circle.NAMED:
        return []
    return [user for user in row.named.all() if user.pk in seeing] or [by]
