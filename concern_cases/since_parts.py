"""What this app adds to the draft of a review."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils.text import Truncator

from concern_cases.actions_in_plans import told_as_action
from concern_cases.models import (
    Action,
    Evidence,
    Milestone,
    ObjectiveRating,
    Plan,
    PlanAction,
    PlanVersion,
)
from concern_cases.since import Span, in_words, readable, schools_told, sentence, since_part
from evaluation.models import Inspection

WORDS_OF_FIGURES = 40


@since_part("Actions done", order=10)
def actions_done(plan: Plan, span: Span, reader: Any) -> list[str]:
    of_schools = Action.objects.filter(school__in=schools_told(plan, reader))
    rows = span.of(of_schools.filter(status=Action.Status.DONE), "done_on")
    rows = readable(rows, reader).order_by("done_on", "pk")
    return [f"{row.what.rstrip('.')}: {row.outcome.rstrip('.')}, {span.said(row.done_on)}." for row in rows]


@since_part("Actions missed", order=20)
def actions_missed(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Action.objects.open().filter(school__in=schools_told(plan, reader), due_on__lt=span.until)
    rows = readable(rows, reader).order_by("due_on", "pk")
    return [
        sentence(f"{row.what.rstrip('.')}: was due on {in_words(row.due_on)}", row.owner_name) for row in rows
    ]


@since_part("Actions of the plan done", order=24)
def plan_actions_done(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = span.of(_worked_by(PlanAction, plan), "done_on", same="key").order_by("done_on", "pk")
    return [
        sentence(f"{_with_objective(row)}: {row.came_of_it}".rstrip(": "), span.said(row.done_on))
        for row in rows
    ]


@since_part("Actions of the plan missed", order=26)
def plan_actions_missed(plan: Plan, span: Span, reader: Any) -> list[str]:
    """Without those that are actions of the case as well: these are told as such."""
    rows = _missed(PlanAction, plan, span).filter(~told_as_action(), done_on=None)
    return [sentence(_was_due(row), row.who, _taken_out(row)) for row in rows]


@since_part("Milestones reached", order=30)
def milestones_reached(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = span.of(_worked_by(Milestone, plan), "reached_on", same="key").order_by("reached_on", "pk")
    return [f"{_with_objective(row)}, {span.said(row.reached_on)}." for row in rows]


@since_part("Milestones missed", order=40)
def milestones_missed(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = _missed(Milestone, plan, span).filter(reached_on=None)
    return [sentence(_was_due(row), _taken_out(row)) for row in rows]


@since_part("Results and progress data", order=45)
def results(plan: Plan, span: Span, reader: Any) -> list[str]:
    """What the results of pupils show, as far as they are evidence of the case; no figures are kept apart."""
    return _shown_by(Evidence.Kind.RESULTS, plan, span, reader)


@since_part("Attendance of pupils", order=47)
def attendance(plan: Plan, span: Span, reader: Any) -> list[str]:
    """What their attendance shows, in the same way."""
    return _shown_by(Evidence.Kind.ATTENDANCE, plan, span, reader)


@since_part("Evidence", order=50)
def evidence_added(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = _evidence(plan, span, reader).exclude(kind__in=[Evidence.Kind.RESULTS, Evidence.Kind.ATTENDANCE])
    return [sentence(str(row), span.said(row.on)) for row in rows]


@since_part("Judgements in between", order=60)
def judged_in_between(plan: Plan, span: Span, reader: Any) -> list[str]:
    """Those of no review: what a conference judged that held none."""
    rows = span.of(ObjectiveRating.objects.filter(objective__plan=plan, review=None), "on")
    return [
        f"{row.objective} {row.get_rag_display().lower()}, {span.said(row.on)}: {row.reason.rstrip('.')}."
        for row in rows.select_related("objective").order_by("on", "objective__number")
    ]


@since_part("Visits by inspectors", order=90)
def visits(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = span.of(Inspection.objects.filter(school__in=schools_told(plan, reader)), "on")
    return [
        sentence(f"{row.kind}, {span.said(row.on)}", str(row.grade or ""), str(row.progress or ""))
        for row in rows.select_related("kind", "grade", "progress").order_by("on")
    ]


def _worked_by(kind: type[PlanAction | Milestone], plan: Plan) -> Any:
    """Those of every version that was ever worked by, each as the last of these words it.

    ``gone_on`` is the day on which one was taken out, or its objective given up; None while it is in force.
    """
    ever = {"text__version__plan": plan, "text__version__in_force_on__isnull": False}
    number = OuterRef("text__version__number")
    later = kind._default_manager.filter(key=OuterRef("key"), text__version__number__gt=number, **ever)
    without = PlanVersion.objects.filter(plan=plan, in_force_on__isnull=False, number__gt=number)
    taken_out = Subquery(without.order_by("number").values("in_force_on")[:1])
    given_up = When(text__dropped=True, then=F("text__version__in_force_on"))
    rows = kind._default_manager.filter(~Exists(later), **ever).annotate(
        gone_on=Case(given_up, default=taken_out)
    )
    return rows.select_related("text__objective").order_by("due_on", "pk")


def _missed(kind: type[PlanAction | Milestone], plan: Plan, span: Span) -> Any:
    """Those whose day has passed, and those whose day passed before they were taken out in the span."""
    taken_out = Q(gone_on__gt=span.after, due_on__lt=F("gone_on"))
    return _worked_by(kind, plan).filter(Q(gone_on=None) | taken_out, due_on__lt=span.until)


def _was_due(row: PlanAction | Milestone) -> str:
    return f"{_with_objective(row)}: was due on {in_words(row.due_on)}"


def _taken_out(row: Any) -> str:
    return f"taken out of the plan on {in_words(row.gone_on)}" if row.gone_on else ""


def _shown_by(kind: Evidence.Kind, plan: Plan, span: Span, reader: Any) -> list[str]:
    return [
        sentence(f"{row.source}, {span.said(row.on)}: {Truncator(row.text).words(WORDS_OF_FIGURES)}")
        for row in _evidence(plan, span, reader).filter(kind=kind)
    ]


def _evidence(plan: Plan, span: Span, reader: Any) -> Any:
    rows = Evidence.objects.filter(case__school__in=schools_told(plan, reader))
    return readable(span.of(rows, "on"), reader)


def _with_objective(row: PlanAction | Milestone) -> str:
    return f"{row.what.rstrip('.')} (objective {row.text.objective.number})"
