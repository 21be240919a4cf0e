"""What every answer has in common, whole, in part or added: from whom, when and how late, and its files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from concern_cases.events import EventKind
from concern_cases.models import Evidence
from concern_cases.services.evidence import add_evidence
from letters.events import log_letter
from letters.governors import answers_for_school
from letters.models import AnswerAddition, AnswerPart, Letter, LetterResponse, RequiredAction
from letters.services.reading import require_governor
from letters.wording import plain_day
from people.access import may
from people.models import User
from record import clock
from record.errors import RuleError
from schools.permissions import Circle, Perm

Came = LetterResponse.Came


def field_of(action: RequiredAction | None) -> str:
    """The field of a form in which the answer to it is written."""
    return f"answer-{action.number}" if action else "said"


def receipt_of(
    letter: Letter, came: str, received_on: date | None, answered_by: str, *, by: User
) -> dict[str, Any]:
    """Who said it, how, when and how late: a governor here and now, or a paper as the council has it."""
    if may(by, Perm.READ_LA, letter.school) and not answers_for_school(by, letter):
        received_on = _refuse_unlikely(letter, came, received_on, answered_by)
    else:
        require_governor(by, letter)
        came, received_on, answered_by = Came.PORTAL, clock.today(), by.name
    return {
        "answered_by": answered_by.strip(),
        "came": came,
        "received_on": received_on,
        "late": received_on > letter.running_clock.ends_on,
        "recorded_at": clock.now(),
        "recorded_by": by,
    }


def made_whole_by(part: AnswerPart) -> dict[str, Any]:
    """From whom, how and when the whole answer is, where this part came last; late by the clock of today."""
    return {
        "answered_by": part.answered_by,
        "came": part.came,
        "received_on": part.received_on,
        "late": part.received_on > part.letter.running_clock.ends_on,
    }


def keep_files(
    letter: Letter, action: RequiredAction, words: str, files: Sequence[Any], *, on: date, by: User
) -> Evidence:
    """What was sent along is evidence of the case, shared with the school."""
    if letter.case is None:
        raise RuleError("This letter belongs to no case: files can’t be sent with the answer.")
    return add_evidence(
        letter.case,
        kind=Evidence.Kind.OTHER,
        on=on,
        source=f"Answer to {letter.reference}, action {action.number}",
        text=words,
        circle=Circle.SCHOOL,
        files=files,
        by=by,
    )


def tell(
    received: LetterResponse | AnswerAddition | AnswerPart, here: EventKind, entered: EventKind, **facts: Any
) -> None:
    """The log has what was said here, or what was entered of a paper, and that it came late."""
    letter = received.letter
    late = "It came after the last day." if received.late else ""
    if received.came == Came.PORTAL:
        log_letter(here, letter, circle=Circle.SCHOOL, late=late, **facts)
        return
    log_letter(
        entered,
        letter,
        circle=Circle.SCHOOL,
        answered_by=received.answered_by,
        came=received.get_came_display().lower(),
        received=received.received_on,
        late=late,
        **facts,
    )


def tell_whole(
    response: LetterResponse, receipt: dict[str, Any], here: EventKind, entered: EventKind
) -> None:
    """As ``tell``; of a paper that came before the last part, with its own day and the one of the whole."""
    if response.received_on == receipt["received_on"]:
        tell(response, here, entered)
        return
    whole = f"The answer was whole on {plain_day(response.received_on)}"
    log_letter(
        entered,
        response.letter,
        circle=Circle.SCHOOL,
        answered_by=receipt["answered_by"],
        came=Came(receipt["came"]).label.lower(),
        received=receipt["received_on"],
        late=f"{whole}, after the last day." if response.late else f"{whole}.",
    )


def _refuse_unlikely(letter: Letter, came: str, received_on: date | None, answered_by: str) -> date:
    if came not in Came.values or came == Came.PORTAL:
        raise RuleError("Say how the answer came.", field="came")
    if not answered_by.strip():
        raise RuleError("Say who answered.", field="answered_by")
    if received_on is None or letter.given_on is None or not letter.given_on <= received_on <= clock.today():
        raise RuleError(
            "Give the day on which the answer came: not before the letter, not after today.",
            field="received_on",
        )
    return received_on
