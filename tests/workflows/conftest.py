"""A case with a conference, whose process stands at its first step."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from concern_cases.models import ConcernCase
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from evaluation.models import Area
from meetings.models import Attendance, Meeting
from meetings.services.holding import ActionFacts, DecisionFacts
from meetings.services.invitees import suggested_invitees
from record import clock
from tests.conftest import Cast
from tests.kept_rows import kept
from workflows import engine
from workflows.services.conferences import start_conference

MONDAY = date(2026, 11, 23)
CONFERENCE_DAY = date(2026, 12, 10)


def london(day: date, hour: int = 14) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)), timezone.get_default_timezone())


@pytest.fixture
def monday(db: None):
    """It is nine in the morning of Monday 23 November 2026."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def case(cast: Cast, monday: None):
    return kept((cast.school.kept_key, "case of workflows"), lambda: {"case": _make_case(cast)})["case"]


def _make_case(cast: Cast) -> ConcernCase:
    facts = ConcernFacts(
        area=Area.objects.first(),
        text="Writing in Years 3 and 4 has not improved.",
        source="SIP visit 2",
        discussed_on=date(2026, 11, 12),
        discussed_with="David Lorimer",
    )
    return open_case(
        cast.school,
        why="Progress in writing has stalled.",
        lead=cast.senior_adviser,
        concerns=[facts],
        risk_level="high",
        risk_reason="Two years without progress.",
        by=cast.senior_adviser,
    )


def call(case: Any, cast: Cast, **facts: Any) -> Meeting:
    """A conference on Thursday 10 December 2026 at 2 pm, unless ``facts`` say otherwise."""
    facts = {
        "starts_at": london(CONFERENCE_DAY),
        "place": "The school hall",
        "chair": cast.senior_adviser,
        "invitees": suggested_invitees(case),
        "by": cast.senior_adviser,
        **facts,
    }
    return start_conference(case, **facts).meeting


@pytest.fixture
def meeting(case: Any, cast: Cast) -> Meeting:
    key = (case.kept_key, "conference")
    return kept(key, lambda: {"meeting": call(case, cast)})["meeting"]


def everybody_present(meeting: Meeting) -> dict[Any, str]:
    return dict.fromkeys(meeting.invitees.all(), Attendance.Presence.PRESENT)


def decisions(code: str = "continue", *, cast: Cast | None = None) -> list[DecisionFacts]:
    """One decision, with two actions if there is a cast to do them."""
    actions = []
    if cast:
        due = CONFERENCE_DAY + timedelta(days=30)
        actions = [
            ActionFacts("Two joint lessons in Year 3", due, "Lesson notes", owner=cast.aht),
            ActionFacts("Report to the governors", due, "The governors’ minutes", owner=cast.head),
        ]
    return [DecisionFacts(code, "Because the evidence says so.", actions=actions)]


def take(meeting: Meeting, node: str, *, by: Any, **facts: Any) -> None:
    engine.take_step(engine.open_card(meeting, node).task, by=by, **facts)


def hold(meeting: Meeting, cast: Cast, *, code: str = "continue", actions: bool = False) -> None:
    """Papers collected and the conference recorded on its day."""
    take(meeting, "collect_papers", by=cast.clerk)
    with clock.at(london(CONFERENCE_DAY, 17)):
        take(
            meeting,
            "hold_conference",
            by=cast.senior_adviser,
            attendance=everybody_present(meeting),
            decisions=decisions(code, cast=cast if actions else None),
        )


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
