"""What the worker does for processes outside their locks (topics of the outbox)."""

from typing import Any

from meetings.models import Minutes
from meetings.services.minutes import minutes_pdf, record_circulation
from record.models import Dispatch
from workflows import engine
from workflows.conferences.flow import CaseConferenceFlow
from workflows.conferences.steps import meeting_of
from workflows.models import CaseworkProcess


def circulate_minutes(payload: dict[str, Any], dispatch: Dispatch) -> None:
    """The minutes are a PDF on its way to the readers, and the process has moved on; once."""
    minutes = Minutes.objects.select_related("meeting").get(pk=payload["minutes"])
    if minutes.circulated_at:
        return
    pdf = minutes_pdf(minutes)

    def circulated(process: CaseworkProcess) -> None:
        record_circulation(minutes, pdf=pdf, by=None)
        meeting_of(process).refresh_from_db()

    process = engine.process_about(minutes.meeting)
    engine.finish_job(process.pk, "minutes_circulated", circulated, flow_class=CaseConferenceFlow)
