"""Central bodies: other words of them from a day on. Letters that were given keep what they bear."""

from datetime import date
from typing import Any

from concern_cases.rules import worded
from letters.kinds.checks import refuse_day, refuse_unprintable, tidied
from letters.kinds.events import BODY_CHANGED, BODY_TAKEN_BACK, log_body
from letters.kinds.rights import keeper_of
from letters.kinds.versions import Versions, seen_of, versions_among
from letters.models import CentralBody, Recipient
from letters.services.versions import hold_from, take_away_coming
from people.models import User
from record.errors import RuleError
from record.services import service

# What is written of a body; everything else is taken over from version to version.
SAID = ("name", "address", "email")
NEEDED = {"name": "Write the name.", "address": "Write the address."}


def said_by(body: CentralBody) -> dict[str, Any]:
    """What the version says of the body."""
    return {name: getattr(body, name) for name in SAID}


def put_into(body: CentralBody, said: dict[str, Any]) -> None:
    """The row says these words; nothing is saved."""
    for name, value in said.items():
        setattr(body, name, value)


@service
def change_body(
    received_as: str, *, facts: dict[str, Any], valid_from: date, why: str, seen: int | None = None, by: User
) -> CentralBody:
    """From that day on, copies for the body bear these facts; a version to come already says them instead.

    ``facts`` by the names in ``SAID``; ``seen`` is the state that they were written over (``seen_of``).
    Refuses (PermissionDenied) whoever authorises no letters, and (RuleError) no reason, an empty name or
    address, what ``refuse_day`` refuses, nothing that is different, and another state than the one seen.
    """
    la, why = keeper_of(by), worded(why, "Say why it is changed", field="why")
    found = _locked(received_as)
    if seen not in (None, seen_of(CentralBody, received_as=received_as)):
        raise RuleError(
            "Somebody else changed it while you were writing. Your words are kept below: compare them with "
            "what holds now, and send them again if they are still right.",
            field="seen",
        )
    said = _checked(facts)
    refuse_day(found, valid_from)
    coming: CentralBody | None = found.coming
    base: CentralBody = coming or found.now
    if said == said_by(base) and (coming is None or coming.valid_from == valid_from):
        raise RuleError("Nothing is different from what holds otherwise: change something first.")
    row: CentralBody = hold_from(
        found,
        valid_from,
        put=lambda row: put_into(row, said),
        code=f"{received_as}-{valid_from:%Y%m%d}",
        why=why,
    )
    log_body(BODY_CHANGED, la, row, office=_office(row), why=why)
    return row


@service
def take_back_body(received_as: str, *, why: str, by: User) -> None:
    """What was to hold for the body from a day on is taken away; that of today holds on.

    Refuses (PermissionDenied) whoever authorises no letters, and (RuleError) no reason and nothing to come.
    """
    la, why = keeper_of(by), worded(why, "Say why it is taken away", field="why")
    found = _locked(received_as)
    row: CentralBody | None = found.coming
    if row is None:
        raise RuleError("Nothing is to come for this body.")
    log_body(BODY_TAKEN_BACK, la, row, office=_office(row), why=why)
    take_away_coming(found, why=why)


def _locked(received_as: str) -> Versions:
    found = versions_among(CentralBody.objects.filter(received_as=received_as).select_for_update())
    if found.now is None:
        raise RuleError("This body is no longer in use.")
    return found


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    said = {name: tidied(facts[name]) for name in SAID}
    said["name"] = " ".join(said["name"].split())
    said["address"] = "\n".join(line.strip() for line in said["address"].splitlines() if line.strip())
    for field, asked in NEEDED.items():
        if not said[field]:
            raise RuleError(asked, field=field)
        refuse_unprintable([said[field]], field=field)
    return said


def _office(body: CentralBody) -> str:
    return str(Recipient.As(body.received_as).label)
