"""Forms of success criteria and their figures."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, PastDay, lines
from meetings.models import SuccessCriterion
from meetings.services.criteria import CriterionFacts

SMALL_LABEL = {"data-label": "s"}


def _number(label: str, *, required: bool = True, **facts: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=6,
        decimal_places=1,
        required=required,
        widget=forms.NumberInput(attrs={**SMALL_LABEL, "data-width": 5}),
        **facts,
    )


def _small(field: forms.Field) -> forms.Field:
    field.widget.attrs.update(SMALL_LABEL)
    return field


class FigureForm(KeyedForm):
    """One figure: its day, where it comes from, and of how many it is a share."""

    value = _number("Figure", error_messages={"required": "Give the figure"})
    out_of = forms.IntegerField(
        label="Out of how many schools or pupils? (optional)",
        help_text="A share of few is marked, so that nobody concludes too much from it.",
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={**SMALL_LABEL, "data-width": 5}),
    )
    on = _small(PastDay(label="On which day was it so?", error_messages={"required": "Say on which day"}))
    source = forms.CharField(
        label="Where does it come from?",
        help_text="The authority’s own people read it; reports by letter and to committees leave it out.",
        max_length=300,
        widget=forms.TextInput(attrs=SMALL_LABEL),
        error_messages={"required": "Say where the figure comes from"},
    )

    def __init__(self, *args: Any, criterion: SuccessCriterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if criterion.unit == SuccessCriterion.Unit.SCHOOLS:
            del self.fields["out_of"]
        self.fields["value"].widget.attrs["data-suffix"] = criterion.get_unit_display()

    def facts(self) -> dict[str, Any]:
        """What ``enter_figure`` takes."""
        return {name: self.cleaned_data.get(name) for name in ("value", "out_of", "on", "source")}


class CriterionForm(KeyedForm):
    """What a criterion says, and why it is added or changed."""

    text = forms.CharField(
        label="What is to be reached",
        help_text="In a few words, such as: Schools that are good or outstanding.",
        max_length=300,
        widget=forms.TextInput(attrs=SMALL_LABEL),
        error_messages={"required": "Say what is to be reached"},
    )
    unit = forms.ChoiceField(
        label="It is counted in",
        choices=SuccessCriterion.Unit.choices,
        widget=forms.RadioSelect(attrs={**SMALL_LABEL, "data-inline": True, "data-small": True}),
        error_messages={"required": "Say in what it is counted"},
    )
    baseline = _number("Where it began (optional)", required=False)
    baseline_on = forms.DateField(
        label="On which day was it so?", required=False, widget=forms.DateInput(attrs=SMALL_LABEL)
    )
    target = _number("Target", error_messages={"required": "Give the target"})
    until = forms.DateField(
        label="To be reached by",
        widget=forms.DateInput(attrs=SMALL_LABEL),
        error_messages={"required": "Say by when"},
    )
    why = forms.CharField(
        label="Why?",
        help_text="It is kept with the criterion, for whoever asks later.",
        widget=lines(2),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, criterion: SuccessCriterion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].widget.attrs.update(SMALL_LABEL)
        if criterion:
            names = ("text", "unit", "baseline", "baseline_on", "target")
            self.initial = {name: getattr(criterion, name) for name in names} | {"until": criterion.by}

    def facts(self) -> dict[str, Any]:
        """What ``add_criterion`` and ``change_criterion`` take."""
        facts = {name: self.cleaned_data[name] for name in CriterionFacts.__dataclass_fields__}
        return {"facts": CriterionFacts(**facts), "why": self.cleaned_data["why"]}


class ReasonForm(KeyedForm):
    """Why a criterion ends, or a figure is taken back."""

    why = forms.CharField(label="Why?", widget=lines(2), error_messages={"required": "Say why"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].widget.attrs.update(SMALL_LABEL)

    def facts(self) -> dict[str, Any]:
        return {"why": self.cleaned_data["why"]}
