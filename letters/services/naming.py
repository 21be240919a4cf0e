"""Who holds a post at a school without an account: said once, for all letters to the school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from letters.addressees import Addressee
from letters.events import HOLDER_LEFT, HOLDER_NAMED, log_letter
from letters.models import Letter, NamedHolder
from letters.recipients import recipients_of
from letters.services.locking import lock, require_not_given, require_right
from people.models import User
from people.periods import lasting
from record import clock
from record.errors import RuleError
from record.services import service
from schools.models import School
from schools.permissions import Perm

HAS_CHANGED = "Who gets the letter has changed. Open this page again, and say it anew."


@dataclass(frozen=True)
class Said:
    """What is said of a post: no name means that nobody knows who holds it.

    ``seen`` is what was known of it by then (``Addressee.seen``): nothing, if it is left out.
    """

    name: str
    title: str = ""
    until: date | None = None
    seen: str = ""


@service
def say_names(letter: Letter, *, names: Mapping[str, Said], by: User) -> list[str]:
    """These posts, by the keys of the recipients, are held by these people; what changed, in words.

    It is kept for the school's letters to come with who said it and when, until its last day, until another
    name is said or none, or until somebody with an account comes into the post. What was said before stays on
    record. Who says it writes at the letter, and can't authorise it; every letter of the school that is
    authorised and names that post goes back to its writer. Refuses (RuleError) a letter that was given or
    withdrawn, a post whose holder is on record or of which somebody said something else since it was seen, a
    title without a name, and a last day that has passed.
    """
    lock(letter)
    require_right(by, Perm.DRAFT_LETTER, letter)
    require_not_given(letter)
    School.objects.select_for_update(of=("self",)).get(pk=letter.school_id)
    found = {each.key: each for each in recipients_of(letter)}
    told = []
    for key, said in names.items():
        each = found.get(key)
        if each is None or not each.can_be_named or each.seen != said.seen:
            raise RuleError(HAS_CHANGED, field=f"name-{key}")
        _refuse_impossible(each, said)
        told += _keep(letter, each, said, by)
    if told:
        letter.writers.add(by)
    return told


def _refuse_impossible(each: Addressee, said: Said) -> None:
    if said.title.strip() and not said.name.strip():
        raise RuleError("Write the name, too, or leave both empty.", field=f"name-{each.key}")
    if said.name.strip() and said.until and said.until < clock.today():
        raise RuleError("Give a last day from today on, or none.", field=f"until-{each.key}")


def _keep(letter: Letter, each: Addressee, said: Said, by: User) -> list[str]:
    """What changed of one post, in words; nothing if it was known so."""
    before, name, title = each.said, " ".join(said.name.split()), said.title.strip()
    if before and (before.name, before.title) == (name, title):
        return _until(letter, each, before, said.until)
    for earlier in letter.school.named_holders.filter(lasting(), received_as=each.received_as):
        earlier.until = clock.today() - timedelta(days=1)
        earlier.save()
    if not name:
        if before:
            log_letter(HOLDER_LEFT, letter, name=before.formal_name, post=each.post)
        return [f"{before} is {each.post} no more"] if before else []
    now = NamedHolder.objects.create(
        school=letter.school,
        received_as=each.received_as,
        title=title,
        name=name,
        said_by=by,
        said_on=clock.today(),
        until=said.until,
    )
    return _told(letter, each, now)


def _until(letter: Letter, each: Addressee, known: NamedHolder, until: date | None) -> list[str]:
    """Another last day of somebody who is known already."""
    if known.until == until:
        return []
    known.until = until
    known.save()
    return _told(letter, each, known)


def _told(letter: Letter, each: Addressee, now: NamedHolder) -> list[str]:
    log_letter(HOLDER_NAMED, letter, name=now.formal_name, post=each.post, until=now.until or "")
    return [f"{now} is {each.post}"]
