"""What can happen to access, and the sentence that tells it.

A sentence names its person or body as ``{subject}``; the rest comes from the event's body. Days are stored as
YYYY-MM-DD and told in words; an end that is not known is told as "further notice".
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from people.models import AccessEvent, User
from people.words import named
from record.actor import current_actor
from record.words import plain_day
from schools.models import Diocese, LocalAuthority, School


@dataclass(frozen=True)
class AccessKind:
    """A kind of event: its stored name, and its sentence with ``{placeholders}``."""

    name: str
    sentence: str


_kinds: dict[str, AccessKind] = {}


def access_kind(name: str, sentence: str) -> AccessKind:
    """The kind is known by its name from now on; a second one of the same name is refused (ValueError)."""
    if name in _kinds:
        raise ValueError(f"There is an access kind {name} already.")
    _kinds[name] = AccessKind(name, sentence)
    return _kinds[name]


PERSON_ADDED = access_kind("people.added", "{subject} was added")
PERSON_CHANGED = access_kind("people.changed", "The details of {subject} were changed: {what}")
PERSON_CHANGED_ALONE = access_kind(
    "people.changed_alone",
    "The details of {subject} were changed: {what}. Nobody could confirm the address yet",
)
ADDRESS_ASKED = access_kind(
    "people.address_asked", "Another e-mail address was asked for {subject}, and waits to be confirmed"
)
ADDRESS_CONFIRMED = access_kind(
    "people.address_confirmed",
    "The new e-mail address of {subject} was confirmed; {asked_by} had asked for it",
)
ADDRESS_REFUSED = access_kind(
    "people.address_refused", "The new e-mail address of {subject} was refused: {why}"
)
ADDRESS_LET_STAND = access_kind(
    "people.address_let_stand",
    "The new e-mail address of {subject} was let stand on the server, without a second person",
)
PERSON_INVITED = access_kind("people.invited", "{subject} was invited to sign in")
PASSWORD_CHOSEN = access_kind("people.password_chosen", "{subject} chose a password from an invitation")
PERSON_DEACTIVATED = access_kind("people.deactivated", "{subject} was deactivated: {why}")
PERSON_REACTIVATED = access_kind("people.reactivated", "{subject} was made active again")
LOCKED_OUT = access_kind(
    "people.locked_out", "Sign-in as {subject} was stopped for an hour after {failures} wrong passwords"
)
LINK_USED = access_kind("people.link_used", "{subject} used a link from an e-mail to sign in")
POST_BEGUN = access_kind("posts.begun", "{subject} was appointed {role}, {where}, from {since} until {until}")
POST_BEGUN_ALONE = access_kind(
    "posts.begun_alone",
    "{subject} was appointed {role}, {where}, from {since} until {until}. Nobody could confirm it yet",
)
POST_ASKED = access_kind(
    "posts.asked",
    "{subject} was named as {role}, {where}, from {since} until {until}; it waits to be confirmed",
)
POST_CONFIRMED = access_kind(
    "posts.confirmed", "{subject} was confirmed as {role}, {where}; {asked_by} had asked for it"
)
POST_REFUSED = access_kind("posts.refused", "{subject} was refused as {role}, {where}: {why}")
POST_LET_STAND = access_kind(
    "posts.let_stand", "{subject} was let stand as {role}, {where}, on the server, without a second person"
)
POST_ENDED = access_kind("posts.ended", "{subject} ceased to be {role}, {where}; the last day: {on}. {why}")
SHARE_MADE = access_kind(
    "shares.made", "The school was shared with {subject} from {since} until {until}: {why}"
)
SHARE_ENDED = access_kind("shares.ended", "The share with {subject} was ended: {why}")
GRANTS_MENDED = access_kind(
    "grants.mended", "Stored access was put right: {missing} rows were missing, {surplus} were too many"
)


def record_access(
    kind: AccessKind,
    *,
    at: School | LocalAuthority | Diocese | None = None,
    subject: User | Diocese | None = None,
    **body: Any,
) -> AccessEvent:
    """The event stands at the end of its chain (the school's, the LA's, the diocese's or the people's).

    It bears the name of whoever acts now.
    """
    actor = current_actor()
    return AccessEvent.append(
        chain=chain_of(at),
        kind=kind.name,
        urn=at.urn if isinstance(at, School) else "",
        actor_id=getattr(actor, "pk", None),
        actor_name=str(actor) if actor else "",
        subject_id=subject.pk if isinstance(subject, User) else None,
        subject_name=named(subject) if subject else "",
        body={name: value.isoformat() if isinstance(value, date) else value for name, value in body.items()},
    )


def chain_of(place: School | LocalAuthority | Diocese | None) -> str:
    """For example ``school 900214``, ``la 999``, ``diocese CE91``, or ``people`` for what is at no place."""
    if isinstance(place, School):
        return f"school {place.urn}"
    if isinstance(place, LocalAuthority):
        return f"la {place.code}"
    return f"diocese {place.code}" if place else "people"


def sentence_of(event: AccessEvent, *, at: School | None = None) -> str:
    """What happened, as plain text (to be escaped where it is shown); shorter on the page ``at`` a school."""
    kind = _kinds.get(event.kind)
    if kind is None:
        return event.kind.replace(".", ": ").replace("_", " ")
    facts = {name: _in_words(value) for name, value in event.body.items()}
    if at is not None and event.urn == at.urn:
        facts["where"] = "at this school"
    return kind.sentence.format_map(_Facts(facts, subject=event.subject_name)).strip()


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _in_words(value: Any) -> Any:
    if value is None:
        return "further notice"
    if isinstance(value, str) and len(value) == len("2026-11-23"):
        try:
            return plain_day(date.fromisoformat(value))
        except ValueError:
            return value
    return value
