"""How each recipient is to get a letter that is not given yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from letters.addressees import Addressee, Method
from letters.events import WAYS_CHOSEN, WAYS_TAKEN_OVER, log_letter
from letters.models import ChosenMethod, Letter, Service
from letters.recipients import recipients_of
from letters.services.locking import lock, require_not_given, require_right
from letters.services.serving import not_delivered
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Perm

WHY_BY_EMAIL = (
    "Say how you know that a notice in law may go there by e-mail: that they agreed, or where they say so."
)


@dataclass(frozen=True)
class Way:
    """How one recipient gets it; ``email`` where no account has an address, ``why`` of a notice in law."""

    method: str
    email: str = ""
    why: str = ""


@service
def choose_ways(letter: Letter, *, ways: Mapping[str, Way], by: User) -> list[str]:
    """These recipients, by their keys, get the letter so; whom it concerns, in words.

    What is proposed anyway is no choice, and follows what is on record. A choice belongs to the post: whoever
    comes into it gets the letter in the same way, if that is possible; that a notice in law goes by e-mail
    holds for the person or body it was said of, and for nobody after them. Who chooses writes at the
    letter, and can't authorise it; one that is authorised is not given, and goes back to its writer.
    Refuses (RuleError) a letter that was given or withdrawn, a way in which it can't reach somebody, an
    e-mail without an address, and a notice in law by e-mail without ``why``.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_not_given(letter)
    found = {each.key: each for each in recipients_of(letter)}
    changed = []
    for key, way in ways.items():
        each = found.get(key)
        if each is None:
            raise RuleError("Who gets the letter has changed. Open this page again, and choose anew.")
        _refuse_impossible(letter, each, way)
        if _keep(letter, each, way):
            changed.append(each.key)
    if not changed:
        return []
    letter.writers.add(by)
    told = _told(letter, changed)
    log_letter(WAYS_CHOSEN, letter, ways="; ".join(told))
    return told


def take_over_ways(letter: Letter, earlier: Letter) -> None:
    """What was chosen for the letter that this one ends or replaces is chosen for the same recipients.

    It can be changed like any choice. Not taken over is a way by which the letter did not get there, and an
    e-mail without the reason that a notice in law asks for. For services that begin a letter.
    """
    went: dict[str, Service] = {}
    for given in (
        Service.objects.filter(recipient__letter=earlier).select_related("recipient").order_by("-pk")
    ):
        went[given.recipient.received_as] = went[
            f"{given.recipient.received_as}-{given.recipient.user_id}"
        ] = given
    failed = set(not_delivered().filter(recipient__letter=earlier).values_list("pk", flat=True))
    for row in earlier.chosen_methods.all():
        given_so = went.get(row.recipient)
        if given_so is None or given_so.method != row.method or given_so.pk in failed:
            continue
        if letter.kind.statutory and row.method == Method.EMAIL and not row.why:
            continue
        facts = {name: getattr(row, name) for name in ("recipient", "method", "email", "whose")}
        why = row.why if letter.kind.statutory else ""
        ChosenMethod.objects.create(letter=letter, why=why, taken_from=earlier, **facts)
    told = _told(letter, [each.key for each in recipients_of(letter) if each.taken_from])
    if told:
        log_letter(WAYS_TAKEN_OVER, letter, earlier=earlier.reference, ways="; ".join(told))


def _told(letter: Letter, keys: Collection[str]) -> list[str]:
    """How it goes to these recipients, in words, with the reason where one was needed."""
    return [
        f"{each.described}, {each.how}{f' ({each.why})' if each.why else ''}"
        for each in recipients_of(letter)
        if each.key in keys
    ]


def _refuse_impossible(letter: Letter, each: Addressee, way: Way) -> None:
    if way.method not in each.ways:
        raise RuleError(f"Say how {each.described} gets the letter.", field=f"method-{each.key}")
    if way.method != Method.EMAIL:
        return
    if each.user is None:
        try:
            validate_email(way.email.strip())
        except ValidationError as error:
            sentence = "Write the e-mail address, like name@example.org."
            raise RuleError(sentence, field=f"email-{each.key}") from error
    if letter.kind.statutory and not way.why.strip():
        raise RuleError(WHY_BY_EMAIL, field=f"why-{each.key}")


def _keep(letter: Letter, each: Addressee, way: Way) -> bool:
    """Whether that is another choice than before; only what is not proposed anyway is kept."""
    row = letter.chosen_methods.filter(recipient=each.key).first()
    if way.method == each.proposed:
        if row:
            row.delete()
        return row is not None and each.method != each.proposed
    by_email = way.method == Method.EMAIL
    typed = way.email.strip() if by_email and each.user is None else ""
    why = way.why.strip() if by_email and letter.kind.statutory else ""
    facts = {
        "method": way.method,
        "email": typed,
        "whose": each.whose if typed or why else "",
        "why": why,
    }
    row = row or ChosenMethod(letter=letter, recipient=each.key)
    if all(getattr(row, name) == fact for name, fact in facts.items()):
        return False
    for name, fact in facts.items():
        setattr(row, name, fact)
    row.taken_from = None
    row.save()
    return True


def known_email(letter: Letter, each: Addressee) -> str:
    """The address to propose: the body's own, or the one typed last for the same at this school.

    None for a post of which nobody knows who holds it: the address may be that of whoever held it before.
    """
    if each.known_email or each.is_unnamed_post:
        return each.known_email
    rows = ChosenMethod.objects.filter(
        letter__school=letter.school, recipient=each.key, whose=each.whose, method=Method.EMAIL
    )
    last = rows.exclude(email="").order_by("-pk").first()
    return last.email if last else ""
