"""What can happen to a case, and the sentences that tell it.

Each app names its own kinds beside its services:
``CASE_OPENED = event_kind("cases.opened", "opened the case", title="Case opened", details=("{why}",))``.
The part of the name before the dot is the subject by which a timeline is filtered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.dateformat import format as format_date

from concern_cases.models import CaseEvent, ConcernCase
from people.models import User
from record.actor import current_actor
from schools.models import LocalAuthority, School
from schools.permissions import Circle


@dataclass(frozen=True)
class EventKind:
    """A kind of event. In the texts ``{placeholders}`` stand for facts of the event's body.

    ``sentence`` has no subject ("opened the case"); ``title`` is the headline before "by Helen Marchetti";
    each of ``details`` is a line under it, left out when a fact that it names is missing or empty.
    """

    name: str
    sentence: str
    title: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """One event as it is shown: all plain text, to be escaped where it is shown."""

    title: str
    by: str
    details: tuple[str, ...]
    at: datetime
    circle: str
    subject: str
    meeting: int | None = None  # the key of the one that it tells of


_kinds: dict[str, EventKind] = {}


def event_kind(name: str, sentence: str, *, title: str = "", details: tuple[str, ...] = ()) -> EventKind:
    """The kind is known by its name from now on; a second one of the same name is refused (ValueError)."""
    if name in _kinds:
        raise ValueError(f"There is an event kind {name} already.")
    _kinds[name] = EventKind(name, sentence, title, details)
    return _kinds[name]


ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _in_words(fact: Any) -> str:
    """A fact of a body as people say it: days come back from the log as text."""
    if isinstance(fact, str) and ISO_DAY.fullmatch(fact):
        fact = date.fromisoformat(fact)
    if isinstance(fact, date):
        return format_date(fact, "j\N{NO-BREAK SPACE}F\N{NO-BREAK SPACE}Y")
    return "" if fact is None else str(fact)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _facts(event: CaseEvent) -> _Facts:
    return _Facts({name: _in_words(fact) for name, fact in event.body.items()})


def _is_complete(line: str, facts: _Facts) -> bool:
    names = [name for _, name, _, _ in Formatter().parse(line) if name]
    return all(facts.get(name) for name in names)


def sentence_of(event: CaseEvent) -> str:
    """What happened in a sentence without its subject, as plain text (to be escaped where it is shown)."""
    kind = _kinds.get(event.kind)
    if kind is None:
        return event.kind.replace(".", ": ").replace("_", " ")
    return kind.sentence.format_map(_facts(event))


def tell(event: CaseEvent) -> Told:
    """The event as an entry of a timeline: "Case opened", by whom, and what more is to be said."""
    kind, facts = _kinds.get(event.kind), _facts(event)
    if kind is not None and kind.title:
        title, by = kind.title.format_map(facts), event.actor_name
    else:
        words = sentence_of(event)
        title, by = f"{event.actor_name} {words}" if event.actor_name else words[:1].upper() + words[1:], ""
    lines = kind.details if kind else ()
    return Told(
        title=title,
        by=by,
        details=tuple(line.format_map(facts) for line in lines if _is_complete(line, facts)),
        at=event.at,
        circle=event.circle,
        subject=subject_of(event.kind),
        meeting=event.body.get("meeting"),
    )


def subject_of(kind_name: str) -> str:
    """What a kind of event is about, by its name: ``letters`` of ``letters.issued``."""
    return kind_name.partition(".")[0]


def record_event(
    kind: EventKind,
    *,
    school: School,
    case: ConcernCase | None = None,
    circle: str = Circle.SCHOOL,
    audience: Iterable[User] = (),
    **body: Any,
) -> CaseEvent:
    """The event stands at the end of the school's chain, under the name of whoever acts now.

    Refuses (RuntimeError) outside a transaction: an event stands or falls with the change that it tells.
    """
    return _append(
        kind,
        chain=f"school {school.urn}",
        school_id=school.pk,
        urn=school.urn,
        case_reference=case.reference if case else "",
        circle=circle,
        audience="".join(f"|{user.pk}|" for user in audience),
        body=body,
    )


def record_la_event(kind: EventKind, *, la: LocalAuthority, **body: Any) -> CaseEvent:
    """The same at the end of the authority's own chain, of what belongs to no school: in no timeline.

    Refuses what ``record_event`` refuses.
    """
    return _append(kind, chain=_chain_of(la), circle=Circle.LA, body=body)


def la_events(la: LocalAuthority, *kinds: EventKind) -> QuerySet[CaseEvent]:
    """What the authority's own chain tells of these kinds, the latest first."""
    names = [kind.name for kind in kinds]
    return CaseEvent.objects.filter(chain=_chain_of(la), kind__in=names).order_by("-position")


def _chain_of(la: LocalAuthority) -> str:
    return f"la {la.code}"


def _append(kind: EventKind, **facts: Any) -> CaseEvent:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind.name} is recorded in the transaction of the change that it tells.")
    actor = current_actor()
    return CaseEvent.append(
        kind=kind.name,
        actor_id=getattr(actor, "pk", None),
        actor_name=str(actor) if actor else "",
        **facts,
    )
