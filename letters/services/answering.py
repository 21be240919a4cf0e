"""What the governing body answers, and what the council finds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from concern_cases.events import EventKind
from concern_cases.models import Evidence
from concern_cases.services.evidence import add_evidence
from letters.assessing import why_too_early
from letters.events import (
    ADDITION_ENTERED,
    ANSWER_ADDED,
    ANSWER_ENTERED,
    ANSWERED,
    COMPLIED,
    NOT_COMPLIED,
    log_letter,
)
from letters.mails import mail_addition, mail_late_answer
from letters.merging import body_of
from letters.models import AnswerAddition, Letter, LetterResponse, RequiredAction, ResponseItem
from letters.services.locking import lock, require_right, require_state
from letters.services.reading import require_governor
from letters.services.telling import tell_outcome
from letters.wording import listed
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm

Came = LetterResponse.Came


@service
def take_answer(letter: Letter, *, by: User, **said: Any) -> None:
    """What was sent is the answer (``answer_letter``) or, where one stands, added to it (``add_to_answer``).

    Two people who answer at once are both heard: the second one's words stand as added.
    """
    lock(letter)
    do = add_to_answer if hasattr(letter, "response") else answer_letter
    do(letter, by=by, **said)


@service
def answer_letter(
    letter: Letter,
    *,
    answers: Mapping[int, str],
    said: str = "",
    files: Mapping[int, Sequence[Any]] | None = None,
    came: str = Came.PORTAL,
    received_on: date | None = None,
    answered_by: str = "",
    by: User,
) -> LetterResponse:
    """The letter is answered: what the school says to each required action, by the action's number.

    ``said`` is the answer to a letter that asks for no single actions; ``files``, by action, become
    evidence of the case that the school can read.

    A governor answers here, today; the council enters an answer that came on paper, saying how, when and
    from whom. Lateness is judged by the letter's clock, at the end of its last day: a late answer counts as
    late, and is taken until the council has assessed the letter. Refuses (RuleError) an action without
    answer, a day before the letter or to come, and (AlreadyDone) a second answer: that is added to the first.
    """
    lock(letter)
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    require_state(letter, Letter.Status.GIVEN, to="answered")
    if hasattr(letter, "response"):
        raise AlreadyDone(f"{letter} was answered by {letter.response.answered_by} already.")
    receipt = _receipt(letter, came, received_on, answered_by, by=by)
    asked = list(letter.required_actions.all())
    words = _words_of(letter, asked, answers, said)
    response = LetterResponse.objects.create(letter=letter, said="" if asked else said.strip(), **receipt)
    for action in asked:
        text, sent = words[action.number], (files or {}).get(action.number, ())
        evidence = _keep_files(letter, action, text, sent, on=receipt["received_on"], by=by) if sent else None
        ResponseItem.objects.create(response=response, required_action=action, text=text, evidence=evidence)
    _tell(response, ANSWERED, ANSWER_ENTERED)
    if response.late:
        mail_late_answer(response)
    return response


@service
def add_to_answer(
    letter: Letter,
    *,
    answers: Mapping[int, str],
    said: str = "",
    files: Mapping[int, Sequence[Any]] | None = None,
    came: str = Came.PORTAL,
    received_on: date | None = None,
    answered_by: str = "",
    by: User,
) -> list[AnswerAddition]:
    """More is said to some of the actions, with its day, beside what was answered before, which stays.

    Whoever may answer may add, and the council enters what came on paper, until the letter is assessed; the
    lead of the case has a mail. Refuses (RuleError) a letter that was not answered, a sending that says
    nothing, files without a word about them, a day before the letter or to come, and (AlreadyDone) a letter
    that was assessed.
    """
    lock(letter)
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    require_state(letter, Letter.Status.GIVEN, to="answered")
    response: LetterResponse | None = getattr(letter, "response", None)
    if response is None:
        raise RuleError(f"{letter} was not answered yet: answer it first.")
    receipt = _receipt(letter, came, received_on, answered_by, by=by)
    asked: list[RequiredAction | None] = list(letter.required_actions.all()) or [None]
    added = []
    for action in asked:
        text = (answers.get(action.number, "") if action else said).strip()
        sent = (files or {}).get(action.number, ()) if action else ()
        if sent and not text:
            raise RuleError("Say what the files show. A few words are enough.", field=_field(action))
        if not text:
            continue
        evidence = None
        if action and sent:
            evidence = _keep_files(letter, action, text, sent, on=receipt["received_on"], by=by)
        facts = {"required_action": action, "text": text, "evidence": evidence, **receipt}
        added.append(AnswerAddition.objects.create(response=response, **facts))
    if not added:
        raise RuleError("Write what you add to the answer.", field=_field(asked[0]))
    _tell(added[0], ANSWER_ADDED, ADDITION_ENTERED)
    mail_addition(added[0])
    return added


def why_no_answer(letter: Letter) -> str:
    """Why a letter that was given takes no answer any more."""
    return f"{letter} awaits no answer. It is: {letter.get_status_display().lower()}."


@service
def assess_letter(letter: Letter, *, complied: bool, why: str, by: User) -> None:
    """The council has found whether what the letter asked for is done; everybody who got it is told.

    Refuses (RuleError) a finding without its reason, that a notice under the Act is not complied with while
    its period runs (section 60(1): the period has expired), and a proposal to use powers
    (``decide_on_powers``); (AlreadyDone) a second finding.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="assessed")
    if letter.kind.must_follow:
        raise RuleError(f"{letter} is a proposal: say which powers are used.")
    if not why.strip():
        raise RuleError("Say what the finding rests on. The school will read it.", field="why")
    if not complied and (early := why_too_early(letter)):
        raise RuleError(early, field="outcome")
    letter.status = Letter.Status.COMPLIED if complied else Letter.Status.NOT_COMPLIED
    letter.outcome_why, letter.ended_at = why.strip(), clock.now()
    letter.save()
    by_post = listed(tell_outcome(letter))
    found = COMPLIED if complied else NOT_COMPLIED
    log_letter(found, letter, circle=Circle.SCHOOL, why=letter.outcome_why, by_post=by_post)


def _words_of(
    letter: Letter, asked: list[RequiredAction], answers: Mapping[int, str], said: str
) -> dict[int, str]:
    """What is answered to each action, by its number; nothing may be left empty."""
    if not asked and not said.strip():
        raise RuleError(f"Write what the {body_of(letter)} answers.", field="said")
    words = {action.number: answers.get(action.number, "").strip() for action in asked}
    for number, text in words.items():
        if not text:
            raise RuleError(
                f"Say what the {body_of(letter)} has done about action {number}, or what it will do "
                "and when.",
                field=f"answer-{number}",
            )
    return words


def _field(action: RequiredAction | None) -> str:
    return f"answer-{action.number}" if action else "said"


def _receipt(
    letter: Letter, came: str, received_on: date | None, answered_by: str, *, by: User
) -> dict[str, Any]:
    """Who said it, how, when and how late: a governor here and now, or a paper as the council has it."""
    if may(by, Perm.READ_LA, letter.school):
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


def _keep_files(
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


def _tell(received: LetterResponse | AnswerAddition, here: EventKind, entered: EventKind) -> None:
    """The log has what was said here, or what was entered of a paper, and that it came late."""
    letter = received.letter
    late = "It came after the last day." if received.late else ""
    if received.came == Came.PORTAL:
        log_letter(here, letter, circle=Circle.SCHOOL, late=late)
        return
    log_letter(
        entered,
        letter,
        circle=Circle.SCHOOL,
        answered_by=received.answered_by,
        came=received.get_came_display().lower(),
        received=received.received_on,
        late=late,
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
