"""Letters while they are written: begun, their grounds chosen, their words and what they ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from concern_cases.models import ConcernCase
from letters.checks import draft_checks, refuse_unless
from letters.differences import parts_of
from letters.events import ACTIONS_SET, BEGUN, EDITED, GROUNDS_SET, SUBMITTED, WITHDRAWN, log_letter
from letters.history import needed_rows
from letters.ladder import kind_of, left_out, refuse_unfit
from letters.mails import mail_diocese_dropped
from letters.merging import fields_of, refuse_unknown
from letters.models import (
    Ground,
    Letter,
    LetterDraft,
    LetterKind,
    LetterQuerySet,
    Quotable,
    RequiredAction,
)
from letters.quoting import belongs_to, field_for, hash_of, may_be_quoted, records_of, words_of
from letters.recipients import diocesan_readers
from letters.services.locking import lock, require_draft, require_right, require_state
from letters.services.numbering import next_reference
from letters.wording import counted
from people.models import User
from record import clock
from record.errors import RuleError
from record.services import service
from schools.permissions import Circle, Perm

NOT_GIVEN_YET = (
    Letter.Status.DRAFT,
    Letter.Status.LEGAL_CHECK,
    Letter.Status.FOR_AUTHORISATION,
    Letter.Status.AUTHORISED,
)
SUBJECT_LENGTH = Letter._meta.get_field("subject").max_length


@dataclass(frozen=True)
class ActionAsked:
    """What the school has to do, how everybody will know that it is done, and by when."""

    what: str
    measure: str
    by: date


@service
def draft_letter(
    case: ConcernCase,
    *,
    kind: LetterKind | str,
    by: User | None,
    follows: Letter | None = None,
    skips_rung_why: str = "",
    replaces: Letter | None = None,
) -> Letter:
    """A draft stands in the case with one paragraph for each record that the school may read.

    Of the judgements of the school it quotes those that stand.

    It may be begun before everything is on record (a meeting decides on a letter; what is missing is then the
    drafter's first task); ``set_grounds`` and ``submit_letter`` refuse what lacks a disagreement,
    non-engagement or evidence. Without ``by`` (a decision begins it) it is the lead's to write. Refuses
    (RuleError) a closed case, a second open letter of the ladder at the school, a kind that the school can't
    be given, and a step left out without a reason. ``replaces``: it stands in the place of that one, on the
    same rungs, once it is given (``draft_replacement``).
    """
    kind = kind_of(kind)
    case.refresh_from_db(from_queryset=ConcernCase.objects.select_for_update())
    if replaces:
        follows = replaces.follows
    elif kind.on_ladder:
        follows = follows or last_given(case)
    _refuse_unfit(case, kind, follows, skips_rung_why, replaces)
    letter = Letter(
        reference=next_reference(),
        kind=kind,
        school=case.school,
        case=case,
        follows=follows,
        ends=replaces,
        on_ladder=kind.on_ladder is not None,
        skips_rung_why=skips_rung_why.strip() if left_out(kind, follows) else "",
        subject=_subject(kind, case),
        days=kind.clock_days if kind.own_period else None,
        powers=list(follows.powers) if kind.must_follow and follows else [],
        appointed_by=follows.appointed_by if follows else "",
        drafted_by=by or case.lead,
    )
    require_right(letter.drafted_by, Perm.DRAFT_LETTER, letter)
    try:
        with transaction.atomic():
            letter.save()
    except IntegrityError as error:
        raise RuleError(_already_open(case)) from error
    if by:
        letter.writers.add(by)
    log_letter(BEGUN, letter, skips=letter.skips_rung_why)
    if kind.needs_matters:
        write_grounds(letter, records_of(case).to_begin_with())
    return letter


@service
def set_grounds(
    letter: Letter, *, records: Iterable[Quotable], not_told: Iterable[str] | None = None, by: User
) -> None:
    """The letter relies on exactly these records, one numbered paragraph each, in the order given.

    ``not_told`` is what it does not tell of before, by the keys of ``letters.history``; None leaves it as
    it is. A paragraph that was worded already keeps its words as long as its record says the same. Refuses
    (RuleError) records that are kept from the school or belong to another case, and a choice that lacks what
    the kind needs.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_draft(letter)
    chosen = list(dict.fromkeys(records))
    for record in chosen:
        if not belongs_to(record, letter):
            raise RuleError("Choose records of this case only.", field="grounds")
        if not may_be_quoted(record):
            raise RuleError(
                f"“{words_of(record)[:80]}” is kept from the school and can’t be quoted to it.",
                field="grounds",
            )
    write_grounds(letter, chosen)
    if not_told is not None:
        letter.history_left_out = sorted(set(not_told) - needed_rows(letter))
        letter.save(update_fields=["history_left_out"])
    refuse_unless([check for check in draft_checks(letter) if check.field == "grounds"])
    letter.writers.add(by)
    log_letter(GROUNDS_SET, letter, count=counted(len(chosen), "record"))


@service
def set_required_actions(letter: Letter, *, actions: Sequence[ActionAsked], by: User) -> None:
    """The letter asks for exactly these actions, numbered in the order given.

    Refuses (RuleError) an action without words, measure or date, and a date that has passed.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_draft(letter)
    for number, action in enumerate(actions, start=1):
        _refuse_vague(number, action)
    asked = [(each.what.strip(), each.measure.strip(), each.by) for each in actions]
    if asked == [(each.what, each.measure, each.by) for each in letter.required_actions.all()]:
        return
    for row in letter.required_actions.all():
        row.delete()
    for number, (what, measure, due) in enumerate(asked, start=1):
        RequiredAction.objects.create(letter=letter, number=number, what=what, measure=measure, by=due)
    letter.writers.add(by)
    log_letter(ACTIONS_SET, letter, count=counted(len(asked), "action"))


@service
def edit_letter(
    letter: Letter,
    *,
    subject: str,
    body: str,
    by: User,
    paragraphs: dict[int, str] | None = None,
    ends_why: str | None = None,
) -> None:
    """The letter has these words; ``paragraphs`` are those of its grounds, by number.

    ``ends_why`` is why it replaces another; None leaves it as it is. Refuses (RuleError) an empty subject,
    reason or paragraph (a paragraph goes when its record is taken away), and a field in braces that this
    letter does not have.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_draft(letter)
    subject, body = " ".join(subject.split()), body.strip()
    if not subject:
        raise RuleError("Write the subject of the letter.", field="subject")
    refuse_unknown(subject, known=[], field="subject")
    refuse_unknown(body, known=list(fields_of(letter)), field="body")
    why = letter.ends_why if ends_why is None else ends_why.strip()
    if letter.replaces and not why:
        raise RuleError("Say why it takes the other letter’s place.", field="ends_why")
    refuse_unknown(why, known=list(fields_of(letter)), field="ends_why")
    changed = _reword(letter, paragraphs or {})
    if (letter.subject, letter.body, letter.ends_why) != (subject, body, why):
        letter.subject, letter.body, letter.ends_why = subject, body, why
        letter.save(update_fields=["subject", "body", "ends_why"])
        changed = True
    if changed:
        letter.writers.add(by)
        log_letter(EDITED, letter)


@service
def submit_letter(letter: Letter, *, by: User) -> None:
    """The draft is out of its writer's hands: it goes to the legal check or, without one, to authorisation.

    Refuses (RuleError) with everything that is not right yet, as the checklist has it.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_state(letter, Letter.Status.DRAFT, to="sent on")
    refuse_unless(draft_checks(letter))
    to_law = letter.kind.needs_legal_check
    letter.status = Letter.Status.LEGAL_CHECK if to_law else Letter.Status.FOR_AUTHORISATION
    letter.drafted_by, letter.submitted_at = by, clock.now()
    letter.sent_back_why = letter.kind_sha256 = ""
    letter.law_checked_by = letter.law_checked_at = None
    letter.save()
    letter.writers.add(by)
    LetterDraft.objects.create(
        letter=letter,
        number=letter.drafts.count() + 1,
        parts=parts_of(letter),
        sent_by=by,
        sent_at=letter.submitted_at,
    )
    log_letter(SUBMITTED, letter, to="to the legal check" if to_law else "to be authorised")


@service
def withdraw_draft(letter: Letter, *, why: str, by: User) -> None:
    """The letter will not be given; nobody outside the council and the diocese ever saw it.

    Also one that is authorised and not made yet. A diocese that was told of it in confidence is told of this:
    whoever may read there has a mail. Refuses (RuleError) silence about the reason, a letter that
    was given, and the notice of what the Secretary of State's has superseded.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    if letter.status not in NOT_GIVEN_YET:
        raise RuleError(f"{letter} can’t be withdrawn now. It is: {letter.get_status_display().lower()}.")
    if letter.kind.ends_as and letter.ends and letter.ends.no_longer_stands:
        raise RuleError(
            f"{letter.ends} no longer stands, and everybody who got it has to be told. Change the words of "
            "this notice instead."
        )
    if not why.strip():
        raise RuleError("Say why it is withdrawn.", field="why")
    letter.status, letter.outcome_why = Letter.Status.WITHDRAWN, why.strip()
    letter.ended_at = clock.now()
    letter.save()
    letter.recipients.all().delete()
    circle = Circle.DIOCESE if letter.diocese_told_at else Circle.LA
    log_letter(WITHDRAWN, letter, circle=circle, why=letter.outcome_why)
    if letter.diocese_told_at:
        for officer in diocesan_readers(letter.school, Perm.READ_DIOCESE):
            mail_diocese_dropped(letter, officer)


def last_given(case: ConcernCase) -> Letter | None:
    """The rung that the case has reached: its last letter of the ladder that was given and still stands.

    None after one that was complied with: its matter is closed, and the next begins the ladder anew.
    """
    given = case.letters.filter(on_ladder=True, given_on__isnull=False).exclude(
        status__in=Letter.NO_LONGER_STANDING
    )
    last = given.select_related("kind").order_by("-given_on", "-pk").first()
    return None if last and last.status == Letter.Status.COMPLIED else last


def _refuse_unfit(
    case: ConcernCase,
    kind: LetterKind,
    follows: Letter | None,
    skips_rung_why: str,
    replaces: Letter | None,
) -> None:
    school = case.school
    if not case.is_open:
        raise RuleError("This case is closed. A letter belongs to an open case.")
    others = _open_on_ladder(case)
    if replaces:
        others = others.exclude(pk=replaces.pk)
    if kind.on_ladder and others.exists():
        raise RuleError(_already_open(case), field="kind")
    refuse_unfit(kind, school, follows, why=skips_rung_why)


def _open_on_ladder(case: ConcernCase) -> LetterQuerySet:
    return Letter.objects.open().filter(school=case.school, on_ladder=True)


def _already_open(case: ConcernCase) -> str:
    found = _open_on_ladder(case).first()
    name = str(found) if found else "Another letter"
    return f"{name} is still open at this school. One is finished before the next is begun."


def _subject(kind: LetterKind, case: ConcernCase) -> str:
    return f"{kind.name}: {case.school}"[:SUBJECT_LENGTH]


def write_grounds(letter: Letter, records: Sequence[Quotable]) -> None:
    """One numbered paragraph a record; one worded before keeps its words while its record says the same."""
    worded = {(field_for(each.record), each.record.pk): each for each in letter.grounds.all()}
    for row in worded.values():
        row.delete()
    for number, record in enumerate(records, start=1):
        column, sha256 = field_for(record), hash_of(record)
        before = worded.get((column, record.pk))
        kept = before.text if before and before.record_sha256 == sha256 else words_of(record)
        facts = {column: record, "text": kept, "record_sha256": sha256}
        Ground.objects.create(letter=letter, number=number, **facts)


def _reword(letter: Letter, paragraphs: dict[int, str]) -> bool:
    changed, known = False, list(fields_of(letter))
    for ground in letter.grounds.all():
        words = paragraphs.get(ground.number, ground.text).strip()
        if not words:
            raise RuleError(
                f"Paragraph {ground.number} has no words. Take its record away if it should go.",
                field=f"paragraph-{ground.number}",
            )
        if words != ground.text:
            refuse_unknown(words, known=known, field=f"paragraph-{ground.number}")
            ground.text, changed = words, True
            ground.save(update_fields=["text"])
    return changed


def _refuse_vague(number: int, action: ActionAsked) -> None:
    if not action.what.strip():
        raise RuleError(
            f"Say what the school has to do in action {number}.", field=f"actions-{number - 1}-what"
        )
    if not action.measure.strip():
        raise RuleError(f"Say how action {number} will be measured.", field=f"actions-{number - 1}-measure")
    for name in ("what", "measure"):
        refuse_unknown(getattr(action, name), known=[], field=f"actions-{number - 1}-{name}")
    if action.by <= clock.today():
        raise RuleError(
            f"The date of action {number} has passed. Give a date to come.", field=f"actions-{number - 1}-by"
        )
