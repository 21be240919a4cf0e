"""What is known of the giving of a letter: how it was posted, with what proof, or that its mail came back."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from concern_cases.uploads import check_file
from letters.content import counts_as_given
from letters.events import ACKNOWLEDGED_ON_PAPER, ARRIVED, POSTED, RETURNED, log_letter
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
    deadline that was told stays as it was told. One whose e-mail reached nobody went by first class post
    instead, and counts as given by that. ``file`` (a Django file, such as a scanned certificate of
    posting) is kept with its SHA-256, for the council alone. Refuses (RuleError) no words, a day before the
    letter or to come and a file that is not taken, and (AlreadyDone) a letter whose posting is on record, or
    that an e-mail reached.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if given.proof:
        raise AlreadyDone(f"That is on record already: {given.proof}")
    if not proof.strip():
        raise RuleError("Say who sent it, how and when.", field="proof")
    given.proof = proof.strip()[:300]
    instead = _why_instead(given)
    if instead:
        given.method, given.deemed_why, on = Service.Method.POST, instead, on or clock.today()
        given.returned_on, given.returned_why = None, ""
    if on and on > clock.today():
        raise RuleError("Give a day until today.", field="on")
    if on and on < given.given_on:
        raise RuleError(f"{letter} can’t have left before {plain_day(given.given_on)}.", field="on")
    if on and (instead or on > given.given_on):
        given.given_on, given.deemed_on = on, counts_as_given(letter, given.method, left=on)
    if file:
        _keep(given, "proof", file)
    given.save()
    log_letter(
        POSTED,
        letter,
        recipient=str(given.recipient),
        proof=given.proof,
        instead=instead,
        sha256=given.proof_sha256 or "",
    )


def _why_instead(given: Service) -> str:
    """Why what went by e-mail is posted, unless it arrived; empty of what was to go by post or by hand."""
    if given.method not in BY_MAIL:
        return ""
    if not not_delivered().filter(pk=given.pk).exists():
        raise AlreadyDone(f"An e-mail reached {given.recipient}: nothing is to be posted.")
    if given.returned_on is None:
        return "The e-mail could not be sent."
    return f"The e-mail came back on {plain_day(given.returned_on)}: {given.returned_why}"


@service
def record_arrival(given: Service, *, why: str, by: User) -> None:
    """The e-mail did arrive, though it seemed not to have: nothing has to be posted, and its day stays.

    Refuses (RuleError) silence about how that is known, and (AlreadyDone) one of which nothing else is on
    record.
    """
    given.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    letter = given.recipient.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if not not_delivered().filter(pk=given.pk).exists():
        raise AlreadyDone(f"Nothing says any more that no e-mail reached {given.recipient}.")
    if not why.strip():
        raise RuleError("Say how you know that it arrived.", field="why")
    given.returned_on, given.returned_why, given.arrived_why = None, "", why.strip()
    given.save()
    log_letter(ARRIVED, letter, recipient=str(given.recipient), why=given.arrived_why)


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
    """The e-mail came back, and the letter is on the list to post by first class post.

    It stays there until its posting is on record (``record_posting``), or that it went otherwise
    (``correct_service``), did arrive (``record_arrival``) or was opened here.
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
    given.returned_on, given.returned_why, given.arrived_why = on, why.strip(), ""
    given.save()
    log_letter(RETURNED, letter, recipient=str(given.recipient), on=on, why=given.returned_why)


def copies_to_send() -> QuerySet[Service]:
    """Copies of letters that are to leave by post or by hand, and are not on record as sent."""
    ended = (Letter.Status.WITHDRAWN, Letter.Status.SUPERSEDED)
    return unsent_copies().exclude(recipient__letter__status__in=ended)


def copies_to_post() -> QuerySet[Service]:
    """Those, and the copies whose e-mail reached nobody: these are to be posted first class."""
    on_paper, instead = (rows.values("pk") for rows in (copies_to_send(), not_delivered()))
    return Service.objects.filter(Q(pk__in=on_paper) | Q(pk__in=instead))


def way_on_paper(method: str) -> Service.Method:
    """How something leaves that is to leave on paper: first class post, if not by hand."""
    return Service.Method.HAND if method == Service.Method.HAND else Service.Method.POST


def not_delivered() -> QuerySet[Service]:
    """Services of letters that stand whose mail came back or did not leave, and did not arrive otherwise.

    Nobody has opened the letter here, or acknowledged it, or told us that it did arrive.
    With ``was_refused``: whether the mail system did not take it.
    """
    standing = (Letter.Status.GIVEN, Letter.Status.FOR_INFORMATION, Letter.Status.NOT_COMPLIED)
    return lost_mails().filter(recipient__letter__status__in=standing)
