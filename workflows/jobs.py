"""What the worker does for processes outside their locks (topics of the outbox)."""

from typing import Any

from meetings.models import Amendment, Minutes
from meetings.services.circulation import minutes_pdf, record_amended, record_circulation
from record.models import Dispatch
from workflows import engine
from workflows.conferences.steps import meeting_of
from workflows.models import CaseworkProcess


def circulate_minutes(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The minutes are a PDF on its way to the readers, and with Part A the process has moved on; once."""
    minutes = Minutes.objects.select_related("meeting").get(pk=payload["minutes"])
    if minutes.circulated_at:
        return
    pdf = minutes_pdf(minutes)
    if minutes.is_restricted:  # the process goes on without it: it is checked whenever a named person can
        record_circulation(minutes, pdf=pdf, by=None)
        return

    def circulated(process: CaseworkProcess) -> None:
        record_circulation(minutes, pdf=pdf, by=None)
        meeting_of(process).refresh_from_db()

    process = engine.process_about(minutes.meeting)
    engine.finish_job(process.pk, "minutes_circulated", circulated, flow_class=process.flow_class)


def circulate_amendment(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The minutes with their amendment are a PDF on its way to the readers; once."""
    amendment = Amendment.objects.select_related("minutes__meeting").get(pk=payload["amendment"])
    if not amendment.circulated_at:
        record_amended(amendment, pdf=minutes_pdf(amendment.minutes, amended_by=amendment), by=None)
