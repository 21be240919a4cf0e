"""What is asked of whoever answers a letter, or adds to its answer."""

from typing import Any

from django import forms

from concern_cases.forms.base import FilesField, KeyedForm
from letters.governors import answers_for_school
from letters.merging import body_of
from letters.models import Letter, LetterResponse
from letters.wording import plain_day
from record import clock
from workflows.letters.moments import letter_of
from workflows.steps import StepForm

ANSWER, FILES = "answer-", "files-"
ANSWERED_BEFORE = "{who} answered this on {on}. What you write here is added (optional)."
FOR_SCHOOL = "What has the {body} done, or what will it do and when? A few sentences are enough."


class AnswerForm(KeyedForm, StepForm):
    """What the governing body answers to each action; the council says besides how the answer came.

    An action may be left open, to be answered later. Where an answer stands, the form asks what is added to
    it: to one action or several.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = letter_of(self.process)
        self.adds = hasattr(letter, "response")
        self.for_school = answers_for_school(self.by, letter)
        if not self.for_school:
            self._ask_how_it_came()
        body, asked = body_of(letter), list(letter.required_actions.all())
        self.before = {part.required_action_id: part for part in letter.parts.all()}
        self.several = len(asked) > 1
        help_text = FOR_SCHOOL if self.for_school else "What the {body} answers to this"
        if self.adds:
            help_text = "What is added to the answer (optional)"
        if not asked:
            self.fields["said"] = forms.CharField(
                label="What is added to the answer" if self.adds else f"What the {body} answers",
                widget=forms.Textarea(attrs={"rows": 8}),
                error_messages={"required": "Write the answer"},
            )
        for action in asked:
            part = self.before.get(action.pk)
            self.fields[f"{ANSWER}{action.number}"] = forms.CharField(
                label=f"{action.number}. {action.what}",
                help_text=ANSWERED_BEFORE.format(who=part.answered_by, on=plain_day(part.received_on))
                if part and not self.adds
                else help_text.format(body=body),
                required=not (self.adds or self.several),
                widget=forms.Textarea(attrs={"rows": 5}),
                error_messages={"required": f"Write an answer to action {action.number}"},
            )
            files = FilesField(label=f"Files for action {action.number} (optional)", required=False)
            if action != asked[0]:
                files.help_text = ""  # which files are taken is said once
            self.fields[f"{FILES}{action.number}"] = files
        if self.several and not self.adds:
            self._ask_whether_that_is_all(letter)

    def _ask_whether_that_is_all(self, letter: Letter) -> None:
        ends_on = letter.running_clock.ends_on
        is_over = ends_on < clock.today()
        later = "and then counts as late" if is_over else f"and is due by {plain_day(ends_on)}"
        self.fields["whole"] = forms.BooleanField(
            label="This is our whole answer" if self.for_school else "This is the whole answer",
            help_text="Tick this only if an action stays without an answer on purpose. Otherwise what is "
            f"empty stays open: it can be answered later, {later}.",
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sent_along = [name for name, sent in cleaned.items() if name.startswith(FILES) and sent]
        for name in sent_along:
            words = name.replace(FILES, ANSWER)
            if words not in self.errors and not cleaned.get(words):
                self.add_error(words, "Say what the files show. A few words are enough")
        if self.several and not self.adds:
            self._refuse_nothing(cleaned)
        if self.errors:
            for name in sent_along:
                self.add_error(name, "Choose the files again: a browser does not keep them")
        return cleaned

    def _refuse_nothing(self, cleaned: dict[str, Any]) -> None:
        """Something is answered to one action at least, or was before, and that is now said to be all."""
        words = [name for name in self.fields if name.startswith(ANSWER)]
        if any(cleaned.get(name) for name in words) or (self.before and cleaned.get("whole")):
            return
        if not any(name in self.errors for name in words):
            self.add_error(words[0], "Write an answer to one action at least")

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
            name: words
            for name, words in self.cleaned_data.items()
            if not name.startswith((ANSWER, FILES)) and name != "form_key"
        }
        return {"answers": answers, "files": files, **others}
