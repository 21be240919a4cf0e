"""Opening and closing a plan, what plans begin with, and the numbers by which they run."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from concern_cases.forms.base import ComingDay, KeyedForm, lines
from concern_cases.forms.template_rows import rows_of
from concern_cases.models import Plan, PlanRules, PlanTemplate, TemplateObjective
from concern_cases.services.plan_templates import (
    LONGEST_HORIZON,
    NUMBERS,
    OFTENEST,
    proposed_horizon,
)
from evaluation.models import Area

LABELS = {
    "draft_days": "How long to write a draft?",
    "comment_days": "How long has the school to comment on it?",
    "approve_days": "How long to approve it?",
    "review_months": "How long from one review to the next?",
    "review_opens_days": "How long before it is due is a review opened?",
    "gather_days": "How long before it is due is the evidence in?",
    "review_comment_days": "How long has the school to answer the judgements?",
    "decide_days": "How long to decide what follows from a review?",
    "statement_days": "How long after an inadequate report is the statement of action due?",
    "exit_reviews": "After how many reviews in a row with the criteria met is stepping down proposed?",
}
TEMPLATE_FIELDS = ("name", "kind", "about", "goal", "horizon_months", "rewritten_a_year")
OBJECTIVE_FIELDS = ("area", "title", "months")


class OpenPlanForm(KeyedForm):
    """Which template the plan begins with, and its horizon if it is another one."""

    template = forms.ModelChoiceField(
        label="Which plan does the school need?",
        queryset=PlanTemplate.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the template that the plan begins with"},
    )
    horizon = ComingDay(
        label="By when is it to be reached? (optional)",
        help_text="Leave it empty to take the horizon of the template.",
        required=False,
    )

    def __init__(self, *args: Any, templates: QuerySet[PlanTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.queryset = templates
        template.label_from_instance = lambda row: f"{row.get_kind_display()}: {row.name}"
        template.widget.attrs["data-hints"] = {str(row.pk): _hint(row) for row in templates}


def _hint(template: PlanTemplate) -> str:
    return f"{template.about} {template.goal}, by {proposed_horizon(template):%-d %B %Y}."


class RevisePlanForm(KeyedForm):
    why = forms.CharField(
        label="Why is the plan to be revised?",
        help_text="What has changed, or what does the plan lack? The school reads this.",
        widget=lines(4),
        error_messages={"required": "Say why the plan is to be revised"},
    )


class ChangePlanForm(KeyedForm):
    """The horizon of a plan, and how often it is reviewed."""

    horizon = forms.DateField(
        label="By when is it to be reached?",
        widget=forms.DateInput,
        error_messages={"required": "Say by when it is to be reached"},
    )
    review_months = forms.IntegerField(
        label="How long from one review to the next? (optional)",
        required=False,
        min_value=NUMBERS["review_months"][1],
        max_value=NUMBERS["review_months"][2],
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "months"}),
    )
    why = forms.CharField(
        label="Why is the plan changed?",
        help_text="The school reads this.",
        widget=lines(4),
        error_messages={"required": "Say why the plan is changed"},
    )

    def __init__(self, *args: Any, usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_months"].help_text = f"Leave it empty for the authority’s number: {usual}."

    def facts(self) -> dict[str, Any]:
        return {name: fact for name, fact in self.cleaned_data.items() if name != "form_key"}


class ClosePlanForm(KeyedForm):
    reason = forms.CharField(
        label="Why is the plan closed?",
        help_text="What was reached, or what takes its place. The school reads this.",
        widget=lines(4),
    )


class TemplateForm(KeyedForm):
    """A template, without its objectives."""

    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind of plan", choices=Plan.Kind.choices, widget=forms.RadioSelect)
    about = forms.CharField(label="For which schools?", widget=lines(3))
    goal = forms.CharField(label="What is reached at the horizon?", max_length=200)
    horizon_months = forms.IntegerField(
        label="How long until then?",
        min_value=1,
        max_value=LONGEST_HORIZON,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "months"}),
    )
    rewritten_a_year = forms.IntegerField(
        label="How often is it re-written?",
        help_text="0: by cause alone, as after a visit by inspectors.",
        min_value=0,
        max_value=OFTENEST,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "times a year"}),
    )

    def __init__(self, *args: Any, template: PlanTemplate | None = None, **kwargs: Any) -> None:
        first = {name: getattr(template, name) for name in TEMPLATE_FIELDS} if template else {}
        super().__init__(*args, **{**kwargs, "initial": first})

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TEMPLATE_FIELDS}


class TemplateObjectiveForm(KeyedForm):
    """One objective that plans of a template begin with, with its ``rows``."""

    area = forms.ModelChoiceField(label="Area", queryset=Area.objects.none())
    title = forms.CharField(label="What is to be reached?", max_length=300, widget=lines(2))
    months = forms.IntegerField(
        label="How long until it is reached?",
        min_value=1,
        max_value=LONGEST_HORIZON,
        initial=12,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "months"}),
    )

    def __init__(self, *args: Any, objective: TemplateObjective | None = None, **kwargs: Any) -> None:
        first = {name: getattr(objective, name) for name in OBJECTIVE_FIELDS} if objective else {}
        super().__init__(*args, **{**kwargs, "initial": first})
        area: Any = self.fields["area"]
        area.queryset = Area.objects.in_use()
        self.rows = rows_of(objective, self.data if self.is_bound else None)

    @property
    def parts(self) -> list[Any]:
        """The form itself and its rows: whatever can have errors."""
        return [self, *self.rows.values()]

    def is_valid(self) -> bool:
        typed = all([super().is_valid(), *[rows.is_valid() for rows in self.rows.values()]])
        return self._months_in_order() and typed

    def _months_in_order(self) -> bool:
        """Whether no row is later than the objective; the reason stands beside each that is."""
        until = self.cleaned_data.get("months") if self.is_bound else None
        late = [
            row
            for rows in self.rows.values()
            for row in rows.kept()
            if until and (row.cleaned_data.get("months") or 0) > until
        ]
        for row in late:
            row.add_error("months", f"Give up to {until} months, as its objective has")
        return not late

    def facts(self) -> dict[str, Any]:
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in OBJECTIVE_FIELDS}
        measures, actions, milestones = (rows.rows() for rows in self.rows.values())
        return {**said, "criteria": measures, "steps": [*actions, *milestones]}


class RulesForm(KeyedForm):
    """The numbers by which an authority's plans and reviews run."""

    def __init__(self, *args: Any, rules: PlanRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (unit, least, most) in NUMBERS.items():
            self.fields[name] = forms.IntegerField(
                label=LABELS[name],
                initial=getattr(rules, name),
                min_value=least,
                max_value=most,
                widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": unit}),
            )

    def facts(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in NUMBERS}
