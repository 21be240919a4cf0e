"""Central bodies: other words of them from a day on. Letters that were given keep what they bear."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from concern_cases.rules import worded
from letters.kinds.checks import refuse_day, refuse_unprintable, tidied
from letters.kinds.events import BODY_CHANGED, BODY_TAKEN_BACK, log_body
from letters.kinds.rights import keeps_for
from letters.kinds.versions import Versions, seen_of, versions_among
from letters.models import CentralBody, Recipient
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority
from schools.permissions import Perm

ONE_DAY = timedelta(days=1)
# What is written of a body; everything else is taken over from version to version.
SAID = ("name", "address", "email")
NEEDED = {"name": "Write the name.", "address": "Write the address."}


def said_by(body: CentralBody) -> dict[str, Any]:
    """What the version says of the body."""
    return {name: getattr(body, name) for name in SAID}


@service
def change_body(
    received_as: str, *, facts: dict[str, Any], valid_from: date, why: str, seen: int | None = None, by: User
) -> CentralBody:
    """From that day on, copies for the body bear these facts; a version to come already says them instead.

    ``facts`` by the names in ``SAID``; ``seen`` is the state that they were written over (``seen_of``).
    Refuses (PermissionDenied) whoever authorises no letters, and (RuleError) no reason, an empty name or
    address, what ``refuse_day`` refuses, nothing that is different, and another state than the one seen.
    """
    la, why = _keeper(by), worded(why, "Say why it is changed", field="why")
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
    row = coming or _after(found.now)
    for name, value in said.items():
        setattr(row, name, value)
    row.valid_from, row.code = valid_from, f"{received_as}-{valid_from:%Y%m%d}"
    _end(found.now, valid_from - ONE_DAY, why)
    row._change_reason = why
    row.save()
    log_body(BODY_CHANGED, la, row, office=_office(row), why=why)
    return row


@service
def take_back_body(received_as: str, *, why: str, by: User) -> None:
    """What was to hold for the body from a day on is taken away; that of today holds on.

    Refuses (PermissionDenied) whoever authorises no letters, and (RuleError) no reason and nothing to come.
    """
    la, why = _keeper(by), worded(why, "Say why it is taken away", field="why")
    found = _locked(received_as)
    row: CentralBody | None = found.coming
    if row is None:
        raise RuleError("Nothing is to come for this body.")
    log_body(BODY_TAKEN_BACK, la, row, office=_office(row), why=why)
    last, row._change_reason = row.valid_until, why
    row.delete()
    _end(found.now, last, why)


def _keeper(by: User) -> LocalAuthority:
    la = keeps_for(by)
    if la is None:
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    return la


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


def _after(now: CentralBody) -> CentralBody:
    row = CentralBody.objects.get(pk=now.pk)
    row.pk = None
    row._state.adding = True
    return row


def _end(now: CentralBody, last: date | None, why: str) -> None:
    if now.valid_until != last:
        now.valid_until, now._change_reason = last, why
        now.save(update_fields=["valid_until"])


def _office(body: CentralBody) -> str:
    return str(Recipient.As(body.received_as).label)
