"""Pages of a letter that was given: it is withdrawn or superseded, or gets more time."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from concern_cases.forms.base import KeyedForm, text_field
from letters.intervention import what_more_time_costs
from letters.ladder import kinds_for
from letters.law import yields_to_secretary_of_state
from letters.models import Letter, LetterKind
from letters.services.ending import STILL_STANDING
from letters.views.reader import reader
from people.models import User
from schools.permissions import Perm
from workflows.letters.acting import LetterPage, act_on_letter
from workflows.letters.moments import letter_of
from workflows.services.letters import (
    extend_letter,
    start_ending,
    start_replacement,
    supersede_by_secretary_of_state,
)

REPLACED, BY_SECRETARY = "replaced", "secretary_of_state"
HINTS = {
    "withdrawn": "The council takes it back: nothing that it asks for is required any more.",
    "superseded": "Something else takes its place that is no letter of this council.",
}
ENDINGS = {
    REPLACED: (
        "A new letter takes its place",
        "You write it, beginning with what this one says. This one stands until that one is given.",
    ),
    BY_SECRETARY: (
        "The Secretary of State has given a warning notice",
        "That notice supersedes ours. Ours ends at once, you begin the notice that tells everybody, and the "
        "council may give none until it is told that it may.",
    ),
}


class EndForm(KeyedForm):
    """How the letter ends, and why."""

    how = forms.ChoiceField(
        label="What happens to the letter?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what happens to the letter"},
    )
    kind = forms.ChoiceField(
        label="What kind of letter takes its place?",
        required=False,
        widget=forms.RadioSelect(attrs={"data-shown-when": f"how={REPLACED}"}),
    )
    skips_rung_why = forms.CharField(
        label="Why a step of the ladder is left out, if one is",
        help_text="Empty: the reason that this letter gave.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-shown-when": f"how={REPLACED}"}),
    )
    on = forms.DateField(
        label="On which day was the Secretary of State’s notice given?",
        required=False,
        widget=forms.DateInput(attrs={"data-shown-when": f"how={BY_SECRETARY}"}),
    )
    why = text_field(
        "Why, and by what",
        "Say why",
        rows=5,
        help_text="Everybody who got the letter will read this. You can word it better in the draft.",
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        kinds = list(LetterKind.objects.in_use().exclude(ends_as="").order_by("order", "-code"))
        choices = {kind.code: (f"It is {kind.ends_as}", HINTS.get(kind.ends_as, "")) for kind in kinds}
        if letter.case and letter.case.is_open:
            choices[REPLACED] = ENDINGS[REPLACED]
            self._offer(kinds_for(letter.school))
        else:
            del self.fields["kind"], self.fields["skips_rung_why"]
        if yields_to_secretary_of_state(letter.kind):
            choices[BY_SECRETARY] = ENDINGS[BY_SECRETARY]
        else:
            del self.fields["on"]
        field: Any = self.fields["how"]
        field.choices = [(value, label) for value, (label, _) in choices.items()]
        field.widget.attrs["data-hints"] = {value: hint for value, (_, hint) in choices.items()}

    def _offer(self, kinds: list[LetterKind]) -> None:
        field: Any = self.fields["kind"]
        field.choices = [(kind.code, kind.name) for kind in kinds]
        same = [kind.code for kind in kinds if kind.series == self.letter.kind.series]
        field.initial = same[0] if same else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("how") == REPLACED and not cleaned.get("kind"):
            self.add_error("kind", "Choose what kind of letter takes its place")
        if cleaned.get("how") == BY_SECRETARY and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", "Say on which day the Secretary of State’s notice was given")
        return cleaned


class ExtendForm(KeyedForm):
    """Until when there is time, and why."""

    ends_on = forms.DateField(
        label="Until when?",
        widget=forms.DateInput,
        error_messages={"required": "Say until when there is time"},
    )
    why = text_field(
        "Why is there more time?",
        "Say why there is more time",
        help_text="Everybody who got the letter will read this.",
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].help_text = what_more_time_costs(letter)


EXTENDED = LetterPage(
    Perm.ASSESS_RESPONSE, (Letter.Status.GIVEN,), "awaits no answer", "workflows/letters/extend.html"
)
ENDED = LetterPage(Perm.DRAFT_LETTER, STILL_STANDING, "can’t be ended", "workflows/letters/end.html")


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """There is more time for the answer; who reads here is told by mail."""
    return act_on_letter(
        request,
        reference,
        page=EXTENDED,
        ask=lambda sent, letter: ExtendForm(sent, letter=letter),
        do=lambda letter, said: extend_letter(letter, by=reader(request), **said),
        done=lambda _: (
            "There is more time. Those who read here were told by e-mail; for the others a notice is to "
            "be posted."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """A notice that ends the letter, or a letter in its place, is begun; until that is given, it stands.

    One of the Secretary of State ends it at once.
    """
    return act_on_letter(
        request,
        reference,
        page=ENDED,
        ask=lambda sent, letter: EndForm(sent, letter=letter),
        do=lambda letter, said: _begin_what_ends(letter, said, by=reader(request)),
        done=lambda begun: f"{begun} was begun.",
    )


def _begin_what_ends(letter: Letter, said: dict[str, Any], *, by: User) -> Letter:
    """What ends the letter stands as a draft: a notice, or the new letter."""
    how, why = said["how"], said["why"]
    if how == REPLACED:
        facts = {"kind": said["kind"], "skips_rung_why": said["skips_rung_why"]}
        return letter_of(start_replacement(letter, why=why, by=by, **facts))
    if how == BY_SECRETARY:
        return letter_of(supersede_by_secretary_of_state(letter, on=said["on"], why=why, by=by))
    return letter_of(start_ending(letter, kind=how, why=why, by=by))
