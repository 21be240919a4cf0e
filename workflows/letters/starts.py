"""Letters that begin because something was decided."""

from concern_cases.models import ConcernCase
from letters.ladder import kind_of, refuse_unfit
from letters.models import Letter, LetterKind
from letters.services.drafting import NOT_GIVEN_YET, last_given
from meetings.models import Decision
from meetings.services.carrying_out import record_outcome, replace_by_action
from record.errors import RuleError
from workflows import engine
from workflows.models import CaseworkProcess, Trigger
from workflows.services.letters import start_letter


def start_wanted_letter(trigger: Trigger) -> CaseworkProcess | None:
    """Serves a decision, or a letter that was not complied with: the next letter is the case lead's to draft.

    A step of the ladder that a decision leaves out is left out for the decision's own reason; nothing else
    leaves one out. What the school can't be given (a notice to an academy, a proposal without a notice before
    it) is an action instead, and the decision says why; a letter of the kind that is being written already is
    what came of it. Refuses what ``start_letter`` refuses: people choose what follows where the letter before
    ended meanwhile.
    """
    wanted, case = trigger.payload, trigger.case
    if case is None:
        raise RuleError("The letter that was wanted is about no case")
    decision = (
        Decision.objects.select_related("code", "recorded_by").filter(pk=wanted.get("decision")).first()
    )
    kind = kind_of(wanted["kind"])
    if decision and _settled(decision, case, kind):
        return None
    standing = Letter.objects.exclude(status__in=Letter.NO_LONGER_STANDING)
    process = start_letter(
        case,
        kind=kind,
        follows=standing.filter(pk=wanted.get("follows")).first(),
        skips_rung_why=f"{trigger.cause}: {decision.reason}" if decision else "",
        by=None,
    )
    if decision:
        letter = process.subject
        record_outcome(decision, f"{letter} is to be drafted.", by=None)
    return process


def stop_ended_letter(trigger: Trigger) -> None:
    """Serves a letter that ended another: that one's process is over, with its timers."""
    process = CaseworkProcess.objects.filter(letter=trigger.payload["letter"]).first()
    if process:
        engine.stop(process.coerced, by=None)


def _settled(decision: Decision, case: ConcernCase, kind: LetterKind) -> bool:
    """Whether no letter is to be begun: something else came of the decision, and it says what."""
    if decision.came_of_it:
        return True  # somebody made it an action meanwhile
    written = Letter.objects.filter(case=case, kind__series=kind.series, status__in=NOT_GIVEN_YET).first()
    if written:
        record_outcome(decision, f"{written} is being written already.", by=None)
        return True
    try:
        refuse_unfit(kind, case.school, last_given(case), why=str(decision.code))
    except RuleError as error:
        replace_by_action(decision, why=str(error), by=decision.recorded_by)
        return True
    return False
