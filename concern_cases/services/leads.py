"""Who leads a case."""

from concern_cases.events import event_kind, record_event
from concern_cases.models import ConcernCase
from concern_cases.rules import lock_open_case
from people.access import may
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.permissions import Perm

LEAD_CHANGED = event_kind(
    "cases.lead_changed",
    "handed the case from {before} to {lead}",
    title="Case handed from {before} to {lead}",
    details=("{why}",),
)


@service
def change_lead(case: ConcernCase, *, lead: User, why: str = "", by: User) -> ConcernCase:
    """The case is led by somebody else.

    Refuses (RuleError) who leads it already or may not manage it, and a closed case (AlreadyDone).
    """
    lock_open_case(case)
    if lead == case.lead:
        raise RuleError(f"{lead} leads the case already: choose somebody else", field="lead")
    if not may(lead, Perm.MANAGE_CASE, case.school):
        raise RuleError(f"{lead} may not run cases of this school: choose somebody else", field="lead")
    before, case.lead = case.lead, lead
    case._change_reason = why
    case.save()
    record_event(
        LEAD_CHANGED, school=case.school, case=case, before=str(before), lead=str(lead), why=why.strip()
    )
    return case


def lead_or(case: ConcernCase, other: User) -> User | None:
    """The case's lead, or the other where the lead can no longer run it; None when neither can."""
    return next((user for user in (case.lead, other) if may(user, Perm.MANAGE_CASE, case.school)), None)
