"""What the steps of a letter ask."""

from typing import Any

from django import forms

from concern_cases.forms.base import FilesField
from letters.checks import sending_day_check
from letters.forms import ActionFormSet, GroundsFields, WordsFields, asked_before
from letters.law import POWERS
from letters.merging import body_of
from letters.models import Letter, LetterResponse
from letters.services.reading import answers_for_school
from record.errors import RuleError
from workflows.letters.moments import letter_of
from workflows.steps import StepForm

AGREED, BACK = "agreed", "back"
MORE_TIME, USED = "more_time", "used"
ANSWER, FILES = "answer-", "files-"
FOR_SCHOOL = "What has the {body} done, or what will it do and when? A few sentences are enough."


class AssembleForm(GroundsFields, StepForm):
    """Which records the letter relies on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(letter_of(self.process))

    def facts(self) -> dict[str, Any]:
        return {"records": self.chosen(), "not_told": self.not_told()}

    def show(self, error: RuleError) -> None:
        self.add_error("records", str(error))


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
        if not sending_day_check(letter_of(self.process)).ok:
            self.fields["sending_day_why"] = forms.CharField(
                label="Why it has to be given today",
                help_text="Today is the last school day before a holiday. The reason stands on record.",
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


class AnswerForm(StepForm):
    """What the governing body answers to each action; the council says besides how the answer came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = letter_of(self.process)
        self.for_school = answers_for_school(self.by, letter)
        if not self.for_school:
            self._ask_how_it_came()
        body, asked = body_of(letter), list(letter.required_actions.all())
        help_text = FOR_SCHOOL if self.for_school else "What the {body} answers to this"
        if not asked:
            self.fields["said"] = forms.CharField(
                label=f"What the {body} answers",
                widget=forms.Textarea(attrs={"rows": 8}),
                error_messages={"required": "Write the answer"},
            )
        for action in asked:
            self.fields[f"{ANSWER}{action.number}"] = forms.CharField(
                label=f"{action.number}. {action.what}",
                help_text=help_text.format(body=body),
                widget=forms.Textarea(attrs={"rows": 5}),
                error_messages={"required": f"Write an answer to action {action.number}"},
            )
            files = FilesField(label=f"Files for action {action.number} (optional)", required=False)
            if action != asked[0]:
                files.help_text = ""  # which files are taken is said once
            self.fields[f"{FILES}{action.number}"] = files

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            for name in [name for name, sent in cleaned.items() if name.startswith(FILES) and sent]:
                self.add_error(name, "Choose the files again: a browser does not keep them")
        return cleaned

    def _ask_how_it_came(self) -> None:
        self.fields["came"] = forms.ChoiceField(
            label="How the answer came",
            choices=[each for each in LetterResponse.Came.choices if each[0] != LetterResponse.Came.PORTAL],
            widget=forms.RadioSelect(attrs={"data-inline": True}),
            error_messages={"required": "Say how the answer came"},
        )
        self.fields["received_on"] = forms.DateField(
            label="On which day it came",
            widget=forms.DateInput,
            error_messages={"required": "Say on which day the answer came"},
        )
        self.fields["answered_by"] = forms.CharField(
            label="Who answered", max_length=150, error_messages={"required": "Say who answered"}
        )

    def facts(self) -> dict[str, Any]:
        answers = {
            int(name.removeprefix(ANSWER)): words
            for name, words in self.cleaned_data.items()
            if name.startswith(ANSWER)
        }
        files = {
            int(name.removeprefix(FILES)): sent
            for name, sent in self.cleaned_data.items()
            if name.startswith(FILES) and sent
        }
        others = {
            name: words for name, words in self.cleaned_data.items() if not name.startswith((ANSWER, FILES))
        }
        return {"answers": answers, "files": files, **others}


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
                    MORE_TIME: "The answer is awaited again. Everybody who got the letter is told.",
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
        if letter.kind.must_follow:
            self._ask_which_powers(letter)

    def _ask_which_powers(self, letter: Letter) -> None:
        outcome: Any = self.fields["outcome"]
        outcome.label = "What has the council decided?"
        outcome.choices = [(USED, "Powers are used"), ("none", "No power is used"), outcome.choices[-1]]
        outcome.widget.attrs["data-hints"] = {MORE_TIME: outcome.widget.attrs["data-hints"][MORE_TIME]}
        outcome.error_messages["required"] = "Say what the council has decided"
        self.fields["powers"] = forms.MultipleChoiceField(
            label="Which powers?",
            choices=[(code, POWERS[code].named) for code in POWERS if code in letter.powers],
            required=False,
            widget=forms.CheckboxSelectMultiple(
                attrs={"data-small": True, "data-shown-when": f"outcome={USED}"}
            ),
        )
        self.fields["why"].label = "What the decision rests on, or why there is more time"
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
        if "powers" in self.fields:
            return {"powers": self.cleaned_data["powers"] if outcome == USED else [], "why": why}
        return {"complied": outcome == "complied", "why": why}
