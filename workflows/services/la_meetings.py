"""Meetings of the authority with their processes."""

from typing import Any

from meetings.models import Meeting
from meetings.reference import STRATEGY_MEETING
from meetings.services.strategy import call_la_meeting
from people.models import User
from record.services import service
from schools.models import LocalAuthority
from workflows import engine
from workflows.services.strategy import bring_schools
from workflows.strategy.flow import StrategyMeetingFlow


@service
def start_la_meeting(la: LocalAuthority, *, by: User, **facts: Any) -> Meeting:
    """The meeting is called, everybody knows of it, and its process stands at the choice of the schools.

    A strategy meeting has those that the records propose. Refuses what ``call_la_meeting`` refuses.
    """
    meeting = call_la_meeting(la, by=by, **facts)
    if meeting.type.code == STRATEGY_MEETING:
        bring_schools(meeting, by=by)
    engine.start(StrategyMeetingFlow, la=meeting.la, meeting=meeting, by=by)
    return meeting
