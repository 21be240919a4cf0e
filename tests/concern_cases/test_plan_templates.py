"""What new plans begin with: objectives of a template, what measures each, and first steps."""

from datetime import date

import pytest
from django.urls import reverse

from concern_cases.models import PlanTemplate, TemplateCriterion, TemplateObjective, TemplateStep
from concern_cases.services.plan_templates import open_plan_from_template, save_template_objective
from record import clock
from record.errors import RuleError
from tests.concern_cases.makers import area, make_case
from tests.concern_cases.plan_makers import sent_of

TODAY = date(2026, 11, 23)
ACTION, MILESTONE = TemplateStep.Kind.ACTION, TemplateStep.Kind.MILESTONE


@pytest.fixture
def template(cast) -> PlanTemplate:
    return PlanTemplate.objects.get(code="below-floor")


@pytest.fixture
def objective(template, cast) -> TemplateObjective:
    return save_template_objective(
        template,
        area=area(),
        title="Attendance is good",
        months=9,
        criteria=[
            TemplateCriterion(what="Attendance", target="96 %", source="The register"),
            TemplateCriterion(what="Pupils away often", target="Below 3 %", months=6),
        ],
        steps=[
            TemplateStep(kind=ACTION, what="Call home", who="The office", months=1, resources="An hour"),
            TemplateStep(kind=MILESTONE, what="Attendance is 95 %", months=5),
        ],
        by=cast.senior_adviser,
    )


def said(rows):
    return [(row.what, row.months) for row in rows]


def test_rows_are_changed_added_and_taken_away_and_the_rest_is_not_touched(template, objective, cast):
    first, second = objective.criteria.all()
    kept = TemplateStep.history.count()
    steps = list(objective.steps.all())
    second.target = "Below 2 %"
    save_template_objective(
        template,
        objective,
        area=area(),
        title=objective.title,
        months=9,
        criteria=[second, TemplateCriterion(what="Lateness", target="None")],
        steps=steps,
        by=cast.senior_adviser,
    )
    assert [(row.what, row.target) for row in objective.criteria.all()] == [
        ("Pupils away often", "Below 2 %"),
        ("Lateness", "None"),
    ]
    assert TemplateStep.history.count() == kept
    assert TemplateCriterion.history.filter(id=first.pk, history_type="-").count() == 1


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"criteria": [TemplateCriterion(what=" ")]}, "Say what it is"),
        ({"criteria": [TemplateCriterion(what="Late", months=10)]}, "“Late”: give 1 to 9 months"),
        ({"steps": [TemplateStep(kind=ACTION, what="Never", months=0)]}, "“Never”: give 1 to 9 months"),
        ({"steps": [TemplateStep(kind=ACTION, what="Late", months=10)]}, "“Late”: give 1 to 9 months"),
    ],
)
def test_rows_that_say_nothing_or_come_after_their_objective_are_refused(
    template, objective, cast, rows, why
):
    facts = {"area": area(), "title": "Attendance", "months": 9, "by": cast.senior_adviser}
    with pytest.raises(RuleError, match=why):
        save_template_objective(template, objective, **facts, **rows)


def test_a_row_of_another_objective_is_refused(template, objective, cast):
    other = template.objectives.exclude(pk=objective.pk).first().criteria.all()
    facts = {"area": area(), "title": "Attendance", "months": 9, "by": cast.senior_adviser}
    with pytest.raises(RuleError, match="another objective"):
        save_template_objective(template, objective, criteria=list(other), **facts)


def test_what_would_come_after_the_objective_comes_with_it(template, objective, cast):
    with clock.at(TODAY):
        horizon = date(2027, 2, 26)
        plan = open_plan_from_template(
            template,
            school=make_case(cast).school,
            case=None,
            horizon=horizon,
            by=cast.senior_adviser,
        )
    text = plan.versions.get().texts.get(title="Attendance is good")
    assert text.by == horizon
    assert [(row.what, row.by) for row in text.criteria.all()] == [
        ("Attendance", None),
        ("Pupils away often", horizon),
    ]
    assert [(row.what, row.who, row.due_on, row.resources) for row in text.actions.all()] == [
        ("Call home", "The office", date(2026, 12, 23), "An hour")
    ]
    assert [(row.what, row.due_on) for row in text.milestones.all()] == [("Attendance is 95 %", horizon)]


def test_the_page_of_an_objective_has_its_rows_and_saves_them_once(client, template, objective, cast):
    client.force_login(cast.senior_adviser)
    here = reverse("plans:template_objective", args=[template.code, objective.pk])
    data = sent_of(client.get(here).context["form"])
    data |= {
        "measures-0-target": "97 %",
        "measures-1-DELETE": "on",
        "actions-1-what": "Write to\nparents",
        "actions-1-months": 2,
        "milestones-0-months": 6,
    }
    for _ in range(2):
        assert client.post(here, data).url == template_url(template)
    assert [(row.what, row.target) for row in objective.criteria.all()] == [("Attendance", "97 %")]
    assert said(objective.steps.filter(kind=ACTION)) == [("Call home", 1), ("Write to parents", 2)]
    assert said(objective.steps.filter(kind=MILESTONE)) == [("Attendance is 95 %", 6)]
    words = client.get(template_url(template)).content.decode()
    assert "Action after two months: Write to parents" in words
    assert "Attendance: 97 %" in words


def test_a_row_that_is_wrong_is_named_beside_it_and_nothing_is_lost(client, template, objective, cast):
    client.force_login(cast.senior_adviser)
    here = reverse("plans:template_objective", args=[template.code, objective.pk])
    data = sent_of(client.get(here).context["form"])
    data |= {"months": 4, "actions-1-what": "Write to parents", "measures-2-target": "All of them"}
    page = client.post(here, data)
    rows = page.context["form"].rows
    assert rows["milestones"].forms[0].errors["months"] == ["Give up to 4 months, as its objective has"]
    assert rows["actions"].forms[1].errors["months"] == ["Say after how many months"]
    assert rows["measures"].forms[2].errors["what"] == ["Say what is measured"]
    assert "Write to parents" in page.content.decode()
    objective.refresh_from_db()
    assert (objective.months, objective.criteria.count()) == (9, 2)


def template_url(template):
    return reverse("plans:template", args=[template.code])
