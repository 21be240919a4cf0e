"""What the pages of a letter that do one thing to it have in common: fetch → guard → act → redirect."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from concern_cases.case_head import case_head
from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import send_once, sent_before
from letters.models import Letter
from people.guards import require, seen_or_404
from schools.permissions import Perm


@dataclass(frozen=True)
class LetterPage:
    """Who may act, on letters in which states; what is said of every other letter; and the page."""

    perm: Perm
    states: Collection[str]
    otherwise: str
    template: str


def act_on_letter(
    request: HttpRequest,
    reference: str,
    *,
    page: LetterPage,
    ask: Callable[[Any, Letter], KeyedForm],
    do: Callable[[Letter, dict[str, Any]], Any],
    done: Callable[[Any], str],
) -> HttpResponse:
    """The form, or the way on once it was sent and ``do`` was done with its answers.

    It leads to the letter that ``do`` returned, or back to this one; ``done`` says of it what was done.
    """
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, page.perm, letter.school)
    back = letter.get_absolute_url()
    if letter.status not in page.states:
        messages.info(request, f"{letter} {page.otherwise}. It is: {letter.get_status_display().lower()}.")
        return sent_before(request, otherwise=back) or redirect(back)
    form = ask(request.POST or None, letter)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        answer = send_once(
            request,
            form,
            do=lambda: do(letter, said) or letter,
            onward=lambda led_to: led_to.get_absolute_url(),
            done=done,
            otherwise=back,
        )
        if answer:
            return answer
    head = case_head(letter.case, user=request.user, current="letters") if letter.case else None
    facts = {"letter": letter, "form": form, "head": head, "running": letter.running_clock}
    return render(request, page.template, facts)
