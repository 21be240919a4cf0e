"""Meetings that are being held, with something said under a restricted item, and minutes that were sent."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from concern_cases.models import ConcernCase, Plan
from concern_cases.services.plans import CriterionFacts, ObjectiveFacts, bring_into_force, open_plan
from evaluation.models import Area
from meetings.models import AgendaItem, Attendance, Meeting, Minutes
from meetings.services.attending import set_presence
from meetings.services.deciding import ActionFacts
from meetings.services.item_notes import finish_item
from people.models import User
from record import clock
from record.outbox import deliver_waiting
from tests.conftest import Cast
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take

IN_THE_MEETING = london(CONFERENCE_DAY, 15)
DUE = CONFERENCE_DAY + timedelta(days=30)
LATER = london(CONFERENCE_DAY + timedelta(days=1))
SECRET = "The budget will not carry a sixth class."


def restrict(meeting: Meeting, *people: Any, notes: str = SECRET) -> AgendaItem:
    """Something was said under the restricted item, for the eyes of these people alone."""
    item = meeting.items.filter(part="B").get()
    item.notes = notes
    item.save()
    item.named.set(people)
    return item


def hold_restricted(meeting: Meeting, cast: Cast, **facts: Any) -> AgendaItem:
    """The conference was held, with something said for the adviser and the Head of Improvement alone."""
    hold(meeting, cast, **facts)
    return restrict(meeting, cast.senior_adviser, cast.head_of_improvement)


def send_minutes(meeting: Meeting, cast: Cast, *, at: Any = LATER, text: str = "Said and done.") -> Minutes:
    """The clerk drafted Part A, the adviser approved it, and everybody has it."""
    with clock.at(at):
        take(meeting, "draft_minutes", by=cast.clerk, text=text)
        take(meeting, "check_minutes", by=cast.senior_adviser, approved=True)
        deliver_waiting()
    return meeting.minutes.filter(part="A").latest("version")


def words_of(pdf: bytes) -> str:
    """What a PDF says, on one line."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def content(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def make_plan(case: ConcernCase, *titles: str, by: User) -> Plan:
    """The school works by a plan with these objectives."""
    facts = [
        ObjectiveFacts(
            area=Area.objects.first(),  # type: ignore[arg-type]
            title=title,
            criteria=[CriterionFacts("Lessons seen with the head", "All five classes are secure")],
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
