"""What plans begin with: their templates, and the numbers by which plans and reviews run.

Plans that were opened already stay as they are.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from concern_cases.due_dates import months_after
from concern_cases.models import (
    ConcernCase,
    Objective,
    ObjectiveText,
    Plan,
    PlanRules,
    PlanTemplate,
    TemplateObjective,
)
from concern_cases.rules import lock_open_case, worded
from concern_cases.services.plans import first_version
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority, School

# Field: what it counts, least, most.
NUMBERS = {
    "draft_days": ("working days", 1, 60),
    "comment_days": ("working days", 1, 60),
    "approve_days": ("working days", 1, 60),
    "review_months": ("months", 1, 12),
    "review_opens_days": ("working days", 1, 60),
    "gather_days": ("working days", 0, 30),
    "review_comment_days": ("working days", 1, 60),
    "decide_days": ("working days", 1, 30),
    "statement_days": ("working days", 1, 60),
    "exit_reviews": ("reviews", 1, 10),
}
LONGEST_HORIZON = 60  # months
OFTENEST = 6  # times a year: once a half-term


@service
def open_plan_from_template(
    template: PlanTemplate,
    *,
    school: School,
    case: ConcernCase | None = None,
    horizon: date | None = None,
    by: User,
) -> Plan:
    """The school has a plan of the template's kind, whose draft has the template's objectives.

    Without a ``horizon`` it is the template's. The objectives are then worded for the school. Refuses
    (RuleError) a support plan without a case, and what ``first_version`` refuses; a closed case
    (AlreadyDone).
    """
    if case:
        lock_open_case(case)
    elif template.kind == Plan.Kind.SUPPORT:
        raise RuleError("A support plan belongs to a case: open the case first", field="template")
    horizon = horizon or proposed_horizon(template)
    version = first_version(school=school, case=case, kind=template.kind, horizon=horizon, template=template)
    for order, row in enumerate(template.objectives.select_related("area"), start=1):
        objective = Objective.objects.create(plan=version.plan, number=order, area=row.area)
        ObjectiveText.objects.create(
            version=version,
            objective=objective,
            order=order,
            title=row.title,
            criterion=row.criterion,
            target=row.target,
            source=row.source,
            by=min(months_after(clock.today(), row.months), horizon),
        )
    return version.plan


def proposed_horizon(template: PlanTemplate) -> date:
    """By when a plan that is opened today would have reached what it is for."""
    return months_after(clock.today(), template.horizon_months)


@service
def add_template(*, by: User, **facts: Any) -> PlanTemplate:
    """There is one more template. Refuses (RuleError) what ``change_template`` refuses, and a name in use."""
    facts = _checked(**facts)
    code = slugify(facts["name"])[:40]
    if not code or PlanTemplate.objects.filter(code=code).exists():
        raise RuleError("There is a template of this name: choose another", field="name")
    last = PlanTemplate.objects.aggregate(last=Max("order"))["last"] or 0
    return PlanTemplate.objects.create(code=code, order=last + 1, **facts)


@service
def change_template(template: PlanTemplate, *, by: User, **facts: Any) -> PlanTemplate:
    """New plans begin with this.

    Refuses (RuleError) no name, no words on the schools it is for or on the goal, a horizon outside 1 to 60
    months, and more than six times a year.
    """
    for name, fact in _checked(**facts).items():
        setattr(template, name, fact)
    template.save()
    return template


@service
def save_template_objective(
    template: PlanTemplate, objective: TemplateObjective | None = None, *, by: User, **facts: Any
) -> TemplateObjective:
    """New plans begin with this objective; a new one is the last. Refuses (RuleError) no title."""
    facts["title"] = worded(facts["title"], "Say what is to be reached", field="title")
    if not 0 < facts["months"] <= LONGEST_HORIZON:
        raise RuleError(f"Give 1 to {LONGEST_HORIZON} months", field="months")
    if objective is None:
        last = template.objectives.aggregate(last=Max("order"))["last"] or 0
        return TemplateObjective.objects.create(template=template, order=last + 1, **facts)
    for name, fact in facts.items():
        setattr(objective, name, fact)
    objective.save()
    return objective


@service
def remove_template_objective(objective: TemplateObjective, *, by: User) -> None:
    """New plans don't begin with it any more."""
    objective.delete()


@service
def move_template_objective(objective: TemplateObjective, *, up: bool, by: User) -> None:
    """It stands one place further up or down."""
    rows = list(objective.template.objectives.order_by("order", "pk"))
    at = [row.pk for row in rows].index(objective.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            row.save()


@service
def change_plan_rules(la: LocalAuthority, *, numbers: Mapping[str, int], by: User) -> PlanRules:
    """Plans and reviews of the authority count with these numbers, from the next step on that begins.

    Refuses (RuleError on the field) one out of its bounds (``NUMBERS``).
    """
    rules = PlanRules.of(la)
    for name, number in numbers.items():
        unit, least, most = NUMBERS[name]
        if not least <= number <= most:
            raise RuleError(f"Give {least} to {most} {unit}", field=name)
        setattr(rules, name, number)
    rules.save()
    return rules


def _checked(**facts: Any) -> dict[str, Any]:
    for name, otherwise in (
        ("name", "Give the template a name"),
        ("about", "Say for which schools it is"),
        ("goal", "Say what is reached at the horizon"),
    ):
        facts[name] = worded(facts[name], otherwise, field=name)
    if facts["kind"] not in Plan.Kind.values:
        raise RuleError("Choose a kind of plan", field="kind")
    if not 0 < facts["horizon_months"] <= LONGEST_HORIZON:
        raise RuleError(f"Give 1 to {LONGEST_HORIZON} months", field="horizon_months")
    if not 0 <= facts["rewritten_a_year"] <= OFTENEST:
        raise RuleError(f"Give 0 to {OFTENEST}", field="rewritten_a_year")
    return facts
