"""Visits by inspectors, with what follows from them: plans are revised, a statement of action is due."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from concern_cases.events import event_kind, record_event
from concern_cases.models import Plan, RevisionReason, StatementOfAction
from concern_cases.recommendations import is_answered, worked_by
from concern_cases.rules import worded
from concern_cases.services.judgements import open_case_of
from concern_cases.services.plans import ask_for_revision
from concern_cases.services.recommendations import put_down
from concern_cases.services.statements import follow_with_statement
from concern_cases.visit_words import visit_of, visit_told
from evaluation.models import Inspection
from evaluation.services.inspections import VisitFacts, change_inspection, record_inspection
from people.models import User
from record.errors import RuleError
from record.services import service
from record.words import plain_day
from schools.models import School

VISIT_RECORDED = event_kind(
    "visits.recorded",
    "recorded the {visit}",
    title="{what}",
    details=("{summary}", "Recommendations: {recommendations}.", "The report came on {report_on}."),
)
VISIT_CORRECTED = event_kind(
    "visits.corrected",
    "corrected what is known of the {visit}",
    title="Corrected: {what}",
    details=("{why}", "Before: {before}."),
)
VISIT_REMOVED = event_kind(
    "visits.removed",
    "took the {visit} away, which was entered by mistake",
    title="Taken away: {what}",
    details=("{why}",),
)


@service
def record_visit(
    school: School, *, facts: VisitFacts, recommendations: Iterable[str] = (), by: User
) -> Inspection:
    """The visit is known with what inspectors recommend, and what follows from it is under way, once.

    Every running plan of the school, and each that went on elsewhere from there, is to be revised if a visit
    of this kind asks for it; after a report that puts the school in a category the LA's statement of action
    is due. Refuses what ``record_inspection`` refuses.
    """
    visit = record_inspection(school, facts=facts, by=by)
    added = put_down(visit, [text.strip() for text in recommendations if text.strip()])
    record_event(
        VISIT_RECORDED,
        school=school,
        case=open_case_of(school),
        inspection=visit.pk,
        visit=visit_of(visit),
        what=visit_told(visit),
        summary=visit.summary,
        recommendations=len(added) or "",
        report_on=visit.report_on,
    )
    _follow(visit, by=by)
    return visit


@service
def correct_visit(visit: Inspection, *, facts: VisitFacts, why: str, by: User) -> Inspection:
    """The visit is known as it was, with the reason; what follows from it follows from the corrected one.

    A draft and a version in force keep the reason for revision that the visit gave them, in the words of the
    correction; a version that is past says what it said. A statement of action that was not sent is counted
    anew or no longer due. Refuses what ``change_inspection`` does.
    """
    before = _in_full(visit)
    change_inspection(visit, facts=facts, why=why, by=by)
    record_event(
        VISIT_CORRECTED,
        school=visit.school,
        case=open_case_of(visit.school),
        inspection=visit.pk,
        visit=visit_of(visit),
        what=visit_told(visit),
        why=why.strip(),
        before=before if before != _in_full(visit) else "",
    )
    told_now = reasons_of(visit).filter(version__in=worked_by().values("pk"))
    told_now.update(text=visit_told(visit), on=visit.on)
    _follow(visit, by=by)
    return visit


@service
def remove_visit(visit: Inspection, *, why: str, by: User) -> None:
    """The visit is gone: there was none.

    Refuses (RuleError) no reason, and a visit that gave a plan its reason for revision, has a statement of
    action, or whose recommendations objectives answer: that one is corrected instead.
    """
    why = worded(why, "Say why it is taken away", field="why")
    visit.refresh_from_db(from_queryset=Inspection.objects.select_for_update(of=("self",)))
    held_by = what_holds(visit)
    if held_by:
        raise RuleError(f"{held_by} Correct the visit instead")
    facts: dict[str, Any] = {
        "visit": visit_of(visit),
        "what": visit_told(visit),
        "inspection": visit.pk,
        "why": why,
    }
    record_event(VISIT_REMOVED, school=visit.school, case=open_case_of(visit.school), **facts)
    for row in visit.recommendations.all():
        row._change_reason = why
        row.delete()
    visit._change_reason = why
    visit.delete()


def what_holds(visit: Inspection) -> str:
    """Why the visit can't be taken away, in a sentence; empty if it can."""
    if reasons_of(visit).exists():
        return "A plan is revised because of it."
    if StatementOfAction.objects.filter(inspection=visit).exists():
        return "There is a statement of action after it."
    if any(is_answered(row) for row in visit.recommendations.all()):
        return "Objectives answer its recommendations."
    return ""


def reasons_of(visit: Inspection) -> QuerySet[RevisionReason]:
    """The reasons for revision that the visit gave to plans."""
    return RevisionReason.objects.filter(key__startswith=f"inspection:{visit.pk}:plan:")


def _follow(visit: Inspection, *, by: User) -> None:
    if visit.kind.opens_revision:
        # A plan that was opened after the visit was written knowing of it.
        for plan in Plan.objects.running().were_at(visit.school_id).filter(opened_on__lte=visit.on):
            ask_for_revision(
                plan,
                kind=RevisionReason.Kind.INSPECTION,
                why=visit_told(visit),
                on=visit.on,
                key=f"inspection:{visit.pk}:plan:{plan.pk}",
                by=by,
            )
    follow_with_statement(visit, by=by)


def _in_full(visit: Inspection) -> str:
    """All that a correction can change, so that it is told what stood there."""
    parts = [visit_told(visit)]
    parts += [f"report received on {plain_day(visit.report_on)}"] if visit.report_on else ["no report yet"]
    return "; ".join([*parts, visit.summary.rstrip(".")] if visit.summary else parts)
