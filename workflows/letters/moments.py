"""What the flow of a letter asks of it: moments and conditions."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from letters.law import has_representations
from letters.models import Letter
from record import clock
from schools.calendar import deadline, deadline_before
from workflows.cards import morning_of
from workflows.models import CaseworkProcess
from workflows.steps import Condition

REMINDED_BEFORE = 5  # working days by the rule of the letter
ONE_DAY = timedelta(days=1)


def diocese_is_to_be_told(process: CaseworkProcess) -> bool:
    """A church school's diocese is told once, however often the draft comes back."""
    letter = letter_of(process)
    return letter.tells_diocese and letter.diocese_told_at is None


def relies_on_records(process: CaseworkProcess) -> bool:
    """Whether what the letter relies on has to be chosen first: a free letter relies on nothing."""
    return letter_of(process).kind.needs_matters


def was_given(process: CaseworkProcess) -> bool:
    """Whether the recipients have it."""
    return letter_of(process).is_given


def answer_is_awaited(process: CaseworkProcess) -> bool:
    """Whether the letter that was given started a clock."""
    return letter_of(process).status == Letter.Status.GIVEN


def hmci_may_have_decided(process: CaseworkProcess) -> bool:
    """Whether it is still to be recorded what came of the right to turn to the Chief Inspector."""
    letter = letter_of(process)
    return has_representations(letter.kind) and not letter.hmci_decision


def hmci_decided(decision: str) -> Condition:
    """Whether that came of it."""
    return lambda process: letter_of(process).hmci_decision == decision


def letter_of(process: CaseworkProcess) -> Letter:
    """The letter that the process is about."""
    if process.letter is None:
        raise LookupError(f"Process {process.pk} has no letter.")
    return process.letter


def has(*states: str) -> Condition:
    """Whether the letter has come to that state, or to one of them."""
    return lambda process: letter_of(process).status in states


def last_day(process: CaseworkProcess) -> date:
    """The day by which an answer is due."""
    due: date = letter_of(process).running_clock.ends_on
    return due


def end_of_clock(process: CaseworkProcess) -> datetime:
    """The end of that day in London."""
    return datetime.combine(last_day(process) + ONE_DAY, time(0), tzinfo=timezone.get_default_timezone())


def reminder_before_the_end(process: CaseworkProcess) -> datetime:
    """The morning five days before the end, as the letter's own rule counts; after the end for no reminder.

    Never before the next such day after today, on which its time began or was made longer; and none on the
    last day itself.
    """
    running = letter_of(process).running_clock
    counted = deadline_before(
        running.rule, before=running.ends_on, days=REMINDED_BEFORE, school=process.school
    ).ends_on
    next_day = deadline(running.rule, given=clock.today(), days=1, school=process.school).ends_on
    reminded = max(counted, next_day)
    return morning_of(reminded) if reminded < running.ends_on else end_of_clock(process) + ONE_DAY
