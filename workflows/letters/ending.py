"""Pages of a letter that was given: it is withdrawn or superseded, or gets more time."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from concern_cases.forms.base import KeyedForm, text_field
from letters.models import Letter, LetterKind
from letters.services.ending import STILL_STANDING
from letters.views.reader import reader
from schools.permissions import Perm
from workflows.letters.acting import LetterPage, act_on_letter
from workflows.services.letters import extend_letter, start_ending

HINTS = {
    "withdrawn": "The council takes it back: nothing that it asks for is required any more.",
    "superseded": "Something else takes its place, for example a notice of the Secretary of State.",
}


class EndForm(KeyedForm):
    """How the letter ends, and why."""

    kind = forms.ChoiceField(
        label="What happens to the letter?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the letter is withdrawn or superseded"},
    )
    why = text_field(
        "Why, and by what",
        "Say why",
        rows=5,
        help_text="Everybody who got the letter will read this. You can word it better in the draft.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(LetterKind.objects.in_use().exclude(ends_as="").order_by("order", "-code"))
        field: Any = self.fields["kind"]
        field.choices = [(kind.code, f"It is {kind.ends_as}") for kind in kinds]
        field.widget.attrs["data-hints"] = {kind.code: HINTS.get(kind.ends_as, "") for kind in kinds}


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
        ask=lambda sent, _: ExtendForm(sent),
        do=lambda letter, said: extend_letter(letter, by=reader(request), **said),
        done=lambda _: (
            "There is more time. Those who read here were told by e-mail; for the others a notice is to "
            "be posted."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """A notice that ends the letter is begun; the letter stands until the notice is given."""
    return act_on_letter(
        request,
        reference,
        page=ENDED,
        ask=lambda sent, _: EndForm(sent),
        do=lambda letter, said: start_ending(letter, by=reader(request), **said).letter,
        done=lambda notice: f"{notice} was begun.",
    )
