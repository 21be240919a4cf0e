"""Letters that begin because something was decided."""

from concern_cases.models import ConcernCase
from letters.models import Letter
from meetings.models import Decision
from meetings.services.carrying_out import record_outcome
from workflows import engine
from workflows.models import CaseworkProcess, Trigger
from workflows.services.letters import start_letter


def start_wanted_letter(trigger: Trigger) -> CaseworkProcess | None:
    """Serves a decision, or a letter that was not complied with: the next letter is the case lead's to draft.

    A step of the ladder that a decision leaves out is left out for the decision's own reason. Refuses what
    ``start_letter`` refuses.
    """
    wanted = trigger.payload
    decision = Decision.objects.select_related("code").filter(pk=wanted.get("decision")).first()
    if decision and decision.came_of_it:
        return None  # somebody made it an action meanwhile
    process = start_letter(
        ConcernCase.objects.get(pk=wanted["case"]),
        kind=wanted["kind"],
        follows=Letter.objects.filter(pk=wanted.get("follows")).first(),
        skips_rung_why=f"{trigger.cause}: {decision.reason}" if decision else trigger.cause,
        by=None,
    )
    if decision:
        letter = process.subject
        record_outcome(decision, f"{letter} is to be drafted.", by=None)
    return process


def stop_ended_letter(trigger: Trigger) -> None:
    """Serves a notice that was given: the process of the letter that it ended is over, with its timers."""
    process = CaseworkProcess.objects.filter(letter=trigger.payload["letter"]).first()
    if process:
        engine.stop(process.coerced, by=None)
