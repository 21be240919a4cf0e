"""Forms about external evaluations."""

from typing import Any

from django import forms

from concern_cases.forms.base import CircleFields, ComingDay, KeyedForm, PastDay, lines
from concern_cases.models import Evidence


class CommissionForm(KeyedForm, CircleFields):
    """Somebody from outside is to find something out."""

    evaluator = forms.CharField(label="Who evaluates?", max_length=200)
    question = forms.CharField(label="What is to be found out?", widget=lines(3))
    due_on = ComingDay(label="By when is it due?")


class ReceiveForm(KeyedForm):
    """What an evaluation found."""

    on = PastDay(label="On which day was it received?")
    findings = forms.CharField(label="What did it find?", widget=lines(5))
    evidence = forms.ModelChoiceField(
        label="Which evidence is it? (optional)",
        help_text="Add the report as evidence of the case first, then choose it here.",
        queryset=Evidence.objects.none(),
        required=False,
        empty_label="None",
    )

    def __init__(self, *args: Any, evidence: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.queryset = evidence


class CorrectEvaluationForm(ReceiveForm):
    """What an evaluation is to say; what it found, once it was received."""

    evaluator = forms.CharField(label="Who evaluates?", max_length=200)
    question = forms.CharField(label="What is to be found out?", widget=lines(3))
    due_on = forms.DateField(label="By when is it due?", widget=forms.DateInput())
    why = forms.CharField(label="What is put right, and why?", widget=lines(2))

    def __init__(self, *args: Any, is_received: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_received:
            for name in ("on", "findings", "evidence"):
                del self.fields[name]
        self.order_fields(["evaluator", "question", "due_on", "on", "findings", "evidence", "why"])
