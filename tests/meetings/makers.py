"""A meeting that is being held: with objectives to judge, everybody there, every item dealt with."""

from datetime import date, timedelta
from typing import Any

from concern_cases.models import ConcernCase, Plan
from concern_cases.services.plans import ObjectiveFacts, bring_into_force, open_plan
from evaluation.models import Area
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.services.attending import set_presence
from meetings.services.deciding import ActionFacts
from meetings.services.item_notes import finish_item
from people.models import User
from tests.workflows.conftest import CONFERENCE_DAY, london

IN_THE_MEETING = london(CONFERENCE_DAY, 15)
DUE = CONFERENCE_DAY + timedelta(days=30)


def make_plan(case: ConcernCase, *titles: str, by: User) -> Plan:
    """The school works by a plan with these objectives."""
    facts = [
        ObjectiveFacts(
            area=Area.objects.first(),  # type: ignore[arg-type]
            title=title,
            criterion="Lessons seen with the head",
            target="All five classes are secure",
            by=date(2027, 3, 31),
        )
        for title in titles
    ]
    plan = open_plan(case, kind="support", horizon=date(2027, 7, 31), objectives=facts, by=by)
    bring_into_force(plan.versions.get(), by=by)
    return plan


def everybody_here(meeting: Meeting, *, by: User) -> None:
    for invitee in meeting.invitees.all():
        set_presence(meeting, invitee=invitee, presence=Attendance.Presence.PRESENT, by=by)


def finish_everything(meeting: Meeting, *, by: User) -> None:
    for item in meeting.items.filter(state=AgendaItem.State.OPEN):
        finish_item(item, by=by)


def an_action(owner: User | None = None, **facts: Any) -> ActionFacts:
    facts = {"what": "Two joint lessons in Year 3", "due_on": DUE, "measure": "Lesson notes", **facts}
    return ActionFacts(owner=owner, **facts)
