"""What everybody who got a letter is told afterwards: by mail who reads here, on paper who does not.

A notice on paper says what it says from the moment when it was caused; the worker makes its file once, and
what was posted can be shown and checked for ever.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from letters.content import stored
from letters.events import EXTENSION_SENT, NOTICE_MADE, NOTICE_SENT, log_letter
from letters.governors import governors_who_answer
from letters.mails import mail_extension, mail_outcome, mail_reminder
from letters.models import Letter, PaperNotice, Recipient, Service
from letters.paper_notice import facts_of_notice, pdf_of_notice
from letters.reached import BY_MAIL
from letters.recipients import method_for
from letters.services.keeping import keep_pdf
from letters.services.locking import require_right
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.outbox import enqueue
from record.services import service
from schools.permissions import Perm

TOPIC = "letters.notice"
About, Status = PaperNotice.About, Letter.Status


def tell_more_time(letter: Letter, *, why: str) -> list[str]:
    """Everybody who got the letter is told of its new clock. Whom a notice has to be posted to.

    Like the others here it is for services that hold the letter's lock.
    """
    return _tell(letter, About.MORE_TIME, lambda recipient: mail_extension(letter, recipient, why=why))


def tell_outcome(letter: Letter) -> list[str]:
    """Everybody who got the letter or may answer it is told what was found. Whom a notice is posted to."""
    by_post = _tell(
        letter,
        About.OUTCOME,
        lambda recipient: mail_outcome(letter, recipient.user) if recipient.user else None,
    )
    for user in governors_who_answer(letter):
        mail_outcome(letter, user)
    return by_post


def tell_reminder(letter: Letter) -> list[str]:
    """Who may answer is reminded by mail, and an addressee who does not read here on paper. Their names."""
    people = governors_who_answer(letter)
    for user in people:
        mail_reminder(letter, user)
    names = [user.name for user in people]
    given = Service.objects.select_related("recipient__user").get(
        recipient__letter=letter, recipient__is_copy=False
    )
    if not _reads_here(given, letter) and _tell_on_paper(letter, given, About.REMINDER):
        names.append(f"{given.recipient} (by a notice to post)")
    return names


def make_notice(notice: PaperNotice) -> None:
    """The notice's file is made, once. The worker's: slow, and a second time it changes nothing."""
    if notice.sha256:
        return
    # One of before notices were kept says what it says from now on.
    made_from = notice.made_from or stored(facts_of_notice(notice.clock, notice.recipient, notice.about))
    # The file's own date is the notice's: a second try gives the same bytes.
    with clock.at(date.fromisoformat(made_from["dated"])):
        pdf = pdf_of_notice(made_from)
    sha256 = hashlib.sha256(pdf).hexdigest()
    _keep_file(notice, path=keep_pdf(pdf, sha256), sha256=sha256, made_from=made_from, by=None)


@service
def _keep_file(
    notice: PaperNotice, *, path: str, sha256: str, made_from: dict[str, Any], by: User | None
) -> None:
    notice.refresh_from_db(from_queryset=PaperNotice.objects.select_for_update(of=("self",)))
    if notice.sha256:
        return
    notice.pdf.name, notice.sha256, notice.made_from = path, sha256, made_from
    notice.save()
    about = notice.get_about_display().lower()
    log_letter(NOTICE_MADE, notice.letter, recipient=str(notice.recipient), what=about, sha256=sha256)


def ask_for_file(notice: PaperNotice) -> None:
    """The worker makes the notice's file, once, however often it is asked for."""
    enqueue(TOPIC, key=f"{TOPIC}:{notice.pk}", payload={"notice": notice.pk})


@service
def record_notice_sent(notice: PaperNotice, *, proof: str, by: User) -> None:
    """It is on record how and when a recipient was told on paper.

    Refuses (RuleError) no words and a notice whose file is not made yet, and (AlreadyDone) a second time.
    """
    notice.refresh_from_db(from_queryset=PaperNotice.objects.select_for_update(of=("self",)))
    letter = notice.letter
    require_right(by, Perm.DRAFT_LETTER, letter)
    if notice.proof:
        raise AlreadyDone(f"That is on record already: {notice.proof}")
    if not proof.strip():
        raise RuleError("Say who sent it, how and when.", field="proof")
    if not notice.sha256:
        raise RuleError("The notice is being made: there is nothing yet that could have been sent.")
    notice.proof = proof.strip()[:300]
    notice.save()
    facts = {"recipient": str(notice.recipient), "proof": notice.proof}
    if notice.about == About.MORE_TIME:
        log_letter(EXTENSION_SENT, letter, due=notice.clock.ends_on, **facts)
    else:
        log_letter(NOTICE_SENT, letter, what=notice.get_about_display().lower(), **facts)


def notices_to_send() -> QuerySet[PaperNotice]:
    """What is to be told on paper, is not on record as sent, and is still so."""
    awaited = Q(clock__superseded_at=None, clock__letter__status=Status.GIVEN)
    reminding = awaited & Q(clock__letter__response__isnull=True, clock__ends_on__gte=clock.today())
    ended_since = Q(clock__letter__status__in=(Status.WITHDRAWN, Status.SUPERSEDED))
    return PaperNotice.objects.filter(
        Q(about=About.MORE_TIME) & awaited
        | Q(about=About.REMINDER) & reminding
        | Q(about=About.OUTCOME) & ~ended_since,
        proof="",
    )


def told_on_paper(letter: Letter) -> QuerySet[PaperNotice]:
    """The notices about the letter that are on record as sent."""
    return PaperNotice.objects.filter(clock__letter=letter).exclude(proof="").select_related("recipient")


def _tell(letter: Letter, about: str, mail: Callable[[Recipient], object]) -> list[str]:
    by_post = []
    for given in Service.objects.filter(recipient__letter=letter).select_related("recipient__user"):
        if _reads_here(given, letter):
            mail(given.recipient)
        elif _tell_on_paper(letter, given, about):
            by_post.append(str(given.recipient))
    return by_post


def _reads_here(given: Service, letter: Letter) -> bool:
    """Whether a mail with a link reaches the recipient: one did, and he or she can still read here."""
    went_by_mail = given.method in BY_MAIL and not given.returned_on
    return went_by_mail and given.recipient.user is not None and not _has_left(given, letter)


def _has_left(given: Service, letter: Letter) -> bool:
    """Whether a person got it, in whatever way, who can read here no more: left, or without a share."""
    user = given.recipient.user
    return user is not None and method_for(user, letter.school) != Service.Method.PORTAL


def _tell_on_paper(letter: Letter, given: Service, about: str) -> bool:
    """A recipient who does not read here has a notice, addressed to the post if the person has left.

    False and nothing for those who left and are told no more: a diocese, whose share is over, and whoever has
    a successor with the letter.
    """
    has_left = _has_left(given, letter)
    if has_left and (given.recipient.received_as == Recipient.As.DIOCESE or _has_successor(given, letter)):
        return False
    running = letter.running_clock
    by_mail = given.method in BY_MAIL
    notice = PaperNotice.objects.create(
        clock=running,
        recipient=given.recipient,
        about=about,
        method=Service.Method.POST if by_mail else given.method,
        made_from=stored(facts_of_notice(running, given.recipient, about, to_post=has_left)),
    )
    ask_for_file(notice)
    return True


def _has_successor(given: Service, letter: Letter) -> bool:
    """Whether somebody else got the letter in the same post."""
    same = letter.recipients.filter(received_as=given.recipient.received_as)
    return same.exclude(pk=given.recipient_id).exists()
