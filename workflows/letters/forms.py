"""What the steps of a letter ask."""

from typing import Any

from django import forms

from letters.assessing import why_no_finding
from letters.checks_day import why_day_is_asked
from letters.draft_errors import show_on_draft, show_on_grounds, show_on_read
from letters.forms import ActionFormSet, GroundsFields, WordsFields, asked_before
from letters.intervention import what_more_time_costs, why_no_power
from letters.law import POWERS, WHAT_FIRST
from letters.models import Letter
from record import clock
from record.errors import RuleError
from schools.calendar import Calendar
from workflows.letters.moments import letter_of
from workflows.steps import StepForm

AGREED, BACK = "agreed", "back"
MORE_TIME, USED = "more_time", "used"


class AssembleForm(GroundsFields, StepForm):
    """Which records the letter relies on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(letter_of(self.process))

    def facts(self) -> dict[str, Any]:
        return {"records": self.chosen(), "not_told": self.not_told()}

    def show(self, error: RuleError) -> None:
        show_on_grounds(self, error)


class DraftForm(WordsFields, StepForm):
    """The words of the letter, with what it asks for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(letter_of(self.process))
        data = self.data if self.is_bound else None
        self.actions = ActionFormSet(data, prefix="actions", initial=asked_before(letter_of(self.process)))

    def clean_library(self) -> None:
        if self.cleaned_data["library"]:
            raise forms.ValidationError("Save the draft first, and read the paragraph in the letter")

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.actions.is_valid()])

    def facts(self) -> dict[str, Any]:
        return {**self.words(), "law": self.law(), "actions": self.actions.asked()}

    def show(self, error: RuleError) -> None:
        show_on_draft(self, self.actions, error)


class TellForm(StepForm):
    how = forms.CharField(
        label="Whom else you told, and how (optional where somebody gets an e-mail)",
        help_text="For example: Canon Ferrier, by telephone this morning",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LawForm(StepForm):
    outcome = forms.ChoiceField(
        label="Is the letter right in law?",
        choices=[(AGREED, "Yes, it can go on"), (BACK, "No, it has to be changed")],
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {
                    AGREED: "It goes to be authorised by somebody who did not write at it.",
                    BACK: "It goes back to be written again, and comes to you again afterwards.",
                }
            }
        ),
        error_messages={"required": "Say whether the letter is right in law"},
    )
    remarks = forms.CharField(
        label="What has to be changed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": f"outcome={BACK}"}),
    )

    def facts(self) -> dict[str, Any]:
        agreed = self.cleaned_data["outcome"] == AGREED
        return {"agreed": agreed, "remarks": "" if agreed else self.cleaned_data["remarks"]}


class AuthoriseForm(StepForm):
    outcome = forms.ChoiceField(
        label="Do you authorise the letter?",
        choices=[(AGREED, "Yes: it is given today"), (BACK, "No: it has to be changed")],
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {
                    AGREED: "It is made and given at once, with copies to everybody listed.",
                    BACK: "It goes back to be written again.",
                }
            }
        ),
        error_messages={"required": "Say whether you authorise the letter"},
    )
    remarks = forms.CharField(
        label="What has to be changed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-shown-when": f"outcome={BACK}"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = why_day_is_asked(Calendar.of(letter_of(self.process).school), clock.today())
        if asked:
            self.fields["sending_day_why"] = forms.CharField(
                label="Why it has to be given today",
                help_text=f"{asked} The reason stands on record.",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "data-shown-when": f"outcome={AGREED}"}),
            )

    def facts(self) -> dict[str, Any]:
        cleaned, agreed = self.cleaned_data, self.cleaned_data["outcome"] == AGREED
        return {
            "agreed": agreed,
            "remarks": "" if agreed else cleaned["remarks"],
            "sending_day_why": cleaned.get("sending_day_why", "") if agreed else "",
        }

    def show(self, error: RuleError) -> None:
        show_on_read(self, letter_of(self.process), error)


class HmciForm(StepForm):
    decision = forms.ChoiceField(
        label="What came of the right of representation?",
        choices=Letter.Hmci.choices,
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {
                    Letter.Hmci.NONE_MADE.value: "The answer to the notice is assessed next.",
                    Letter.Hmci.CONFIRMED.value: "A fresh period begins; all who got it are told.",
                    Letter.Hmci.NOT_CONFIRMED.value: "The notice falls: nothing is required any more.",
                }
            }
        ),
        error_messages={"required": "Say what came of it"},
    )
    on = forms.DateField(
        label="On which day did the Chief Inspector decide? (empty without representations)",
        required=False,
        widget=forms.DateInput,
    )


class AssessForm(StepForm):
    outcome = forms.ChoiceField(
        label="Is what the letter asked for done?",
        choices=[("complied", "Yes"), ("not_complied", "No"), (MORE_TIME, "Not yet: give more time")],
        widget=forms.RadioSelect(
            attrs={
                "data-hints": {
                    "complied": "The matter of this letter is closed.",
                    "not_complied": "The next letter of the ladder is drafted, where there is one.",
                    MORE_TIME: "What was answered stays. Everybody who got the letter is told.",
                }
            }
        ),
        error_messages={"required": "Say whether what the letter asked for is done"},
    )
    ends_on = forms.DateField(
        label="Until when?",
        required=False,
        widget=forms.DateInput(attrs={"data-shown-when": f"outcome={MORE_TIME}"}),
    )
    why = forms.CharField(
        label="What the finding rests on, or why there is more time",
        help_text="Everybody who can read the letter here will read this.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what the finding rests on"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = letter_of(self.process)
        self.fields["ends_on"].help_text = what_more_time_costs(letter)
        if letter.kind.must_follow:
            self._ask_which_powers(letter)
        elif why_not := why_no_finding(letter):
            outcome: Any = self.fields["outcome"]
            outcome.choices = [each for each in outcome.choices if each[0] != "not_complied"]
            outcome.help_text = outcome.error_messages["invalid_choice"] = why_not

    def _ask_which_powers(self, letter: Letter) -> None:
        outcome: Any = self.fields["outcome"]
        outcome.label = "What has the council decided?"
        outcome.choices = [(USED, "Powers are used"), ("none", "No power is used"), outcome.choices[-1]]
        outcome.widget.attrs["data-hints"] = {MORE_TIME: outcome.widget.attrs["data-hints"][MORE_TIME]}
        outcome.error_messages["required"] = "Say what the council has decided"
        self.fields["why"].label = "What the decision rests on, or why there is more time"
        if why_not := why_no_power(letter):
            outcome.choices = [each for each in outcome.choices if each[0] != USED]
            outcome.help_text = outcome.error_messages["invalid_choice"] = why_not
            return
        self.fields["powers"] = forms.MultipleChoiceField(
            label="Which powers?",
            choices=[(code, POWERS[code].named) for code in POWERS if code in letter.powers],
            required=False,
            widget=forms.CheckboxSelectMultiple(
                attrs={"data-small": True, "data-shown-when": f"outcome={USED}", "data-hints": WHAT_FIRST}
            ),
        )
        self.order_fields(["outcome", "powers", "ends_on", "why"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == USED and not cleaned.get("powers"):
            self.add_error("powers", "Choose the powers that are used")
        if (
            cleaned.get("outcome") == MORE_TIME
            and not cleaned.get("ends_on")
            and "ends_on" not in self.errors
        ):
            self.add_error("ends_on", "Say until when there is time")
        return cleaned

    def facts(self) -> dict[str, Any]:
        outcome, why = self.cleaned_data["outcome"], self.cleaned_data["why"]
        if outcome == MORE_TIME:
            return {"until": self.cleaned_data["ends_on"], "why": why}
        if outcome == USED:
            return {"powers": self.cleaned_data["powers"], "why": why}
        return {"complied": outcome == "complied", "why": why}
