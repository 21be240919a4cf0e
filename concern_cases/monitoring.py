"""When inspectors are to be expected again at a school in a category. Pure: for information alone.

The intervals are Ofsted's of the framework of 2009: after a notice to improve one monitoring visit at six to
eight months; in special measures the first after four to six months, then every term. Of later frameworks
none is known here, and nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from concern_cases.due_dates import Term, due_by, months_after


@dataclass(frozen=True)
class Interval:
    """Months after the inspection between which the first visit comes; whether one comes every term then."""

    from_months: int
    to_months: int
    then_termly: bool


INTERVALS = {
    "2009-notice-to-improve": Interval(6, 8, then_termly=False),
    "2009-special-measures": Interval(4, 6, then_termly=True),
}


@dataclass(frozen=True)
class Expected:
    """Between which days the next visit is to be expected; without a first day, by the last."""

    first: date | None
    last: date
    ground: str


def next_visit(
    grade_code: str, *, judged_on: date, visited: Sequence[date], terms: Sequence[Term] = ()
) -> Expected | None:
    """The next monitoring visit after the inspection of ``judged_on``; None when none is to be expected.

    ``visited``: the days of monitoring visits since, in any order. ``terms`` as ``due_dates`` takes them.
    """
    interval = INTERVALS.get(grade_code)
    if interval is None:
        return None
    since = sorted(day for day in visited if day > judged_on)
    if not since:
        ground = f"{interval.from_months} to {interval.to_months} months after the inspection"
        first = months_after(judged_on, interval.from_months)
        return Expected(first, months_after(judged_on, interval.to_months), ground)
    if not interval.then_termly:
        return None
    return Expected(None, due_by(1, "terms", since=since[-1], terms=terms), "every term after the first")
