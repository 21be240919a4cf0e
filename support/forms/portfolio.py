"""Forms about the kinds of support of the portfolio, and about programmes."""

from django import forms

from concern_cases.forms.base import KeyedForm, lines
from support.services.reminders import MOST_DAYS


class ProgrammeForm(KeyedForm):
    """A programme in which schools take part."""

    name = forms.CharField(label="Name", max_length=120)
    about = forms.CharField(
        label="What is it for? (optional)", help_text="One sentence.", required=False, widget=lines(2)
    )


class RulesForm(KeyedForm):
    """The numbers by which support runs."""

    answer_days = forms.IntegerField(
        label="After how long is whoever has to agree support reminded?",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"data-width": 4, "data-suffix": "working days"}),
    )


class KindForm(ProgrammeForm):
    """A kind of support that providers give."""

    is_gatekeeper = forms.BooleanField(
        label="Whoever is sent agrees all other support at the school",
        help_text="As an Advisory Headteacher does: while they are at work there, and see the school’s case.",
        required=False,
    )
