"""The statement of action: what it says, to whom it goes, and how it was given."""

from collections.abc import Sequence
from typing import Any

from django import forms

from concern_cases.forms.base import FileFields, FilesField, KeyedForm, PastDay
from concern_cases.models import StatementRecipient
from concern_cases.services.statements import Recipient
from record import clock

MOST_RECIPIENTS = 20
WAYS = ("E-mail", "Post", "By hand", "Inspectors’ portal")


class StatementForm(KeyedForm):
    text = forms.CharField(
        label="What will the LA do? (leave it empty if you add a file when it is sent)",
        help_text="Headings begin with #, points of a list with a hyphen.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )


class RecipientFields(forms.Form):
    name = forms.CharField(label="Who is it sent to?", max_length=200)
    why = forms.CharField(label="Why? (optional)", max_length=200, required=False)


class RecipientFormSetBase(forms.BaseFormSet):
    """Everybody who is sent the statement: somebody at least."""

    item_name = "Recipient"

    @property
    def facts(self) -> list[Recipient]:
        kept = [form for form in self.forms if form not in self.deleted_forms]
        given = [form.cleaned_data for form in kept if form.cleaned_data.get("name")]
        return [Recipient(row["name"], row["why"]) for row in given]


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

    def __init__(
        self, *args: Any, recipients: Sequence[StatementRecipient], keeps_files: bool, **kwargs: Any
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
        self.order_fields(["on", *self.names.values(), "files"])

    @property
    def given(self) -> dict[int, str]:
        """How, by the recipient's key; who was not given it yet is absent."""
        how = {key: self.cleaned_data[name] for key, name in self.names.items()}
        return {key: words for key, words in how.items() if words}
