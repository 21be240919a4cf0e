"""What the other steps of a conference ask, and the pages that call, move and cancel it."""

from typing import Any

from django import forms

from concern_cases.forms.base import KeyedForm
from concern_cases.models import ConcernCase
from meetings.forms.minutes import MARKS, PartBFields
from meetings.models import Meeting
from meetings.services.clashes import against_moving
from meetings.services.following import next_is_needed
from meetings.services.minutes import minutes_to_accept
from meetings.services.next_date import propose_date
from meetings.services.restricted import may_write_part_b, part_b_to_check
from meetings.words import day_in_words
from record.words import listed
from workflows.conferences.fields import ConferenceFields, MomentFields
from workflows.steps import StepForm


class PapersForm(StepForm):
    note = forms.CharField(
        label="A word to those who come (optional)",
        help_text="It stands in the case’s timeline.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
    )


class MinutesForm(PartBFields, StepForm):
    """The minutes; Part B only for who may write it, the last minutes only where some are to be accepted."""

    text = forms.CharField(
        label="The minutes",
        help_text=f"Begun from what was recorded. {MARKS}",
        widget=forms.Textarea(attrs={"rows": 24, "data-label": "s"}),
        error_messages={"required": "Write the minutes"},
    )
    accepts_last = forms.BooleanField(
        required=False, initial=True, widget=forms.CheckboxInput(attrs={"data-small": True})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.process.meeting  # type: ignore[assignment]
        to_accept = [minutes for minutes in minutes_to_accept(meeting) if not minutes.is_restricted]
        if to_accept:
            days = listed([day_in_words(minutes.meeting.starts_at) for minutes in to_accept])
            self.fields["accepts_last"].label = f"The minutes of {days} were taken as a true record"
        else:
            del self.fields["accepts_last"]
        if may_write_part_b(meeting, self.by):
            self.lay_out_part_b(meeting, self.by)
            part_b = self.fields["part_b"]
            part_b.required = False
            part_b.help_text += " Leave it empty to write it later, from the page of the conference."
        else:
            del self.fields["part_b"], self.fields["readers"]
        self.order_fields(["accepts_last", "text", "part_b", "readers"])


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

    part_b_remarks = forms.CharField(
        label="What is to be put right in Part B? (optional)",
        help_text="What you write above is read by people who know of no Part B.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": "outcome=back"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.process.meeting  # type: ignore[assignment]
        if part_b_to_check(meeting, self.by) is None:
            del self.fields["part_b_remarks"]

    def facts(self) -> dict[str, Any]:
        approved = self.cleaned_data["outcome"] == "approve"
        facts = {"approved": approved}
        for name in ("remarks", "part_b_remarks"):
            facts[name] = "" if approved else self.cleaned_data.get(name, "")
        return facts


class NextForm(ConferenceFields, StepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Meeting = self.process.meeting  # type: ignore[assignment]
        self.nothing_to_plan = not next_is_needed(meeting)
        if self.nothing_to_plan:
            self.fields.clear()
        elif self.process.case:
            self.lay_out(self.process.case)

    def facts(self) -> dict[str, Any]:
        return {} if self.nothing_to_plan else self.conference()


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


class MoveForm(MomentFields, KeyedForm):
    why = forms.CharField(
        label="Why is it moved?",
        help_text="Everybody invited reads this, and the earlier date stays visible.",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why it is moved"},
    )

    entered_late = forms.BooleanField(
        label="It was held then already: I enter it from paper",
        help_text="Those invited are told that there is no need to come any more.",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting.case:
            self.propose(propose_date(meeting.case, moving=meeting))

    def move(self) -> dict[str, Any]:
        """What ``move_conference`` takes."""
        facts = {name: self.cleaned_data[name] for name in ("why", "entered_late")}
        return {"starts_at": self.starts_at(), **facts}

    def against(self) -> list[str]:
        if self.cleaned_data.get("entered_late"):
            return []
        return against_moving(self.meeting, self.starts_at())


class CancelForm(KeyedForm):
    why = forms.CharField(
        label="Why is it cancelled?",
        help_text="Everybody invited can read this.",
        widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
        error_messages={"required": "Say why it is cancelled"},
    )
