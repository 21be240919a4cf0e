"""Changes of kinds of letter: proposed by one who authorises letters, agreed by a second person.

Nothing ever changes a version in use: from its day on another row of the series holds, and the one before
ends the day before. A version to come can be changed or taken away, in the same two steps.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from concern_cases.rules import worded
from letters.kinds.checks import checked, refuse_day
from letters.kinds.events import KIND_AGREED, KIND_DROPPED, KIND_PROPOSED, KIND_REFUSED, log_change
from letters.kinds.mails import mail_who_can_agree, mail_who_proposed
from letters.kinds.parts import Says, put_into, said_by
from letters.kinds.rights import agreeing_perms, keeper_of, keeps, may_agree
from letters.kinds.versions import Versions, seen_of, versions_among
from letters.models import KindChange, LetterKind
from letters.services.versions import hold_from, take_away_coming
from letters.wording import plain_day
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import LocalAuthority
from schools.permissions import Perm

What, State = KindChange.What, KindChange.State
ENDED = "This kind of letter is no longer in use: nothing of it can be changed."


@service
def propose_change(
    series: str, *, says: Says, valid_from: date, why: str, seen: int | None = None, by: User
) -> KindChange:
    """The change waits for a second person: from ``valid_from`` on, letters of the kind would say this.

    Where a version is to come already, it is that one which changes, with its day. ``says`` are the parts
    that can be changed (``kinds.parts``), ``seen`` the state that it was written over (``seen_of``). Refuses
    (PermissionDenied) whoever authorises no letters, (RuleError) no reason, what ``checked`` and
    ``refuse_day`` refuse, nothing that is different and another state than the one seen, and (AlreadyDone) a
    kind of which a change waits already.
    """
    la, why = keeper_of(by), worded(why, "Say why it is changed", field="why")
    found = _locked(series)
    _refuse_unseen(series, seen)
    base = found.coming or found.now
    refuse_day(found, valid_from)
    was, said = said_by(base), checked(base, says)
    was_from = found.coming.valid_from if found.coming else None
    if said == was and was_from in (None, valid_from):
        raise RuleError("Nothing is different from what holds otherwise: change something first.")
    return _propose(
        found,
        la,
        what=What.COMING if found.coming else What.VERSION,
        valid_from=valid_from,
        was_from=was_from,
        was=was,
        says=said,
        why=why,
        by=by,
    )


@service
def propose_taking_away(series: str, *, why: str, by: User) -> KindChange:
    """It waits for a second person that the version to come is taken away: that of today would hold on.

    Refuses (PermissionDenied) whoever authorises no letters, and (RuleError) no reason, a kind of which no
    version is to come, and one of which a change waits already.
    """
    la, why = keeper_of(by), worded(why, "Say why it is taken away", field="why")
    found = _locked(series)
    if found.coming is None:
        raise RuleError("No version of this kind is to come.")
    return _propose(
        found,
        la,
        what=What.TAKEN_AWAY,
        valid_from=found.coming.valid_from,
        was_from=found.coming.valid_from,
        was=said_by(found.coming),
        says=said_by(found.now),
        why=why,
        by=by,
    )


@service
def agree_change(change: KindChange, *, by: User) -> KindChange:
    """What was proposed stands: the version of its day is there, and the one before ends the day before.

    Refuses (AlreadyDone) a change that was decided about, (PermissionDenied) whoever proposed it and whoever
    may not agree to it, and (RuleError) one whose day has passed or whose kind was changed otherwise.
    """
    change = _undecided(change)
    _require_decider(change, by)
    found = _locked(change.series)
    _refuse_outdated(change, found)
    reason = f"{change.why} Proposed by {change.proposed_by}."
    if change.what == What.TAKEN_AWAY:
        take_away_coming(found, why=reason)
        change.coming = None
    else:
        change.coming = hold_from(
            found,
            change.valid_from,
            put=lambda row: put_into(row, change.says),
            code=code_of(change.series, change.valid_from),
            why=reason,
        )
    _decide(change, State.AGREED, by)
    log_change(KIND_AGREED, change)
    mail_who_proposed(change)
    return change


@service
def refuse_change(change: KindChange, *, why: str, by: User) -> KindChange:
    """Nothing changes, and it is known who refused it and why.

    Refuses as ``agree_change`` does (but not for what passed meanwhile), and (RuleError) no reason.
    """
    change = _undecided(change)
    _require_decider(change, by)
    _decide(change, State.REFUSED, by, why=worded(why, "Say why it is refused", field="why"))
    log_change(KIND_REFUSED, change)
    mail_who_proposed(change)
    return change


@service
def drop_change(change: KindChange, *, by: User) -> KindChange:
    """Whoever proposed it, or another who keeps kinds of letter for its authority, took it back.

    Nothing changes. Refuses (AlreadyDone) a change that was decided about, and (PermissionDenied) everybody
    else.
    """
    change = _undecided(change)
    if not keeps(by, change):
        raise PermissionDenied(Perm.AUTHORISE_LETTER.value)
    _decide(change, State.DROPPED, by)
    log_change(KIND_DROPPED, change)
    return change


def _locked(series: str) -> Versions:
    """The versions of the kind, kept from other changes until the transaction ends."""
    rows = LetterKind.objects.filter(series=series).order_by("pk").select_for_update(of=("self",))
    found = versions_among(rows.select_related("clock_rule"))
    if found.now is None:
        raise RuleError(ENDED)
    return found


def _refuse_unseen(series: str, seen: int | None) -> None:
    if seen not in (None, seen_of(LetterKind, series=series)):
        raise RuleError(
            "Somebody else’s change of this kind was agreed to while you were writing. Your words are kept "
            "below: compare them with what holds now, and send them again if they are still right.",
            field="seen",
        )


def _propose(
    found: Versions,
    la: LocalAuthority,
    *,
    what: str,
    valid_from: date,
    was_from: date | None,
    was: Says,
    says: Says,
    why: str,
    by: User,
) -> KindChange:
    change = KindChange(
        la=la,
        series=found.now.series,
        what=what,
        of=found.now,
        coming=found.coming,
        valid_from=valid_from,
        was_from=was_from,
        was=was,
        says=says,
        for_law=found.now.statutory or _drops_legal_check(was, says),
        why=why,
        proposed_by=by,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        other = KindChange.objects.filter(series=change.series, state=State.WAITING).first()
        who = f" {other.proposed_by} proposed it." if other and other.la_id == la.pk else ""
        raise AlreadyDone(f"A change of this kind waits already to be agreed.{who}") from None
    log_change(KIND_PROPOSED, change)
    mail_who_can_agree(change)
    return change


def _drops_legal_check(was: Says, says: Says) -> bool:
    return bool(was.get("needs_legal_check")) and not says["needs_legal_check"]


def _undecided(change: KindChange) -> KindChange:
    """The change as it is now, so that two decisions at once take turns."""
    rows = KindChange.objects.select_for_update(of=("self",))
    change = rows.select_related("of__clock_rule", "la", "proposed_by", "decided_by").get(pk=change.pk)
    if not change.is_waiting:
        raise AlreadyDone(f"{change.get_state_display()} already, by {change.decided_by}.")
    return change


def _require_decider(change: KindChange, by: User) -> None:
    if not may_agree(by, change):
        raise PermissionDenied(
            "Nobody agrees to a change of their own."
            if by.pk == change.proposed_by_id
            else agreeing_perms(change)[0].value
        )


def _refuse_outdated(change: KindChange, found: Versions) -> None:
    """Nothing, if what was proposed can still be done as it was proposed; otherwise RuleError in words."""
    if change.valid_from < clock.today() or (change.was_from and change.was_from <= clock.today()):
        day = plain_day(min(change.was_from or change.valid_from, change.valid_from))
        raise RuleError(
            f"Its day, {day}, came before anybody agreed. Take it back or refuse it, and propose it again "
            "from a later day."
        )
    coming_then = None if change.what == What.VERSION else change.coming_id
    coming_now = found.coming.pk if found.coming else None
    as_it_was = change.was == said_by(found.coming or found.now)
    if found.now.pk != change.of_id or coming_now != coming_then or not as_it_was:
        raise RuleError("The kind was changed otherwise since. Refuse it, and propose it again.")


def code_of(series: str, day: date) -> str:
    """The name of the version from that day on, among all versions of all kinds."""
    return f"{series[:31]}-{day:%Y%m%d}"


def _decide(change: KindChange, state: str, by: User, *, why: str = "") -> None:
    change.state, change.decided_by, change.decided_at = state, by, clock.now()
    change.decided_why = why
    change._change_reason = why or None
    change.save()
