"""What visits by inspectors leave to be done and nobody has done yet; part of ``web.needs``."""

from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from concern_cases.models import ConcernCase, Plan, StatementOfAction
from concern_cases.recommendations import unanswered
from concern_cases.visit_words import unanswered_told, visit_of
from evaluation.models import Inspection, InspectionRecommendation, Risk
from record import clock
from schools.models import School
from web.findings import Need
from web.templatetags.soc import day, days_left, plain_day

Rows = QuerySet[Any]
Schools = QuerySet[School]
OPEN_CASES = Prefetch(
    "school__cases", queryset=ConcernCase.objects.open().select_related("school"), to_attr="open_cases"
)


def _about_plan(visit: Any) -> Any:
    """The open case that a plan took along with what was asked of the school, or as ``_about``.

    To those who may not see that case the finding is about the school that was visited, and names no other.
    """
    return visit.went_on_in or _about(visit)


def _about(visit: Any) -> Any:
    """The open case of the visit's school, or the school."""
    return next(iter(visit.school.open_cases), visit.school)


def _of_risk(visits: Rows) -> Rows:
    level = Risk.level_of(Risk.Kind.IMPROVEMENT, "school")
    return visits.select_related("school", "kind", "grade").prefetch_related(OPEN_CASES).annotate(level=level)


# --- Recommendations that no objective answers: one sentence a visit


def _with_unanswered(user: Any, schools: Schools) -> list[Any]:
    rows: QuerySet[InspectionRecommendation] = unanswered(schools)
    visits = _of_risk(Inspection.objects.filter(pk__in=rows.values("inspection")))
    elsewhere = Plan.objects.running().were_at(OuterRef("school")).exclude(school=OuterRef("school"))
    visits = visits.annotate(went_on=Subquery(elsewhere.values("case")[:1]))
    found = list(visits.prefetch_related(Prefetch("recommendations", queryset=rows, to_attr="open_rows")))
    keys = {visit.went_on for visit in found} - {None}
    seen = ConcernCase.objects.open().visible_to(user).select_related("school")
    cases = seen.in_bulk(keys) if keys else {}
    for visit in found:
        visit.went_on_in = cases.get(visit.went_on)
    return found


def _unanswered_sentence(visit: Any) -> str:
    return unanswered_told(visit, visit.open_rows)


# --- Statements of action that were not sent


def _unsent_statements(user: Any, schools: Schools) -> Rows:
    unsent = StatementOfAction.objects.visible_to(user).unsent()
    visits = Inspection.objects.filter(school__in=schools, statement__in=unsent)
    return _of_risk(visits).select_related("statement")


def _statement_sentence(visit: Any) -> str:
    due = visit.statement.due_on
    verb = "was" if due < clock.today() else "is"
    return f"The statement of action after the {visit_of(visit)} {verb} due on {day(due)}, {days_left(due)}."


def _statement_due(visit: Any) -> date:
    return visit.statement.due_on


# --- Schools that inspectors put in a category, without a case


def _in_category_without_case(user: Any, schools: Schools) -> Rows:
    case = ConcernCase.objects.open().filter(school=OuterRef("school"))
    later = Inspection.objects.filter(school=OuterRef("school"), on__gt=OuterRef("on")).exclude(grade=None)
    judged = Inspection.objects.filter(~Exists(case), ~Exists(later), school__in=schools)
    return _of_risk(judged.filter(grade__is_inadequate=True))


def _in_category_sentence(visit: Any) -> str:
    judged = visit.grade.name
    return (
        f"Inspectors judged it on {plain_day(visit.on)}: {judged[0].lower()}{judged[1:]}. There is no case."
    )


VISIT_NEEDS: list[Need] = [
    Need("statement_of_action_due", _unsent_statements, _statement_sentence, _statement_due, _about),
    Need("recommendation_unanswered", _with_unanswered, _unanswered_sentence, attrgetter("on"), _about_plan),
    Need(
        "in_category_without_case",
        _in_category_without_case,
        _in_category_sentence,
        attrgetter("on"),
        attrgetter("school"),
    ),
]
