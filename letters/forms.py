"""Forms of the letter's page."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from concern_cases.forms.base import text_field
from letters.draft_errors import show_on_draft
from letters.history import could_tell, needed_rows
from letters.law import GROUND_LETTERS, GROUNDS, POWERS, WHAT_FIRST, has_foundation_governors
from letters.merging import refuse_unknown
from letters.models import Letter, Paragraph, Quotable
from letters.quoting import heading_of, key_of, place_of, records_of, source_of, words_of
from letters.services.drafting import ActionAsked, edit_letter, set_required_actions
from letters.services.stating_law import LONGEST, LawStated, state_law
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import RuleError

PARAGRAPH = "paragraph-"
AS_TYPED = "Numbered paragraphs and actions are printed as they are typed, without either."
MARKDOWN = "Lists and bold type as in Markdown. {school}, {body} and {due} are filled in."


class WordsFields(forms.Form):
    """Subject, further words, one paragraph for each record: laid out for one letter by ``lay_out``."""

    subject = forms.CharField(
        label="Subject", max_length=200, error_messages={"required": "Write the subject of the letter"}
    )
    body = forms.CharField(
        label="Further words before the matters (optional)",
        help_text=f"Why we write stands before this already. {MARKDOWN} {AS_TYPED}",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    library = forms.ModelChoiceField(
        label="Add a paragraph from the library (optional)",
        help_text="It is put at the end of the words above when you save the draft. Change it there.",
        queryset=Paragraph.objects.none(),
        required=False,
        empty_label="None",
    )

    states_law = replaces = False
    places: dict[str, str]  # the paragraph of each record that the letter quotes, by ``quoting.place_of``

    def lay_out(self, letter: Letter) -> None:
        """The fields hold what the letter says now."""
        self.initial = {"subject": letter.subject, "body": letter.body, **self.initial}
        self.places = {}
        for ground in letter.grounds.with_records():
            self.places[place_of(ground.record)] = f"{PARAGRAPH}{ground.number}"
            self.fields[f"{PARAGRAPH}{ground.number}"] = forms.CharField(
                label=f"Paragraph {ground.number}: {heading_of(ground.record)}",
                help_text=source_of(ground.record),
                initial=ground.text,
                widget=forms.Textarea(attrs={"rows": 3, "data-label": "s"}),
                error_messages={
                    "required": f"Write paragraph {ground.number}, or take its record away from the letter"
                },
            )

        chosen: Any = self.fields["library"]
        chosen.queryset = Paragraph.objects.in_use()
        if letter.replaces:
            self.replaces = True
            why = forms.CharField(
                label=f"Why it takes the place of {letter.replaces}",
                help_text="Everybody who got that letter reads it. That it no longer stands is said before.",
                initial=letter.ends_why,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": "Say why it takes the other letter’s place"},
            )
            self.fields = {"subject": self.fields["subject"], "ends_why": why, **self.fields}
        if not letter.kind.needs_matters:
            self.fields["body"].label = "What the letter says"
            self.fields["body"].help_text = MARKDOWN
        if letter.kind.statutory:
            self.states_law = True
            self.fields |= law_fields(letter)

    def law(self) -> LawStated | None:
        """What ``state_law`` takes; None for a letter that is no statutory notice."""
        if not self.states_law:
            return None
        cleaned = self.cleaned_data
        return LawStated(
            grounds=cleaned.get("grounds_in_law", []),
            powers=cleaned.get("powers", []),
            days=cleaned["days"],
            appointed_by=cleaned.get("appointed_by", ""),
        )

    def words(self) -> dict[str, Any]:
        """What ``edit_letter`` takes."""
        cleaned = self.cleaned_data
        paragraphs = {
            int(name.removeprefix(PARAGRAPH)): words
            for name, words in cleaned.items()
            if name.startswith(PARAGRAPH)
        }
        taken = cleaned.get("library")
        body = f"{cleaned['body']}\n\n{taken.text}".strip() if taken else cleaned["body"]
        facts = {"subject": cleaned["subject"], "body": body, "paragraphs": paragraphs}
        return {**facts, "ends_why": cleaned["ends_why"]} if self.replaces else facts


def law_fields(letter: Letter) -> dict[str, forms.Field]:
    """What a statutory notice states in law, as fields that hold what it states now."""
    fields: dict[str, forms.Field] = {}
    if letter.kind.states_grounds:
        fields["grounds_in_law"] = forms.MultipleChoiceField(
            label="Which grounds of section 60 apply?",
            choices=[(code, f"({GROUND_LETTERS[code]}) {words}") for code, words in GROUNDS.items()],
            initial=letter.grounds_in_law,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
        )
    if letter.kind.states_powers:
        fields["powers"] = forms.MultipleChoiceField(
            label="Which powers would the council use?",
            choices=[(code, power.named) for code, power in POWERS.items()],
            initial=letter.powers,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"data-small": True, "data-hints": WHAT_FIRST}),
        )
    fields["days"] = forms.IntegerField(
        label="How many working days does it give?",
        help_text="The day on which it is given does not count.",
        min_value=1,
        max_value=LONGEST,
        initial=letter.days or letter.kind.clock_days,
        disabled=not letter.kind.own_period,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"required": "Say how many working days the notice gives"},
    )
    if has_foundation_governors(letter.school):
        fields["appointed_by"] = forms.CharField(
            label="Who appoints the foundation governors, and the address",
            help_text="A line each. A copy goes there on the same day.",
            initial=letter.appointed_by,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    return fields


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

    history = forms.MultipleChoiceField(
        label="What the letter tells of before",
        help_text="Actions agreed, support and earlier letters that the school can read, as a table. People "
        "are named by their posts.",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-small": True}),
    )

    def lay_out(self, letter: Letter) -> None:
        """The fields offer what may be quoted and told, with what the letter quotes and tells now ticked."""
        found = records_of(letter.case).in_order() if letter.case else []
        self._by_value = {key_of(record): record for record in found}
        field: Any = self.fields["records"]
        field.choices = [(value, _label(record)) for value, record in self._by_value.items()]
        field.widget.attrs["data-hints"] = {value: source_of(each) for value, each in self._by_value.items()}
        field.initial = chosen_values(letter)
        self._lay_out_history(letter)

    def _lay_out_history(self, letter: Letter) -> None:
        rows = [row for row in could_tell(letter, given=clock.today()) if row.key not in needed_rows(letter)]
        if not rows:
            del self.fields["history"]
            return
        field: Any = self.fields["history"]
        field.choices = [(row.key, row.what) for row in rows]
        field.widget.attrs["data-hints"] = {row.key: f"{plain_day(row.on)}. {row.became}" for row in rows}
        field.initial = [row.key for row in rows if row.key not in letter.history_left_out]

    def not_told(self) -> list[str]:
        """What the letter is not to tell of before."""
        field: Any = self.fields.get("history")
        offered = [key for key, _ in field.choices] if field else []
        return [key for key in offered if key not in self.cleaned_data["history"]]

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
    return [key_of(each.record) for each in letter.grounds.with_records()]


def _label(record: Quotable) -> str:
    return f"{heading_of(record)}: {words_of(record)}"


class ActionForm(forms.Form):
    """What the school has to do, how everybody will know, and by when."""

    what = text_field("What the school should do", "Say what the school should do", rows=2)
    measure = text_field(
        "How everybody will know that it is done", "Say how this action will be measured", rows=2
    )
    by = forms.DateField(
        label="By when", widget=forms.DateInput, error_messages={"required": "Say by when it is to be done"}
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("what", "measure"):
            try:
                refuse_unknown(cleaned.get(name, ""), known=[], field=name)
            except RuleError as error:
                self.add_error(name, str(error))
        return cleaned

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
            for form in self.asked_forms()
        ]

    def asked_forms(self) -> list[Any]:
        """The forms of these, in the order of the actions' numbers."""
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        return [form for form in kept if form.cleaned_data.get("what")]


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
            law = self.words.law()
            if law:
                state_law(self.letter, law=law, by=by)
            set_required_actions(self.letter, actions=self.actions.asked(), by=by)
        except RuleError as error:
            show_on_draft(self.words, self.actions, error)
            return False
        return True
