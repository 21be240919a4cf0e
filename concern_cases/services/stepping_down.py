"""A case on its way to being closed."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import lock_open_case, worded
from people.models import User
from record.errors import AlreadyDone
from record.services import service

CASE_STEPPING_DOWN = event_kind(
    "cases.stepping_down",
    "began to step the case down",
    title="Case is stepping down",
    details=("{reason}",),
)


@service
def step_down_case(case: ConcernCase, *, reason: str, by: User) -> ConcernCase:
    """The case is stepping down, with the reason.

    Refuses (RuleError) an empty reason; a case that is stepping down or closed (AlreadyDone).
    """
    reason = worded(reason, "Say why the case is stepped down", field="reason")
    lock_open_case(case)
    if case.status == ConcernCase.Status.STEPPING_DOWN:
        raise AlreadyDone(f"{case.reference} is stepping down already")
    case.status = ConcernCase.Status.STEPPING_DOWN
    case._change_reason = reason
    case.save()
    record_event(CASE_STEPPING_DOWN, school=case.school, case=case, reason=reason)
    return case
