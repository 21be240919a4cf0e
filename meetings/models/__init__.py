from meetings.models.agenda import (
    AgendaItem,
    Decision,
    DecisionCode,
    DraftAction,
    ItemRating,
    LeftOut,
    Paper,
    ProgressKind,
    TemplateItem,
)
from meetings.models.attendance import Attendance, Invitee
from meetings.models.criteria import SuccessCriterion, SuccessFigure
from meetings.models.diary import BusyTime, CalendarFeed, Diary
from meetings.models.groups import Member, Seat
from meetings.models.live import Writing
from meetings.models.meeting import AttendanceRule, Meeting, MeetingMove, MeetingType
from meetings.models.minutes import Amendment, Minutes, Pack
from meetings.models.panel import PanelPaper, SchoolLetter, letter_of
from meetings.models.planning import PlanningRules, ProposedDate, TermPlan

__all__ = [
    "AgendaItem",
    "Amendment",
    "Attendance",
    "AttendanceRule",
    "BusyTime",
    "CalendarFeed",
    "Decision",
    "DecisionCode",
    "Diary",
    "DraftAction",
    "Invitee",
    "ItemRating",
    "LeftOut",
    "Meeting",
    "Member",
    "MeetingMove",
    "MeetingType",
    "Minutes",
    "Pack",
    "PanelPaper",
    "Paper",
    "PlanningRules",
    "ProgressKind",
    "ProposedDate",
    "SchoolLetter",
    "Seat",
    "SuccessCriterion",
    "SuccessFigure",
    "TemplateItem",
    "TermPlan",
    "Writing",
    "letter_of",
]
