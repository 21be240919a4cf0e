"""What somebody who was invited answers, what the clerk heard, and who else is invited."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from concern_cases.forms.base import KeyedForm
from meetings.models import Invitee
from meetings.services.invitees import As, InviteeFacts
from meetings.services.replies import LONGEST_NOTE, Answer
from record.errors import RuleError

Reply = Invitee.Reply
OWN_WORDS = [
    (Reply.ACCEPTED.value, "Yes, I come"),
    (Reply.DECLINED.value, "No, I can’t come"),
    (Reply.DELEGATED.value, "I send somebody else"),
]
HEARD_WORDS = [
    (Reply.NONE.value, "No answer yet"),
    (Reply.ACCEPTED.value, "Comes"),
    (Reply.DECLINED.value, "Does not come"),
    (Reply.DELEGATED.value, "Sends somebody else"),
]
WHO = "Give the name and the e-mail address of whoever comes instead"


class AnswerForm(forms.Form):
    """The three answers to one's own invitation."""

    reply = forms.ChoiceField(
        label="Will you come?",
        widget=forms.RadioSelect(attrs={"data-label": "m"}),
        error_messages={"required": "Say whether you will come"},
    )
    note = forms.CharField(
        label="A word why (optional)",
        help_text="Only those who prepare the conference read it.",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-shown-when": "reply=declined"}),
    )
    delegate_name = forms.CharField(
        label="Name of whoever comes instead",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"data-shown-when": "reply=delegated", "autocomplete": "off"}),
    )
    delegate_email = forms.EmailField(
        label="E-mail address",
        help_text="An invitation goes there at once.",
        required=False,
        widget=forms.EmailInput(attrs={"data-shown-when": "reply=delegated", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, invitee: Invitee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reply, delegate = self.fields["reply"], _delegate_of(invitee)
        if can_send(invitee):
            reply.choices = OWN_WORDS  # type: ignore[attr-defined]
        else:
            reply.choices = [row for row in OWN_WORDS if row[0] != Reply.DELEGATED]  # type: ignore[attr-defined]
            del self.fields["delegate_name"], self.fields["delegate_email"]
        self.initial = {"reply": "" if invitee.reply == Reply.NONE else invitee.reply, **_told(invitee)}
        if delegate:
            self.initial |= {"delegate_name": delegate.name, "delegate_email": delegate.email}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("reply") == Reply.DELEGATED:
            for name, sentence in (
                ("delegate_name", "Give the name of whoever comes instead"),
                ("delegate_email", "Give the e-mail address of whoever comes instead"),
            ):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return facts

    def answer(self) -> Answer:
        return _answer(
            self.cleaned_data["reply"],
            note=self.cleaned_data["note"],
            name=self.cleaned_data.get("delegate_name", ""),
            email=self.cleaned_data.get("delegate_email", ""),
        )

    def show(self, error: RuleError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))


class RepliesForm(KeyedForm):
    """What the clerk heard of everybody invited: what is not touched stays as it is."""

    def __init__(self, *args: Any, invitees: Sequence[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = invitees
        for invitee in invitees:
            self._ask_of(invitee)

    def _ask_of(self, invitee: Invitee) -> None:
        key, told, delegate = invitee.pk, _told(invitee), _delegate_of(invitee)
        words = [row for row in HEARD_WORDS if row[0] != Reply.DELEGATED or can_send(invitee)]
        plain = {"data-small": True, "data-label": "hidden"}
        self.fields[f"reply_{key}"] = forms.ChoiceField(
            label=f"What {invitee.name} said",
            choices=words,
            initial=invitee.reply,
            widget=forms.RadioSelect(attrs=plain),
        )
        self.fields[f"note_{key}"] = forms.CharField(
            label="Why (optional)",
            max_length=LONGEST_NOTE,
            required=False,
            initial=told["note"],
            widget=forms.TextInput(attrs={"data-shown-when": f"reply_{key}=declined"}),
        )
        if can_send(invitee):
            self._ask_whom(invitee, delegate)
        self.fields[f"was_{key}"] = forms.CharField(
            initial=_state(invitee, delegate), required=False, widget=forms.HiddenInput
        )

    def _ask_whom(self, invitee: Invitee, delegate: Invitee | None) -> None:
        shown = {"data-shown-when": f"reply_{invitee.pk}=delegated", "autocomplete": "off"}
        self.fields[f"delegate_name_{invitee.pk}"] = forms.CharField(
            label=f"Who comes instead of {invitee.name}",
            max_length=150,
            required=False,
            initial=delegate.name if delegate else "",
            widget=forms.TextInput(attrs=shown),
        )
        self.fields[f"delegate_email_{invitee.pk}"] = forms.EmailField(
            label="E-mail address of whoever comes instead",
            required=False,
            initial=delegate.email if delegate else "",
            widget=forms.EmailInput(attrs=shown),
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for invitee, answer in self._said().items():
            if facts.get(f"was_{invitee.pk}") != _state(invitee, _delegate_of(invitee)):
                sentence = f"{invitee.name} answered in the meantime: look at it again"
                self.add_error(f"reply_{invitee.pk}", sentence)
            if answer.reply == Reply.DELEGATED and not (answer.delegate_name and answer.delegate_email):
                self.add_error(f"delegate_name_{invitee.pk}", ValidationError(WHO))
        return facts

    def _said(self) -> dict[Invitee, Answer]:
        """The answers that differ from what the page showed."""
        found = {}
        for invitee in self.invitees:
            get = self.cleaned_data.get
            key = invitee.pk
            answer = _answer(
                get(f"reply_{key}", invitee.reply),
                note=get(f"note_{key}", ""),
                name=get(f"delegate_name_{key}", ""),
                email=get(f"delegate_email_{key}", ""),
            )
            if _words(answer) != get(f"was_{key}", ""):
                found[invitee] = answer
        return found

    def answers(self) -> dict[Invitee, Answer]:
        return self._said()

    def rows(self) -> list[dict[str, Any]]:
        """Everybody invited with the field about each, inside whose options the others appear."""
        return [{"invitee": each, "reply": self[f"reply_{each.pk}"]} for each in self.invitees]


class InviteForm(KeyedForm):
    """Somebody more: one of those who belong to the school's conferences, or by name and address."""

    who = forms.ChoiceField(
        label="Who is invited as well?",
        widget=forms.RadioSelect(attrs={"data-label": "s"}),
        error_messages={"required": "Choose whom to invite"},
    )
    name = forms.CharField(
        label="Name",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"data-shown-when": "who=other", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        widget=forms.EmailInput(attrs={"data-shown-when": "who=other", "autocomplete": "off"}),
    )
    required_as = forms.ChoiceField(
        label="As what?",
        choices=[row for row in As.choices if row[0] != As.CHAIR],
        initial=As.OPTIONAL,
        required=False,
        widget=forms.Select(attrs={"data-shown-when": "who=other"}),
    )

    def __init__(self, *args: Any, suggested: Sequence[InviteeFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = {str(facts.user.pk): facts for facts in suggested if facts.user}
        offered = [(key, f"{facts.called}, {facts.role}") for key, facts in self.suggested.items()]
        self.fields["who"].choices = [*offered, ("other", "Somebody else")]  # type: ignore[attr-defined]
        if not offered:
            self.fields["who"].initial = "other"

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("who") == "other":
            for name, sentence in (("name", "Give a name"), ("email", "Give an e-mail address")):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return facts

    def facts(self) -> InviteeFacts:
        cleaned = self.cleaned_data
        if cleaned["who"] != "other":
            return self.suggested[cleaned["who"]]
        return InviteeFacts(
            cleaned["required_as"] or As.OPTIONAL, name=cleaned["name"], email=cleaned["email"]
        )

    def show(self, error: RuleError) -> None:
        error.field = "who" if error.field == "invitees" else error.field
        super().show(error)


class TakeOffForm(KeyedForm):
    why = forms.CharField(
        label="Why? (optional)",
        help_text="It stands in the case’s timeline, and is not sent.",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"data-label": "s"}),
    )
    without_diocese_why = forms.CharField(
        label="Why is the conference held without the diocese?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-label": "s"}),
    )

    def __init__(self, *args: Any, is_diocese: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_diocese:
            del self.fields["without_diocese_why"]

    def facts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "form_key"}


def can_send(invitee: Invitee) -> bool:
    """Whether the person can send somebody else: neither the chair nor somebody who was sent."""
    return invitee.required_as != As.CHAIR and invitee.stands_in_for_id is None


def _delegate_of(invitee: Invitee) -> Invitee | None:
    return getattr(invitee, "delegate", None)


def _told(invitee: Invitee) -> dict[str, str]:
    return {"note": invitee.reply_note if invitee.reply == Reply.DECLINED else ""}


def _answer(reply: str, *, note: str, name: str, email: str) -> Answer:
    """What belongs to the chosen answer; what was typed under another one is left out."""
    if reply == Reply.DELEGATED:
        return Answer(reply, delegate_name=name, delegate_email=email.lower())
    return Answer(reply, note=note if reply == Reply.DECLINED else "")


def _words(answer: Answer) -> str:
    return "|".join([answer.reply, answer.note, answer.delegate_name, answer.delegate_email])


def _state(invitee: Invitee, delegate: Invitee | None) -> str:
    """What is known of the person's answer now, as one text."""
    name, email = (delegate.name, delegate.email) if delegate else ("", "")
    return _words(_answer(invitee.reply, note=_told(invitee)["note"], name=name, email=email))
