"""The statement of action: what it says, to whom it goes, and how it was given."""

from collections.abc import Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import FileFields, FilesField, KeyedForm, PastDay
from concern_cases.models import StatementRecipient
from concern_cases.services.statement_law import Recipient
from record import clock

MOST_RECIPIENTS = 20
WAYS = ("E-mail", "Post", "By hand", "Inspectors’ portal")


class StatementForm(KeyedForm):
    text = forms.CharField(
        label="What will the LA do, and within which period? If nothing, why not?",
        help_text="Headings begin with #, points of a list with a hyphen. Leave it empty if you add a file.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    parents = forms.CharField(
        label="How are registered parents told of it, and their views found out and taken into account?",
        help_text="Say as well whether somebody is appointed for that.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class RecipientFields(forms.Form):
    name = forms.CharField(label="Who is it sent to?", max_length=200)
    why = forms.CharField(label="Why? (optional)", max_length=200, required=False)
    named_as = forms.ChoiceField(
        label="Does the Act name them?",
        choices=[("", "No: usual practice, or asked for"), *StatementRecipient.NamedAs.choices],
        required=False,
    )


class RecipientFormSetBase(forms.BaseFormSet):
    """Everybody who is sent the statement: somebody at least."""

    item_name = "Recipient"

    @property
    def facts(self) -> list[Recipient]:
        kept = [form for form in self.forms if form not in self.deleted_forms]
        given = [form.cleaned_data for form in kept if form.cleaned_data.get("name")]
        return [Recipient(row["name"], row["why"], row["named_as"]) for row in given]


RecipientFormSet: Any = forms.formset_factory(
    RecipientFields,
    formset=RecipientFormSetBase,
    extra=2,
    max_num=MOST_RECIPIENTS,
    absolute_max=MOST_RECIPIENTS + 1,
    validate_max=True,
    can_delete=True,
)


class SendForm(KeyedForm, FileFields):
    """When the statement was given, and to each recipient how."""

    on = PastDay(label="On which day was it given?", initial=clock.today)
    files = FilesField(label="The statement as it was sent (optional)", required=False)  # type: ignore[assignment]
    despite = forms.BooleanField(label="It was sent in spite of that", required=False)

    def __init__(
        self,
        *args: Any,
        recipients: Sequence[StatementRecipient],
        keeps_files: bool,
        missing: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {row.pk: f"how_{row.pk}" for row in recipients}
        for row in recipients:
            self.fields[self.names[row.pk]] = forms.ChoiceField(
                label=f"How was it given to {row.name}?",
                help_text=row.why,
                choices=[("", "It was not given yet"), *((way, way) for way in WAYS)],
                required=False,
            )
        if not keeps_files:
            del self.fields["files"]
        if missing:
            self.fields["despite"].help_text = f"The Act asks for what is not there: {'; '.join(missing)}."
        else:
            del self.fields["despite"]
        self.order_fields(["on", *self.names.values(), "files", "despite"])

    @property
    def given(self) -> dict[int, str]:
        """How, by the recipient's key; who was not given it yet is absent."""
        how = {key: self.cleaned_data[name] for key, name in self.names.items()}
        return {key: words for key, words in how.items() if words}
