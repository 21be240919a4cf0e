"""The library of paragraphs."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letters.kinds.guards import require_keeper
from letters.kinds.rights import keeps_for, reads_paragraphs
from letters.models import Paragraph
from letters.services.paragraphs import keep_paragraph
from letters.views.kinds import reference_tabs
from letters.views.reader import reader
from people.guards import log_refusal, seen_or_404
from record.errors import RuleError
from schools.permissions import Perm


class ParagraphForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Give the paragraph a name"}
    )
    text = forms.CharField(
        label="Words",
        help_text="Lists and bold type as in Markdown. {school}, {body} and {due} are filled in.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the paragraph"},
    )
    valid_from = forms.DateField(
        label="May be chosen from (optional)", required=False, widget=forms.DateInput
    )
    valid_until = forms.DateField(
        label="May be chosen until (optional)", required=False, widget=forms.DateInput
    )


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every paragraph with the days on which it may be chosen; for those who write or authorise letters."""
    if not reads_paragraphs(request.user):
        log_refusal(request)
        raise PermissionDenied(Perm.DRAFT_LETTER.value)
    facts = {
        "paragraphs": Paragraph.objects.all(),
        "keeps": keeps_for(request.user),
        "tabs": reference_tabs(request, "library"),
    }
    return render(request, "letters/library.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A paragraph is written anew or changed; letters that took it stay as they are."""
    require_keeper(request)
    paragraph = seen_or_404(request, Paragraph.objects.all(), pk=pk) if pk else None
    before = {name: getattr(paragraph, name) for name in ParagraphForm.base_fields} if paragraph else {}
    form = ParagraphForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_paragraph(paragraph, by=reader(request), **form.cleaned_data)
            messages.success(request, f"“{kept.name}” was saved.")
            return redirect("letters:library")
        except RuleError as error:
            form.add_error(error.field, str(error))
    return render(request, "letters/paragraph.html", {"paragraph": paragraph, "form": form})
