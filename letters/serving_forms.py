"""What is asked about how a letter reached its recipients."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import text_field
from letters.models import Service

TAKEN = "taken-"


class ServiceForm(forms.Form):
    """How a letter really went to one recipient."""

    method = forms.ChoiceField(
        label="How did it go?",
        choices=Service.Method.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it went"},
    )
    given_on = forms.DateField(
        label="On which day did it leave?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day it left"},
    )
    deemed_on = forms.DateField(
        label="From which day does it count as given?",
        help_text="By first class post two working days later; otherwise usually the same day.",
        widget=forms.DateInput,
        error_messages={"required": "Say from which day it counts as given"},
    )
    why = text_field("Why, and what shows it", "Say why this differs from what was recorded")


class PostingForm(forms.Form):
    """How a letter left by post or by hand."""

    proof = forms.CharField(
        label="Who sent it, how and when",
        max_length=300,
        error_messages={"required": "Say who sent it, how and when"},
    )
    file = forms.FileField(label="The proof as a file (optional)", required=False)


class SentForm(forms.Form):
    """What left by post or by hand, on which day, and who saw to it; ``rows`` are those of the list."""

    what = forms.MultipleChoiceField(error_messages={"required": "Tick what was sent"})
    on = forms.DateField(
        label="On which day did it leave?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day it left"},
    )
    who = forms.CharField(
        label="Who sent it?",
        max_length=150,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Say who sent it"},
    )

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["what"]
        field.choices = [(row.key, row.what) for row in rows]
        self.by_hand = [row for row in rows if row.by_hand]
        for row in self.by_hand:
            self.fields[f"{TAKEN}{row.key}"] = forms.CharField(
                label="Who took it?",
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"data-label": "plain"}),
            )

    def with_fields(self, rows: Iterable[Any]) -> list[tuple[Any, Any]]:
        """The rows, each with the field for who took it; with None where it is posted."""
        return [(row, self[f"{TAKEN}{row.key}"] if row.by_hand else None) for row in rows]

    def taken_by(self) -> dict[Any, str]:
        """Who took what was handed over, by the copy or notice."""
        return {row.sent: self.cleaned_data[f"{TAKEN}{row.key}"] for row in self.by_hand}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.by_hand:
            name = f"{TAKEN}{row.key}"
            if row.key in cleaned.get("what", []) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"Say who took the letter for {row.recipient}")
        return cleaned


class ReceiptForm(forms.Form):
    """That a recipient acknowledged the letter on paper."""

    on = forms.DateField(
        label="On which day was it signed?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day it was signed"},
    )
    who = forms.CharField(label="Who signed?", max_length=150, error_messages={"required": "Say who signed"})
    file = forms.FileField(label="What was signed, as a file (optional)", required=False)


class ReturnForm(forms.Form):
    """That an e-mail came back."""

    on = forms.DateField(
        label="On which day did it come back?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day it came back"},
    )
    why = text_field("What did it say?", "Say what came back")


class ArrivalForm(forms.Form):
    """That an e-mail did arrive, though it seemed not to have."""

    why = text_field("How do you know that it arrived?", "Say how you know that it arrived")
