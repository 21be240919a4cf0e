"""The plan of a school of concern, and how its objectives are judged at each conference and review."""

from datetime import timedelta
from uuid import UUID

from concern_cases.models import ConcernCase, CriterionReading, Objective, Plan, PlanVersion
from concern_cases.services.plans import (
    ActionFacts,
    CriterionFacts,
    MilestoneFacts,
    ObjectiveFacts,
    bring_into_force,
    open_plan,
)
from concern_cases.services.reviews import Reading
from demo.days import school_day
from demo.matters import Matter
from demo.measures import MEASURES
from demo.texts import NOT_BEGUN
from demo.world import Tale
from evaluation.models import Area, Risk
from meetings.models import Meeting
from meetings.services.item_notes import save_item
from people.models import User
from record import clock

TWO_YEARS, ONE_YEAR = timedelta(days=700), timedelta(days=350)
OBJECTIVES = 3
Met = CriterionReading.Met
# Each objective begins one step later on the way than the one before it.
ON_THE_WAY = ["red", "red", "amber", "amber", "green", "green"]


def kind_of_plan(tale: Tale) -> str:
    """At high risk a support plan; at medium risk a single plan, once conferences were held; else none."""
    if tale.plan.risk == Risk.Level.HIGH:
        return Plan.Kind.SUPPORT
    return Plan.Kind.SINGLE if tale.plan.risk == Risk.Level.MEDIUM and tale.plan.held else ""


def draw_up_plan(tale: Tale, case: ConcernCase) -> None:
    """The school has its plan in force before its first conference."""
    kind = kind_of_plan(tale)
    if not kind:
        return
    horizon = school_day(tale.calendar, clock.today() + TWO_YEARS)
    objectives = [_objective(tale, matter) for matter in _matters(tale)]
    plan = open_plan(case, kind=kind, horizon=horizon, objectives=objectives, by=tale.lead)
    bring_into_force(plan.versions.get(), by=tale.lead)


def _objective(tale: Tale, matter: Matter) -> ObjectiveFacts:
    """What it is measured by, and the first steps; the head sees to them."""
    measures, head = MEASURES[matter.area], str(tale.head)
    half_way = school_day(tale.calendar, clock.today() + ONE_YEAR)
    return ObjectiveFacts(
        area=Area.objects.get(code=matter.area),
        title=f"Improve {matter.headline}",
        by=school_day(tale.calendar, clock.today() + TWO_YEARS),
        baseline=tale.say(measures.baseline),
        criteria=[
            CriterionFacts(
                each.what,
                baseline=tale.say(each.begins),
                target=tale.say(each.target),
                by=half_way if each.early else None,
                source=each.source,
            )
            for each in measures.criteria
        ],
        actions=[
            ActionFacts(what, tale.due(days), head, resources) for days, what, resources in measures.actions
        ],
        milestones=[MilestoneFacts(what, tale.due(days), head) for days, what in measures.milestones],
    )


def where_now(tale: Tale, objective: Objective, rag: str) -> dict[UUID, Reading]:
    """Where the criteria are, as the judgement is: the first one moves first."""
    measures = MEASURES[objective.area.code]
    text = objective.texts.filter(version__status=PlanVersion.Status.IN_FORCE).get()
    said = {}
    for place, row in enumerate(text.criteria.all()):
        half_way = tale.say(measures.half_way) if place == 0 else ""
        amber = Reading(half_way, Met.NOT_YET) if half_way else Reading(met=Met.UNKNOWN)
        said[row.key] = {
            "red": Reading(row.baseline, Met.NOT_YET),
            "amber": amber,
            "green": Reading(row.target, Met.MET),
        }[rag]
    return said


def judge_objectives(tale: Tale, meeting: Meeting, place: int, *, by: User) -> None:
    """Each objective is judged in the conference, with the reason and what is told of it."""
    items = meeting.items.filter(objective__isnull=False).order_by("order")
    for number, (item, matter) in enumerate(zip(items, _matters(tale), strict=False)):
        save_item(
            item,
            version=item.version,
            notes=item.notes,
            rag=_rag(tale, place, number),
            rag_reason=_reason(tale, matter, place),
            by=by,
        )


def _matters(tale: Tale) -> list[Matter]:
    """One objective an area."""
    return list({matter.area: matter for matter in tale.matters}.values())[:OBJECTIVES]


def _rag(tale: Tale, place: int, number: int) -> str:
    if tale.plan.disputed:
        return "amber" if number else "red"
    return ON_THE_WAY[min(place + number, len(ON_THE_WAY) - 1)]


def _reason(tale: Tale, matter: Matter, place: int) -> str:
    if place == 0:
        return f"As it was when the plan began. The next thing to do: {tale.say(matter.steps[0].action)}."
    return NOT_BEGUN if tale.plan.disputed else matter.steps[min(place - 1, 1)].seen
