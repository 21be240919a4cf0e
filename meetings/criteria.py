"""Whether a success criterion is on the way to its target. Pure."""

from datetime import date
from decimal import Decimal

MET, ON_TRACK, BEHIND, UNKNOWN = "met", "on_track", "behind", "unknown"
WORDS = {MET: "Met", ON_TRACK: "On track", BEHIND: "Not on track", UNKNOWN: "Not known"}


def expected_on(day: date, *, baseline: Decimal, baseline_on: date, target: Decimal, by: date) -> Decimal:
    """How far an even way from the baseline to the target would be on that day."""
    span = (by - baseline_on).days
    share = Decimal(min(max((day - baseline_on).days, 0), span)) / span if span > 0 else Decimal(1)
    return baseline + (target - baseline) * share


def standing(
    *,
    baseline: Decimal | None,
    baseline_on: date | None,
    target: Decimal,
    by: date,
    value: Decimal | None,
    on: date | None,
) -> str:
    """Whether the value of that day is where it should be.

    On track: at least as far as an even way from the baseline to the target would be on that day. Without a
    baseline only the target counts: not reached is behind once its day has come, and not known before.
    """
    if value is None or on is None:
        return UNKNOWN
    rises = baseline is None or target >= baseline
    if value >= target if rises else value <= target:
        return MET
    if baseline is None or baseline_on is None:
        return BEHIND if on >= by else UNKNOWN
    expected = expected_on(on, baseline=baseline, baseline_on=baseline_on, target=target, by=by)
    return ON_TRACK if (value >= expected if rises else value <= expected) else BEHIND
