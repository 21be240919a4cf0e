"""A strategy meeting of the authority, with a school on its agenda."""

from datetime import date
from typing import Any

from concern_cases.models import Action, ConcernCase
from concern_cases.services.actions import agree_action
from meetings.models import AgendaItem, Meeting, MeetingType
from meetings.reference import STRATEGY_MEETING
from meetings.services.invitees import suggested_for_la
from meetings.services.strategy_schools import add_school
from tests.conftest import Cast
from tests.workflows.conftest import london
from workflows.services.la_meetings import start_la_meeting

STRATEGY_DAY = date(2027, 1, 20)  # a Wednesday


def call_strategy(cast: Cast, *, kind: str = STRATEGY_MEETING, **facts: Any) -> Meeting:
    """Called by the adviser for 20 January 2027, chaired by the director, with whoever the rules name."""
    type_ = MeetingType.objects.get(code=kind)
    facts = {
        "starts_at": london(STRATEGY_DAY, 9),
        "place": "County Hall",
        "chair": cast.director,
        "invitees": suggested_for_la(cast.la, chair=cast.director, type_=type_),
        "by": cast.senior_adviser,
        **facts,
    }
    return start_la_meeting(cast.la, type_code=kind, **facts)


def school_item(meeting: Meeting, case: ConcernCase, cast: Cast) -> AgendaItem:
    """The item about the school, added if the records did not propose it."""
    found = meeting.items.filter(case=case).first()
    return found or add_school(meeting, case, why="It is of great concern.", by=cast.senior_adviser)


def make_strategy_meeting(cast: Cast, case: ConcernCase, **facts: Any) -> Meeting:
    meeting = call_strategy(cast, **facts)
    school_item(meeting, case, cast)
    return meeting


def make_la_action(cast: Cast) -> Action:
    """The legal adviser has an action that concerns no school."""
    return agree_action(
        case=None,
        la=cast.la,
        what="Write down when a notice is proposed",
        due_on=STRATEGY_DAY,
        measure="The paper is agreed",
        owner=cast.legal_adviser,
        origin="LA strategy meeting",
        by=cast.senior_adviser,
    )
