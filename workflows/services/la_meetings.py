"""Meetings of the authority with their processes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from meetings.models import Meeting, MeetingType
from meetings.services.invitees import suggested_for_la
from meetings.services.strategy import call_la_meeting
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import Diocese, LocalAuthority
from workflows import engine
from workflows.services.conferences import go_to_the_meeting
from workflows.services.strategy import bring_schools, is_next
from workflows.strategy.flow import StrategyMeetingFlow


@service
def start_la_meeting(la: LocalAuthority, *, by: User, **facts: Any) -> Meeting:
    """The meeting is called, everybody knows of it, and its process stands at the choice of the schools.

    The next strategy meeting has those that the records propose. One that was held already stands at its
    record. Refuses what ``call_la_meeting`` refuses.
    """
    meeting = call_la_meeting(la, by=by, **facts)
    if is_next(meeting):
        bring_schools(meeting, by=by)
    process = engine.start(StrategyMeetingFlow, la=meeting.la, meeting=meeting, by=by)
    if meeting.entered_late:
        go_to_the_meeting(process)
    return meeting


@service
def call_year(
    la: LocalAuthority,
    *,
    type_code: str,
    dates: Mapping[int, datetime],
    place: str,
    chair: User,
    diocese: Diocese | None = None,
    by: User,
) -> list[Meeting]:
    """A meeting is called for each date, all of them or none, with whoever belongs to the group on that day.

    Refuses (RuleError) no date, and what ``start_la_meeting`` refuses: of the date with the key 2 on the
    field ``on_2``.
    """
    if not dates:
        raise RuleError("Tick at least one date")
    type_ = MeetingType.objects.get(code=type_code)
    called = []
    for number, starts_at in sorted(dates.items(), key=lambda each: each[1]):
        on = timezone.localdate(starts_at)
        invitees = suggested_for_la(la, chair=chair, type_=type_, on=on, diocese=diocese)
        facts = {"type_code": type_code, "starts_at": starts_at, "place": place, "chair": chair}
        try:
            called.append(start_la_meeting(la, invitees=invitees, diocese=diocese, by=by, **facts))
        except RuleError as error:
            field = f"on_{number}" if error.field == "starts_at" else error.field
            raise RuleError(str(error), field=field) from error
    return called
