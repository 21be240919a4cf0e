"""Plans in numbers: versions, judgements and visits of one plan, made as the services would leave them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from concern_cases.models import (
    CriterionReading,
    Milestone,
    Objective,
    ObjectiveRating,
    ObjectiveText,
    Plan,
    PlanAction,
    PlanVersion,
    SuccessCriterion,
)
from concern_cases.services.plan_words import Words
from concern_cases.services.plans import ask_for_revision, bring_into_force
from concern_cases.services.reviews import Reading
from evaluation.models import Framework, Inspection, VisitKind
from people.models import User
from record import clock
from record.actor import acting_as
from schools.models import School
from tests.concern_cases.makers import area, days


def next_draft(plan: Plan, why: str = "The inspectors came", **facts: Any) -> PlanVersion:
    """The next version, in draft."""
    last = plan.versions.order_by("number").last()
    facts = {
        "kind": "text",
        "on": clock.today(),
        "key": f"draft after {plan.pk}.{last and last.number}",
        **facts,
    }
    return ask_for_revision(plan, why=why, **facts, by=None)


def make_next_version(plan: Plan, *, by: User, **facts: Any) -> PlanVersion:
    """The next version, in force."""
    return bring_into_force(next_draft(plan, **facts), by=by)


def add_objective(version: PlanVersion, number: int, **facts: Any) -> ObjectiveText:
    """One more objective in that version, with a number of its own."""
    origin = facts.pop("split_from", None)
    objective = Objective.objects.create(
        plan=version.plan, number=number, area=area(facts.pop("area", "governance")), split_from=origin
    )
    facts.setdefault("order", number)
    facts.setdefault("title", f"Objective that has number {number}")
    facts.setdefault("by", days(200))
    measured = {name: facts.pop(name) for name in ("baseline", "criterion", "target") if name in facts}
    text = ObjectiveText.objects.create(version=version, objective=objective, **facts)
    add_criterion(
        text,
        measured.get("criterion", "Pupils who reach the expected level"),
        baseline=measured.get("baseline", "41 %"),
        target=measured.get("target", "60 %"),
    )
    return text


def add_criterion(text: ObjectiveText, what: str, **facts: Any) -> SuccessCriterion:
    """One more criterion of the objective, the last of it."""
    return SuccessCriterion.objects.create(text=text, order=text.criteria.count() + 1, what=what, **facts)


def add_action(text: ObjectiveText, what: str = "Plan together", **facts: Any) -> PlanAction:
    facts.setdefault("due_on", days(40))
    facts.setdefault("who", "David Lorimer")
    return PlanAction.objects.create(text=text, what=what, **facts)


def add_milestone(text: ObjectiveText, what: str = "Mock tests", **facts: Any) -> Milestone:
    facts.setdefault("due_on", days(60))
    return Milestone.objects.create(text=text, what=what, **facts)


def judge(objective: Objective, rag: str, on: date, *, by: User, **facts: Any) -> ObjectiveRating:
    """A judgement of that day, recorded now; ``now`` is where the first criterion is."""
    facts.setdefault("reason", f"Seen to be {rag}.")
    said = readings(objective, facts.pop("now", ""))
    with acting_as(by):
        rating = ObjectiveRating.objects.create(objective=objective, rag=rag, on=on, rated_by=by, **facts)
        for key, each in said.items():
            CriterionReading.objects.create(rating=rating, criterion=key, **vars(each))
    return rating


def readings(objective: Objective, *said: Reading | str) -> dict[UUID, Reading]:
    """Where the criteria of the objective are, the first one first; a word is where it is now."""
    text = objective.texts.order_by("version__number").last()
    rows = text.criteria.all() if text else []
    plain = [each if isinstance(each, Reading) else Reading(each) for each in said]
    return {row.key: each for row, each in zip(rows, plain, strict=False) if each != Reading()}


def make_visit(school: School, on: date, *, by: User, kind: str = "monitoring") -> Inspection:
    framework = Framework.objects.get(code="2025")
    visit = VisitKind.objects.get(code=kind)
    return Inspection.objects.create(school=school, kind=visit, framework=framework, on=on, recorded_by=by)


def fill_plan(version: PlanVersion, *, by: User, objectives: int = 12, actions: int = 80) -> None:
    """That many objectives and actions, each objective with three criteria, milestones and judgements."""
    texts = [add_objective(version, number + 100) for number in range(objectives)]
    for number in range(actions):
        add_action(texts[number % objectives], f"Action number {number}", due_on=days(number - 20))
    for place, text in enumerate(texts):
        add_criterion(text, "Books in which marking helps", baseline="40 %", target="90 %")
        add_criterion(text, "Lessons judged good", baseline="3 of 10", target="8 of 10", by=days(150))
        for step in range(3):
            add_milestone(text, f"Step {step + 1} of {place + 1}", due_on=days(60 * step - 30 + place))
        for place_of, rag in enumerate(("red", "amber", "green")):
            on = clock.today() - timedelta(days=90 - 30 * place_of)
            judge(text.objective, rag, on, by=by, now=f"{42 + place_of} %")


def sent_of(form: Any) -> dict[str, Any]:
    """What a browser sends of an objective's form (and of its rows) as it stands."""
    first, *kinds = form.parts
    data: dict[str, Any] = {}
    for each in (first, *[row for rows in kinds for row in rows.forms], *[r.management_form for r in kinds]):
        for field in each:
            value = field.value()
            if field.name != "DELETE" and value is not None:
                data[field.html_name] = value.strftime("%d/%m/%Y") if isinstance(value, date) else value
    return data


def words_of(text: ObjectiveText, **changes: Any) -> Words:
    """What the objective says, with these changes."""
    return replace(Words.of(text), **changes)
