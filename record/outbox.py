"""The outbox: what a change causes outside the database, delivered after it stands, and never twice.

``settings.OUTBOX_TOPICS`` names for each topic the function that delivers, called with the payload and the
``Dispatch`` itself, outside a transaction. A topic that is repeatable may be delivered again after any
interruption. Of one that is not, ``deliver`` calls ``hand_over`` at its point of no return: an interruption
before it is simply tried again, one after it is shown as "not known, check".
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from record import clock, stopping
from record.actor import acting_as
from record.errors import RuleError
from record.models import Dispatch
from record.services import service

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
PAUSE_GROWS_BY = 4

State = Dispatch.State
logger = logging.getLogger(__name__)


class Undeliverable(Exception):
    """It certainly did not leave, and trying again would not help."""


class NotAccepted(Exception):
    """It certainly did not leave, and may when it is tried again."""


class ClaimLost(Exception):
    """The worker was so slow that another one has taken over: it must not go on."""


def enqueue(topic: str, *, key: str, payload: dict[str, Any], not_before: datetime | None = None) -> Dispatch:
    """The payload will be delivered after the caller's transaction commits, once.

    The same ``key`` a second time gives the first one and changes nothing.
    Refuses (ValueError) an unknown topic.
    """
    if topic not in _topics():
        raise ValueError(f"There is no outbox topic {topic}.")
    dispatch, _ = Dispatch.objects.get_or_create(
        key=key,
        defaults={"topic": topic, "payload": payload, "not_before": not_before or clock.now()},
    )
    return dispatch


def deliver_waiting(limit: int = 50) -> int:
    """Up to ``limit`` of what is due has been delivered or tried; returns how many rows that changed."""
    done = _give_up_on_interrupted()
    if not Dispatch.objects.due(clock.now()).exists():
        return done  # an idle worker never asks for SQLite's one write lock
    while done < limit and not stopping.asked():
        dispatch = _claim()
        if dispatch is None:
            break
        _deliver(dispatch)
        done += 1
    return done


def hand_over(dispatch: Dispatch) -> None:
    """From now on it may have left. Called by ``deliver``, whose next act is the sending itself.

    Refuses (ClaimLost) when another worker took it meanwhile: nothing must be sent then.
    """
    until = clock.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    if not _change_mine(dispatch, state=State.SENDING, claimed_until=until):
        raise ClaimLost(str(dispatch))


def keep_claim(dispatch: Dispatch) -> None:
    """It stays in this worker's hands while it is prepared, however long that takes.

    Refuses (ClaimLost) when another worker took it meanwhile.
    """
    until = clock.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    if not _change_mine(dispatch, claimed_until=until):
        raise ClaimLost(str(dispatch))


def call_off(topic: str, *, key: str, why: str) -> int:
    """What waits under this topic and a key that begins so is not delivered any more; how many were.

    One that is being prepared stops at its next ``keep_claim``.
    """
    waiting = Dispatch.objects.filter(topic=topic, key__startswith=key, state=State.WAITING)
    return waiting.update(state=State.SENT, sent_at=clock.now(), claimed_until=None, error=why)


@service
def retry(dispatch: Dispatch, *, by: Any) -> None:
    """It waits to be sent once more, because a person decided so.

    Refuses (RuleError) what is neither failed nor unknown.
    """
    _lock_to_check(dispatch)
    dispatch.state, dispatch.tries, dispatch.error = State.WAITING, 0, ""
    dispatch.not_before, dispatch.claimed_until = clock.now(), None
    _sign(dispatch, by)


@service
def settle(dispatch: Dispatch, *, was_sent: bool, by: Any) -> None:
    """A person found out what became of it: it counts as sent, or as not sent.

    Refuses (RuleError) what is neither failed nor unknown.
    """
    _lock_to_check(dispatch)
    dispatch.state = State.SENT if was_sent else State.FAILED
    dispatch.sent_at = clock.now() if was_sent else None
    dispatch.claimed_until = None
    _sign(dispatch, by)


def _lock_to_check(dispatch: Dispatch) -> None:
    dispatch.refresh_from_db(from_queryset=Dispatch.objects.select_for_update())
    if dispatch.state not in (State.FAILED, State.UNKNOWN):
        raise RuleError(f"There is nothing to check: it is {dispatch.get_state_display().lower()}.")


def _sign(dispatch: Dispatch, by: Any) -> None:
    dispatch.checked_at, dispatch.checked_by_id, dispatch.checked_by_name = clock.now(), by.pk, str(by)
    dispatch.save()


def _claim() -> Dispatch | None:
    """The next one that is due, in this worker's hands for a while."""
    now = clock.now()
    with transaction.atomic():
        due = Dispatch.objects.due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        dispatch = due.first()
        if dispatch is not None:
            dispatch.tries += 1
            dispatch.claimed_until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
            dispatch.save(update_fields=["tries", "claimed_until"])
    return dispatch


def _deliver(dispatch: Dispatch) -> None:
    """It was tried, and the row says how that ended."""
    try:
        topic = _topic_of(dispatch)
        if dispatch.tries > settings.OUTBOX_MAX_TRIES:
            raise Undeliverable("The worker was stopped at every attempt.")
        with acting_as(None):
            import_string(topic["deliver"])(dispatch.payload, dispatch)
    except ClaimLost:
        logger.warning("%s was taken over by another worker.", dispatch)
    except (Undeliverable, RuleError) as error:
        logger.error("%s can't be delivered: %s", dispatch, error)
        _change_mine(dispatch, state=State.FAILED, error=_told(error))
    except NotAccepted as error:
        _try_later(dispatch, error)
    except Exception as error:
        logger.exception("%s failed.", dispatch)
        if dispatch.state == State.SENDING:
            _change_mine(dispatch, state=State.UNKNOWN, error=_told(error))
        else:
            _try_later(dispatch, error)
    else:
        _finish(dispatch, repeatable=topic["repeatable"])


def _topics() -> dict[str, dict[str, Any]]:
    return settings.OUTBOX_TOPICS


def _topic_of(dispatch: Dispatch) -> dict[str, Any]:
    topic = _topics().get(dispatch.topic)
    if topic is None:
        raise Undeliverable(f"There is no outbox topic {dispatch.topic} any more.")
    return topic


def _finish(dispatch: Dispatch, *, repeatable: bool) -> None:
    if not repeatable and dispatch.state != State.SENDING:
        _change_mine(dispatch, state=State.UNKNOWN, error="It was delivered without a hand-over.")
        return
    _change_mine(
        dispatch, state=State.SENT, sent_at=clock.now(), claimed_until=None, error="", payload=_kept(dispatch)
    )


def _kept(dispatch: Dispatch) -> dict[str, Any]:
    """The payload without what it asks to be forgotten once delivered: a link that signs somebody in."""
    forget = () if settings.DEBUG else dispatch.payload.get("forget", ())
    return {name: value for name, value in dispatch.payload.items() if name not in forget}


def _try_later(dispatch: Dispatch, error: Exception) -> None:
    if dispatch.tries >= settings.OUTBOX_MAX_TRIES:
        _change_mine(dispatch, state=State.FAILED, claimed_until=None, error=_told(error))
        return
    pause = min(FIRST_PAUSE * PAUSE_GROWS_BY ** (dispatch.tries - 1), LONGEST_PAUSE)
    _change_mine(
        dispatch,
        state=State.WAITING,
        not_before=clock.now() + pause,
        claimed_until=None,
        error=_told(error),
    )


def _give_up_on_interrupted() -> int:
    """What a worker was sending when it died is repeated where that does no harm, or else to be checked."""
    interrupted = Dispatch.objects.filter(state=State.SENDING, claimed_until__lte=clock.now())
    changed = 0
    for dispatch in interrupted:
        state = State.WAITING if _topics().get(dispatch.topic, {}).get("repeatable") else State.UNKNOWN
        changed += _change_mine(
            dispatch, state=state, error="The worker stopped between the hand-over and the answer."
        )
    return changed


def _change_mine(dispatch: Dispatch, **facts: Any) -> bool:
    """The row has these facts if it is still in the same hands; False if not.

    An answer that arrives after the claim has run out is still the truth about an unknown one.
    """
    mine = Dispatch.objects.filter(
        pk=dispatch.pk,
        tries=dispatch.tries,
        claimed_until=dispatch.claimed_until,
        state__in=[State.WAITING, State.SENDING, State.UNKNOWN],
    )
    changed = bool(mine.update(**facts))
    if changed:
        for name, value in facts.items():
            setattr(dispatch, name, value)
    return changed


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]
