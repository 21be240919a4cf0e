from workflows.models.process import CaseConferenceProcess, CaseworkProcess, WarningLetterProcess
from workflows.models.task import CaseworkTask
from workflows.models.task_card import TaskCard
from workflows.models.trigger import Trigger

__all__ = [
    "CaseConferenceProcess",
    "CaseworkProcess",
    "CaseworkTask",
    "TaskCard",
    "Trigger",
    "WarningLetterProcess",
]
