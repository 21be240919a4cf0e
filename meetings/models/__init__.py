from meetings.models.agenda import AgendaItem, Decision, DecisionCode
from meetings.models.attendance import Attendance, Invitee
from meetings.models.meeting import Meeting, MeetingMove, MeetingType
from meetings.models.minutes import Minutes

__all__ = [
    "AgendaItem",
    "Attendance",
    "Decision",
    "DecisionCode",
    "Invitee",
    "Meeting",
    "MeetingMove",
    "MeetingType",
    "Minutes",
]
