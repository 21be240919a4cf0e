"""The support plan of a school at high risk, and how its objectives are judged at each conference."""

from datetime import timedelta

from concern_cases.models import ConcernCase, Plan
from concern_cases.services.plans import ObjectiveFacts, bring_into_force, open_plan
from demo.days import school_day
from demo.matters import Matter
from demo.texts import NOT_BEGUN
from demo.world import Tale
from evaluation.models import Area, Risk
from meetings.models import Meeting
from meetings.services.item_notes import save_item
from people.models import User
from record import clock

TWO_YEARS = timedelta(days=700)
OBJECTIVES = 3
# Each objective begins one step later on the way than the one before it.
ON_THE_WAY = ["red", "red", "amber", "amber", "green", "green"]


def draw_up_plan(tale: Tale, case: ConcernCase) -> None:
    """A school at high risk has a support plan in force before its first conference."""
    if tale.plan.risk != Risk.Level.HIGH:
        return
    horizon = school_day(tale.calendar, clock.today() + TWO_YEARS)
    objectives = [
        ObjectiveFacts(
            area=Area.objects.get(code=matter.area),
            title=f"Improve {matter.headline}",
            criterion=tale.say(matter.steps[1].measure).rstrip("."),
            target=tale.say(matter.asked_measure).rstrip("."),
            by=horizon,
        )
        for matter in _matters(tale)
    ]
    plan = open_plan(case, kind=Plan.Kind.SUPPORT, horizon=horizon, objectives=objectives, by=tale.lead)
    bring_into_force(plan.versions.get(), by=tale.lead)


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
