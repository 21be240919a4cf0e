"""What is asked about who each recipient is, where no account says so, and how the letter gets there."""

from collections.abc import Mapping
from typing import Any

from django import forms

from concern_cases.forms.base import text_field
from letters.addressees import Addressee, Method
from letters.content import counts_as_given
from letters.models import Letter
from letters.recipients import recipients_of
from letters.services.choosing import Way, known_email
from letters.services.naming import Said
from letters.wording import plain_day
from record import clock
from record.words import capital, inside

LABELS = {
    Method.PORTAL: "On this site, with an e-mail",
    Method.EMAIL: "By e-mail, with the letter attached",
    Method.POST: "By first class post",
    Method.HAND: "By hand",
}


class WaysForm(forms.Form):
    """One choice for each recipient; fields are named by the recipient's key: ``method-chair``."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.recipients = letter, recipients_of(letter)
        for each in self.recipients:
            self._ask_how(each)
            if each.user is None:
                self._ask_where(each)
            if letter.kind.statutory:
                self._ask_why(each)
            if each.can_be_named:
                self._ask_who(each)

    def _ask_how(self, each: Addressee) -> None:
        hints = {str(way): _hint(self.letter, each, way) for way in each.ways}
        self.fields[f"method-{each.key}"] = forms.ChoiceField(
            label=capital(each.described),
            help_text=_about(each),
            choices=[(str(way), LABELS[Method(way)]) for way in each.ways],
            initial=each.method,
            widget=forms.RadioSelect(attrs={"data-hints": hints, "data-small": True}),
            error_messages={"required": f"Say how {each.described} gets the letter"},
        )

    def _ask_where(self, each: Addressee) -> None:
        self.fields[f"email-{each.key}"] = forms.CharField(
            label="E-mail address",
            initial=each.typed_email or known_email(self.letter, each),
            required=False,
            max_length=254,
            widget=forms.EmailInput(
                attrs={
                    "data-shown-when": f"method-{each.key}={Method.EMAIL.value}",
                    "autocomplete": "off",
                    "class": "govuk-input--width-20",
                }
            ),
        )

    def _ask_why(self, each: Addressee) -> None:
        self.fields[f"why-{each.key}"] = text_field(
            "How you know that a notice in law may go there by e-mail",
            "",
            rows=2,
            initial=each.why,
            required=False,
            help_text="That they agreed to it, or where they say so",
        )
        shown = f"method-{each.key}={Method.EMAIL.value}"
        self.fields[f"why-{each.key}"].widget.attrs["data-shown-when"] = shown

    def _ask_who(self, each: Addressee) -> None:
        said = each.said
        known = f"Said by {said.said_by} on {plain_day(said.said_on)}" if said else "No account has it"
        plain = {"data-label": "plain", "autocomplete": "off"}
        self.fields[f"name-{each.key}"] = forms.CharField(
            label=f"Name of the {each.post}",
            help_text=f"{known}. It is kept for the school’s next letters. Without a name the letter goes to "
            "the post.",
            initial=said.name if said else "",
            required=False,
            max_length=150,
            widget=forms.TextInput(attrs={**plain, "class": "govuk-input--width-20"}),
        )
        self.fields[f"title-{each.key}"] = forms.CharField(
            label=f"Title of the {each.post}",
            help_text="Mrs, Dr, Canon: only as the person uses it",
            initial=said.title if said else "",
            required=False,
            max_length=30,
            widget=forms.TextInput(attrs={**plain, "class": "govuk-input--width-5"}),
        )
        self.fields[f"until-{each.key}"] = forms.DateField(
            label=f"Last day as {each.post}, if you know it",
            initial=said.until if said else None,
            required=False,
            widget=forms.DateInput(attrs={"data-label": "plain"}),
        )
        self.fields[f"seen-{each.key}"] = forms.CharField(
            initial=each.seen, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
        )

    def names(self) -> Mapping[str, Said]:
        """What ``say_names`` takes."""
        said = self.cleaned_data
        return {
            each.key: Said(*(said[f"{part}-{each.key}"] for part in ("name", "title", "until", "seen")))
            for each in self.recipients
            if each.can_be_named
        }

    def ways(self) -> Mapping[str, Way]:
        """What ``choose_ways`` takes."""
        said = self.cleaned_data
        return {
            each.key: Way(
                said[f"method-{each.key}"],
                said.get(f"email-{each.key}", ""),
                said.get(f"why-{each.key}", ""),
            )
            for each in self.recipients
        }


def _about(each: Addressee) -> str:
    """Whether it is a copy, what is proposed, and what was taken over from an earlier letter."""
    said = ["A copy"] if each.is_copy else []
    said.append(f"Proposed: {inside(LABELS[Method(each.proposed)])}")
    if each.taken_from:
        said.append(f"Taken over from {each.taken_from.reference}: {inside(LABELS[Method(each.method)])}")
    return ". ".join(said)


def _hint(letter: Letter, each: Addressee, way: str) -> str:
    today = clock.today()
    day = plain_day(counts_as_given(letter, way, left=today))
    if way == Method.PORTAL:
        return f"The e-mail goes to {each.user.email if each.user else ''} and leads to the letter"
    if way == Method.EMAIL:
        return f"It goes to {each.user.email}" if each.user else "It goes to an address that you write"
    if way == Method.POST:
        return f"Sent today, it counts as given on {day}"
    return "Somebody of the council hands it over on the day on which it is given"
