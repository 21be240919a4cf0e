"""Days of support that were worked: entered, corrected, taken back. What stood before is in the history."""

from datetime import date
from decimal import Decimal

from concern_cases.events import EventKind
from concern_cases.rules import not_in_future, worded
from people.models import User
from record.errors import AlreadyDone, RuleError
from record.services import service
from support.models import DaysUsed, Deployment
from support.services.rules import Status, lock_deployment, used_days
from support.services.telling import DAYS_CORRECTED, DAYS_UNDONE, DAYS_USED, tell_support
from support.words import in_days


@service
def use_days(
    deployment: Deployment, *, on: date, days: Decimal, done: str, impact: str = "", by: User
) -> DaysUsed:
    """So many days were worked on that day; more than were agreed are taken, and pages say so.

    Refuses (RuleError) no words, no days, a day to come, before the support begins or after it ends;
    (AlreadyDone) support that is not agreed, or is over.
    """
    done = worded(done, "Say what was done", field="done")
    lock_deployment(deployment, Status.AGREED)
    _check(deployment, on, days)
    row = DaysUsed.objects.create(
        deployment=deployment, on=on, days=days, done=done, impact=impact.strip(), entered_by=by
    )
    _tell(DAYS_USED, row)
    return row


@service
def correct_days(
    row: DaysUsed, *, on: date, days: Decimal, done: str, impact: str = "", why: str, by: User
) -> DaysUsed:
    """The entry says what is right; what it said before stays in its history, with the reason.

    Refuses as ``use_days`` does, and (RuleError) an empty reason.
    """
    done = worded(done, "Say what was done", field="done")
    why = worded(why, "Say what is put right", field="why")
    _lock_entry(row)
    _check(row.deployment, on, days)
    row.on, row.days, row.done, row.impact = on, days, done, impact.strip()
    row._change_reason = why
    row.save()
    _tell(DAYS_CORRECTED, row, why=why)
    return row


@service
def undo_days(row: DaysUsed, *, why: str, by: User) -> Deployment:
    """The days count as not used; that they were entered, and why they were taken back, stays in the history.

    Refuses (RuleError) an empty reason; (AlreadyDone) support that is over, and days taken back already.
    """
    why = worded(why, "Say why the days are taken back", field="why")
    _lock_entry(row)
    deployment, on, days = row.deployment, row.on, row.days
    row._change_reason = why
    row.delete()
    _tell_of(DAYS_UNDONE, deployment, on, days, why=why)
    return deployment


def _lock_entry(row: DaysUsed) -> None:
    lock_deployment(row.deployment, Status.AGREED)
    if not DaysUsed.objects.filter(pk=row.pk).exists():
        raise AlreadyDone("These days were taken back already")


def _check(deployment: Deployment, on: date, days: Decimal) -> None:
    if days <= 0:
        raise RuleError("Say how many days: half a day at least", field="days")
    not_in_future(on, "a day that was used")
    if on < deployment.starts_on:
        raise RuleError("The support had not begun on this day", field="on")
    if on > deployment.ends_on:
        raise RuleError("The support was over on this day: ask for a later end first", field="on")


def _tell(kind: EventKind, row: DaysUsed, **facts: str) -> None:
    _tell_of(kind, row.deployment, row.on, row.days, done=row.done, impact=row.impact, **facts)


def _tell_of(kind: EventKind, deployment: Deployment, on: date, days: Decimal, **facts: str) -> None:
    used, agreed = in_days(used_days(deployment)), in_days(deployment.days_agreed)
    tell_support(kind, deployment, on=on, days=in_days(days), used=used, agreed=agreed, **facts)
