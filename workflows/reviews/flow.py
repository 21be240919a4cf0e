"""A three-monthly review, from falling due to what follows from it."""

from typing import Any

from viewflow import this

from concern_cases.models import Review
from concern_cases.services.review_dates import schedule_next
from concern_cases.services.review_deciding import draft_record
from concern_cases.services.review_judging import record_silence
from record.actor import current_actor
from workflows import nodes
from workflows.cards import asked_until
from workflows.flow import CaseworkFlow
from workflows.models import ReviewProcess
from workflows.reviews import following, moments, steps

Outcome = Review.Outcome


class ReviewFlow(CaseworkFlow):
    """Review of a plan"""

    process_class = ReviewProcess

    start = nodes.Start(this.begin).Next(this.draft_from_record)
    draft_from_record = nodes.Function(this.draft, title="Draft from the record").Next(this.held_already)
    held_already = (
        nodes.If(moments.is_held, title="Held by a conference?")
        .Then(this.judged_already)
        .Else(this.gather_evidence)
    )
    gather_evidence = (
        nodes.Human(steps.GatherEvidence())
        .InterruptedAt(moments.end_of_gathering, this.judged_already, title="Time is over")
        .Next(this.judged_already)
    )
    judged_already = (
        nodes.If(moments.is_judged, title="Judged by a conference?")
        .Then(this.school_comment)
        .Else(this.rate_objectives)
    )
    rate_objectives = nodes.Human(steps.RateObjectives()).Next(this.school_comment)
    school_comment = (
        nodes.Human(steps.SchoolComment())
        .InterruptedAt(moments.end_of_comment, this.record_silence, title="Time is over")
        .Next(this.decide_outcome)
    )
    record_silence = nodes.Function(this.silence, title="Silence recorded").Next(this.decide_outcome)
    decide_outcome = nodes.Human(steps.DecideOutcome()).Next(this.answered_already)
    # A judgement that is corrected after the school answered it goes to the school again.
    answered_already = (
        nodes.If(moments.is_answered, title="Answered by the school?")
        .Then(this.what_follows)
        .Else(this.school_comment)
    )
    what_follows = (
        nodes.Switch(title="What follows?")
        .Case(this.ask_conference, moments.follows(Outcome.CONFERENCE))
        .Case(this.refer_to_strategy, moments.follows(Outcome.STRATEGY))
        .Case(this.propose_letter, moments.follows(Outcome.LETTER))
        .Default(this.schedule_next)
    )
    ask_conference = nodes.Function(this.conference, title="Ask for a conference").Next(this.schedule_next)
    refer_to_strategy = nodes.Function(this.strategy, title="Refer to the strategy meeting").Next(
        this.schedule_next
    )
    propose_letter = nodes.Function(this.letter, title="Propose a letter").Next(this.schedule_next)
    # Whatever follows: a school that slips does not fall out of the cycle.
    schedule_next = nodes.Function(this.plan_next, title="Plan the next review").Next(this.end)
    end = nodes.End()

    chase = nodes.Chase()
    escalate = nodes.Escalate()
    reminded = nodes.End(title="Reminded", hidden=True)

    def draft(self, activation: Any) -> None:
        draft_record(moments.review_of(activation.process), by=current_actor())

    def silence(self, activation: Any) -> None:
        process = activation.process
        record_silence(moments.review_of(process), on=asked_until(process, "school_comment"), by=None)

    def conference(self, activation: Any) -> None:
        following.ask_for_conference(activation.process)

    def strategy(self, activation: Any) -> None:
        following.refer_to_strategy(activation.process)

    def letter(self, activation: Any) -> None:
        following.propose_letter(activation.process)

    def plan_next(self, activation: Any) -> None:
        schedule_next(moments.review_of(activation.process).plan, by=current_actor())
