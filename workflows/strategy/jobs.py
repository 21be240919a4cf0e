"""What the worker does for meetings of the authority outside their processes' locks."""

from typing import Any

from meetings.models import Meeting
from record.models import Dispatch
from record.outbox import keep_claim
from workflows import engine
from workflows.models import CaseworkProcess, CaseworkTask
from workflows.services.strategy_packs import circulate_packs, compile_packs, is_compiling, progress_of
from workflows.strategy.flow import StrategyMeetingFlow


def compile_wanted_packs(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Everybody invited has asked for a pack: once each, however often called, until somebody stops it."""
    compile_packs(_meeting(payload), go_on=lambda: keep_claim(dispatch))


def circulate_wanted_packs(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """Everybody knows of the packs, and the process has moved on; once."""
    meeting = _meeting(payload)
    process = engine.process_about(meeting)
    engine.finish_job(
        process.pk,
        "packs_circulated",
        lambda process: circulate_packs(meeting, by=None),
        flow_class=StrategyMeetingFlow,
    )


def finish_compiled_packs() -> int:
    """A duty of the worker: a process whose packs are all made, or can't be, has moved on. How many did."""
    node = StrategyMeetingFlow.instance.node("packs_compiled")
    keys = list(CaseworkTask.objects.filter(flow_task=node, status="NEW").values_list("process", flat=True))
    done = 0
    for process in CaseworkProcess.objects.filter(pk__in=keys).select_related("meeting") if keys else ():
        meeting = process.meeting
        if meeting is None or is_compiling(meeting) or progress_of(meeting).waiting:
            continue
        done += engine.finish_job(
            process.pk, "packs_compiled", lambda process: None, flow_class=StrategyMeetingFlow
        )
    return done


def _meeting(payload: dict[str, Any]) -> Meeting:
    return Meeting.objects.select_related("type", "la").get(pk=payload["meeting"])
