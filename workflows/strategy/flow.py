"""A meeting of the authority, from the choice of the schools to what follows from it."""

from typing import Any

from viewflow import this

from meetings.models import Meeting
from meetings.reference import MEMBERS_PANEL
from record.actor import current_actor
from workflows import nodes
from workflows.conferences.minutes import MinutesToCirculate, minutes_are_right
from workflows.conferences.steps import begins, meeting_of
from workflows.flow import CaseworkFlow
from workflows.models import CaseworkProcess, StrategyMeetingProcess
from workflows.services.strategy_packs import ask_to_circulate, ask_to_compile
from workflows.strategy import steps


def is_of_panel(process: CaseworkProcess) -> bool:
    """The Members Panel reads of schools in its report, and no school stands on its agenda."""
    return meeting_of(process).type.code == MEMBERS_PANEL


class StrategyMeetingFlow(MinutesToCirculate, CaseworkFlow):
    """Strategy meeting"""

    process_class = StrategyMeetingProcess

    start = nodes.Start(this.begin).Next(this.panel)
    panel = nodes.If(is_of_panel, title="Members Panel?").Then(this.lay_report).Else(this.choose_schools)
    lay_report = (
        nodes.Human(steps.LayReport())
        .InterruptedAt(begins, this.hold_meeting, title="It begins")
        .Next(this.compile_packs)
    )
    choose_schools = (
        nodes.Human(steps.ChooseSchools())
        .InterruptedAt(begins, this.hold_meeting, title="It begins")
        .Next(this.compile_packs)
    )
    compile_packs = nodes.Function(this.compile, title="Ask for the packs").Next(this.packs_compiled)
    packs_compiled = nodes.Job(title="Make the packs").Next(this.check_packs)
    check_packs = (
        nodes.Human(steps.CheckPacks())
        .InterruptedAt(begins, this.hold_meeting, title="It begins")
        .Next(this.packs_ready)
    )
    packs_ready = (
        nodes.If(
            lambda process: meeting_of(process).status == Meeting.Status.PAPERS_OUT, title="Are they right?"
        )
        .Then(this.circulate_packs)
        .Else(this.compile_packs)
    )
    circulate_packs = nodes.Function(this.send, title="Ask to send the packs").Next(this.packs_circulated)
    packs_circulated = nodes.Job(title="Send the packs").Next(this.hold_meeting)
    hold_meeting = nodes.Human(steps.HoldMeeting()).Next(this.draft_minutes)
    draft_minutes = nodes.Human(steps.DraftMinutes()).Next(this.check_minutes)
    check_minutes = nodes.Human(steps.CheckMinutes()).Next(this.minutes_approved)
    minutes_approved = (
        nodes.If(minutes_are_right, title="Approved?").Then(this.circulate_minutes).Else(this.draft_minutes)
    )
    circulate_minutes = nodes.Function(this.circulate, title="Ask for the PDF").Next(this.minutes_circulated)
    minutes_circulated = nodes.Job(title="Send the minutes").Next(this.act_on_decisions)
    act_on_decisions = nodes.Function(this.act, title="Act on the decisions").Next(this.end)
    end = nodes.End()

    chase = nodes.Chase()
    escalate = nodes.Escalate()
    reminded = nodes.End(title="Reminded", hidden=True)

    def compile(self, activation: Any) -> None:
        ask_to_compile(activation.process.meeting, by=current_actor())

    def send(self, activation: Any) -> None:
        ask_to_circulate(activation.process.meeting, by=current_actor())
