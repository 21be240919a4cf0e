"""A warning letter, from choosing what it relies on to what follows from the answer."""

from typing import Any

from viewflow import this

from letters.models import Letter
from letters.services.issuing import issue_letter
from letters.services.reading import remind_governors
from record.actor import current_actor
from workflows import nodes
from workflows.flow import CaseworkFlow
from workflows.letters import moments, steps
from workflows.letters.next_rung import want_next_letter
from workflows.models import WarningLetterProcess

Status, Hmci = Letter.Status, Letter.Hmci


class WarningLetterFlow(CaseworkFlow):
    """Warning letter"""

    process_class = WarningLetterProcess

    start = nodes.Start(this.begin).Next(this.relies_on_records)
    relies_on_records = (
        nodes.If(moments.relies_on_records, title="Relies on records?")
        .Then(this.assemble_grounds)
        .Else(this.draft_letter)
    )
    assemble_grounds = nodes.Human(steps.AssembleGrounds()).Next(this.draft_letter)
    draft_letter = nodes.Human(steps.DraftLetter()).Next(this.church_school)
    church_school = (
        nodes.If(moments.diocese_is_to_be_told, title="Church school?")
        .Then(this.tell_diocese)
        .Else(this.law_check_needed)
    )
    tell_diocese = nodes.Human(steps.TellDiocese()).Next(this.law_check_needed)
    law_check_needed = (
        nodes.If(moments.has(Status.LEGAL_CHECK), title="Legal check?")
        .Then(this.legal_check)
        .Else(this.authorise)
    )
    legal_check = nodes.Human(steps.LegalCheck()).Next(this.law_agreed)
    law_agreed = (
        nodes.If(moments.has(Status.FOR_AUTHORISATION), title="Right in law?")
        .Then(this.authorise)
        .Else(this.draft_letter)
    )
    authorise = nodes.Human(steps.Authorise()).Next(this.authorised)
    authorised = (
        nodes.If(moments.has(Status.AUTHORISED), title="Authorised?").Then(this.issue).Else(this.draft_letter)
    )
    issue = nodes.Function(this.ask_for_file, title="Issue the letter").Next(this.issued)
    issued = nodes.Job(title="Make and give the letter").Next(this.still_authorised)
    still_authorised = (
        nodes.If(moments.was_given, title="Given as authorised?")
        .Then(this.answer_awaited)
        .Else(this.draft_letter)
    )
    answer_awaited = (
        nodes.If(moments.answer_is_awaited, title="Answer awaited?").Then(this.await_response).Else(this.end)
    )
    await_response = (
        nodes.Human(steps.AwaitResponse())
        .InterruptedAt(moments.end_of_clock, this.representations, title="Time is over")
        .OnTimeout(
            lambda activation: moments.reminder_before_the_end(activation.process),
            this.remind,
            interrupting=False,
            title="Five working days left",
        )
        .Next(this.representations)
    )
    representations = (
        nodes.If(moments.hmci_may_have_decided, title="Right of representation?")
        .Then(this.hmci_decision)
        .Else(this.assess_response)
    )
    hmci_decision = nodes.Human(steps.HmciDecision()).Next(this.notice_confirmed)
    notice_confirmed = (
        nodes.Switch(title="Confirmed?")
        .Case(this.await_response, moments.hmci_decided(Hmci.CONFIRMED))
        .Case(this.assess_response, moments.hmci_decided(Hmci.NONE_MADE))
        .Default(this.end)
    )
    assess_response = nodes.Human(steps.AssessResponse()).Next(this.what_follows)
    what_follows = (
        nodes.Switch(title="What follows?")
        .Case(this.end, moments.has(Status.COMPLIED, Status.POWERS_USED, Status.NO_POWERS_USED))
        .Case(this.await_response, moments.answer_is_awaited)
        .Default(this.next_rung)
    )
    next_rung = nodes.Function(this.ask_for_next, title="Next step of the ladder").Next(this.end)
    end = nodes.End()

    remind = nodes.Function(this.remind_school, title="Remind the school", hidden=True).Next(this.reminded)
    chase = nodes.Chase()
    escalate = nodes.Escalate()
    reminded = nodes.End(title="Reminded", hidden=True)

    def ask_for_file(self, activation: Any) -> None:
        issue_letter(activation.process.letter, by=current_actor())

    def remind_school(self, activation: Any) -> None:
        remind_governors(activation.process.letter, by=None)

    def ask_for_next(self, activation: Any) -> None:
        want_next_letter(activation.process)
