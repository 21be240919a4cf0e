"""A case conference, from the invitation to what follows from it."""

from typing import Any

from viewflow import this

from meetings.services.following import next_is_needed
from meetings.services.invitations import send_invitations
from record.actor import current_actor
from workflows import nodes
from workflows.conferences import steps
from workflows.conferences.minutes import MinutesToCirculate, minutes_are_right
from workflows.conferences.steps import begins, meeting_of
from workflows.flow import CaseworkFlow
from workflows.models import CaseConferenceProcess


class CaseConferenceFlow(MinutesToCirculate, CaseworkFlow):
    """Case conference"""

    process_class = CaseConferenceProcess

    start = nodes.Start(this.begin).Next(this.send_invitations)
    send_invitations = nodes.Function(this.invite, title="Send the invitations").Next(this.collect_papers)
    collect_papers = (
        nodes.Human(steps.CollectPapers())
        .InterruptedAt(begins, this.hold_conference, title="It begins")
        .Next(this.hold_conference)
    )
    hold_conference = nodes.Human(steps.HoldConference()).Next(this.draft_minutes)
    draft_minutes = nodes.Human(steps.DraftMinutes()).Next(this.check_minutes)
    check_minutes = nodes.Human(steps.CheckMinutes()).Next(this.minutes_approved)
    minutes_approved = (
        nodes.If(minutes_are_right, title="Approved?").Then(this.circulate_minutes).Else(this.draft_minutes)
    )
    circulate_minutes = nodes.Function(this.circulate, title="Ask for the PDF").Next(this.minutes_circulated)
    minutes_circulated = nodes.Job(title="Send the minutes").Next(this.act_on_decisions)
    act_on_decisions = nodes.Function(this.act, title="Act on the decisions").Next(this.next_needed)
    next_needed = (
        nodes.If(lambda process: next_is_needed(meeting_of(process)), title="Another one?")
        .Then(this.schedule_next)
        .Else(this.end)
    )
    schedule_next = nodes.Human(steps.ScheduleNext()).Next(this.end)
    end = nodes.End()

    chase = nodes.Chase()
    escalate = nodes.Escalate()
    reminded = nodes.End(title="Reminded", hidden=True)

    def invite(self, activation: Any) -> None:
        send_invitations(activation.process.meeting, by=current_actor())
