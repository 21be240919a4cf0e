"""Actions: agreed, done, opened again, moved to another day, handed over, dropped."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from concern_cases.forms.base import (
    CircleFields,
    ComingDay,
    FileFields,
    FilesField,
    KeyedForm,
    PersonChoice,
    lines,
)
from concern_cases.models import Evidence


class ActionForm(KeyedForm, CircleFields):
    """Who does what by when."""

    what = forms.CharField(label="What will be done?", widget=lines(2))
    owner = PersonChoice(
        label="Who is responsible?",
        help_text="One person, who then finds the action among their own.",
        required=False,
        empty_label="Somebody who does not sign in here",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    owner_name = forms.CharField(
        label="Name and post (only of somebody who does not sign in here)", required=False, max_length=150
    )
    due_on = ComingDay(label="By when?")
    measure = forms.CharField(label="How shall we know that it is done?", widget=lines(2))
    origin = forms.CharField(
        label="Where was it agreed? (optional)",
        help_text="For example, telephone call with Mr Lorimer on 12 November.",
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.offer(people)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if "owner" in facts and not facts["owner"] and not facts.get("owner_name"):
            self.add_error("owner", "Say who is responsible")
        if facts.get("owner"):
            facts["owner_name"] = ""
        return facts


class CompleteForm(KeyedForm, FileFields):
    """What came of an action, and what shows it."""

    outcome = forms.CharField(
        label="What came of it?", help_text="What was done and what it changed.", widget=lines(3)
    )
    evidence = forms.ModelChoiceField(
        label="Evidence that is here already (optional)",
        queryset=Evidence.objects.none(),
        required=False,
        empty_label="None of it",
    )
    files = FilesField(label="Or add files that show it (optional)", required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, evidence: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["evidence"]
        choice.queryset = evidence
        if not evidence.exists():
            del self.fields["evidence"]


class ReopenForm(KeyedForm):
    why = forms.CharField(label="What is still to be done?", widget=lines(2))
    due_on = ComingDay(label="By when now?")


class RedateForm(KeyedForm):
    due_on = ComingDay(label="By when now?")
    why = forms.CharField(label="Why does the date change?", widget=lines(2))


class HandOverForm(KeyedForm):
    """Who is responsible from now on, and why."""

    owner = PersonChoice(
        label="Who is responsible now?",
        required=False,
        empty_label="Somebody who does not sign in here",
        widget=forms.Select(attrs={"data-autocomplete": True}),
    )
    owner_name = forms.CharField(
        label="Name and post (only of somebody who does not sign in here)", required=False, max_length=150
    )
    why = forms.CharField(label="Why somebody else?", widget=lines(2))

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.offer(people)


class DropForm(KeyedForm):
    why = forms.CharField(label="Why is it dropped?", widget=lines(2))


class InPlanForm(KeyedForm):
    """Which action of a plan an action of the case is."""

    step = forms.ChoiceField(
        label="Which action of the plan is it?",
        help_text="Both are one thing from then on, whatever the words: what is done of one is done of both.",
        error_messages={"required": "Choose an action of the plan, or an objective for a new one"},
    )

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step: Any = self.fields["step"]
        step.choices = [("", "Choose"), *choices]


class StepAsActionForm(ActionForm):
    """An action of the plan as one of the case: the school reads both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("circle", "named"):
            self.fields.pop(name, None)
