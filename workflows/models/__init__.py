from workflows.models.process import (
    SUBJECT_FIELDS,
    CaseConferenceProcess,
    CaseworkProcess,
    ReviewProcess,
    StrategyMeetingProcess,
    Subject,
    SupportPlanProcess,
    WarningLetterProcess,
)
from workflows.models.task import CaseworkTask
from workflows.models.task_card import TaskCard
from workflows.models.trigger import Trigger

__all__ = [
    "SUBJECT_FIELDS",
    "CaseConferenceProcess",
    "CaseworkProcess",
    "CaseworkTask",
    "ReviewProcess",
    "StrategyMeetingProcess",
    "Subject",
    "SupportPlanProcess",
    "TaskCard",
    "Trigger",
    "WarningLetterProcess",
]
