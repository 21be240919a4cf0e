"""The page on which the postal address of a diocese is kept."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from concern_cases.forms.base import KeyedForm, lines
from concern_cases.views.shared import read_and_send, send_once
from letters.kinds.guards import require_keeper
from letters.kinds.rights import dioceses_of
from letters.services.dioceses import keep_address
from letters.views.reader import reader


class AddressForm(KeyedForm):
    address = forms.CharField(
        label="Address",
        help_text="A line each, without the name of the diocese: the post town in capitals, the postcode on "
        "its own last line.",
        max_length=500,
        widget=lines(5),
        error_messages={"required": "Write the address"},
    )


@login_required
@read_and_send
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Where post for one of the dioceses of the authority's schools goes."""
    diocese = get_object_or_404(dioceses_of(require_keeper(request)), code=code)
    back = reverse("letters:bodies")
    form = AddressForm(request.POST or None, initial={"address": diocese.address})
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: keep_address(diocese, address=form.cleaned_data["address"], by=reader(request)),
            onward=lambda _: back,
            done=lambda _: f"The address of the {diocese} is on record. Copies given from now on bear it.",
            otherwise=back,
        )
        if answer:
            return answer
    facts = {
        "form": form,
        "about": diocese.name,
        "title": "Where post for the diocese goes",
        "button": "Save the address",
        "lead": "Letters that were given keep the address that they bear.",
        "back": back,
        "back_label": "Central bodies",
    }
    return render(request, "letters/kinds/act.html", facts)
