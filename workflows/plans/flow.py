"""One version of a plan, from the draft to its coming into force. The next one has its own process."""

from typing import Any

from viewflow import this

from concern_cases.services import plan_drafts, plans
from record.actor import current_actor
from workflows import nodes
from workflows.cards import asked_until
from workflows.flow import CaseworkFlow
from workflows.models import SupportPlanProcess
from workflows.plans import steps
from workflows.plans.moments import end_of_comment, version_of


class SupportPlanFlow(CaseworkFlow):
    """Version of a plan"""

    process_class = SupportPlanProcess

    start = nodes.Start(this.begin).Next(this.draft_plan)
    draft_plan = nodes.Human(steps.DraftPlan()).Next(this.school_comment)
    school_comment = (
        nodes.Human(steps.SchoolComment())
        .InterruptedAt(end_of_comment, this.record_silence, title="Time is over")
        .Next(this.approve_plan)
    )
    record_silence = nodes.Function(this.note_silence, title="Record that the school said nothing").Next(
        this.approve_plan
    )
    approve_plan = nodes.Human(steps.ApprovePlan()).Next(this.plan_approved)
    plan_approved = (
        nodes.If(lambda process: plan_drafts.is_approved(version_of(process)), title="Approved?")
        .Then(this.bring_into_force)
        .Else(this.draft_plan)
    )
    bring_into_force = nodes.Function(this.put_in_force, title="Bring it into force").Next(this.end)
    end = nodes.End()

    chase = nodes.Chase()
    escalate = nodes.Escalate()
    reminded = nodes.End(title="Reminded", hidden=True)

    def note_silence(self, activation: Any) -> None:
        process = activation.process
        on = asked_until(process, "school_comment")
        plan_drafts.record_silence(version_of(process), on=on, by=None)

    def put_in_force(self, activation: Any) -> None:
        plans.bring_into_force(version_of(activation.process), by=current_actor())
