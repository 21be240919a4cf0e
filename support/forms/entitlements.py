"""The form about what schools are entitled to."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm

GIVEN, OFFERED, NOTHING = "given", "offered", "nothing"
DAYS, TIMES = "days", "times"  # what a cell can say beside that: of people who are sent, of what happens


class EntitlementForm(KeyedForm):
    """One cell of the table."""

    how = forms.ChoiceField(
        label="What are schools of this category given?",
        choices=[
            (GIVEN, "Every school is given it"),
            (OFFERED, "It is offered where it helps"),
            (NOTHING, "Nothing of it"),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.DecimalField(
        label="Days a year at least (optional)",
        required=False,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "days"}),
    )
    times = forms.IntegerField(
        label="How often a year at least (optional)",
        required=False,
        min_value=1,
        max_value=366,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "times"}),
    )
    note = forms.CharField(label="In other words (optional)", required=False, max_length=300)

    def __init__(self, *args: Any, measures: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {DAYS, TIMES} - {measures}:
            del self.fields[name]
