"""Pages on which a warning notice of the Secretary of State is recorded, and the end of the bar on ours."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from concern_cases.forms.base import KeyedForm, text_field
from concern_cases.views.shared import FormPage, act_on_case, case_seen, read_and_send
from letters.models import Letter
from letters.services.secretary import allow_notices
from letters.views.reader import reader
from letters.wording import plain_day
from people.guards import seen_or_404
from schools.permissions import Perm
from workflows.services.letters import record_notice_of_secretary


class SecretaryForm(KeyedForm):
    """Of which day the notice is, and how the council knows of it."""

    on = forms.DateField(
        label="On which day was it given?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day it was given"},
    )
    where = text_field(
        "How was the council told of it, or where can it be read?",
        "Say how the council was told of it, or where it can be read",
        rows=3,
        help_text="If it ends a notice of ours, everybody who got ours will read this.",
    )


class AllowForm(KeyedForm):
    """When the council was told that it may give a notice again, and by whom."""

    on = forms.DateField(
        label="On which day was the council told that it may?",
        widget=forms.DateInput,
        error_messages={"required": "Say on which day the council was told"},
    )
    how = text_field(
        "Who told the council, and how?",
        "Say who told the council that it may, and how",
        rows=3,
        help_text="For example: the regional director, by letter to the Director of Children’s Services",
    )


RECORD = FormPage(
    "Warning notice of the Secretary of State",
    "Record the notice",
    "A notice of ours that was given before and stands ends by it at once. What is being written in its "
    "place is withdrawn, and you begin the notice that tells everybody. Until the Secretary of State tells "
    "the council that it may, it can give the school none.",
)
ALLOW = "The council may give a warning notice again"


@read_and_send
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The Secretary of State's notice is on record; a notice of ours that stands ends by it."""
    case = case_seen(request, reference, what="a notice of the Secretary of State", perm=Perm.DRAFT_LETTER)
    form = SecretaryForm(request.POST or None)
    return act_on_case(
        request,
        case,
        form,
        page=RECORD,
        do=lambda: record_notice_of_secretary(case, by=reader(request), **_said(form)),
        done=_what_was_done,
        then="letters:case",
    )


@read_and_send
def allow(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The council may give the school a warning notice again, with the day and who told it."""
    case = case_seen(request, reference, what="a notice of the Secretary of State", perm=Perm.DRAFT_LETTER)
    notice = seen_or_404(request, case.school.secretary_notices.all(), pk=pk)
    form = AllowForm(request.POST or None)
    lead = f"The Secretary of State gave {case.school} a warning notice on {plain_day(notice.given_on)}."
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(ALLOW, "Record it", lead),
        do=lambda: allow_notices(notice, case=case, by=reader(request), **_said(form)),
        done="It is on record that the council may give a warning notice again.",
        then="letters:case",
    )


def _said(form: KeyedForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "form_key"}


def _what_was_done(made: Any) -> str:
    if isinstance(made, Letter):
        return f"{made.ends} is superseded. {made} was begun: it tells everybody who got ours."
    return "The notice of the Secretary of State is on record."
