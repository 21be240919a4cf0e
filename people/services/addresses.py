"""New e-mail addresses of people who read what an LA keeps to itself: asked for, confirmed or refused."""

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from people.checks import checked_email
from people.confirming import decides, has_part_in
from people.events import (
    ADDRESS_ASKED,
    ADDRESS_CONFIRMED,
    ADDRESS_LET_STAND,
    ADDRESS_REFUSED,
    AccessKind,
    record_access,
)
from people.mails import mail_person
from people.models import AddressChange, User
from people.services.telling import tell_confirmers
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import plain_day
from schools.permissions import Perm

Outcome = AddressChange.Outcome


def sign_in_with(user: User, email: str) -> None:
    """From when the row is saved the person signs in with this address, and the old one is told.

    The password is gone: one that was chosen from the old address must not open what is given to the holder
    of the new one. So are all sessions, and another address that waited.
    """
    old, user.email = user.email, email
    user.set_unusable_password()
    _drop_waiting(user)
    mail_person(user, "address_changed", to=old, stamp=clock.now().isoformat(), old=old)


def ask_for_address(user: User, email: str, *, by: User | None) -> None:
    """The address waits for a second person; who can confirm it is told, and so is the old address."""
    if user.address_changes.filter(outcome=Outcome.WAITING, email=email).exists():
        return
    _drop_waiting(user)
    change = AddressChange.objects.create(user=user, email=email, asked_by=by, asked_at=clock.now())
    record_access(ADDRESS_ASKED, subject=user, before=user.email, after=email, change=change.pk)
    mail_person(user, "address_asked", to=user.email, stamp=f"{change.pk}", old=user.email)
    tell_confirmers(change)


@service
def confirm_address(change: AddressChange, *, by: User) -> User:
    """The person signs in with the new address from now on, with a password chosen from there.

    Refuses (AlreadyDone) what was decided before, (PermissionDenied) who can't confirm there or asked for it,
    (RuleError) an address that belongs to somebody else by now.
    """
    user, change = _locked(change)
    _require_confirmer(change, by)
    if has_part_in(change, by):
        raise PermissionDenied("Whoever asks for an address can’t confirm it.")
    _take(user, change, Outcome.CONFIRMED, ADDRESS_CONFIRMED, by=by)
    return user


@service
def refuse_address(change: AddressChange, *, why: str, by: User) -> AddressChange:
    """The address stays what it was, and why is kept.

    Refuses (AlreadyDone) what was decided before, (PermissionDenied) who can't confirm there, (RuleError) a
    refusal without a reason.
    """
    user, change = _locked(change)
    _require_confirmer(change, by)
    if not why.strip():
        raise RuleError("Say why it is refused.", field="why")
    _decide(change, Outcome.REFUSED, by=by, why=why.strip())
    record_access(ADDRESS_REFUSED, subject=user, why=change.why, email=change.email, change=change.pk)
    return change


@service
def let_address_stand(change: AddressChange, *, by: None) -> User:
    """The address counts without a second person: for a command on the server, if nobody is left to confirm.

    Refuses (AlreadyDone) what was decided before, (RuleError) an address that is somebody else's by now.
    """
    user, change = _locked(change)
    _take(user, change, Outcome.DROPPED, ADDRESS_LET_STAND, by=by)
    return user


def _take(user: User, change: AddressChange, outcome: str, kind: AccessKind, *, by: User | None) -> None:
    email, before = checked_email(change.email, besides=user), user.email
    _decide(change, outcome, by=by)
    sign_in_with(user, email)
    user.save()
    asked_by = str(change.asked_by or "the server")
    record_access(kind, subject=user, before=before, after=email, asked_by=asked_by, change=change.pk)


def _locked(change: AddressChange) -> tuple[User, AddressChange]:
    """The person's row first, as everywhere, so that two decisions at once take turns; then the change."""
    user = User.objects.select_for_update().get(pk=change.user_id)
    change = AddressChange.objects.select_related("asked_by", "decided_by").get(pk=change.pk)
    if change.outcome == Outcome.WAITING:
        return user, change
    who = f" by {change.decided_by}" if change.decided_by else ""
    on = f" on {plain_day(localdate(change.decided_at))}" if change.decided_at else ""
    raise AlreadyDone(f"This address was decided about already{who}{on}: {change.get_outcome_display()}.")


def _require_confirmer(change: AddressChange, by: User) -> None:
    if not decides(change, by):
        raise PermissionDenied(Perm.CONFIRM_POSTS.value)


def _drop_waiting(user: User) -> None:
    for change in user.address_changes.filter(outcome=Outcome.WAITING):
        _decide(change, Outcome.DROPPED, by=None)


def _decide(change: AddressChange, outcome: str, *, by: User | None, why: str = "") -> None:
    change.outcome, change.decided_by, change.decided_at, change.why = outcome, by, clock.now(), why
    change._change_reason = why or None
    change.save()
