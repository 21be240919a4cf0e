"""What plans begin with: their templates, and the numbers by which plans and reviews run.

Plans that were opened already stay as they are.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from concern_cases.due_dates import months_after
from concern_cases.models import (
    ConcernCase,
    Milestone,
    Objective,
    ObjectiveText,
    Plan,
    PlanAction,
    PlanRules,
    PlanTemplate,
    SuccessCriterion,
    TemplateCriterion,
    TemplateObjective,
    TemplateStep,
)
from concern_cases.rules import lock_open_case, worded
from concern_cases.services.plans import first_version
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority, School

# Field: what it counts, least, most.
WORKING, OF_SCHOOL = "working days", "working days of the school"  # its holidays are left out
NUMBERS = {
    "draft_days": (WORKING, 1, 60),
    "comment_days": (OF_SCHOOL, 1, 60),
    "approve_days": (WORKING, 1, 60),
    "review_months": ("months", 1, 12),
    "review_opens_days": (WORKING, 1, 60),
    "gather_days": (WORKING, 0, 30),
    "review_comment_days": (OF_SCHOOL, 1, 60),
    "decide_days": (WORKING, 1, 30),
    "statement_days": (OF_SCHOOL, 1, 60),
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
    """The school has a plan of the template's kind, whose draft has its objectives and first steps.

    Without a ``horizon`` it is the template's. Steps and criteria are due so many months from today, never
    after their objective. All of it is then worded for the school. Refuses
    (RuleError) a support plan without a case, and what ``first_version`` refuses; a closed case
    (AlreadyDone).
    """
    if case:
        lock_open_case(case)
    elif template.kind == Plan.Kind.SUPPORT:
        raise RuleError("A support plan belongs to a case: open the case first", field="template")
    horizon = horizon or proposed_horizon(template)
    version = first_version(school=school, case=case, kind=template.kind, horizon=horizon, template=template)
    rows = template.objectives.select_related("area").prefetch_related("criteria", "steps")
    for order, row in enumerate(rows, start=1):
        objective = Objective.objects.create(plan=version.plan, number=order, area=row.area)
        until = min(months_after(clock.today(), row.months), horizon)
        text = ObjectiveText.objects.create(
            version=version, objective=objective, order=order, title=row.title, by=until
        )
        _begin_with(text, row)
    return version.plan


def _begin_with(text: ObjectiveText, row: TemplateObjective) -> None:
    """The objective has the criteria and the first steps of the template's."""

    def by(months: int) -> date:
        return min(months_after(clock.today(), months), text.by)

    for each in row.criteria.all():
        SuccessCriterion.objects.create(
            text=text,
            order=each.order,
            what=each.what,
            target=each.target,
            source=each.source,
            by=by(each.months) if each.months else None,
        )
    for step in row.steps.all():
        facts = {"text": text, "what": step.what, "who": step.who, "due_on": by(step.months)}
        if step.kind == TemplateStep.Kind.ACTION:
            PlanAction.objects.create(resources=step.resources, **facts)
        else:
            Milestone.objects.create(**facts)


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
    template: PlanTemplate,
    objective: TemplateObjective | None = None,
    *,
    criteria: Sequence[TemplateCriterion] = (),
    steps: Sequence[TemplateStep] = (),
    by: User,
    **facts: Any,
) -> TemplateObjective:
    """New plans begin with this objective, these criteria and steps and no others; a new one is the last.

    A row of ``criteria`` or ``steps`` that has a primary key is the objective's of that key, changed. Refuses
    (RuleError) no title, a criterion or step without words, one of another objective, and months that are
    none or after those of the objective.
    """
    facts["title"] = worded(facts["title"], "Say what is to be reached", field="title")
    if not 0 < facts["months"] <= LONGEST_HORIZON:
        raise RuleError(f"Give 1 to {LONGEST_HORIZON} months", field="months")
    rows: list[TemplateCriterion | TemplateStep] = [*criteria, *steps]
    for row in rows:
        _check_row(row, until=facts["months"])
    if objective is None:
        last = template.objectives.aggregate(last=Max("order"))["last"] or 0
        objective = TemplateObjective(template=template, order=last + 1)
    for name, fact in facts.items():
        setattr(objective, name, fact)
    objective.save()
    for place, criterion in enumerate(criteria, start=1):
        criterion.order = place
    _save_rows(objective, objective.criteria.all(), criteria)
    _save_rows(objective, objective.steps.all(), steps)
    return objective


def _check_row(row: TemplateCriterion | TemplateStep, *, until: int) -> None:
    row.what = worded(row.what, "Say what it is", field="what")
    if row.months is None and isinstance(row, TemplateCriterion):
        return
    if not row.months or not 0 < row.months <= until:
        raise RuleError(f"“{row.what}”: give 1 to {until} months, as its objective has")


def _save_rows(objective: TemplateObjective, known: Any, rows: Sequence[Any]) -> None:
    """The objective has these rows and no others; one that says the same as before is not touched."""
    before = {row.pk: row for row in known}
    if {row.pk for row in rows if row.pk} - before.keys():
        raise RuleError("This belongs to another objective: open the page again")
    for row in rows:
        row.objective = objective
        if not row.pk or any(
            getattr(row, field.attname) != getattr(before[row.pk], field.attname)
            for field in row._meta.concrete_fields
        ):
            row.save()
    for pk in before.keys() - {row.pk for row in rows}:
        before[pk].delete()


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
