"""The human steps of a meeting of the authority."""

from typing import Any

from meetings.services.holding import end_meeting
from meetings.services.live import day_of
from meetings.services.panel import reports_on_table, require_report
from people.models import User
from record import clock
from schools.permissions import Perm
from workflows.conferences import steps as conference
from workflows.conferences.steps import held_on, meeting_of
from workflows.models import CaseworkProcess
from workflows.services.strategy_packs import outdated_in, packs_are_right, progress_of, settle_schools
from workflows.steps import Due, Step, working_days_before
from workflows.strategy.chosen import proposed_since, with_reasons
from workflows.strategy.forms import CheckPacksForm

SCHOOLS_BEFORE = 20  # working days


class ChooseSchools(Step):
    title = "Choose the schools"
    done = "chose the schools"
    perm = Perm.MANAGE_STRATEGY
    button = "These are the schools"
    template_name = "workflows/strategy/choose_schools.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days_before(SCHOOLS_BEFORE, before=held_on(process), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        """The schools with the reasons that the person may read, and those that the records propose since."""
        meeting = meeting_of(process)
        return {
            "rows": with_reasons(meeting, user),
            "waiting": proposed_since(meeting),
            "left_out": meeting.left_out.count(),
        }

    def perform(self, process: CaseworkProcess, *, by: User) -> None:
        settle_schools(meeting_of(process), by=by)


class LayReport(Step):
    title = "Lay the report on the table"
    done = "laid the report on the table"
    perm = Perm.MANAGE_STRATEGY
    button = "The report is there: go on"
    template_name = "workflows/strategy/lay_report.html"

    def due(self, process: CaseworkProcess) -> Due:
        return working_days_before(SCHOOLS_BEFORE, before=held_on(process), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {"reports": reports_on_table(meeting_of(process), user)}

    def perform(self, process: CaseworkProcess, *, by: User) -> None:
        require_report(meeting_of(process))


class CheckPacks(Step):
    title = "Check the packs"
    done = "checked the packs"
    perm = Perm.MANAGE_STRATEGY
    form = CheckPacksForm
    button = "Go on"
    template_name = "workflows/strategy/check_packs.html"

    def due(self, process: CaseworkProcess) -> Due:
        days = meeting_of(process).type.papers_days_before
        return working_days_before(days, before=held_on(process), process=process)

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        progress = progress_of(meeting_of(process))
        return {"packs": progress.packs, "outdated": outdated_in(progress)}

    def perform(self, process: CaseworkProcess, *, by: User, right: bool) -> None:
        """Whether they are right is asked by the gateway: nothing is sent yet."""
        packs_are_right(meeting_of(process), right=right, by=by)


class HoldMeeting(Step):
    """The meeting is held on pages of its own; its end takes this step."""

    title = "Hold the meeting"
    done = "recorded the meeting"
    perm = Perm.RECORD_STRATEGY
    button = "Go into the meeting"
    template_name = "workflows/conferences/hold_conference.html"

    def due(self, process: CaseworkProcess) -> Due:
        return Due(on=held_on(process))

    def context(self, process: CaseworkProcess, user: User) -> dict[str, Any]:
        return {"papers": [], "too_early": day_of(meeting_of(process)) > clock.today()}

    def perform(self, process: CaseworkProcess, *, by: User) -> None:
        end_meeting(meeting_of(process), by=by)


class DraftMinutes(conference.DraftMinutes):
    perm = Perm.RECORD_STRATEGY


class CheckMinutes(conference.CheckMinutes):
    """By the chair first; by somebody else than their drafter, always."""
