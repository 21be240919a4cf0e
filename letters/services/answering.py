"""What the governing body answers, and what the council finds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from concern_cases.models import Evidence
from concern_cases.services.evidence import add_evidence
from letters.events import ANSWER_ENTERED, ANSWERED, COMPLIED, NOT_COMPLIED, log_letter
from letters.mails import mail_late_answer
from letters.merging import body_of
from letters.models import Letter, LetterResponse, RequiredAction, ResponseItem
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
    answer, a day before the letter or to come, and (AlreadyDone) a second answer.
    """
    lock(letter)
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    require_state(letter, Letter.Status.GIVEN, to="answered")
    if hasattr(letter, "response"):
        raise AlreadyDone(why_no_answer(letter))
    if may(by, Perm.READ_LA, letter.school):
        received_on = _refuse_unlikely(letter, came, received_on, answered_by)
    else:
        require_governor(by, letter)
        came, received_on, answered_by = Came.PORTAL, clock.today(), by.name
    asked = list(letter.required_actions.all())
    words = _words_of(letter, asked, answers, said)
    response = LetterResponse.objects.create(
        letter=letter,
        answered_by=answered_by.strip(),
        came=came,
        received_on=received_on,
        said="" if asked else said.strip(),
        late=received_on > letter.running_clock.ends_on,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    for action in asked:
        _keep_answer(response, action, words[action.number], (files or {}).get(action.number, ()), by=by)
    _tell(response)
    return response


def why_no_answer(letter: Letter) -> str:
    """Why a letter that was given takes no answer any more."""
    if hasattr(letter, "response"):
        return f"{letter} was answered by {letter.response.answered_by} already."
    return f"{letter} awaits no answer. It is: {letter.get_status_display().lower()}."


@service
def assess_letter(letter: Letter, *, complied: bool, why: str, by: User) -> None:
    """The council has found whether what the letter asked for is done; everybody who got it is told.

    Refuses (RuleError) a finding without its reason, a proposal to use powers (``decide_on_powers``), and
    (AlreadyDone) a second finding.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="assessed")
    if letter.kind.must_follow:
        raise RuleError(f"{letter} is a proposal: say which powers are used.")
    if not why.strip():
        raise RuleError("Say what the finding rests on. The school will read it.", field="why")
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


def _keep_answer(
    response: LetterResponse, action: RequiredAction, words: str, files: Sequence[Any], *, by: User
) -> None:
    """The answer stands; what was sent with it is evidence of the case, shared with the school."""
    letter, evidence = response.letter, None
    if files:
        if letter.case is None:
            raise RuleError("This letter belongs to no case: files can’t be sent with the answer.")
        evidence = add_evidence(
            letter.case,
            kind=Evidence.Kind.OTHER,
            on=response.received_on,
            source=f"Answer to {letter.reference}, action {action.number}",
            text=words,
            circle=Circle.SCHOOL,
            files=files,
            by=by,
        )
    ResponseItem.objects.create(response=response, required_action=action, text=words, evidence=evidence)


def _tell(response: LetterResponse) -> None:
    """The log has the answer; of a late one the lead of the case hears, who may be assessing the letter."""
    letter = response.letter
    late = "It came after the last day." if response.late else ""
    if response.late:
        mail_late_answer(response)
    if response.came == Came.PORTAL:
        log_letter(ANSWERED, letter, circle=Circle.SCHOOL, late=late)
        return
    log_letter(
        ANSWER_ENTERED,
        letter,
        circle=Circle.SCHOOL,
        answered_by=response.answered_by,
        came=response.get_came_display().lower(),
        received=response.received_on,
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
