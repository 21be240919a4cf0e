"""What can happen to the reference data of letters: events of the authority's own chain."""

from typing import Any

from concern_cases.events import EventKind, Told, event_kind, la_events, record_la_event, tell
from letters.models import CentralBody, KindChange
from schools.models import Diocese, LocalAuthority

MOST_TOLD = 20
NO_EMAIL = "no address on record"

KIND_PROPOSED = event_kind(
    "letters.kind_proposed",
    "proposed that the {letter} changes from {valid_from}: {why}",
    details=("{why}",),
)
KIND_AGREED = event_kind(
    "letters.kind_agreed",
    "agreed to the change of the {letter} from {valid_from} that {proposed_by} had proposed",
    details=("{why}",),
)
KIND_REFUSED = event_kind(
    "letters.kind_refused",
    "refused the change of the {letter} from {valid_from} that {proposed_by} had proposed: {decided_why}",
    details=("{decided_why}",),
)
KIND_DROPPED = event_kind(
    "letters.kind_dropped", "took back the proposed change of the {letter} from {valid_from}"
)
BODY_CHANGED = event_kind(
    "letters.body_changed",
    "wrote that copies for {office} go to {name}, {address}, from {valid_from} on",
    details=("E-mail: {email}", "“{why}”"),
)
BODY_TAKEN_BACK = event_kind(
    "letters.body_taken_back",
    "took back what was to hold for {office} from {valid_from} on",
    details=("E-mail: {email}", "“{why}”"),
)
DIOCESE_ADDRESSED = event_kind(
    "letters.diocese_addressed", "wrote that post for the {diocese} goes to {address}"
)


def log_change(event: EventKind, change: KindChange) -> None:
    """The event stands in the chain of the authority, with everything that the change says."""
    record_la_event(
        event,
        la=change.la,
        change=change.pk,
        letter=change.of.name.lower(),
        series=change.series,
        what=change.what,
        valid_from=change.valid_from,
        was_from=change.was_from,
        was=change.was,
        says=change.says,
        why=change.why,
        proposed_by=str(change.proposed_by),
        decided_why=change.decided_why,
    )


def log_body(event: EventKind, la: LocalAuthority, body: CentralBody, *, office: str, **facts: Any) -> None:
    """The event stands in the chain of the authority, with what letters to that office bear."""
    record_la_event(
        event,
        la=la,
        office=office,
        received_as=body.received_as,
        name=body.name,
        address=", ".join(body.address.splitlines()),
        email=body.email or NO_EMAIL,
        valid_from=body.valid_from,
        **facts,
    )


def log_diocese(event: EventKind, la: LocalAuthority, diocese: Diocese) -> None:
    """The event stands in the chain of the authority, with what post for the diocese bears."""
    address = ", ".join(diocese.address.splitlines())
    record_la_event(event, la=la, diocese=diocese.name, code=diocese.code, address=address)


def told_of_bodies(la: LocalAuthority) -> list[Told]:
    """What the authority wrote of central bodies and of dioceses, the latest first."""
    events = la_events(la, BODY_CHANGED, BODY_TAKEN_BACK, DIOCESE_ADDRESSED)
    return [tell(event) for event in events[:MOST_TOLD]]
