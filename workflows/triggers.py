"""How one process sets another going: a row written with the decision, served once by the worker.

No process moves another one: that would nest their locks.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase
from people.models import User
from record import clock
from record.actor import acting_as
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.permissions import Circle
from workflows.models import CaseworkProcess, Trigger
from workflows.nodes import log_failure

# What may be wanted, and the function that serves it: it takes the trigger and gives the process that it
# began. It runs in one transaction with the mark that it was served.
SERVED_BY = {
    "start_letter": "workflows.letters.starts.start_wanted_letter",
    "stop_ended_letter": "workflows.letters.starts.stop_ended_letter",
    "call_planned_conference": "workflows.services.term_plans.call_planned_conference",
    "start_conference": "workflows.services.conferences.start_wanted_conference",
    "carry_out_decision": "workflows.conferences.deciding.carry_out_wanted_decision",
    "bring_to_strategy": "workflows.services.strategy.bring_referred_school",
    "revise_plans": "workflows.conferences.deciding.revise_wanted_plans",
}
MAX_TRIES = 10

NOT_STARTED = event_kind(
    "tasks.not_started",
    "could not follow up by itself: {cause}",
    title="Could not be followed up by itself",
    details=("{cause}", "{why}"),
)


def want(
    *,
    key: str,
    wanted: str,
    cause: str,
    payload: dict[str, Any],
    case: ConcernCase | None = None,
    from_process: CaseworkProcess | None = None,
) -> Trigger:
    """It is written down, once per key, that something is to begin; the worker sees to it.

    ``case``: the one that it concerns, where it is not that of the process it comes from.
    """
    if wanted not in SERVED_BY:
        raise ValueError(f"Nothing serves {wanted}.")
    case = case or (from_process.case if from_process else None)
    facts = {"wanted": wanted, "cause": cause, "payload": payload, "case": case, "from_process": from_process}
    trigger, _ = Trigger.objects.get_or_create(key=key, defaults=facts)
    return trigger


def serve_triggers(limit: int = 50) -> int:
    """Everything wanted by now has begun, each once, whoever else serves at the same time. How many."""
    waiting = Trigger.objects.filter(done_at=None, not_before__lte=clock.now(), tries__lt=MAX_TRIES)
    served = 0
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        served += serve(pk)
    return served


def serve(pk: int) -> int:
    """The trigger is served: 1; or somebody else serves it, or it failed and is to be tried later: 0."""
    try:
        with acting_as(None), transaction.atomic():
            rows = Trigger.objects.filter(pk=pk, done_at=None)
            skip = connection.features.has_select_for_update_skip_locked
            trigger = rows.select_for_update(skip_locked=skip).first()
            if trigger is None:
                return 0
            serving: Callable[[Trigger], CaseworkProcess | None] = import_string(SERVED_BY[trigger.wanted])
            try:
                with transaction.atomic():
                    trigger.process = serving(trigger)
            except (
                RuleError
            ) as error:  # a rule of the field: people decide what to do, trying again does not help
                trigger.error = str(error)
                _tell_the_case(trigger)
            trigger.done_at = clock.now()
            trigger.save()
            return 1
    except Exception as error:  # noqa: BLE001 - one that fails must not keep the others waiting
        _try_later(pk, error)
        return 0


@service
def want_again(trigger: Trigger, *, by: User) -> Trigger:
    """What could not begin is tried once more. Refuses (AlreadyDone) what has begun or waits its turn."""
    trigger.refresh_from_db(from_queryset=Trigger.objects.select_for_update(of=("self",)))
    if not trigger.error or trigger.process_id:
        raise AlreadyDone("It has begun, or begins in a moment")
    trigger.error, trigger.done_at, trigger.tries, trigger.not_before = "", None, 0, clock.now()
    trigger.save()
    return trigger


def _try_later(pk: int, error: Exception) -> None:
    error_id = log_failure(f"Trigger {pk}", error)
    trigger = Trigger.objects.get(pk=pk)
    pause = timedelta(minutes=2**trigger.tries)
    Trigger.objects.filter(pk=pk).update(
        tries=F("tries") + 1,
        not_before=clock.now() + pause,
        error=f"{type(error).__name__}, error {error_id}",
    )


def _tell_the_case(trigger: Trigger) -> None:
    """What a meeting of the authority decided is not said: the school's head may read the case's events."""
    process, case = trigger.from_process, trigger.case
    school = case.school if case else process and process.school
    if school is None:
        return
    cause, why = trigger.cause, trigger.error
    if process and process.school is None:
        cause, why = (
            "a decision of a meeting of the authority",
            "The page of the meeting says which, and why.",
        )
    record_event(NOT_STARTED, school=school, case=case, circle=Circle.LA, cause=cause, why=why)
