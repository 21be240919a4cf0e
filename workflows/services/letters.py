"""Letters with their processes: begun, answered, given more time, ended, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from concern_cases.models import ConcernCase
from letters.law import yields_to_secretary_of_state
from letters.models import Letter, LetterKind, SecretaryNotice
from letters.services.answering import makes_whole, take_answer
from letters.services.drafting import NOT_GIVEN_YET, draft_letter, withdraw_draft
from letters.services.ending import (
    draft_ending,
    draft_replacement,
    record_secretary_of_states_notice,
)
from letters.services.secretary import record_secretarys_notice
from letters.services.timing import extend_clock
from letters.wording import plain_day
from people.models import User
from record.services import service
from workflows import engine
from workflows.letters.flow import WarningLetterFlow
from workflows.letters.moments import letter_of
from workflows.models import CaseworkProcess, TaskCard

AWAITED, ASSESSED = "await_response", "assess_response"


@service
def start_letter(
    case: ConcernCase,
    *,
    kind: LetterKind | str,
    by: User | None,
    follows: Letter | None = None,
    skips_rung_why: str = "",
) -> CaseworkProcess:
    """A draft stands in the case, and its process at choosing what it relies on.

    Without ``by`` something else set it going, and it is the case lead's to draft. Refuses what
    ``draft_letter`` refuses.
    """
    return _begin(draft_letter(case, kind=kind, follows=follows, skips_rung_why=skips_rung_why, by=by), by=by)


@service
def start_ending(letter: Letter, *, kind: LetterKind | str, why: str, by: User) -> CaseworkProcess:
    """A notice that ends a given letter stands as a draft, and its process at drafting it.

    Refuses what ``draft_ending`` refuses.
    """
    return _begin(draft_ending(letter, kind=kind, why=why, by=by), by=by)


@service
def start_replacement(
    letter: Letter, *, kind: LetterKind | str, why: str, skips_rung_why: str = "", by: User
) -> CaseworkProcess:
    """A letter in the place of a given one stands as a draft, and its process at choosing what it relies on.

    Refuses what ``draft_replacement`` refuses.
    """
    new = draft_replacement(letter, kind=kind, why=why, skips_rung_why=skips_rung_why, by=by)
    return _begin(new, by=by)


@service
def supersede_by_secretary_of_state(letter: Letter, *, on: date, why: str, by: User) -> CaseworkProcess:
    """The letter and its process are over at once, and the notice of it stands at being drafted.

    A letter that was being written in its place is withdrawn. Refuses what
    ``record_secretary_of_states_notice`` refuses.
    """
    for replacement in _in_place_of(letter):
        words = f"The Secretary of State’s warning notice of {plain_day(on)} has ended {letter}."
        # A diocese gets that notice, too: the one of ours that it ends was copied to it.
        told = f"by the notice that {letter} has ended" if replacement.diocese_told_at else ""
        withdraw_letter(replacement, why=words, diocese_how=told, by=by)
    process = CaseworkProcess.objects.filter(letter=letter).first()
    if process is None:
        return _begin(record_secretary_of_states_notice(letter, on=on, why=why, by=by), by=by)
    process = process.coerced
    with process.flow_class.lock(process.pk):
        notice = record_secretary_of_states_notice(letter, on=on, why=why, by=by)
        engine.stop(process, by=by)
    return _begin(notice, by=by)


@service
def record_notice_of_secretary(
    case: ConcernCase, *, on: date, where: str, by: User
) -> SecretaryNotice | Letter:
    """The Secretary of State's warning notice is on record; what tells of the end of ours, if one stood.

    A notice of ours that was given before that day and whose time runs, or that was not complied with, ends
    by it (``supersede_by_secretary_of_state``), also while a letter is being written in its place; one that
    a notice of withdrawal or supersession is about to end is left to that. Refuses what the two services
    refuse.
    """
    ours = _standing_notice(case, before=on)
    if ours is None:
        return record_secretarys_notice(case, on=on, where=where, by=by)
    return letter_of(supersede_by_secretary_of_state(ours, on=on, why=where, by=by))


def _standing_notice(case: ConcernCase, *, before: date) -> Letter | None:
    """The council's notice that one of the Secretary of State's of that day ends."""
    standing = (Letter.Status.GIVEN, Letter.Status.NOT_COMPLIED)
    rows = Letter.objects.filter(school=case.school, status__in=standing, given_on__lte=before)
    notices = Letter.objects.filter(status__in=NOT_GIVEN_YET, ends__isnull=False).exclude(kind__ends_as="")
    rows = rows.exclude(pk__in=notices.values("ends")).select_related("kind").order_by("-given_on")
    return next((each for each in rows if yields_to_secretary_of_state(each.kind)), None)


def _in_place_of(letter: Letter) -> "QuerySet[Letter]":
    """What is being written to take its place, if anything is."""
    return Letter.objects.filter(ends=letter, status__in=NOT_GIVEN_YET, kind__ends_as="")


@service
def extend_letter(letter: Letter, *, ends_on: date, why: str, by: User) -> None:
    """There is more time to answer, and the process's step, reminder and end follow the new clock.

    A letter that waits for its assessment awaits an answer again, as when the assessment itself gives more
    time. Refuses what ``extend_clock`` refuses.
    """
    process = CaseworkProcess.objects.filter(letter=letter).first()
    if process is None:
        extend_clock(letter, ends_on=ends_on, why=why, by=by)
        return
    process = process.coerced
    with process.flow_class.lock(process.pk):
        for card in _open(process, ASSESSED):
            engine.take_step(card.task, by=by, until=ends_on, why=why)
            return
        extend_clock(letter, ends_on=ends_on, why=why, by=by)
        engine.redate_steps(process, by=by)


@service
def send_answer(
    letter: Letter, *, answers: Mapping[int, str], whole: bool = False, by: User, **more: Any
) -> None:
    """The letter is answered, in part or as a whole, or its answer added to, while its time runs or after it.

    While an answer is awaited, what makes it whole is the step ``await_response``: a part leaves the step
    open. Afterwards, until the letter is assessed, the assessment finds it and is due by it. Refuses what
    ``take_answer`` refuses.
    """
    process = CaseworkProcess.objects.get(letter=letter).coerced
    with process.flow_class.lock(process.pk):
        letter.refresh_from_db()  # another answer may have come meanwhile
        ends_step = hasattr(letter, "response") or makes_whole(letter, answers=answers, whole=whole)
        for card in _open(process, AWAITED) if ends_step else ():
            engine.take_step(card.task, by=by, answers=answers, whole=whole, **more)
            return
        take_answer(letter, answers=answers, whole=whole, by=by, **more)
        process.refresh_from_db()
        engine.redate_steps(process, by=by)


@service
def withdraw_letter(letter: Letter, *, why: str, diocese_how: str = "", by: User) -> None:
    """A letter that was not given yet never will be, and its process is over.

    Refuses what ``withdraw_draft`` refuses.
    """
    process = CaseworkProcess.objects.filter(letter=letter).first()
    if process is None:
        withdraw_draft(letter, why=why, diocese_how=diocese_how, by=by)
        return
    process = process.coerced
    with process.flow_class.lock(process.pk):
        withdraw_draft(letter, why=why, diocese_how=diocese_how, by=by)
        engine.stop(process, by=by)


def _open(process: CaseworkProcess, step: str) -> list[TaskCard]:
    """The card of the step, if it is open."""
    return [card for card in engine.open_cards(process) if card.task.flow_task.name == step]


def _begin(letter: Letter, *, by: User | None) -> CaseworkProcess:
    return engine.start(
        WarningLetterFlow, la=letter.school.la, school=letter.school, case=letter.case, letter=letter, by=by
    )
