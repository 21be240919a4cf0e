"""The central bodies that get copies of letters, and where these are posted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.views.shared import read_and_send, send_once, sent_before
from letters.kinds.events import told_of_bodies
from letters.kinds.forms import BodyForm, WhyForm
from letters.kinds.guards import require_keeper, require_reader
from letters.kinds.pages import offices
from letters.kinds.rights import dioceses_of, keeps_for
from letters.kinds.versions import Versions, bodies_by_office, seen_of
from letters.models import CentralBody, Recipient
from letters.services.central_bodies import change_body, take_back_body
from letters.views.kind_changes import send_or_warn
from letters.views.kinds import reference_tabs
from letters.views.reader import reader


@login_required
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body with its name and address today, those to come, those before, and what changed."""
    la = require_reader(request)
    facts = {
        "offices": offices(bodies_by_office()),
        "dioceses": dioceses_of(la),
        "changes": told_of_bodies(la),
        "keeps": keeps_for(request.user),
        "tabs": reference_tabs(request, "bodies"),
    }
    return render(request, "letters/kinds/bodies.html", facts)


@login_required
@read_and_send
def change(request: HttpRequest, received_as: str) -> HttpResponse:
    """Another name or address from a day on."""
    require_keeper(request)
    found, back = _found(received_as), reverse("letters:bodies")
    answer = sent_before(request, otherwise=back)
    seen = seen_of(CentralBody, received_as=received_as)
    form = BodyForm(request.POST or None, found=found, seen=seen)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_or_warn(
            request,
            form,
            do=lambda: change_body(
                received_as,
                facts=form.facts(),
                valid_from=form.cleaned_data["valid_from"],
                why=form.cleaned_data["why"],
                seen=form.cleaned_data["seen"],
                by=reader(request),
            ),
            onward=lambda _: back,
            done="The change is on record. Copies given from its day on bear it.",
            otherwise=back,
            seen=seen,
        )
    if answer:
        return answer
    facts = {
        "form": form,
        "about": Recipient.As(received_as).label,
        "title": "Change from a day on",
        "button": "Save the change",
        "lead": "Letters that were given keep the name and address that they bear.",
        "back": back,
        "back_label": "Central bodies",
    }
    return render(request, "letters/kinds/act.html", facts)


@login_required
@read_and_send
def take_back(request: HttpRequest, received_as: str) -> HttpResponse:
    """What was to hold from a day on is taken away."""
    require_keeper(request)
    found, back = _found(received_as), reverse("letters:bodies")
    form = WhyForm(request.POST or None, asked="Why is it taken away?")
    answer = sent_before(request, otherwise=back)
    if not answer and found.coming is None:
        messages.info(request, "Nothing is to come for this body.")
        return redirect(back)
    if not answer and request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: take_back_body(received_as, why=form.cleaned_data["why"], by=reader(request)),
            onward=lambda _: back,
            done=lambda _: "It was taken away. What holds today holds on.",
            otherwise=back,
        )
    if answer:
        return answer
    facts = {
        "form": form,
        "about": Recipient.As(received_as).label,
        "title": "Take the change to come away",
        "button": "Take it away",
        "lead": "The name and address of today then hold on.",
        "back": back,
        "back_label": "Central bodies",
    }
    return render(request, "letters/kinds/act.html", facts)


def _found(received_as: str) -> Versions:
    found = bodies_by_office().get(received_as)
    if found is None or found.now is None:
        raise Http404
    return found
