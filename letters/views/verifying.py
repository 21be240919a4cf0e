"""The page on which anybody who holds a letter can check that it is genuine."""

import hashlib
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from letters.services.verifying import verify

LARGEST = 20 * 1024 * 1024  # bytes


class VerifyForm(forms.Form):
    """The reference, with the file or its fingerprint."""

    reference = forms.CharField(
        label="The reference",
        help_text="It stands at the top of the letter as “Our ref”, for example L-2026-0001",
        max_length=24,
        error_messages={"required": "Write the reference of the letter"},
    )
    file = forms.FileField(
        label="The letter as a PDF file",
        help_text="It is compared and not kept.",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    fingerprint = forms.CharField(
        label="Or the fingerprint of the file (SHA-256)",
        help_text="For those who know how to work it out: 64 characters",
        required=False,
        max_length=100,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("fingerprint") and "file" not in self.errors:
            self.add_error("file", "Choose the file, or write its fingerprint")
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError("No letter of ours is as large as this file")
        return file

    def sha256(self) -> str:
        """The fingerprint of the file or, without one, what was written."""
        file = self.cleaned_data["file"]
        if not file:
            return str(self.cleaned_data["fingerprint"])
        found = hashlib.sha256()
        for piece in file.chunks():
            found.update(piece)
        return found.hexdigest()


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Whether the letter is genuine and stands; nothing else of it, and nothing of one that is not."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verdict = ""
    if request.method == "POST" and form.is_valid():
        verdict = verify(reference=form.cleaned_data["reference"], sha256=form.sha256())
    return render(request, "letters/verify.html", {"form": form, "verdict": verdict})
