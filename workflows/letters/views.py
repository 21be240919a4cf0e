"""Pages of a letter that belong to its process: beginning one, and withdrawing it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from concern_cases.case_head import CaseVerb, case_head, case_verb
from concern_cases.forms.base import KeyedForm, text_field
from concern_cases.views.shared import case_seen, send_once, sent_before, wrong_state
from letters.checks import missing_records
from letters.ladder import kinds_for, why_no_notice
from letters.models import LetterKind
from letters.services.drafting import NOT_YET_LEAVING
from letters.views.reader import reader
from schools.permissions import Perm
from workflows.letters.acting import LetterPage, act_on_letter
from workflows.services.letters import start_letter, withdraw_letter

READ_AND_SEND = ["GET", "HEAD", "POST"]
WITHDRAWN = LetterPage(
    Perm.DRAFT_LETTER, NOT_YET_LEAVING, "can’t be withdrawn now", "workflows/letters/withdraw.html"
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

    def __init__(self, *args: Any, kinds: list[LetterKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.code, kind.name) for kind in kinds]


class WithdrawForm(KeyedForm):
    why = text_field("Why is it withdrawn?", "Say why it is withdrawn")


@require_http_methods(READ_AND_SEND)
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter is begun in the case; what it still lacks is said beside the choice."""
    case = case_seen(request, reference, what="beginning a letter", perm=Perm.DRAFT_LETTER)
    if not case.is_open:
        return sent_before(request, otherwise=case.get_absolute_url()) or wrong_state(request, case)
    kinds = kinds_for(case.school)
    form = BeginForm(request.POST or None, kinds=kinds)
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
        "no_notice": why_no_notice(case.school),
        "head": case_head(case, user=request.user, current="letters"),
    }
    return render(request, "workflows/letters/begin.html", facts)


@require_http_methods(READ_AND_SEND)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter that was not given yet is withdrawn, with the reason."""
    return act_on_letter(
        request,
        reference,
        page=WITHDRAWN,
        ask=lambda sent, _: WithdrawForm(sent),
        do=lambda letter, said: withdraw_letter(letter, by=reader(request), **said),
        done=lambda letter: f"{letter} was withdrawn.",
    )
