"""An external evaluation is received, put right, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from concern_cases.forms.base import KeyedForm
from concern_cases.models import Evidence
from concern_cases.views.shared import FormPage, read_and_send
from people.guards import person, require, seen_or_404
from schools.permissions import Perm
from support.forms.deployments import ReasonForm
from support.forms.evaluations import CorrectEvaluationForm, ReceiveForm
from support.models import ExternalEvaluation
from support.services.evaluations import correct_evaluation, receive_evaluation, withdraw_evaluation
from support.views.shared import act, given, head_of


@read_and_send
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = _managed(request, pk)
    form = ReceiveForm(request.POST or None, evidence=_evidence(request, row))
    page = FormPage(
        title="An evaluation was received",
        button="Record what it found",
        lead=f"{row.evaluator}: {row.question}",
    )
    return _act(
        request,
        row,
        form,
        page=page,
        do=lambda: receive_evaluation(row, **given(form), by=person(request)),
        done="The evaluation was recorded.",
    )


@read_and_send
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Who, what and by when, and what was found; evidence that the person can't read stays as it is."""
    row = _managed(request, pk)
    evidence = _evidence(request, row)
    names = ("evaluator", "question", "due_on", "findings", "evidence")
    form = CorrectEvaluationForm(
        request.POST or None,
        evidence=evidence,
        is_received=row.received_on is not None,
        initial={**{name: getattr(row, name) for name in names}, "on": row.received_on},
    )
    kept = {"evidence": row.evidence} if row.evidence and row.evidence not in evidence else {}
    return _act(
        request,
        row,
        form,
        page=FormPage(
            title="Correct an evaluation", button="Correct the evaluation", lead="What stood before is kept."
        ),
        do=lambda: correct_evaluation(row, **{**given(form), **kept}, by=person(request)),
        done="The evaluation was corrected.",
    )


@read_and_send
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _managed(request, pk)
    form = ReasonForm(request.POST or None)
    lead = f"{row.evaluator}: {row.question}"
    return _act(
        request,
        row,
        form,
        page=FormPage(title="Withdraw an evaluation", button="Withdraw the evaluation", lead=lead),
        do=lambda: withdraw_evaluation(row, why=form.cleaned_data["why"], by=person(request)),
        done="The evaluation was withdrawn.",
    )


def _managed(request: HttpRequest, pk: int) -> ExternalEvaluation:
    rows = ExternalEvaluation.objects.visible_to(request.user).select_related(
        "school__la", "school__diocese", "case__school__la", "case__school__diocese", "evidence"
    )
    row: ExternalEvaluation = seen_or_404(request, rows, pk=pk)
    require(request, Perm.MANAGE_CASE, row.school)
    return row


def _evidence(request: HttpRequest, row: ExternalEvaluation) -> QuerySet[Evidence]:
    evidence = Evidence.objects.visible_to(request.user).filter(case__school=row.school)
    found: QuerySet[Evidence] = evidence.order_by("-on", "-pk")
    return found


def _act(
    request: HttpRequest,
    row: ExternalEvaluation,
    form: KeyedForm,
    *,
    page: FormPage,
    do: Callable[[], Any],
    done: str,
) -> HttpResponse:
    case, urn = row.case, row.school.urn
    back = reverse("support:case", args=[case.reference]) if case else reverse("support:school", args=[urn])
    facts = head_of(request, row.school, case)
    return act(request, form, page=page, do=do, done=done, back=f"{back}#evaluations", **facts)
