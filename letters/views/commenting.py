"""Comments on a draft."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import send_once
from letters.models import Letter, LetterComment
from letters.pages import head_of
from letters.services.commenting import comment_on, settle_comment
from letters.views.reader import reader
from people.guards import require, seen_or_404
from record.errors import AlreadyDone
from schools.permissions import Perm


class CommentForm(KeyedForm):
    text = forms.CharField(
        label="Your comment",
        help_text="For the council alone. Name the paragraph or action that it is about.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write your comment"},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody of the council comments on the draft."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.READ_LA, letter.school)
    onward = letter.get_absolute_url()
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: comment_on(letter, text=form.cleaned_data["text"], by=reader(request)),
            onward=lambda _: onward,
            done=lambda _: "Your comment stands beside the draft.",
            otherwise=onward,
        )
        if answer:
            return answer
    facts = {"letter": letter, "form": form, "head": head_of(letter, reader(request))}
    return render(request, "letters/comment.html", facts)


@login_required
@require_POST
def settle(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A comment has been seen to."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    require(request, Perm.DRAFT_LETTER, letter.school)
    found = seen_or_404(request, LetterComment.objects.filter(letter=letter), pk=pk)
    try:
        settle_comment(found, by=reader(request))
    except AlreadyDone as done:
        messages.info(request, str(done))
    return redirect(letter)
