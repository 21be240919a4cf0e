"""Sharing a school, and asking about one person."""

from typing import Any

from django import forms

from people.access import users_where
from people.models import User
from people.reach import records_by_circle
from people.services.shares import SHAREABLE
from record import clock
from schools.models import School
from schools.permissions import Circle, Perm

CIRCLES = {
    Circle.SCHOOL: "Only what is shared with the school",
    Circle.DIOCESE: "Also what is for the LA and the diocese",
    Circle.LA: "Everything that has a circle, the LA’s own records too",
}


class ShareForm(forms.Form):
    """With whom, how far, why, from when to when."""

    whom = forms.ChoiceField(label="Share with", widget=forms.RadioSelect)
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="Who",
        required=False,
        empty_label="Choose a person",
        help_text="Somebody who is not here has to be added by an administrator first.",
        widget=forms.Select(attrs={"data-shown-when": "whom=person", "data-autocomplete": True}),
    )
    perms = forms.MultipleChoiceField(
        label="The person may also (optional)",
        required=False,
        choices=[(perm.value, words) for perm, words in SHAREABLE.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"data-shown-when": "whom=person", "data-small": True}),
    )
    circle = forms.ChoiceField(
        label="What is shared", widget=forms.RadioSelect(attrs={"data-circle": True}), initial=Circle.DIOCESE
    )
    why = forms.CharField(
        label="Why",
        help_text="What was agreed, with whom and when. It stays on record.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed_by = forms.ModelChoiceField(
        User.objects.none(), label="Agreed by", empty_label=None, help_text="Who answers for it at the LA."
    )
    since = forms.DateField(label="From", widget=forms.DateInput)
    until = forms.DateField(
        label="Until (optional)",
        required=False,
        help_text="The last day. Without one the share lasts until it is ended.",
        widget=forms.DateInput,
    )

    def __init__(self, data: Any = None, *, school: School, by: User) -> None:
        super().__init__(data, initial={"since": clock.today(), "agreed_by": by.pk, "circle": Circle.DIOCESE})
        self.school = school
        whom = [("person", "One person")]
        if school.diocese:
            whom.insert(0, ("diocese", f"The {school.diocese}"))
            self.initial["whom"] = "diocese"
        else:
            self.initial["whom"] = "person"
        fields: dict[str, Any] = self.fields
        fields["whom"].choices = whom
        fields["user"].queryset = User.objects.filter(is_active=True).exclude(pk=by.pk)
        fields["user"].label_from_instance = lambda user: f"{user.name}, {user.email}"
        fields["agreed_by"].queryset = users_where(Perm.MANAGE_SHARES, school)
        fields["circle"].choices = list(CIRCLES.items())
        fields["circle"].widget.attrs["data-hints"] = self._hints()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("whom") == "person" and not facts.get("user") and "user" not in self.errors:
            self.add_error("user", "Choose the person.")
        return facts

    def facts(self) -> dict[str, Any]:
        """What either service is told."""
        return {name: self.cleaned_data[name] for name in ("circle", "why", "since", "until", "agreed_by")}

    def _hints(self) -> dict[str, str]:
        """How many records each circle opens today."""
        counts = records_by_circle(self.school)
        total, hints = 0, {}
        for circle in (Circle.SCHOOL, Circle.DIOCESE, Circle.LA):
            total += counts[circle]
            hints[str(circle)] = f"{total} {'record' if total == 1 else 'records'} today."
        hints[Circle.LA] += " For one person only, never for a diocese."
        return hints


class AskForm(forms.Form):
    """Whose sight of the school is to be explained."""

    person = forms.CharField(
        label="Name or e-mail",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-label": "plain"}),
    )
