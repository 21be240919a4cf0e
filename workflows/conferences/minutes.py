"""What the flows of all meetings do with minutes. A base of flows holds functions only, never nodes."""

from typing import Any

from meetings.services.minutes import ask_for_circulation, is_approved
from record.actor import current_actor
from workflows.conferences import deciding
from workflows.conferences.steps import drafted, meeting_of
from workflows.models import CaseworkProcess


class MinutesToCirculate:
    """``this.circulate`` and ``this.act`` of a flow whose meeting has minutes."""

    def circulate(self, activation: Any) -> None:
        ask_for_circulation(drafted(activation.process), by=current_actor())

    def act(self, activation: Any) -> None:
        deciding.want_what_was_decided(activation.process)


def minutes_are_right(process: CaseworkProcess) -> bool:
    """The last version of the minutes is approved."""
    return is_approved(meeting_of(process))
