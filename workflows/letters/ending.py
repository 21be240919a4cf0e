"""Pages of a letter that was given: it is withdrawn or superseded, or gets more time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import send_once, sent_before
from letters.models import Letter, LetterKind
from letters.services.ending import STILL_STANDING
from letters.views.reader import reader
from people.guards import require, seen_or_404
from schools.permissions import Perm
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
    why = forms.CharField(
        label="Why, and by what",
        help_text="Everybody who got the letter will read this. You can word it better in the draft.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why"},
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
    why = forms.CharField(
        label="Why is there more time?",
        help_text="Everybody who got the letter will read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why there is more time"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """There is more time for the answer; who reads here is told by mail."""
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.ASSESS_RESPONSE, letter.school)
    onward = letter.get_absolute_url()
    if letter.status != Letter.Status.GIVEN:
        messages.info(request, f"{letter} awaits no answer. It is: {letter.get_status_display().lower()}.")
        return sent_before(request, otherwise=onward) or redirect(onward)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("ends_on", "why")}
        answer = send_once(
            request,
            form,
            do=lambda: extend_letter(letter, by=reader(request), **wanted),
            onward=lambda _: onward,
            done=lambda _: (
                "There is more time. Those who read here were told by e-mail; for the others a notice is to "
                "be posted."
            ),
            otherwise=onward,
        )
        if answer:
            return answer
    head = case_head(letter.case, user=request.user, current="letters") if letter.case else None
    facts = {"letter": letter, "form": form, "head": head, "running": letter.running_clock}
    return render(request, "workflows/letters/extend.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def end_letter(request: HttpRequest, reference: str) -> HttpResponse:
    """A notice that ends the letter is begun; the letter stands until the notice is given."""
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    onward = letter.get_absolute_url()
    if letter.status not in STILL_STANDING:
        messages.info(request, f"{letter} can’t be ended. It is: {letter.get_status_display().lower()}.")
        return sent_before(request, otherwise=onward) or redirect(onward)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: (
                start_ending(
                    letter, kind=form.cleaned_data["kind"], why=form.cleaned_data["why"], by=reader(request)
                ).letter
            ),
            onward=lambda notice: notice.get_absolute_url(),
            done=lambda notice: f"{notice} was begun.",
            otherwise=onward,
        )
        if answer:
            return answer
    head = case_head(letter.case, user=request.user, current="letters") if letter.case else None
    return render(request, "workflows/letters/end.html", {"letter": letter, "form": form, "head": head})
