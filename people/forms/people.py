"""Entering and changing a person, closing an account, choosing a password."""

from typing import Any

from django import forms

from people.models import User


class PersonForm(forms.Form):
    """What is known of a person."""

    name = forms.CharField(
        label="Name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The person signs in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    title = forms.CharField(
        label="Title (optional)",
        required=False,
        max_length=30,
        help_text="Mrs, Dr, Canon: only as the person uses it. It stands in letters and minutes.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": 10}),
    )
    telephone = forms.CharField(
        label="Telephone (optional)",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-width": 20, "inputmode": "tel"}),
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "PersonForm":
        """The form as it stands for somebody who is known."""
        facts = {name: getattr(user, name) for name in ("name", "email", "title", "telephone")}
        return cls(data, initial=facts)


class WhyForm(forms.Form):
    """A reason that is kept."""

    why = forms.CharField(
        label="Why", error_messages={"required": "Say why."}, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefuseForm(WhyForm):
    """Why something is not confirmed."""

    why = forms.CharField(
        label="Why",
        help_text="It stays on record, and whoever manages people reads it.",
        error_messages={"required": "Say why it is refused."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="Password",
        strip=False,
        help_text="12 letters or more. Three words that you can remember do well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("password") and facts.get("again") and facts["password"] != facts["again"]:
            self.add_error("again", "The two are not the same. Type the password once more.")
        return facts


class FindPeopleForm(forms.Form):
    """What the list of people is narrowed by."""

    q = forms.CharField(
        label="Name or e-mail",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Post", required=False)
    state = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[
            ("", "Active"),
            ("never", "Active, never signed in"),
            ("none", "Active, without a post today"),
            ("closed", "Deactivated"),
            ("all", "Everybody"),
        ],
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Any post"), *roles]  # type: ignore[attr-defined]
