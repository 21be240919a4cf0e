from record.models.chain import ChainedRow, ChainHead
from record.models.deadline_rule import DeadlineRule
from record.models.dispatch import Dispatch
from record.models.heartbeat import Heartbeat
from record.models.read_log import ReadLog
from record.models.recorded import Recorded

__all__ = ["ChainHead", "ChainedRow", "DeadlineRule", "Dispatch", "Heartbeat", "ReadLog", "Recorded"]
