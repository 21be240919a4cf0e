"""Pages on which governors ask about a letter or let the vice-chair answer, and the council answers."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from concern_cases.forms.base import KeyedForm
from concern_cases.views.shared import send_once
from letters.governors import answers_for_school
from letters.models import Letter, LetterQuestion
from letters.services.governing import answer_question, ask_question, delegate_answer, lets_answer
from letters.views.reader import reader
from people.guards import refuse, require, seen_or_404
from record.errors import AlreadyDone, RuleError
from schools.permissions import Perm


class QuestionForm(KeyedForm):
    text = forms.CharField(
        label="Your question",
        help_text=(
            "Everybody who can read the letter here can read it, with the answer. The day by which you are "
            "asked to answer stays the same."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write your question"},
    )


class QuestionAnswerForm(KeyedForm):
    answer = forms.CharField(
        label="Answer",
        help_text="Everybody who can read the letter here can read this.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the answer"},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """A governor asks the council about the letter."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    if not answers_for_school(reader(request), letter):
        refuse(request, Perm.RESPOND_TO_LETTER, letter.school)
    onward = letter.get_absolute_url()
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: ask_question(letter, text=form.cleaned_data["text"], by=reader(request)),
            onward=lambda _: onward,
            done=lambda _: "Your question was sent. You get an e-mail when it is answered.",
            otherwise=onward,
        )
        if answer:
            return answer
    return render(request, "letters/ask.html", {"letter": letter, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The council answers a question about the letter."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    rows = LetterQuestion.objects.filter(letter=letter).select_related("asked_by")
    question = seen_or_404(request, rows, pk=pk)
    require(request, Perm.DRAFT_LETTER, letter.school)
    onward = letter.get_absolute_url()
    form = QuestionAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: answer_question(question, answer=form.cleaned_data["answer"], by=reader(request)),
            onward=lambda _: onward,
            done=lambda _: "The question was answered. Who asked gets an e-mail.",
            otherwise=onward,
        )
        if answer:
            return answer
    return render(request, "letters/question.html", {"letter": letter, "question": question, "form": form})


@login_required
@require_POST
def delegate(request: HttpRequest, reference: str) -> HttpResponse:
    """The vice-chair may answer the letter, too."""
    letter = seen_or_404(request, Letter.objects.visible_to(request.user), reference=reference)
    if not lets_answer(reader(request), letter):
        refuse(request, Perm.RESPOND_TO_LETTER, letter.school)
    try:
        share = delegate_answer(letter, by=reader(request))
        messages.success(request, f"{share.user} can answer the letter now, and was told by e-mail.")
    except AlreadyDone as done:
        messages.info(request, str(done))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect(letter)
