"""What the governing body answers, at once or action by action, and what the council finds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from letters.answers import answered_numbers, progress_of
from letters.assessing import why_no_finding
from letters.events import (
    ADDITION_ENTERED,
    ANSWER_ADDED,
    ANSWER_ENTERED,
    ANSWERED,
    ANSWERED_IN_PART,
    COMPLIED,
    NOT_COMPLIED,
    PART_ENTERED,
    log_letter,
)
from letters.mails import mail_addition, mail_late_answer, mail_part
from letters.merging import body_of
from letters.models import AnswerAddition, AnswerPart, Letter, LetterResponse, RequiredAction, ResponseItem
from letters.services.locking import lock, require_right, require_state
from letters.services.receiving import (
    Came,
    field_of,
    keep_files,
    made_whole_by,
    receipt_of,
    tell,
    tell_whole,
)
from letters.services.telling import tell_outcome
from letters.wording import listed
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm


@service
def take_answer(letter: Letter, *, whole: bool = False, by: User, **said: Any) -> None:
    """What was sent is the answer (``answer_letter``), a part of it (``answer_part``) or, where one stands,
    added to it (``add_to_answer``).

    Two people who answer at once are both heard: the second one's words stand as added.
    """
    lock(letter)
    if hasattr(letter, "response"):
        add_to_answer(letter, by=by, **said)
    elif makes_whole(letter, answers=said["answers"], whole=whole):
        answer_letter(letter, whole=whole, by=by, **said)
    else:
        answer_part(letter, by=by, **said)


def makes_whole(letter: Letter, *, answers: Mapping[int, str], whole: bool = False) -> bool:
    """Whether nothing stays open with these answers: every action has one now, or that is said to be all."""
    said = {number for number, words in answers.items() if words.strip()} | answered_numbers(letter)
    return whole or all(action.number in said for action in letter.required_actions.all())


@service
def answer_letter(
    letter: Letter,
    *,
    answers: Mapping[int, str],
    said: str = "",
    files: Mapping[int, Sequence[Any]] | None = None,
    whole: bool = False,
    came: str = Came.PORTAL,
    received_on: date | None = None,
    answered_by: str = "",
    by: User,
) -> LetterResponse:
    """The letter is answered: what the school says to each required action, by the action's number.

    ``said`` is the answer to a letter that asks for no single actions; ``files``, by action, become
    evidence of the case that the school can read. Actions that were answered in part before need nothing
    more; with ``whole`` the school says that this is all, and others stay without an answer.

    A governor answers here, today; the council enters an answer that came on paper, saying how, when and
    from whom. Lateness is judged by the letter's clock, at the end of its last day: a late answer counts as
    late, and is taken until the council has assessed the letter. Where a part came after a paper that is
    entered now, that paper is a part too, and the answer is of the day and the person that made it whole.
    Refuses (RuleError) an action without
    answer, an answer that says nothing at all, files without a word about them, a day before the letter or to
    come, and (AlreadyDone) a second answer: that is added to the first.
    """
    lock(letter)
    _refuse_unless_awaited(letter, by)
    receipt = receipt_of(letter, came, received_on, answered_by, by=by)
    asked = list(letter.required_actions.all())
    words = _words_of(letter, asked, answers, said, whole)
    _refuse_bare_files(words, files)
    last = _what_made_it_whole(letter, words, receipt)
    of_whole = {**receipt, **made_whole_by(last)} if last else receipt
    response = LetterResponse.objects.create(letter=letter, said="" if asked else said.strip(), **of_whole)
    for action in asked:
        if words[action.number]:
            facts = _facts(letter, action, words, files, receipt)
            if last:
                AnswerPart.objects.create(letter=letter, **facts, **receipt)
            else:
                ResponseItem.objects.create(response=response, **facts)
    tell_whole(response, receipt, ANSWERED, ANSWER_ENTERED)
    if response.late:
        mail_late_answer(response)
    return response


@service
def answer_part(
    letter: Letter,
    *,
    answers: Mapping[int, str],
    said: str = "",
    files: Mapping[int, Sequence[Any]] | None = None,
    came: str = Came.PORTAL,
    received_on: date | None = None,
    answered_by: str = "",
    by: User,
) -> list[AnswerPart]:
    """Some actions have an answer, with its day; the others stay open, and the letter's answer is awaited.

    The lead of the case has a mail. Refuses (RuleError) a sending that answers no action, files without a
    word about them, a day before the letter or to come, and (AlreadyDone) a letter that has its answer.
    """
    lock(letter)
    _refuse_unless_awaited(letter, by)
    receipt = receipt_of(letter, came, received_on, answered_by, by=by)
    asked = list(letter.required_actions.all())
    words = {action.number: answers.get(action.number, "").strip() for action in asked}
    _refuse_bare_files(words, files)
    if not any(words.values()):
        raise RuleError(
            "Write an answer to one action at least.", field=field_of(asked[0] if asked else None)
        )
    parts = [
        AnswerPart.objects.create(letter=letter, **_facts(letter, action, words, files, receipt), **receipt)
        for action in asked
        if words[action.number]
    ]
    tell(parts[0], ANSWERED_IN_PART, PART_ENTERED, progress=progress_of(letter))
    mail_part(parts[0])
    return parts


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
    receipt = receipt_of(letter, came, received_on, answered_by, by=by)
    asked: list[RequiredAction | None] = list(letter.required_actions.all()) or [None]
    added = []
    for action in asked:
        text = (answers.get(action.number, "") if action else said).strip()
        sent = (files or {}).get(action.number, ()) if action else ()
        if sent and not text:
            raise RuleError("Say what the files show. A few words are enough.", field=field_of(action))
        if not text:
            continue
        evidence = None
        if action and sent:
            evidence = keep_files(letter, action, text, sent, on=receipt["received_on"], by=by)
        facts = {"required_action": action, "text": text, "evidence": evidence, **receipt}
        added.append(AnswerAddition.objects.create(response=response, **facts))
    if not added:
        raise RuleError("Write what you add to the answer.", field=field_of(asked[0]))
    tell(added[0], ANSWER_ADDED, ADDITION_ENTERED)
    mail_addition(added[0])
    return added


def why_no_answer(letter: Letter) -> str:
    """Why a letter that was given takes no answer any more."""
    return f"{letter} awaits no answer. It is: {letter.get_status_display().lower()}."


@service
def assess_letter(letter: Letter, *, complied: bool, why: str, by: User) -> None:
    """The council has found whether what the letter asked for is done; everybody who got it is told.

    Refuses (RuleError) a finding without its reason, that a notice under the Act is not complied with while
    its period runs (section 60(1): the period has expired) or while it is not on record as having reached the
    governing body, and a proposal to use powers
    (``decide_on_powers``); (AlreadyDone) a second finding.
    """
    lock(letter)
    require_right(by, Perm.ASSESS_RESPONSE, letter)
    require_state(letter, Letter.Status.GIVEN, to="assessed")
    if letter.kind.must_follow:
        raise RuleError(f"{letter} is a proposal: say which powers are used.")
    if not why.strip():
        raise RuleError("Say what the finding rests on. The school will read it.", field="why")
    if not complied and (why_not := why_no_finding(letter)):
        raise RuleError(why_not, field="outcome")
    letter.status = Letter.Status.COMPLIED if complied else Letter.Status.NOT_COMPLIED
    letter.outcome_why, letter.ended_at = why.strip(), clock.now()
    letter.save()
    by_post = listed(tell_outcome(letter))
    found = COMPLIED if complied else NOT_COMPLIED
    log_letter(found, letter, circle=Circle.SCHOOL, why=letter.outcome_why, by_post=by_post)


def _refuse_unless_awaited(letter: Letter, by: User) -> None:
    require_right(by, Perm.RESPOND_TO_LETTER, letter)
    require_state(letter, Letter.Status.GIVEN, to="answered")
    if hasattr(letter, "response"):
        raise AlreadyDone(f"{letter} was answered by {letter.response.answered_by} already.")


def _what_made_it_whole(
    letter: Letter, words: Mapping[int, str], receipt: Mapping[str, Any]
) -> AnswerPart | None:
    """The part that came after what is entered now, to an action that it leaves open; None if none did."""
    first: dict[int, AnswerPart] = {}
    for part in letter.parts.select_related("required_action").order_by("received_on", "pk"):
        first.setdefault(part.required_action.number, part)
    later = [
        part
        for number, part in first.items()
        if not words.get(number) and part.received_on > receipt["received_on"]
    ]
    return max(later, key=lambda part: (part.received_on, part.pk), default=None)


def _facts(
    letter: Letter,
    action: RequiredAction,
    words: Mapping[int, str],
    files: Mapping[int, Sequence[Any]] | None,
    receipt: Mapping[str, Any],
) -> dict[str, Any]:
    """What is said to one action, with the evidence that its files became."""
    text, sent = words[action.number], (files or {}).get(action.number, ())
    facts = {"on": receipt["received_on"], "by": receipt["recorded_by"]}
    evidence = keep_files(letter, action, text, sent, **facts) if sent else None
    return {"required_action": action, "text": text, "evidence": evidence}


def _refuse_bare_files(words: Mapping[int, str], files: Mapping[int, Sequence[Any]] | None) -> None:
    for number, sent in (files or {}).items():
        if sent and not words.get(number):
            raise RuleError("Say what the files show. A few words are enough.", field=f"answer-{number}")


def _words_of(
    letter: Letter, asked: list[RequiredAction], answers: Mapping[int, str], said: str, whole: bool
) -> dict[int, str]:
    """What is answered to each action, by its number; empty only where it was before, or that is all."""
    if not asked and not said.strip():
        raise RuleError(f"Write what the {body_of(letter)} answers.", field="said")
    words = {action.number: answers.get(action.number, "").strip() for action in asked}
    before = answered_numbers(letter)
    if asked and not before and not any(words.values()):
        whole = False
    for number, text in words.items():
        if not text and number not in before and not whole:
            raise RuleError(
                f"Say what the {body_of(letter)} has done about action {number}, or what it will do "
                "and when.",
                field=f"answer-{number}",
            )
    return words
