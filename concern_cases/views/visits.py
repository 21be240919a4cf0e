"""Pages that show visits by inspectors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from concern_cases.case_head import case_head
from concern_cases.models import Plan, PlanVersion, StatementOfAction
from concern_cases.monitoring import Expected, next_visit
from concern_cases.plan_writers import may_write
from concern_cases.recommendations import flagged_at, shown, with_answers, worked_by
from concern_cases.services.statements import owes_statement
from concern_cases.services.visits import reasons_of, what_holds
from concern_cases.views.shared import case_seen
from concern_cases.views.visit_shared import about, case_of, school_seen, visit_seen
from evaluation.models import Inspection
from people.access import perms_of
from people.guards import log_reading
from schools.calendar import Calendar
from schools.models import School
from schools.permissions import Perm


@require_safe
def case_visits(request: HttpRequest, reference: str) -> HttpResponse:
    """The visits to the school of the case, the latest first, and when the next is to be expected."""
    case = case_seen(request, reference, what="inspections")
    head = case_head(case, user=request.user, current="visits")
    may = case.is_open and Perm.JUDGE_SCHOOL in head.perms
    records = reverse("cases:record-visit", args=[reference])
    return _list(request, case.school, may=may, records=records, case=case, head=head)


@require_safe
def school_visits(request: HttpRequest, urn: str) -> HttpResponse:
    """The same for a school without an open case; with one they stand there."""
    school = school_seen(request, urn)
    case = case_of(request, school)
    if case:
        return redirect("cases:visits", case.reference)
    log_reading(request, what=f"inspections of school {urn}", urn=urn)
    may = Perm.JUDGE_SCHOOL in perms_of(request.user, school)
    return _list(request, school, may=may, records=reverse("schools:record-visit", args=[urn]))


def _list(request: HttpRequest, school: School, *, may: bool, records: str, **facts: Any) -> HttpResponse:
    visits = Inspection.objects.filter(school=school)
    to_answer = flagged_at(school.pk)
    versions = worked_by(request.user)
    traced = [shown(visit, to_answer=to_answer) for visit in with_answers(visits, versions)]
    statements = StatementOfAction.objects.visible_to(request.user).filter(inspection__school=school)
    facts |= {
        "school": school,
        "traced": traced,
        "expected": expected_at(school, [row.visit for row in traced]),
        "statements": list(statements),
        "may_record": may,
        "records": records,
    }
    return render(request, "concern_cases/visit_list.html", facts)


@require_safe
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: what was judged, what is recommended and what answers it, what follows."""
    visit = visit_seen(request, pk, what="visit")
    facts = about(request, visit.school)
    perms = facts["head"].perms if facts["head"] else perms_of(request.user, visit.school)
    seen = PlanVersion.objects.visible_to(request.user)
    judges = Perm.JUDGE_SCHOOL in perms
    alone = with_answers(Inspection.objects.filter(pk=pk), worked_by(request.user)).get()
    traced = shown(alone, to_answer=flagged_at(visit.school_id))
    facts |= {
        "visit": visit,
        "traced": traced,
        "traced_list": [traced],
        "drafts": _writable(request, visit),
        "reasons": reasons_of(visit).filter(version__in=seen).select_related("version__plan"),
        "statement": _statement(request, visit),
        "owed": owes_statement(visit),
        "may_judge": judges,
        "may_remove": Perm.MANAGE_CASE in perms and not what_holds(visit),
        "may_open": Perm.MANAGE_CASE in perms and visit.needs_statement and not facts["case"],
        "corrections": visit.history.filter(history_type="~").select_related("history_user"),
    }
    return render(request, "concern_cases/visit.html", facts)


def _statement(request: HttpRequest, visit: Inspection) -> StatementOfAction | None:
    return StatementOfAction.objects.visible_to(request.user).filter(inspection=visit).first()


def _writable(request: HttpRequest, visit: Inspection) -> list[PlanVersion]:
    """The drafts that are being written, in which this person may say what answers a recommendation."""
    if not visit.recommendations.exists():
        return []
    drafts = worked_by(request.user).filter(
        plan__in=Plan.objects.running().were_at(visit.school_id), status=PlanVersion.Status.DRAFT
    )
    drafts = drafts.filter(stage=PlanVersion.Stage.WRITING).select_related("plan__school")
    found = [draft for draft in drafts if may_write(request.user, draft.plan)]
    for draft in found:
        draft.called = f"{draft.plan.get_kind_display().lower()}, version {draft.number}"  # type: ignore[attr-defined]
    return found


def expected_at(school: School, visits: list[Inspection]) -> Expected | None:
    """When inspectors are to be expected again, by the latest judgement on the school. Latest visit first."""
    full = next((visit for visit in visits if visit.grade), None)
    if full is None or full.grade is None or not full.grade.is_inadequate:
        return None
    monitored = [visit.on for visit in visits if visit.progress and not visit.grade]
    years = Calendar.of(school).years
    terms = [(row.first_day, row.last_day, row.long_term) for year in sorted(years) for row in years[year]]
    return next_visit(full.grade.code, judged_on=full.on, visited=monitored, terms=terms)
