"""What stands in a past version beside its own words, as it was known when the version was over.

Each takes rows that were read as they are today, and makes them say what they said at that moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from concern_cases.models import Objective, Plan
from concern_cases.recommendations import TracedVisit
from evaluation.models import Area, Inspection, InspectionRecommendation, VisitKind
from people.past import called_then
from record.past import known_at, named_at
from schools.models import School

PEOPLE = ("drafted_by", "approved_by", "changed_by", "said_by", "rated_by", "school_said_by")


def plan_then(plan: Plan, until: datetime) -> Any:
    """The plan with its horizon, its months between reviews and its school of then."""
    return known_at(Plan.history.filter(id=plan.pk), until).get(plan.pk, plan)


def school_then(plan: Any, until: datetime) -> Any:
    """The school whose plan it was, with its name of then: a case may go on at the school that follows it."""
    then = known_at(School.history.filter(id=plan.school_id), until)
    return then.get(plan.school_id) or School.objects.get(pk=plan.school_id)


def people_as_called(rows: Iterable[Any], until: datetime) -> None:
    """Whoever is named in the rows is called as then."""
    called_then((getattr(row, name, None) for row in rows for name in PEOPLE), until)


def areas_as_named(objectives: Sequence[Objective], until: datetime) -> None:
    """The areas of the objectives have their names of then."""
    then = named_at(Area.history.filter(id__in={each.area_id for each in objectives}), until)
    for each in objectives:
        each.area.name = then[each.area_id].name


def as_recommended(rows: Sequence[InspectionRecommendation], until: datetime) -> None:
    """The recommendations are worded as then, and their visits of the day and the kind of then."""
    _worded(rows, until)
    _visited([row.inspection for row in rows], until)


def traced_then(visits: Sequence[TracedVisit], until: datetime) -> list[TracedVisit]:
    """The visits and recommendations that were known at that moment, as they were known."""
    known = _visited([each.visit for each in visits], until)
    then = _worded([row.recommendation for each in visits for row in each.rows], until)
    return [
        TracedVisit(each.visit, [row for row in each.rows if row.recommendation.pk in then])
        for each in visits
        if each.visit.pk in known
    ]


def _worded(rows: Sequence[InspectionRecommendation], until: datetime) -> dict[int, Any]:
    then = known_at(InspectionRecommendation.history.filter(id__in={row.pk for row in rows}), until)
    for row in rows:
        row.text = then[row.pk].text if row.pk in then else row.text
    return then


def _visited(visits: Sequence[Inspection], until: datetime) -> dict[int, Any]:
    """What was known of the visits then, by key; each has its day and its kind of then."""
    then = known_at(Inspection.history.filter(id__in={visit.pk for visit in visits}), until)
    kinds = VisitKind.objects.in_bulk({row.kind_id for row in then.values()})
    names = named_at(VisitKind.history.filter(id__in=list(kinds)), until)
    for visit in visits:
        if visit.pk in then:
            visit.on, visit.kind = then[visit.pk].on, kinds[then[visit.pk].kind_id]
            visit.kind.name = names[visit.kind_id].name
    return then
