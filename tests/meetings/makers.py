"""Conferences with something said under a restricted item, and minutes that were sent."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from meetings.models import AgendaItem, Meeting, Minutes
from record import clock
from record.outbox import deliver_waiting
from tests.conftest import Cast
from tests.workflows.conftest import CONFERENCE_DAY, hold, london, take

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
