"""What this app adds to the draft of a review."""

from typing import Any

from concern_cases.models import Action, Evidence, Milestone, ObjectiveRating, Plan, PlanVersion
from concern_cases.since import Span, in_words, readable, sentence, since_part
from evaluation.models import Inspection


@since_part("Actions done", order=10)
def actions_done(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Action.objects.filter(school=plan.school_id, status=Action.Status.DONE, **span.holds("done_on"))
    rows = readable(rows, reader).order_by("done_on", "pk")
    return [f"{row.what.rstrip('.')}: {row.outcome.rstrip('.')}, {in_words(row.done_on)}." for row in rows]


@since_part("Actions missed", order=20)
def actions_missed(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Action.objects.open().filter(school=plan.school_id, due_on__lt=span.until)
    rows = readable(rows, reader).order_by("due_on", "pk")
    return [
        sentence(f"{row.what.rstrip('.')}: was due on {in_words(row.due_on)}", row.owner_name) for row in rows
    ]


@since_part("Milestones reached", order=30)
def milestones_reached(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = _milestones(plan).filter(**span.holds("reached_on")).order_by("reached_on", "pk")
    return [f"{_with_objective(row)}, {in_words(row.reached_on)}." for row in rows]


@since_part("Milestones missed", order=40)
def milestones_missed(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = _milestones(plan).filter(reached_on=None, due_on__lt=span.until)
    return [f"{_with_objective(row)}: was due on {in_words(row.due_on)}." for row in rows]


@since_part("Evidence", order=50)
def evidence_added(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Evidence.objects.filter(case__school=plan.school_id, **span.holds("on"))
    return [sentence(str(row), in_words(row.on)) for row in readable(rows, reader)]


@since_part("Judgements in between", order=60)
def judged_in_between(plan: Plan, span: Span, reader: Any) -> list[str]:
    """Those of no review: what a conference judged that held none."""
    rows = ObjectiveRating.objects.filter(objective__plan=plan, review=None, **span.holds("on"))
    return [
        f"{row.objective} {row.get_rag_display().lower()}, {in_words(row.on)}: {row.reason.rstrip('.')}."
        for row in rows.select_related("objective").order_by("on", "objective__number")
    ]


@since_part("Visits by inspectors", order=90)
def visits(plan: Plan, span: Span, reader: Any) -> list[str]:
    rows = Inspection.objects.filter(school=plan.school_id, **span.holds("on"))
    return [
        sentence(f"{row.kind}, {in_words(row.on)}", str(row.grade or ""), str(row.progress or ""))
        for row in rows.select_related("kind", "grade", "progress").order_by("on")
    ]


def _milestones(plan: Plan) -> Any:
    """Those of the version that is worked by."""
    in_force = {"text__version__plan": plan, "text__version__status": PlanVersion.Status.IN_FORCE}
    rows = Milestone.objects.filter(text__dropped=False, **in_force)
    return rows.select_related("text__objective").order_by("due_on", "pk")


def _with_objective(row: Milestone) -> str:
    return f"{row.what.rstrip('.')} (objective {row.text.objective.number})"
