"""Pages that put down what is known: concerns, evidence, disagreement, non-engagement."""

from django.http import HttpRequest, HttpResponse

from concern_cases.audiences import offer_to
from concern_cases.forms.opening import ConcernForm
from concern_cases.forms.records import DisagreementForm, EvidenceForm, FilesForm, NonEngagementForm
from concern_cases.models import Evidence
from concern_cases.services.concerns import add_concern
from concern_cases.services.evidence import add_evidence, add_files
from concern_cases.services.responses import record_disagreement, record_non_engagement
from concern_cases.views.shared import FormPage, act_on_case, case_seen, person, read_and_send
from concern_cases.visitors import offered_visitors
from people.guards import require, seen_or_404
from schools.permissions import Perm


@read_and_send
def add_concern_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="adding a concern", perm=Perm.MANAGE_CASE)
    form = ConcernForm(request.POST or None, offer=offer_to(person(request), case.school))
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(title="Add a concern", button="Add the concern"),
        do=lambda: add_concern(case, facts=form.facts, by=person(request)),
        done="The concern was added.",
        then="cases:concerns",
    )


@read_and_send
def add_evidence_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="adding evidence", perm=Perm.ADD_EVIDENCE)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        offer=offer_to(person(request), case.school),
        concerns=case.concerns.visible_to(request.user).select_related("area"),
        visitors=offered_visitors(case, person(request)),
    )
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(title="Add evidence", button="Add the evidence"),
        do=lambda: add_evidence(case, by=person(request), **_facts(form)),
        done="The evidence was added.",
        then="cases:concerns",
    )


@read_and_send
def add_files_page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The LA alone adds files to evidence: a letter may rest on it. Others add evidence of their own."""
    case = case_seen(request, reference, what="adding files", perm=Perm.ADD_EVIDENCE)
    evidence = seen_or_404(request, Evidence.objects.visible_to(request.user).filter(case=case), pk=pk)
    require(request, Perm.READ_LA, case.school)
    form = FilesForm(request.POST or None, request.FILES or None)
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(
            title="Add files to this evidence",
            button="Add the files",
            lead=f"{evidence}. A file of the same name becomes its next version; the earlier ones are kept.",
        ),
        do=lambda: add_files(evidence, files=form.cleaned_data["files"], by=person(request)),
        done="The files were added.",
        then="cases:concerns",
    )


@read_and_send
def disagreement_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="recording a disagreement", perm=Perm.JUDGE_SCHOOL)
    form = DisagreementForm(request.POST or None, offer=offer_to(person(request), case.school))
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(
            title="Record a disagreement of the school",
            button="Record the disagreement",
            lead="A warning letter needs it: the school disagrees with a judgement that rests on evidence.",
        ),
        do=lambda: record_disagreement(case, by=person(request), **_facts(form)),
        done="The disagreement was recorded.",
        then="cases:concerns",
    )


@read_and_send
def non_engagement_page(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="recording non-engagement", perm=Perm.JUDGE_SCHOOL)
    form = NonEngagementForm(request.POST or None, offer=offer_to(person(request), case.school))
    return act_on_case(
        request,
        case,
        form,
        page=FormPage(
            title="Record that the school did not engage",
            button="Record the fact",
            lead="One fact on one day. A warning letter needs at least one.",
        ),
        do=lambda: record_non_engagement(case, by=person(request), **_facts(form)),
        done="The fact was recorded.",
        then="cases:concerns",
    )


def _facts(form) -> dict:
    return {name: fact for name, fact in form.cleaned_data.items() if name != "form_key"}
