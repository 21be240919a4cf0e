"""Pages that put down visits by inspectors and what they recommend, and that correct them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from concern_cases.forms.visits import (
    AnswersForm,
    CorrectVisitForm,
    RecommendationForm,
    RecommendationsForm,
    VisitForm,
    WhyForm,
)
from concern_cases.models import PlanVersion
from concern_cases.plan_writers import may_write
from concern_cases.recommendations import is_answered
from concern_cases.services.recommendations import (
    add_recommendations,
    change_recommendation,
    remove_recommendation,
    say_what_answers,
)
from concern_cases.services.visits import correct_visit, reasons_of, record_visit, remove_visit
from concern_cases.views.shared import FormPage, case_seen, person, read_and_send, wrong_state
from concern_cases.views.visit_shared import act, case_of, school_seen, visit_seen
from concern_cases.visit_words import visit_of
from evaluation.models import Inspection
from people.guards import refuse, seen_or_404
from record.words import listed
from schools.models import School
from schools.permissions import Perm

ACT = "concern_cases/visit_act.html"


@read_and_send
def record_for_case(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_seen(request, reference, what="recording a visit", perm=Perm.JUDGE_SCHOOL)
    if not case.is_open:
        return wrong_state(request, case)
    return _record(request, case.school, back=reverse("cases:visits", args=[reference]))


@read_and_send
def record_for_school(request: HttpRequest, urn: str) -> HttpResponse:
    """For a school without an open case; with one the visit is recorded there."""
    school = school_seen(request, urn, perm=Perm.JUDGE_SCHOOL)
    case = case_of(request, school)
    if case:
        return redirect("cases:record-visit", case.reference)
    return _record(request, school, back=reverse("schools:visits", args=[urn]))


def _record(request: HttpRequest, school: School, *, back: str) -> HttpResponse:
    form = VisitForm(request.POST or None)

    def do() -> Inspection:
        return record_visit(school, facts=form.facts, recommendations=form.recommended, by=person(request))

    lead = (
        "After most visits the plan is revised: its next version opens, or the open draft takes the reason."
    )
    page = FormPage(title="Record a visit by inspectors", button="Record the visit", lead=lead, template=ACT)
    return act(
        request, school, form, page=page, do=do, onward=Inspection.get_absolute_url, done=_recorded, back=back
    )


@read_and_send
def correct_page(request: HttpRequest, pk: int) -> HttpResponse:
    visit = visit_seen(request, pk, what="correcting it", perm=Perm.JUDGE_SCHOOL)
    form = CorrectVisitForm(request.POST or None, visit=visit)
    return act(
        request,
        visit.school,
        form,
        page=FormPage(title=f"Correct the {visit_of(visit)}", button="Correct the visit", template=ACT),
        do=lambda: correct_visit(visit, facts=form.facts, why=form.cleaned_data["why"], by=person(request)),
        onward=Inspection.get_absolute_url,
        done=lambda _: "The visit was corrected.",
        back=visit.get_absolute_url(),
    )


@read_and_send
def remove_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Only of one entered by mistake; what hangs on it stands in the way."""
    visit = visit_seen(request, pk, what="taking it away", perm=Perm.MANAGE_CASE)
    form = WhyForm(request.POST or None)
    school = visit.school
    lead = "Only for a visit that never was. One of which something else is wrong is corrected."
    page = FormPage(
        title=f"Take away the {visit_of(visit)}", button="Take the visit away", lead=lead, template=ACT
    )
    return act(
        request,
        school,
        form,
        page=page,
        do=lambda: remove_visit(visit, why=form.cleaned_data["why"], by=person(request)),
        onward=lambda _: reverse("schools:visits", args=[school.urn]),
        done=lambda _: "The visit was taken away.",
        back=visit.get_absolute_url(),
    )


@read_and_send
def add_recommendations_page(request: HttpRequest, pk: int) -> HttpResponse:
    visit = visit_seen(request, pk, what="adding recommendations", perm=Perm.JUDGE_SCHOOL)
    form = RecommendationsForm(request.POST or None)
    return act(
        request,
        visit.school,
        form,
        page=FormPage(
            title="Add recommendations", button="Add the recommendations", lead=_of(visit), template=ACT
        ),
        do=lambda: add_recommendations(visit, texts=form.recommended, by=person(request)),
        onward=lambda _: visit.get_absolute_url(),
        done=lambda _: "The recommendations were added.",
        back=visit.get_absolute_url(),
    )


@read_and_send
def change_recommendation_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    visit = visit_seen(request, pk, what="wording a recommendation anew", perm=Perm.JUDGE_SCHOOL)
    row = seen_or_404(request, visit.recommendations.all(), number=number)
    form = RecommendationForm(request.POST or None, answered=is_answered(row), initial={"text": row.text})

    def do() -> None:
        given = form.cleaned_data
        change_recommendation(row, text=given["text"], why=given["why"], by=person(request))

    title = f"Word recommendation {number} anew"
    return act(
        request,
        visit.school,
        form,
        page=FormPage(title=title, button="Keep the new wording", lead=_of(visit), template=ACT),
        do=do,
        onward=lambda _: visit.get_absolute_url(),
        done=lambda _: f"Recommendation {number} was worded anew.",
        back=visit.get_absolute_url(),
    )


@read_and_send
def remove_recommendation_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    visit = visit_seen(request, pk, what="taking a recommendation away", perm=Perm.JUDGE_SCHOOL)
    row = seen_or_404(request, visit.recommendations.all(), number=number)
    form = WhyForm(request.POST or None)
    lead = f"“{row.text}” Only for one that is not in the report."
    page = FormPage(
        title=f"Take away recommendation {number}", button="Take it away", lead=lead, template=ACT
    )
    return act(
        request,
        visit.school,
        form,
        page=page,
        do=lambda: remove_recommendation(row, why=form.cleaned_data["why"], by=person(request)),
        onward=lambda _: visit.get_absolute_url(),
        done=lambda _: f"Recommendation {number} was taken away.",
        back=visit.get_absolute_url(),
    )


@read_and_send
def answers_page(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Whoever writes the draft says which of its objectives answer each recommendation."""
    visit = visit_seen(request, pk, what="what answers its recommendations")
    versions = PlanVersion.objects.visible_to(request.user).filter(plan__school=visit.school_id)
    draft = seen_or_404(request, versions.select_related("plan__school__la"), pk=version)
    if not may_write(request.user, draft.plan):
        refuse(request, Perm.DRAFT_PLAN, visit.school)
    rows = list(visit.recommendations.all())
    texts = list(draft.texts.filter(dropped=False).select_related("objective"))
    links = draft.texts.filter(answers__in=rows).values_list("answers", "pk")
    answered: dict[int, list[int]] = {}
    for key, text in links:
        answered.setdefault(key, []).append(text)
    form = AnswersForm(request.POST or None, rows=rows, texts=texts, answered=answered)
    kind = draft.plan.get_kind_display().lower()
    lead = f"In version {draft.number} of the {kind}, which is being written. {_of(visit)}"
    return act(
        request,
        visit.school,
        form,
        page=FormPage(
            title="Which objectives answer the recommendations?", button="Keep it", lead=lead, template=ACT
        ),
        do=lambda: say_what_answers(
            draft, visit=visit, chosen=form.chosen, seen=form.seen_before, by=person(request)
        ),
        onward=lambda _: visit.get_absolute_url(),
        done=lambda _: "What answers the recommendations was kept.",
        back=visit.get_absolute_url(),
    )


def _of(visit: Inspection) -> str:
    words = visit_of(visit)
    return f"{words[:1].upper()}{words[1:]}, {visit.school}."


def _recorded(visit: Inspection) -> str:
    """What was done, and which drafts now wait for their writers."""
    rows = reasons_of(visit).select_related("version__plan")
    drafts = [
        f"version {row.version.number} of the {row.version.plan.get_kind_display().lower()}" for row in rows
    ]
    verb = "is" if len(drafts) == 1 else "are"
    follows = f" Because of it {listed(drafts)} {verb} in draft." if drafts else ""
    return f"The visit was recorded.{follows}"
