"""What the governing body answers, and what the council finds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from concern_cases.models import Evidence
from concern_cases.services.evidence import add_evidence
from letters.events import ANSWER_ENTERED, ANSWERED, COMPLIED, NOT_COMPLIED, log_letter
from letters.mails import governors_who_answer, mail_outcome
from letters.merging import body_of
from letters.models import Letter, LetterResponse, RequiredAction, ResponseItem
from letters.services.locking import lock, require_right, require_state
from letters.services.reading import answers_for_school
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
    from whom. Lateness is judged by the letter's clock, at the end of its last day. Refuses (RuleError) an
    action without answer, a day before the letter or to come, and (AlreadyDone) a second answer.
    """
    lock(letter)
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    require_state(letter, Letter.Status.GIVEN, to="answered")
    if hasattr(letter, "response"):
        raise AlreadyDone(f"{letter} was answered by {letter.response.answered_by} already.")
    if answers_for_school(by, letter):
        came, received_on, answered_by = Came.PORTAL, clock.today(), by.name
    else:
        received_on = _refuse_unlikely(letter, came, received_on, answered_by)
    asked = list(letter.required_actions.all())
    if not asked and not said.strip():
        raise RuleError(f"Write what the {body_of(letter)} answers.", field="said")
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
        words = answers.get(action.number, "").strip()
        if not words:
            raise RuleError(
                f"Say what the {body_of(letter)} has done about action {action.number}, or what it will do "
                "and when.",
                field=f"answer-{action.number}",
            )
        sent = (files or {}).get(action.number, ())
        ResponseItem.objects.create(
            response=response,
            required_action=action,
            text=words,
            evidence=_keep(letter, action, words, sent, on=received_on, by=by) if sent else None,
        )
    late = "It came after the last day." if response.late else ""
    if came == Came.PORTAL:
        log_letter(ANSWERED, letter, circle=Circle.SCHOOL, late=late)
    else:
        log_letter(
            ANSWER_ENTERED,
            letter,
            circle=Circle.SCHOOL,
            answered_by=response.answered_by,
            came=response.get_came_display().lower(),
            received=received_on,
            late=late,
        )
    return response


@service
def assess_letter(letter: Letter, *, complied: bool, why: str, by: User) -> None:
    """The council has found whether what the letter asked for is done; the school is told where to read it.

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
    log_letter(COMPLIED if complied else NOT_COMPLIED, letter, circle=Circle.SCHOOL, why=letter.outcome_why)
    for user in governors_who_answer(letter):
        mail_outcome(letter, user)


def _keep(
    letter: Letter, action: RequiredAction, words: str, files: Sequence[Any], *, on: date, by: User
) -> Evidence | None:
    """What was sent with an answer stands among the evidence of the case, shared with the school."""
    if letter.case is None:
        raise RuleError("This letter belongs to no case: files can’t be sent with the answer.")
    kept: Evidence = add_evidence(
        letter.case,
        kind=Evidence.Kind.OTHER,
        on=on,
        source=f"Answer to {letter.reference}, action {action.number}",
        text=words,
        circle=Circle.SCHOOL,
        files=files,
        by=by,
    )
    return kept


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
