"""A case on its way to being closed."""

from datetime import date

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase, Review
from concern_cases.rules import in_future, lock_open_case, worded
from people.models import User
from record.errors import AlreadyDone
from record.services import service

CASE_STEPPING_DOWN = event_kind(
    "cases.stepping_down",
    "began to step the case down",
    title="Case is stepping down",
    details=(
        "{reason}",
        "Capacity of the school: {capacity}. {capacity_why}",
        "Signed off by {signed_off_by}.",
        "The LA looks again on {follow_up_on}.",
    ),
)


@service
def step_down_case(
    case: ConcernCase,
    *,
    reason: str,
    capacity: str = "",
    capacity_why: str = "",
    signed_off_by: User | None = None,
    follow_up_on: date | None = None,
    by: User,
) -> ConcernCase:
    """The case is stepping down, with the reason; and, where they are given, with whether the school can keep
    it up by itself, who signed it off and the day on which the LA looks again.

    Refuses (RuleError) an empty reason, a follow-up that is not ahead; a case that is stepping down or closed
    (AlreadyDone).
    """
    reason = worded(reason, "Say why the case is stepped down", field="reason")
    if follow_up_on:
        in_future(follow_up_on, "the follow-up", field="follow_up_on")
    lock_open_case(case)
    if case.status == ConcernCase.Status.STEPPING_DOWN:
        raise AlreadyDone(f"{case.reference} is stepping down already")
    case.status = ConcernCase.Status.STEPPING_DOWN
    case.follow_up_on = follow_up_on or case.follow_up_on
    case._change_reason = reason
    case.save()
    words = dict(Review.Capacity.choices).get(capacity, "")
    record_event(
        CASE_STEPPING_DOWN,
        school=case.school,
        case=case,
        reason=reason,
        capacity=str(words).lower(),
        capacity_why=capacity_why.strip(),
        signed_off_by=str(signed_off_by or ""),
        follow_up_on=follow_up_on,
    )
    return case
