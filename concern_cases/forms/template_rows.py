"""The rows of a template's objective, as they are typed: what measures it, and its first steps."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from concern_cases.forms.plan_rows import MOST_ROWS, OneLine
from concern_cases.models import TemplateCriterion, TemplateObjective, TemplateStep

WITHIN = "Months from the start"


def _months(**facts: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"data-width": 2, "data-label": "plain"})
    return forms.IntegerField(label=WITHIN, min_value=1, widget=widget, **facts)


class TemplateRow(forms.Form):
    """One of them; a row in which nothing is typed is none. ``row``: the primary key of one that is there."""

    row = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def typed(self) -> list[str]:
        """The fields that somebody types in."""
        return [name for name in self.fields if name not in ("row", "DELETE")]

    def has_changed(self) -> bool:
        """Which row it is says nothing."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.typed())


class MeasureRow(TemplateRow):
    what = OneLine(
        label="What is measured", max_length=300, error_messages={"required": "Say what is measured"}
    )
    target = OneLine(label="To", required=False, max_length=300)
    months = _months(required=False)
    source = OneLine(label="Seen from", required=False, max_length=300)


class FirstMilestoneRow(TemplateRow):
    what = OneLine(label="What", max_length=300, error_messages={"required": "Say what will be done"})
    who = OneLine(label="Who", required=False, max_length=150)
    months = _months(error_messages={"required": "Say after how many months"})


class FirstActionRow(FirstMilestoneRow):
    resources = OneLine(label="With what", required=False, max_length=300)


class TemplateRows(BaseFormSet):
    """Rows of one kind: what they are called, what the page says above them, and of what they are rows."""

    item_name: str
    title: str
    hint: str
    facts: dict[str, Any] = {}
    model: Any = TemplateStep

    @classmethod
    def of(cls, objective: TemplateObjective) -> Iterable[Any]:
        return objective.steps.filter(**cls.facts)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take away"
            form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"data-small": True})

    def kept(self) -> list[Any]:
        """The rows in which something is typed and that are not taken away."""
        cleaned = [(form, getattr(form, "cleaned_data", {})) for form in self.forms]
        return [form for form, facts in cleaned if facts.get("what") and not facts.get("DELETE")]

    def rows(self) -> list[Any]:
        """What the rows say."""
        return [
            self.model(
                pk=form.cleaned_data["row"],
                **{name: form.cleaned_data[name] for name in form.typed()},
                **self.facts,
            )
            for form in self.kept()
        ]


class MeasureRows(TemplateRows):
    item_name = "Criterion"
    title = "How it will be known"
    hint = (
        "What is measured, to where, and what it is seen from; where it begins is for the school to say. "
        "Without months it is by the day of the objective."
    )
    model = TemplateCriterion

    @classmethod
    def of(cls, objective: TemplateObjective) -> Iterable[Any]:
        return objective.criteria.all()


class FirstActionRows(TemplateRows):
    item_name = "Action"
    title = "First actions"
    hint = "What plans begin with, so many months after they are opened. An empty one is left out."
    facts = {"kind": TemplateStep.Kind.ACTION}


class FirstMilestoneRows(TemplateRows):
    item_name = "Milestone"
    title = "First milestones"
    hint = "How far it is to be so many months after the plan is opened. An empty one is left out."
    facts = {"kind": TemplateStep.Kind.MILESTONE}


def _kind(row: type[TemplateRow], rows: type[TemplateRows]) -> Any:
    return formset_factory(row, formset=rows, extra=1, max_num=MOST_ROWS, can_delete=True)


# In the order of the page. The names are those of the grids in which they are written.
KINDS: dict[str, Any] = {
    "measures": _kind(MeasureRow, MeasureRows),
    "actions": _kind(FirstActionRow, FirstActionRows),
    "milestones": _kind(FirstMilestoneRow, FirstMilestoneRows),
}


def rows_of(objective: TemplateObjective | None, data: Any) -> dict[str, Any]:
    """A formset of each kind with what the objective has, and with what was sent."""
    made = {}
    for kind, rows in KINDS.items():
        there = rows.of(objective) if objective else []
        first = [
            {"row": row.pk, **{name: getattr(row, name) for name in rows.form().typed()}} for row in there
        ]
        made[kind] = rows(data, prefix=kind, initial=first)
    return made


def empty_rows() -> dict[str, Any]:
    """A formset of each kind, from whose empty row the page makes more of them."""
    return {kind: rows(prefix=kind) for kind, rows in KINDS.items()}
