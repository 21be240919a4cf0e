"""Forms of the letter's page."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from letters.models import Letter, Quotable
from letters.quoting import field_for, heading_of, records_of, source_of, words_of
from letters.services.drafting import ActionAsked, edit_letter, set_required_actions
from people.models import User
from record import clock
from record.errors import RuleError

PARAGRAPH = "paragraph-"


class WordsFields(forms.Form):
    """Subject, further words, one paragraph for each record: laid out for one letter by ``lay_out``."""

    subject = forms.CharField(
        label="Subject", max_length=200, error_messages={"required": "Write the subject of the letter"}
    )
    body = forms.CharField(
        label="Further words before the matters (optional)",
        help_text="Why we write stands before this already. Lists and bold type as in Markdown.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def lay_out(self, letter: Letter) -> None:
        """The fields hold what the letter says now."""
        self.initial = {"subject": letter.subject, "body": letter.body, **self.initial}
        related = ("concern__area", "evidence", "disagreement", "non_engagement")
        for ground in letter.grounds.select_related(*related):
            self.fields[f"{PARAGRAPH}{ground.number}"] = forms.CharField(
                label=f"Paragraph {ground.number}: {heading_of(ground.record)}",
                help_text=source_of(ground.record),
                initial=ground.text,
                widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
                error_messages={
                    "required": f"Write paragraph {ground.number}, or take its record away from the letter"
                },
            )

    def words(self) -> dict[str, Any]:
        """What ``edit_letter`` takes."""
        cleaned = self.cleaned_data
        paragraphs = {
            int(name.removeprefix(PARAGRAPH)): words
            for name, words in cleaned.items()
            if name.startswith(PARAGRAPH)
        }
        return {"subject": cleaned["subject"], "body": cleaned["body"], "paragraphs": paragraphs}


class WordsForm(WordsFields):
    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(letter)


class GroundsFields(forms.Form):
    """Which records of the case the letter relies on: to be laid out for one letter (``lay_out``)."""

    records = forms.MultipleChoiceField(
        label="What the letter relies on",
        help_text="Each record makes one numbered paragraph with its date and source.",
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
        error_messages={"required": "Choose at least one record"},
    )

    def lay_out(self, letter: Letter) -> None:
        """The field offers what may be quoted, with what the letter relies on now ticked."""
        found = records_of(letter.case).in_order() if letter.case else []
        self._by_value = {f"{field_for(record)}-{record.pk}": record for record in found}
        field: Any = self.fields["records"]
        field.choices = [(value, _label(record)) for value, record in self._by_value.items()]
        field.widget.attrs["data-hints"] = {value: source_of(each) for value, each in self._by_value.items()}
        field.initial = chosen_values(letter)

    def chosen(self) -> list[Quotable]:
        """The records that were chosen, in the order in which a letter tells them."""
        asked = set(self.cleaned_data["records"])
        return [record for value, record in self._by_value.items() if value in asked]


class GroundsForm(GroundsFields):
    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out(letter)


def chosen_values(letter: Letter) -> list[str]:
    """The records that the letter relies on now, as values of the form."""
    return [f"{field_for(each.record)}-{each.record.pk}" for each in letter.grounds.all()]


def _label(record: Quotable) -> str:
    return f"{heading_of(record)}: {words_of(record)}"


class ActionForm(forms.Form):
    """What the school has to do, how everybody will know, and by when."""

    what = forms.CharField(
        label="What the school should do",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the school should do"},
    )
    measure = forms.CharField(
        label="How everybody will know that it is done",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how this action will be measured"},
    )
    by = forms.DateField(
        label="By when", widget=forms.DateInput, error_messages={"required": "Say by when it is to be done"}
    )

    def clean_by(self) -> Any:
        by = self.cleaned_data["by"]
        if by <= clock.today():
            raise forms.ValidationError("Give a date that is still to come")
        return by


class BaseActions(BaseFormSet):
    item_name = "Action"

    def asked(self) -> list[ActionAsked]:
        """The actions as they are to stand: without empty ones and those taken away."""
        return [
            ActionAsked(form.cleaned_data["what"], form.cleaned_data["measure"], form.cleaned_data["by"])
            for form in self.forms
            if form.cleaned_data.get("what") and not form.cleaned_data.get("DELETE")
        ]


ActionFormSet: Any = formset_factory(
    ActionForm, formset=BaseActions, extra=1, can_delete=True, can_delete_extra=False, max_num=30
)


def asked_before(letter: Letter) -> list[dict[str, Any]]:
    """What the letter asks for now, as the formset begins."""
    return [{"what": row.what, "measure": row.measure, "by": row.by} for row in letter.required_actions.all()]


class DraftForms:
    """Everything that is written on the page of a draft, saved as one."""

    def __init__(self, letter: Letter, data: Any = None) -> None:
        self.letter = letter
        self.words = WordsForm(data, letter=letter)
        self.actions = ActionFormSet(data, prefix="actions", initial=asked_before(letter))

    def is_valid(self) -> bool:
        return all([self.words.is_valid(), self.actions.is_valid()])

    def save(self, *, by: User) -> bool:
        """Whether it was saved; if not, the rule that forbids it is told on the form."""
        try:
            edit_letter(self.letter, by=by, **self.words.words())
            set_required_actions(self.letter, actions=self.actions.asked(), by=by)
        except RuleError as error:
            self.words.add_error(error.field if error.field in self.words.fields else None, str(error))
            return False
        return True


class PostingForm(forms.Form):
    """How a letter left by post or by hand."""

    proof = forms.CharField(
        label="Who sent it, how and when",
        max_length=300,
        error_messages={"required": "Say who sent it, how and when"},
    )
