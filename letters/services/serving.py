"""What is known of the giving of a letter: how it was posted, with what proof, or that its mail came back."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from concern_cases.uploads import check_file
from letters.content import counts_as_given
from letters.events import ACKNOWLEDGED_ON_PAPER, POSTED, RETURNED, log_letter
from letters.models import Letter, Service
from letters.reached import BY_MAIL, lost_mails, unsent_copies
from letters.services.locking import require_right
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm


@service
def record_posting(given: Service, *, proof: str, file: Any = None, on: date | None = None, by: User) -> None:
    """It is on record how and when the letter went to a recipient by post or by hand.

    ``on``: the day on which it left; later than it was to leave, it counts as given later, too, and a
    deadline that was told stays as it was told. ``file`` (a Django file, such as a scanned certificate of
    posting) is kept with its SHA-256, for the council alone. Refuses (RuleError) no words, a day before the
    letter and a file that is not taken, and (AlreadyDone) a letter whose posting is on record.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if given.proof:
        raise AlreadyDone(f"That is on record already: {given.proof}")
    if not proof.strip():
        raise RuleError("Say who sent it, how and when.", field="proof")
    given.proof = proof.strip()[:300]
    if on and on < given.given_on:
        raise RuleError(f"{letter} can’t have left before {plain_day(given.given_on)}.", field="on")
    if on and on > given.given_on:
        given.given_on, given.deemed_on = on, counts_as_given(letter, given.method, left=on)
    if file:
        _keep(given, "proof", file)
    given.save()
    log_letter(
        POSTED, letter, recipient=str(given.recipient), proof=given.proof, sha256=given.proof_sha256 or ""
    )


@service
def record_receipt(given: Service, *, on: date, who: str, file: Any = None, by: User) -> None:
    """It is on record that a recipient acknowledged the letter on paper, on which day, and who signed.

    ``file``, such as a scanned slip, is kept with its SHA-256, for the council alone. Refuses (RuleError) no
    name, a day before the letter left or to come, and a file that is not taken; (AlreadyDone) a second
    acknowledgement.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if told := given.acknowledged_in_words:
        raise AlreadyDone(f"That is on record already: {told}.")
    if not who.strip():
        raise RuleError("Say who signed.", field="who")
    if not given.given_on <= on <= clock.today():
        raise RuleError("Give a day from that of the letter until today.", field="on")
    given.receipt_on, given.receipt_from = on, who.strip()[:150]
    if file:
        _keep(given, "receipt", file)
    given.save()
    log_letter(
        ACKNOWLEDGED_ON_PAPER,
        letter,
        circle=Circle.SCHOOL,
        recipient=str(given.recipient),
        who=given.receipt_from,
        on=on,
        sha256=given.receipt_sha256,
    )


def _keep(given: Service, what: str, file: Any) -> None:
    """The file stands with the service as its ``proof`` or ``receipt``, for the caller to save."""
    checked = check_file(file)
    facts = {"name": checked.name, "type": checked.content_type, "sha256": checked.sha256}
    for name, fact in facts.items():
        setattr(given, f"{what}_{name}", fact)
    checked.file.seek(0)
    getattr(given, f"{what}_file").save(checked.name, checked.file, save=False)


@service
def record_return(given: Service, *, on: date, why: str, by: User) -> None:
    """The e-mail came back: until the letter goes otherwise (``correct_service``) somebody has to see to it.

    Refuses (RuleError) a letter that did not go by mail, silence about what came back, a day before it left
    or to come, and (AlreadyDone) a second time.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if given.method not in BY_MAIL:
        raise RuleError("The letter did not go there by e-mail.")
    if given.returned_on:
        raise AlreadyDone(f"That is on record already: {given.returned_why}")
    if not why.strip():
        raise RuleError("Say what came back.", field="why")
    if not given.given_on <= on <= clock.today():
        raise RuleError("Give a day from that of the letter until today.", field="on")
    given.returned_on, given.returned_why = on, why.strip()
    given.save()
    log_letter(RETURNED, letter, recipient=str(given.recipient), on=on, why=given.returned_why)


def copies_to_send() -> QuerySet[Service]:
    """Copies of letters that are to leave by post or by hand, and are not on record as sent."""
    ended = (Letter.Status.WITHDRAWN, Letter.Status.SUPERSEDED)
    return unsent_copies().exclude(recipient__letter__status__in=ended)


def not_delivered() -> QuerySet[Service]:
    """Services of letters that stand whose mail came back or did not leave, and that nobody has opened.

    With ``was_refused``: whether the mail system did not take it.
    """
    standing = (Letter.Status.GIVEN, Letter.Status.FOR_INFORMATION)
    return lost_mails().filter(recipient__letter__status__in=standing)
