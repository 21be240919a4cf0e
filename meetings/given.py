"""What meetings know of the table of entitlement: case conferences, held and to come."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from concern_cases.due_dates import months_after
from concern_cases.models import ConcernCase
from meetings.models import Meeting
from meetings.next_due import HELD, PLANNED, latest_day, with_conferences
from meetings.reference import CASE_CONFERENCE
from record import clock
from record.words import inside, plain_day
from support.given import DONE, NEEDS, WAITING, Asked, Given, counts

MONTHS = 12


@counts("conferences", is_often=True)
def conferences(asked: Asked) -> Given:
    """How many were held since September, the last and the next, and by when the table asks for the next.

    How often the case itself has one is told beside it; how it stands is asked of the table alone.
    """
    seen = Meeting.objects.visible_to(asked.reader).filter(school=asked.school, type__code=CASE_CONFERENCE)
    rows = seen.filter(status__in=[*HELD, *PLANNED]).order_by("starts_at")
    meetings = [(timezone.localdate(at), status) for at, status in rows.values_list("starts_at", "status")]
    held = [on for on, status in meetings if status in HELD]
    coming = [on for on, status in meetings if status in PLANNED and on >= clock.today()]
    cases = ConcernCase.objects.open().visible_to(asked.reader).filter(school=asked.school)
    case = with_conferences(cases).first()
    words = "; ".join(filter(None, [_held(held, asked.since), _next(coming)]))
    amount = Decimal(sum(on >= asked.since for on in held))
    if case is None:
        return Given(words, amount) if words else Given(state=NEEDS, stands="No case is open")
    told = "; ".join([words or "None yet", _of_case(case)])
    if not asked.row.times:
        return Given(told, amount, is_there=bool(words))
    since = held[-1] if held else case.opened_on
    due = months_after(since, max(1, MONTHS // asked.row.times))
    state, stands = _standing(due, coming[0] if coming else None)
    return Given(told, amount, bool(words), state, stands)


def _of_case(case: Any) -> str:
    """How often the case has one, and by when the next is due by that: in this case every 3 months, …"""
    due = latest_day(case)
    by = f", the next by {plain_day(due)}" if due else ""
    return f"in this case {inside(case.cadence.name)}{by}"


def _standing(due: date, following: date | None) -> tuple[str, str]:
    """Whether the next comes by the day on which the table asks for it."""
    if following and following <= due:
        return DONE, "As entitled"
    by = f"the next is due by {plain_day(due)}"
    if following:
        return NEEDS, f"Too late: {by}"
    return (NEEDS, f"Late: {by}") if due < clock.today() else (WAITING, f"Not called yet: {by}")


def _held(held: list[date], since: date) -> str:
    if not held:
        return ""
    count = sum(on >= since for on in held)
    times = "None" if not count else "Once" if count == 1 else f"{count} times"
    return f"{times} since September, the last on {plain_day(held[-1])}"


def _next(coming: list[date]) -> str:
    return f"the next on {plain_day(coming[0])}" if coming else ""
