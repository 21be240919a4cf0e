"""What the forms of a case have in common: sent once, a circle, days, files."""

import secrets
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from concern_cases.audiences import Offer
from concern_cases.uploads import ENDINGS, TAKEN, CheckedFile, check_file, megabytes
from people.models import User
from record import clock
from record.errors import RuleError
from schools.permissions import Circle

LATE_FIELDS = ("files", "circle", "named")


def new_key() -> str:
    """The key of one form: unguessable, and its own."""
    return secrets.token_hex(16)


class KeyedForm(forms.Form):
    """A form that has its effect once, however often it is sent (``services.once``)."""

    form_key = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        initial=new_key,
        error_messages={"required": "Open this page again, and send the form from there"},
    )

    def show(self, error: RuleError) -> None:
        """The rule is told beside its field, or above the form when it has none here."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class _People:
    """The people given, each with what they are to the school."""

    words: dict[int, str]
    queryset: Any

    def offer(self, people: dict[int, str]) -> None:
        self.words = people
        self.queryset = User.objects.filter(pk__in=people).order_by("name")

    def label_from_instance(self, user: User) -> str:
        return self.words.get(user.pk, str(user))


class PersonChoice(_People, forms.ModelChoiceField):
    """One of the people given."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(queryset=User.objects.none(), **facts)


class PeopleChoice(_People, forms.ModelMultipleChoiceField):
    """Several of the people given."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(queryset=User.objects.none(), **facts)


class CircleFields(forms.Form):
    """Who may read it: only circles that the writer reads are offered, each with who would."""

    circle = forms.ChoiceField(
        label="Who may read this?",
        widget=forms.RadioSelect(attrs={"data-circle": True}),
        error_messages={"required": "Say who may read this"},
    )
    named = PeopleChoice(
        label="The people who may read this",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-shown-when": "circle=named", "data-small": True}),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circle: Any = self.fields["circle"]
        circle.choices = offer.choices
        circle.widget.attrs["data-hints"] = offer.hints
        if len(offer.choices) == 1:
            circle.initial = offer.choices[0][0]
        if Circle.NAMED in dict(offer.choices):
            people: Any = self.fields["named"]
            people.offer(offer.others)
        else:
            del self.fields["named"]
        late = [name for name in LATE_FIELDS if name in self.fields]
        self.order_fields([name for name in self.fields if name not in late] + late)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("circle") != Circle.NAMED:
            facts["named"] = []
        elif not facts.get("named"):
            self.add_error("named", "Choose the people who may read this")
        return facts


class PastDay(forms.DateField):
    """A day that has been, or today."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.DateInput(), **facts)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        self.widget.attrs["data-max-date"] = clock.today()
        return super().get_bound_field(form, field_name)


class ComingDay(forms.DateField):
    """A day from today on, or from ``since`` on."""

    since: date | None = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(widget=forms.DateInput(), **facts)

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        self.widget.attrs["data-min-date"] = self.since or clock.today()
        return super().get_bound_field(form, field_name)


def lines(rows: int = 3) -> forms.Textarea:
    """A box for a few lines of text."""
    return forms.Textarea(attrs={"rows": rows})


def text_field(label: str, missing: str, *, rows: int = 3, **facts: Any) -> forms.CharField:
    """A field for a few lines of text, which says ``missing`` where nothing was written."""
    return forms.CharField(label=label, widget=lines(rows), error_messages={"required": missing}, **facts)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked; what is wrong is said file by file."""

    def __init__(self, **facts: Any) -> None:
        limit = megabytes(settings.UPLOAD_MAX_BYTES)
        facts.setdefault("help_text", f"{TAKEN}, up to {limit} each. You can choose several.")
        super().__init__(widget=SeveralFiles(attrs={"accept": ",".join(ENDINGS)}), **facts)

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:
        sent = [each for each in (data if isinstance(data, (list, tuple)) else [data]) if each]
        if self.required and not sent:
            raise ValidationError("Choose at least one file")
        checked, refusals = [], []
        for file in sent:
            try:
                checked.append(check_file(file))
            except RuleError as refusal:
                refusals.append(str(refusal))
        if refusals:
            raise ValidationError(refusals)
        return checked


class FileFields(forms.Form):
    """Says that chosen files are lost when the form comes back with something to put right."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.errors and facts.get("files"):
            self.add_error("files", "Choose the files again: a browser does not keep them")
        return facts
