"""Forms about the places of schools in programmes."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm, PastDay, lines
from schools.models import School
from support.models import ProgrammePlace


class PlaceFields(KeyedForm):
    """What a school does in a programme, with whom, since when."""

    part = forms.ChoiceField(
        label="What does it do in it?", choices=ProgrammePlace.Part.choices, widget=forms.RadioSelect
    )
    partner = forms.ModelChoiceField(
        label="Its partner, if it has one",
        queryset=School.objects.none(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    starts_on = forms.DateField(label="From", widget=forms.DateInput())

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner: Any = self.fields["partner"]
        partner.queryset = schools


class PlaceForm(PlaceFields):
    """A school takes part in a programme."""

    school = forms.ModelChoiceField(
        label="School",
        queryset=School.objects.none(),
        empty_label="Choose a school",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    field_order = ("school", "part", "partner", "starts_on")

    def __init__(self, *args: Any, schools: Any, **kwargs: Any) -> None:
        super().__init__(*args, schools=schools, **kwargs)
        school: Any = self.fields["school"]
        school.queryset = schools


class CorrectPlaceForm(PlaceFields):
    """What a place is to say; how it ended, where it has."""

    on = PastDay(label="The last day on which it took part")
    came_of_it = forms.CharField(label="What came of it? (optional)", required=False, widget=lines(3))
    why = forms.CharField(label="What is put right, and why?", widget=lines(2))

    def __init__(self, *args: Any, has_ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_ended:
            for name in ("on", "came_of_it"):
                del self.fields[name]


class EndPlaceForm(KeyedForm):
    on = PastDay(label="The last day on which it took part")
    came_of_it = forms.CharField(label="What came of it? (optional)", required=False, widget=lines(3))
