"""What the other steps of a conference ask, and the pages that call, move and cancel it."""

from typing import Any

from django import forms
from django.utils import timezone

from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase
from meetings.models import Meeting
from meetings.services.clashes import against_moving
from record.errors import RuleError
from workflows.conferences.fields import ConferenceFields, MomentFields
from workflows.steps import StepForm


class PapersForm(StepForm):
    note = forms.CharField(
        label="A word to those who come (optional)",
        help_text="It stands in the case’s timeline.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
    )


class MinutesForm(StepForm):
    text = forms.CharField(
        label="The minutes",
        help_text="Begun from what was recorded. # makes a heading, - a list, ** bold.",
        widget=forms.Textarea(attrs={"rows": 24, "data-label": "s"}),
        error_messages={"required": "Write the minutes"},
    )


class CheckForm(StepForm):
    outcome = forms.ChoiceField(
        label="What do you say to them?",
        choices=[("approve", "They are right"), ("back", "Something is to be put right")],
        widget=forms.RadioSelect(
            attrs={
                "data-label": "s",
                "data-hints": {
                    "approve": "They are made into a PDF and sent, and the decisions take their course.",
                    "back": "They go back to be drafted again.",
                },
            }
        ),
        error_messages={"required": "Say whether the minutes are right"},
    )
    remarks = forms.CharField(
        label="What is to be put right?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": "outcome=back"}),
    )

    def facts(self) -> dict[str, Any]:
        approved = self.cleaned_data["outcome"] == "approve"
        return {"approved": approved, "remarks": "" if approved else self.cleaned_data["remarks"]}


class NextForm(ConferenceFields, StepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.process.case:
            self.lay_out(self.process.case)

    def facts(self) -> dict[str, Any]:
        return self.conference()

    def show(self, error: RuleError) -> None:
        error.field = "on" if error.field == "starts_at" else error.field
        super().show(error)


# --- Calling, moving, cancelling


class CallForm(ConferenceFields, KeyedForm):
    """A new conference about a case."""

    entered_late = forms.BooleanField(
        label="It was held already: I enter it from paper",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )

    def __init__(self, *args: Any, case: ConcernCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(case)
        self.order_fields([*(name for name in self.fields if name != "entered_late"), "entered_late"])

    def conference(self) -> dict[str, Any]:
        return {**super().conference(), "entered_late": self.cleaned_data["entered_late"]}

    def show(self, error: RuleError) -> None:
        """What the rule calls the start is this form's day."""
        error.field = "on" if error.field == "starts_at" else error.field
        super().show(error)


class MoveForm(MomentFields, KeyedForm):
    why = forms.CharField(
        label="Why is it moved?",
        help_text="Everybody invited reads this, and the earlier date stays visible.",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why it is moved"},
    )

    despite = forms.BooleanField(
        label="Move it all the same", required=False, widget=forms.CheckboxInput(attrs={"data-small": True})
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.asks_again = meeting, self.data.get("despite")
        local = timezone.localtime(meeting.starts_at)
        self.fields["on"].initial, self.fields["at"].initial = local.date(), local.time()

    def clean(self) -> dict[str, Any]:
        """Asks a second time when people who are required are known not to be able to come then."""
        facts = super().clean() or self.cleaned_data
        if not facts.get("on") or not facts.get("at") or facts.get("despite"):
            return facts
        against = against_moving(self.meeting, self.starts_at())
        if against:
            self.asks_again = True
            self.add_error("despite", f"{'. '.join(against)}. Choose another time, or tick the box")
        return facts

    def show(self, error: RuleError) -> None:
        error.field = "on" if error.field == "starts_at" else error.field
        super().show(error)


class CancelForm(KeyedForm):
    why = forms.CharField(
        label="Why is it cancelled?",
        help_text="Everybody invited can read this.",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why it is cancelled"},
    )
