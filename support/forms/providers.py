"""Forms about providers."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, lines
from people.models import User
from schools.models import School
from support.models import SupportType


class ProviderForm(KeyedForm):
    """Somebody, or a school, who gives one kind of support."""

    type = forms.ModelChoiceField(
        label="Kind of support", queryset=SupportType.objects.none(), empty_label="Choose a kind"
    )
    name = forms.CharField(
        label="Name", help_text="Of the person, or of the school or group.", max_length=150
    )
    days_per_term = forms.DecimalField(
        label="Days in a long term, if you know them",
        help_text="From September to December, from January to Easter, from Easter to July. Leave it empty "
        "if nobody counts them.",
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "days"}),
    )
    subjects = forms.CharField(
        label="Subjects (optional)",
        help_text="With commas between them: English, maths.",
        max_length=200,
        required=False,
    )
    school = forms.ModelChoiceField(
        label="The school that it is, or belongs to, if there is one",
        queryset=School.objects.none(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    user = forms.ModelChoiceField(
        label="The person’s account, if they are to enter their own days",
        queryset=User.objects.none(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    active_from = forms.DateField(
        label="Can be asked from (optional)", required=False, widget=forms.DateInput()
    )
    note = forms.CharField(label="Note (optional)", required=False, widget=lines(2))

    def __init__(self, *args: Any, schools: Any, users: Any, types: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("school", schools), ("user", users), ("type", types)):
            field: Any = self.fields[name]
            field.queryset = rows


class EndProviderForm(KeyedForm):
    on = forms.DateField(label="The last day on which it can be asked", widget=forms.DateInput())
    note = forms.CharField(label="Why? (optional)", required=False, widget=lines(2))
