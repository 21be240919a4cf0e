"""What the steps of a plan's version ask."""

from typing import Any

from django import forms

from concern_cases.models import PlanComment
from concern_cases.services.plan_drafts import DraftIncomplete
from record.errors import RuleError
from workflows.steps import StepForm

APPROVED, BACK = "approved", "back"
View = PlanComment.View


class DraftForm(StepForm):
    """Nothing more is asked: the draft is written on its own pages."""

    def show(self, error: RuleError) -> None:
        """What is missing is said objective by objective."""
        if isinstance(error, DraftIncomplete):
            for gap in error.gaps:
                self.add_error(None, str(gap))
        else:
            super().show(error)


class CommentForm(StepForm):
    view = forms.ChoiceField(
        label="What does the school say to this plan?",
        choices=[(View.AGREES, "We agree with it"), (View.DIFFERS, "We see something differently")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the school agrees"},
    )
    text = forms.CharField(
        label="What should be known, or what do you see differently?",
        help_text="If you agree, you can leave this empty.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ApproveForm(StepForm):
    outcome = forms.ChoiceField(
        label="Do you approve this version?",
        choices=[(APPROVED, "Yes: it is in force from today"), (BACK, "No: it has to be changed")],
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {
                    APPROVED: "The version before it is superseded, and can still be read.",
                    BACK: "It goes back to be written again, and then to the school once more.",
                }
            }
        ),
        error_messages={"required": "Say whether you approve this version"},
    )
    remarks = forms.CharField(
        label="What has to be changed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": f"outcome={BACK}"}),
    )

    def facts(self) -> dict[str, Any]:
        approved = self.cleaned_data["outcome"] == APPROVED
        return {"approved": approved, "remarks": "" if approved else self.cleaned_data["remarks"]}
