"""The AHT gate-keeps: support, and every change of its days, is agreed or refused with a reason."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from concern_cases.rules import worded
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle, Perm
from support.capacity import booking_of
from support.conflicts import warnings_about
from support.days import Booking
from support.gatekeeping import gatekeepers, managers, who_answers
from support.models import Deployment
from support.services.deployments import ask_to_answer, drop_change, settle
from support.services.rules import (
    Reworded,
    Status,
    check_span,
    heed,
    lock_deployment,
    lock_provider,
    used_days,
)
from support.services.telling import (
    AGREED,
    CHANGE_ASKED,
    CHANGE_REFUSED,
    CHANGED,
    REFUSED,
    mail_answer,
    mail_sent,
    tell_support,
)
from support.words import in_days


@service
def agree_support(
    deployment: Deployment,
    *,
    note: str = "",
    terms: str = "",
    in_spite_of: Sequence[str] = (),
    by: User,
) -> Deployment:
    """The support is agreed, or the change that waited counts from now on.

    ``terms``: the mark (``Deployment.terms``) of what was read. Refuses (RuleError) somebody whose answer it
    is not, and what was changed since it was read; (Warned) warnings that are new since it was asked for
    and were not read; (AlreadyDone) what nobody has to answer any more.
    """
    lock_provider(deployment.provider)
    _lock_waiting(deployment, by, terms)
    standing = warnings_now(deployment)
    heed([text for text in standing if text not in deployment.warnings], in_spite_of=in_spite_of)
    deployment.warnings = list(dict.fromkeys([*deployment.warnings, *standing]))
    note = note.strip()
    if deployment.has_change:
        asker = deployment.change_asked_by or deployment.asked_by
        why = deployment.change_why
        _apply_change(deployment)
        deployment.save()
        tell_support(CHANGED, deployment, why=why, **_span(deployment))
        mail_answer(deployment, asker, said="agreed", stamp=_stamp())
        return deployment
    settle(deployment, Status.AGREED, note, by=by)
    span = {"starts_on": deployment.starts_on, **_span(deployment)}
    tell_support(AGREED, deployment, note=note, **span)
    mail_answer(deployment, deployment.asked_by, said="agreed", stamp="first")
    mail_sent(deployment)
    return deployment


@service
def refuse_support(deployment: Deployment, *, why: str, terms: str = "", by: User) -> Deployment:
    """The support is not agreed, and whoever reads it can read why; without a change it goes on as it was.

    Refuses (RuleError) an empty reason, somebody whose answer it is not, and what was changed since it was
    read (``terms``, as for ``agree_support``); (AlreadyDone) what nobody has to answer any more.
    """
    why = worded(why, "Say why you don’t agree", field="why")
    _lock_waiting(deployment, by, terms)
    if deployment.has_change:
        asker = deployment.change_asked_by or deployment.asked_by
        drop_change(deployment)
        deployment._change_reason = why
        deployment.save()
        tell_support(CHANGE_REFUSED, deployment, why=why)
        mail_answer(deployment, asker, said="not agreed", stamp=_stamp())
        return deployment
    settle(deployment, Status.REFUSED, why, by=by)
    tell_support(REFUSED, deployment, why=why)
    mail_answer(deployment, deployment.asked_by, said="not agreed", stamp="first")
    return deployment


@service
def change_support(
    deployment: Deployment,
    *,
    days: Decimal,
    ends_on: date,
    why: str,
    in_spite_of: Sequence[str] = (),
    by: User,
) -> Deployment:
    """Other days or another end wait for the AHT's agreement; where there is no AHT, a manager's count.

    Until it is answered the support goes on as it was agreed. What somebody else than a manager asks for
    waits for a manager where there is no AHT. Refuses (RuleError) an empty reason, no change,
    fewer days than were used, an end before its start; (Warned) warnings that were not read; (AlreadyDone)
    support that is not agreed, or of which a change waits already.
    """
    why = worded(why, "Say why it changes", field="why")
    lock_provider(deployment.provider)
    lock_deployment(deployment, Status.AGREED)
    if deployment.has_change:
        raise AlreadyDone("A change of this support waits for an answer already")
    _check_change(deployment, days, ends_on)
    warnings = warnings_about(
        deployment.provider, deployment.school, _changed(deployment, days, ends_on), but=deployment
    )
    # Known and ticked when it was asked for: only what is new has to be read.
    heed([text for text in warnings if text not in deployment.warnings], in_spite_of=in_spite_of)
    deployment.warnings = list(dict.fromkeys([*deployment.warnings, *warnings]))
    deployment.change_days, deployment.change_ends_on = days, ends_on
    deployment.change_why, deployment.change_asked_by, deployment.change_asked_at = why, by, clock.now()
    answering = gatekeepers(deployment.school, provider=deployment.provider, asker=by)
    span = {"days": in_days(days), "ends_on": ends_on, "why": why}
    if not answering and not may(by, Perm.MANAGE_CASE, deployment.school):
        answering = managers(deployment.school)
    if answering:
        deployment.save()
        tell_support(CHANGE_ASKED, deployment, in_spite_of=" ".join(warnings), **span)
        named = list(deployment.named.all()) if deployment.circle == Circle.NAMED else []
        ask_to_answer(deployment, answering, named, stamp=_stamp())
        return deployment
    _apply_change(deployment)
    deployment._change_reason = why
    deployment.save()
    tell_support(CHANGED, deployment, **span)
    return deployment


def _check_change(deployment: Deployment, days: Decimal, ends_on: date) -> None:
    check_span(deployment.starts_on, ends_on, days)
    if (days, ends_on) == (deployment.days_agreed, deployment.ends_on):
        raise RuleError("Change the days or the last day", field="days")
    if (used := used_days(deployment)) > days:
        raise RuleError(f"{in_days(used)} were used already: ask for as many at least", field="days")
    last_day = deployment.provider.active_until
    if last_day and ends_on > last_day:
        raise RuleError(f"{deployment.provider} can’t be asked for so long", field="ends_on")
    if deployment.used.filter(on__gt=ends_on).exists():
        raise RuleError("Days were used after this day: choose a later one", field="ends_on")


def _changed(deployment: Deployment, days: Decimal, ends_on: date) -> Booking:
    now = booking_of(deployment)
    return Booking(now.first, ends_on, days, now.worked)


def _apply_change(deployment: Deployment) -> None:
    if deployment.change_days is None or deployment.change_ends_on is None:
        raise ValueError("There is no change to apply.")
    deployment.days_agreed, deployment.ends_on = deployment.change_days, deployment.change_ends_on
    drop_change(deployment)


def warnings_now(deployment: Deployment) -> list[str]:
    """What speaks against it today, as it would be once it is agreed."""
    return warnings_about(deployment.provider, deployment.school, booking_of(deployment), but=deployment)


def _lock_waiting(deployment: Deployment, by: User, terms: str) -> None:
    lock_deployment(deployment, Status.PROPOSED, Status.AGREED)
    if not deployment.waits:
        raise AlreadyDone("This support is agreed already")
    answering = who_answers(deployment)
    if by not in answering:
        names = ", ".join(str(user) for user in answering)
        raise RuleError(f"This is for {names} to agree")
    if terms and terms != deployment.terms:
        raise Reworded(deployment.terms)


def _span(deployment: Deployment) -> dict[str, object]:
    return {"days": in_days(deployment.days_agreed), "ends_on": deployment.ends_on}


def _stamp() -> str:
    """Of one answer or one asking: a later one is told by a mail of its own."""
    return clock.now().isoformat()
