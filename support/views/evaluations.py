"""An external evaluation is received."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from concern_cases.models import Evidence
from concern_cases.views.shared import FormPage, read_and_send
from people.guards import person, require, seen_or_404
from schools.permissions import Perm
from support.forms.evaluations import ReceiveForm
from support.models import ExternalEvaluation
from support.services.evaluations import receive_evaluation
from support.views.shared import act, given, head_of


@read_and_send
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ExternalEvaluation.objects.visible_to(request.user)
    rows = rows.select_related("school__la", "school__diocese", "case__school__la", "case__school__diocese")
    row = seen_or_404(request, rows, pk=pk)
    require(request, Perm.MANAGE_CASE, row.school)
    evidence = Evidence.objects.visible_to(request.user).filter(case__school=row.school)
    form = ReceiveForm(request.POST or None, evidence=evidence.order_by("-on", "-pk"))
    back = reverse("support:case", args=[row.case.reference]) if row.case else ""
    return act(
        request,
        form,
        page=FormPage(
            title="An evaluation was received",
            button="Record what it found",
            lead=f"{row.evaluator}: {row.question}",
        ),
        do=lambda: receive_evaluation(row, **given(form), by=person(request)),
        done="The evaluation was recorded.",
        back=(back or reverse("support:school", args=[row.school.urn])) + "#evaluations",
        **head_of(request, row.school, row.case),
    )
