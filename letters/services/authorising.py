"""Letters on their way to being given: the diocese is told, the law is checked, somebody else authorises."""

from django.core.exceptions import PermissionDenied

from letters.checks import authorisation_checks, refuse_unless
from letters.events import AUTHORISED, DIOCESE_TOLD, LAW_AGREED, SENT_BACK, VOIDED, log_letter
from letters.history import hash_of_history
from letters.kind_words import hash_of_kind
from letters.mails import mail_diocese
from letters.models import Letter
from letters.recipients import diocesan_readers, recipients_of
from letters.services.locking import lock, require_right, require_state
from letters.ways import hash_of_choices
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm


@service
def tell_diocese(letter: Letter, *, how: str = "", by: User) -> None:
    """The diocese knows that the letter is being prepared; officers who may read it here get an e-mail.

    ``how`` says whom else was told and in which way. Refuses (RuleError) a letter to a school of no diocese,
    a second telling, and silence: with no officer who may read it here, ``how`` is needed.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    diocese = letter.school.diocese
    if diocese is None:
        raise RuleError("This school belongs to no diocese: there is nobody to tell.")
    if letter.diocese_told_at:
        raise AlreadyDone(f"The {diocese} was told already.")
    readers = diocesan_readers(letter.school, Perm.READ_DIOCESE)
    if not readers and not how.strip():
        raise RuleError(
            f"Nobody at the {diocese} can read this school’s casework here. Say whom you told, and how; or "
            "share the school with the diocese first.",
            field="how",
        )
    parts = [f"{reader.name} by e-mail" for reader in readers] + ([how.strip()] if how.strip() else [])
    letter.diocese_told_at, letter.diocese_told_how = clock.now(), "; ".join(parts)[:300]
    letter.save(update_fields=["diocese_told_at", "diocese_told_how"])
    log_letter(DIOCESE_TOLD, letter, circle=Circle.DIOCESE, diocese=str(diocese), how=letter.diocese_told_how)
    for reader in readers:
        mail_diocese(letter, reader)


@service
def check_law(letter: Letter, *, agreed: bool, remarks: str = "", by: User) -> None:
    """The letter is right in law and waits for authorisation, or is back with its writer and the reason.

    Refuses (RuleError) sending it back without remarks, and (PermissionDenied) a check by its writer.
    """
    lock(letter)
    require_right(by, Perm.CHECK_LETTER_LAW, letter)
    require_state(letter, Letter.Status.LEGAL_CHECK, to="checked")
    _refuse_writer(letter, by)
    if not agreed:
        _send_back(letter, remarks)
        return
    letter.status = Letter.Status.FOR_AUTHORISATION
    letter.law_checked_by, letter.law_checked_at = by, clock.now()
    letter.kind_sha256 = hash_of_kind(letter)
    letter.save()
    log_letter(LAW_AGREED, letter, remarks=remarks.strip())


@service
def authorise_letter(letter: Letter, *, sending_day_why: str = "", by: User) -> None:
    """The letter may be given, today.

    Refuses (PermissionDenied) everybody who wrote at it, and (RuleError) a letter with anything on its
    checklist that is not right: a record that changed since its paragraph was written, words of its kind that
    changed after the legal check, a date that passed, the eve of a holiday without ``sending_day_why``.
    """
    lock(letter)
    require_right(by, Perm.AUTHORISE_LETTER, letter)
    require_state(letter, Letter.Status.FOR_AUTHORISATION, to="authorised")
    _refuse_writer(letter, by)
    letter.sending_day_why = sending_day_why.strip()
    refuse_unless(authorisation_checks(letter))
    letter.status = Letter.Status.AUTHORISED
    letter.authorised_by, letter.authorised_at = by, clock.now()
    letter.held_back_why = ""
    letter.history_sha256 = hash_of_history(letter, given=clock.today())
    letter.kind_sha256 = hash_of_kind(letter)
    letter.methods_sha256 = hash_of_choices(letter, recipients_of(letter))
    letter.save()
    log_letter(AUTHORISED, letter, sending_day=letter.sending_day_why)


@service
def send_back(letter: Letter, *, why: str, by: User) -> None:
    """The letter is back with its writer, with the remarks; it is checked again before it goes on.

    Refuses (RuleError) a letter that waits for nobody, and sending back without remarks.
    """
    lock(letter)
    require_right(by, Perm.AUTHORISE_LETTER, letter)
    require_state(letter, Letter.Status.FOR_AUTHORISATION, to="sent back")
    _send_back(letter, why)


def void_authorisation(letter: Letter, *, why: str) -> None:
    """Nobody has authorised the letter: what it rests on changed before it was given.

    It is a draft again. One that is authorised with others, to which nobody writes by itself, is held back
    and waits to be authorised with them the next time. For services that hold the letter's lock.
    """
    if letter.for_year is None:
        letter.status, letter.sent_back_why = Letter.Status.DRAFT, why
    else:
        letter.status, letter.held_back_why = Letter.Status.FOR_AUTHORISATION, why
    letter.authorised_by = letter.authorised_at = letter.dated = None
    letter.law_checked_by = letter.law_checked_at = None
    letter.sending_day_why = letter.history_sha256 = letter.kind_sha256 = letter.methods_sha256 = ""
    letter.save()
    letter.recipients.all().delete()
    log_letter(VOIDED, letter, why=why)


def writes_at(letter: Letter, user: User) -> bool:
    """Whether the person wrote at the letter, and so can neither check nor authorise it."""
    return letter.drafted_by_id == user.pk or letter.writers.filter(pk=user.pk).exists()


def _refuse_writer(letter: Letter, by: User) -> None:
    if writes_at(letter, by):
        raise PermissionDenied("Whoever wrote at a letter can’t check or authorise it.")


def _send_back(letter: Letter, why: str) -> None:
    why = why.strip()
    if not why:
        raise RuleError("Say what has to be changed.", field="remarks")
    letter.status, letter.sent_back_why, letter.kind_sha256 = Letter.Status.DRAFT, why, ""
    letter.law_checked_by = letter.law_checked_at = None
    letter.save()
    log_letter(SENT_BACK, letter, why=why)
