"""What the weekly mail tells its reader."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from concern_cases.services.digests import choose_digest, wants_only_overdue
from people.models import User
from web.digest import told_to

EVERYTHING, OVERDUE = "everything", "overdue"


class DigestForm(forms.Form):
    tells = forms.ChoiceField(
        label="What should the mail tell you?",
        choices=[
            (EVERYTHING, "Everything that is due in the next two weeks, and what is overdue"),
            (OVERDUE, "Only what is overdue"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the mail tells you"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """One mail a week, with more or less in it: what is overdue is always told."""
    user = cast(User, request.user)
    tells = OVERDUE if wants_only_overdue(user) else EVERYTHING
    form = DigestForm(request.POST or None, initial={"tells": tells})
    if request.method == "POST" and form.is_valid():
        choose_digest(user, only_overdue=form.cleaned_data["tells"] == OVERDUE, by=user)
        messages.success(request, "Your choice was saved.")
        return redirect("digest")
    return render(request, "web/digest.html", {"form": form, "jobs": told_to(user)})
