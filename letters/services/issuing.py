"""Letters as they leave: issued, made into a file once, and given to everybody in one transaction."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

import pikepdf

from letters.addressees import Addressee
from letters.checks_copies import missing_copies
from letters.checks_day import why_day_is_asked
from letters.content import counts_as_given, deadline_of, facts_of, pdf_of, stored
from letters.enclosures import enclosures_of, infected_of, why_not_enclosed
from letters.events import GIVEN, GIVEN_FOR_INFORMATION, ISSUED, REDATED, log_letter
from letters.history import hash_of_history
from letters.kind_words import EVERYTHING, changed_in_kind, hash_of_kind
from letters.ladder import why_unfit
from letters.mails_of_giving import mail_letter, mail_letter_itself
from letters.models import Clock, Letter, LetterDocument, Service
from letters.quoting import added_since, is_out_of_date, words_of
from letters.recipients import recipients_of, store_recipients
from letters.services.authorising import void_authorisation
from letters.services.ending import end_with
from letters.services.keeping import keep_pdf
from letters.services.locking import lock, require_state
from letters.ways import hash_of_choices, why_no_email
from letters.wording import listed, plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone
from record.models import Dispatch
from record.outbox import enqueue
from record.services import service
from schools.calendar import Calendar
from schools.permissions import Circle

TOPIC = "letters.render"


class LetterChanged(Exception):
    """What the letter says changed while its file was being made: it has to be made anew."""


@dataclass(frozen=True)
class MadeFile:
    """The file of a letter on the disk, and the facts that it was made from."""

    path: str
    sha256: str
    pages: int
    facts: dict[str, Any]


@service
def issue_letter(letter: Letter, *, by: User) -> None:
    """The authorised letter has today's date and its recipients, and the worker makes its file.

    Refuses (RuleError) a letter that is not authorised, and (AlreadyDone) one that was issued.
    """
    lock(letter)
    require_state(letter, Letter.Status.AUTHORISED, to="issued")
    if letter.dated:
        raise AlreadyDone(f"{letter} was issued already.")
    letter.dated = clock.today()
    letter.save(update_fields=["dated"])
    store_recipients(letter)
    # A letter whose authorisation fell away is issued anew, and its file has to be made anew.
    earlier = Dispatch.objects.filter(topic=TOPIC, key__startswith=f"{TOPIC}:{letter.pk}:").count()
    enqueue(TOPIC, key=f"{TOPIC}:{letter.pk}:{earlier + 1}", payload={"letter": letter.pk})
    log_letter(ISSUED, letter, dated=letter.dated)


def make_file(letter: Letter) -> MadeFile | None:
    """The letter's file is on the disk, as it would be given today; None if it is not to be given.

    Slow, and outside any transaction. A second time on the same day it makes the same file under the same
    name, so that a worker that was killed leaves nothing half done behind.
    """
    letter.refresh_from_db()
    if letter.status != Letter.Status.AUTHORISED:
        return None
    facts = facts_of(letter, given=clock.today())
    # The file's own date is the letter's: a second try gives the same bytes.
    with clock.at(facts["dated"]):
        pdf = pdf_of(facts, draft=False)
    sha256 = hashlib.sha256(pdf).hexdigest()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    return MadeFile(path=keep_pdf(pdf, sha256), sha256=sha256, pages=pages, facts=stored(facts))


@service
def give_letter(letter: Letter, *, made: MadeFile, by: User | None) -> None:
    """The letter is given, today: its file, clock, services, mails and the event, all or nothing.

    If a record that it quotes or what its kind says changed after it was authorised, a record that it could
    quote was added, how it goes to somebody was changed, the school closed or became an academy, or a copy
    that has to go has nobody to go to any more, the authorisation falls away (``void_authorisation``).
    Refuses (AlreadyDone) a letter that was given, and (LetterChanged) a file that no longer says what the
    letter says.
    """
    lock(letter)
    require_state(letter, Letter.Status.AUTHORISED, to="given")
    if why := _what_changed(letter):
        void_authorisation(letter, why=why)
        return
    today = clock.today()
    if stored(facts_of(letter, given=today)) != made.facts:
        raise LetterChanged(letter.reference)
    _date(letter)
    end_with(letter)
    letter.status = Letter.Status.GIVEN if letter.kind.asks_answer else Letter.Status.FOR_INFORMATION
    letter.given_on = today
    letter.save()
    LetterDocument.objects.create(
        letter=letter, pdf=made.path, sha256=made.sha256, made_from={**made.facts, "pages": made.pages}
    )
    running = _start_clock(letter)
    recipients = _serve(letter, made.path)
    log_letter(
        GIVEN if running else GIVEN_FOR_INFORMATION,
        letter,
        circle=Circle.SCHOOL,
        addressee=recipients[0].described,
        copies=listed(each.described for each in recipients[1:]),
        due=running.ends_on if running else "",
        sha256=made.sha256,
    )


def _what_changed(letter: Letter) -> str:
    """What changed since it was authorised, so that it can't be given as it is; empty if nothing did."""
    if not letter.kind.ends_as and (unfit := why_unfit(letter.kind, letter.school)):
        return unfit
    recipients = recipients_of(letter)
    if missing := missing_copies(letter, recipients):
        return " ".join(missing)
    changed = [str(ground.number) for ground in letter.grounds.with_records() if is_out_of_date(ground)]
    if changed:
        return f"The record behind paragraph {listed(changed)} was changed after it was authorised."
    if letter.history_sha256 not in ("", hash_of_history(letter, given=clock.today())):
        return "What the letter tells of before was changed, or added to, after it was authorised."
    if letter.kind_sha256 not in ("", hash_of_kind(letter)):
        what = changed_in_kind(letter) or EVERYTHING
        return f"After it was authorised this changed: {what}. Read the letter again."
    if letter.methods_sha256 not in ("", hash_of_choices(letter, recipients)):
        return "How the letter goes to somebody was changed after it was authorised, or by which name."
    if why := why_not_enclosed(infected_of(letter)):
        return why
    if why := why_no_email(recipients, lambda: enclosures_of(letter)):
        return why
    new = added_since(letter, letter.authorised_at) if letter.authorised_at else []
    if new:
        what = listed(f"“{words_of(each)[:80]}”" for each in new)
        return f"Something was added to the case after it was authorised: {what}."
    return ""


def _date(letter: Letter) -> None:
    """The letter has the date of the day on which it is given; another one than before is told."""
    was, today = letter.dated, clock.today()
    letter.dated = today
    if was is None or was == today:
        return
    log_letter(REDATED, letter, dated=today, was=was)
    if not letter.sending_day_why and why_day_is_asked(Calendar.of(letter.school), today):
        letter.sending_day_why = f"It was issued on {plain_day(was)} and could not be made before."


def _start_clock(letter: Letter) -> Clock | None:
    due = deadline_of(letter, given=clock.today(), method=recipients_of(letter)[0].method)
    if due is None:
        return None
    return Clock.objects.create(
        letter=letter,
        rule=due.rule,
        given_on=due.given,
        days=due.days,
        ends_on=due.ends_on,
        counted=due.counted,
    )


def _serve(letter: Letter, path: str) -> list[Addressee]:
    """Every recipient of today has a service; those who get it here, or by e-mail, a mail."""
    rows, addressees = store_recipients(letter), recipients_of(letter)
    for recipient, addressee in zip(rows, addressees, strict=True):
        dispatch = None
        if addressee.method == Service.Method.PORTAL:
            dispatch = mail_letter(letter, recipient, path=path)
        elif addressee.method == Service.Method.EMAIL:
            reads_here = addressee.proposed == Service.Method.PORTAL
            files = enclosures_of(letter)
            dispatch = mail_letter_itself(letter, recipient, path=path, files=files, reads_here=reads_here)
        Service.objects.create(
            recipient=recipient,
            method=addressee.method,
            given_on=clock.today(),
            deemed_on=counts_as_given(letter, addressee.method, left=clock.today()),
            dispatch_key=dispatch.key if dispatch else "",
        )
    return addressees
