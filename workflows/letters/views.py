"""Pages of a letter that belong to its process: beginning one, answering it, and withdrawing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.forms.base import KeyedForm, text_field
from concern_cases.views.shared import case_seen, send_once, sent_before, wrong_state
from letters.answers import progress_of
from letters.checks import missing_records
from letters.governors import answers_for_school
from letters.ladder import kinds_for, why_barred, why_no_notice
from letters.models import Letter, LetterKind
from letters.pages import given_facts
from letters.recipients import officers_told_of
from letters.services.answering import why_no_answer
from letters.services.drafting import NOT_GIVEN_YET
from letters.services.reading import record_reading
from letters.views.reader import reader
from letters.wording import full_day
from people.guards import require, seen_or_404
from schools.permissions import Perm
from workflows.letters.acting import LetterPage, act_on_letter
from workflows.letters.answer_form import AnswerForm
from workflows.letters.steps import AwaitResponse
from workflows.models import CaseworkProcess
from workflows.services.letters import send_answer, start_letter, withdraw_letter

READ_AND_SEND = ["GET", "HEAD", "POST"]
WITHDRAWN = LetterPage(
    Perm.DRAFT_LETTER, NOT_GIVEN_YET, "can’t be withdrawn now", "workflows/letters/withdraw.html"
)

case_verb(CaseVerb("Letter", "tasks:begin_letter", 50, Perm.DRAFT_LETTER))


class BeginForm(KeyedForm):
    """Which letter, and why without the one before."""

    kind = forms.ChoiceField(
        label="What kind of letter?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of letter it is"},
    )
    skips_rung_why = forms.CharField(
        label="Why a step of the ladder is left out, if one is",
        help_text="The steps are: letter of concern, warning letter, warning notice under section 60.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kinds: list[LetterKind], no_notice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.code, kind.name) for kind in kinds]
        field.help_text = no_notice


class WithdrawForm(KeyedForm):
    why = text_field("Why is it withdrawn?", "Say why it is withdrawn")
    diocese_how = text_field(
        "How was the diocese told that it will not be given?",
        "Say whom you told, and how",
        rows=2,
        max_length=200,
        help_text="Whom you told, and how. For example: Canon Ferrier, by telephone this morning",
    )

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = officers_told_of(letter)
        if not letter.diocese_told_at:
            del self.fields["diocese_how"]
        elif self.officers:
            field = self.fields["diocese_how"]
            field.label, field.required = "Whom else at the diocese you told, and how (optional)", False


@require_http_methods(READ_AND_SEND)
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter is begun in the case; what it still lacks is said beside the choice."""
    case = case_seen(request, reference, what="beginning a letter", perm=Perm.DRAFT_LETTER)
    if not case.is_open:
        return sent_before(request, otherwise=case.get_absolute_url()) or wrong_state(request, case)
    kinds = kinds_for(case.school)
    form = BeginForm(request.POST or None, kinds=kinds, no_notice=why_no_notice(case.school))
    if request.method == "POST" and form.is_valid():
        answer = send_once(
            request,
            form,
            do=lambda: (
                start_letter(
                    case,
                    kind=form.cleaned_data["kind"],
                    skips_rung_why=form.cleaned_data["skips_rung_why"],
                    by=reader(request),
                ).letter
            ),
            onward=lambda letter: letter.get_absolute_url(),
            done=lambda letter: f"{letter} was begun.",
            otherwise=case.get_absolute_url(),
        )
        if answer:
            return answer
    facts = {
        "form": form,
        "case": case,
        "kinds": [
            {"code": kind.code, "name": kind.name, "missing": missing_records(case, kind)} for kind in kinds
        ],
        "barred": why_barred(case.school),
        "head": case_head(case, user=request.user, current="letters"),
    }
    return render(request, "workflows/letters/begin.html", facts)


@require_http_methods(READ_AND_SEND)
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter is answered, or its answer added to, in time or late, until the council has assessed it.

    The form of the step ``await_response`` is sent here, so that what was begun before midnight is not lost.
    """
    rows = Letter.objects.visible_to(request.user).select_related("kind", "school", "case__lead")
    letter = seen_or_404(request, rows, reference=reference)
    require(request, Perm.RESPOND_TO_LETTER, letter.school)
    for_school = answers_for_school(reader(request), letter)
    if not for_school:
        require(request, Perm.READ_LA, letter.school)
    back = letter.get_absolute_url()
    if letter.status != Letter.Status.GIVEN:
        messages.info(request, why_no_answer(letter))
        return sent_before(request, otherwise=back) or redirect(back)
    process = get_object_or_404(CaseworkProcess, letter=letter).coerced
    sent = request.method == "POST"
    form = AnswerForm(
        request.POST if sent else None, request.FILES if sent else None, process=process, by=reader(request)
    )
    if sent and form.is_valid():
        gone_on = send_once(
            request,
            form,
            do=lambda: send_answer(letter, by=reader(request), **form.facts()),
            onward=lambda _: back,
            done=lambda _: _what_was_done(letter, form),
            otherwise=back,
        )
        if gone_on:
            return gone_on
    record_reading(letter, what="answering", by=reader(request))
    facts = {"letter": letter, "form": form, "step": AwaitResponse, "for_school": for_school}
    return render(request, AwaitResponse.template_name, {**given_facts(letter), **facts})


def _what_was_done(letter: Letter, form: AnswerForm) -> str:
    if form.adds:
        return "You added to the answer."
    letter.refresh_from_db()
    if hasattr(letter, "response"):
        return f"You {AwaitResponse.done}."
    due = full_day(letter.running_clock.ends_on)
    return f"Your answers were sent: {progress_of(letter)}. The others can be answered here until {due}."


@require_http_methods(READ_AND_SEND)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter that was not given yet is withdrawn, with the reason."""
    return act_on_letter(
        request,
        reference,
        page=WITHDRAWN,
        ask=lambda sent, letter: WithdrawForm(sent, letter=letter),
        do=lambda letter, said: withdraw_letter(letter, by=reader(request), **said),
        done=lambda letter: f"{letter} was withdrawn.",
    )
