"""When somebody is busy, read from an uploaded calendar (.ics). Times are taken, never titles or places.

Series are written out as RFC 5545 says: by the clock on the wall, without what was taken out or moved.
"""

import time as system_time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from record.errors import RuleError

MOST_BYTES = 5 * 1024 * 1024
MOST_EVENTS = 10_000
MOST_TIMES = 5_000
SECONDS = 5.0  # for writing out series: a file that needs longer was made to be a burden
RULE_PARTS = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "WKST",
}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
UNREADABLE = "This is not a calendar file that can be read: export your calendar as .ics and choose that file"

Span = tuple[datetime, datetime]


def busy_spans(content: bytes, *, first: datetime, until: datetime) -> list[Span]:
    """When the calendar's owner is busy between the two moments, in order, without overlaps.

    Left out: what is marked as free, cancelled, or an invitation of this service. Refuses (RuleError) what
    is no calendar, and one that is too large.
    """
    if len(content) > MOST_BYTES:
        raise RuleError(f"Choose a file of at most {MOST_BYTES // 1024 // 1024} MB", field="file")
    events = _events(content)
    moved = {(_uid(event), _wall(event["RECURRENCE-ID"].dt)) for event in events if "RECURRENCE-ID" in event}
    ends_by, found = system_time.monotonic() + SECONDS, []
    for event in events:
        found += [span for span in _times(event, moved, until) if span[1] > first and span[0] < until]
        if len(found) > MOST_TIMES or system_time.monotonic() > ends_by:
            raise RuleError("This calendar has too many entries: export the next twelve months", field="file")
    return _merged(found)


def _events(content: bytes) -> list[Any]:
    try:
        calendar = Calendar.from_ical(content)
        events = [event for event in calendar.walk("VEVENT") if "DTSTART" in event]
        if not isinstance(calendar, Calendar):
            raise ValueError("a part of a calendar")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise RuleError(UNREADABLE, field="file") from error
    if len(events) > MOST_EVENTS:
        raise RuleError("This calendar has too many entries: export the next twelve months", field="file")
    return events


def _times(event: Any, moved: set[tuple[str, datetime]], until: datetime) -> Iterator[Span]:
    """Each time of the event, until the moment."""
    if not _counts(event):
        return
    try:
        starts = event["DTSTART"].dt
        length = _length(event, starts)
        clock = _Clock.of(starts)
        for at in _beginnings(event, starts, clock.naive(until)):
            if "RECURRENCE-ID" in event or (_uid(event), at) not in moved:
                yield clock.moment(at), clock.moment(at) + length
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise RuleError(UNREADABLE, field="file") from error


def _counts(event: Any) -> bool:
    """Whether it keeps its owner busy: not what is free, cancelled, or our own."""
    return not (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or _uid(event).endswith(f"@{settings.MESSAGE_ID_DOMAIN}")
    )


def _beginnings(event: Any, starts: Any, until: datetime) -> Iterator[datetime]:
    """When it begins, once or again and again, by the clock on the wall."""
    first, rule = _wall(starts), event.get("RRULE")
    if rule is None or "RECURRENCE-ID" in event:
        yield first
    else:
        left_out = set(_listed(event.get("EXDATE")))
        for at in rrulestr(_rule_text(rule, starts), dtstart=first):
            if at > until:
                break
            if at not in left_out:
                yield at
    yield from _listed(event.get("RDATE"))


def _rule_text(rule: Any, starts: Any) -> str:
    """The rule as text, its end by the same clock as its beginning."""
    if not set(rule) <= RULE_PARTS or not {str(each) for each in rule["FREQ"]} <= FREQUENCIES:
        raise ValueError("a rule that no diary needs")
    rule = rule.copy()
    if "UNTIL" in rule:
        ends = rule["UNTIL"][0]
        zone = getattr(starts, "tzinfo", None)
        if isinstance(ends, datetime) and ends.tzinfo and zone:
            ends = ends.astimezone(zone)
        wall = _wall(ends) if isinstance(ends, datetime) else datetime.combine(ends, time.max)
        rule["UNTIL"] = [wall.replace(microsecond=0)]
    return rule.to_ical().decode()


@dataclass(frozen=True)
class _Clock:
    """The clock by which an event is told; one without a zone is told by London's."""

    zone: Any

    @classmethod
    def of(cls, starts: Any) -> "_Clock":
        return cls(getattr(starts, "tzinfo", None) or timezone.get_default_timezone())

    def moment(self, at: datetime) -> datetime:
        return at.replace(tzinfo=self.zone)

    def naive(self, at: datetime) -> datetime:
        return at.astimezone(self.zone).replace(tzinfo=None)


def _length(event: Any, starts: Any) -> timedelta:
    """How long it lasts: a whole day without an end, and no time at all for a mere reminder."""
    if "DTEND" in event:
        return _wall(event["DTEND"].dt) - _wall(starts)
    if "DURATION" in event:
        return event["DURATION"].dt
    return timedelta(0) if isinstance(starts, datetime) else timedelta(days=1)


def _wall(at: date | datetime) -> datetime:
    return at.replace(tzinfo=None) if isinstance(at, datetime) else datetime.combine(at, time())


def _listed(rows: Any) -> Iterator[datetime]:
    for row in rows if isinstance(rows, list) else [rows] if rows is not None else []:
        for each in row.dts:
            yield _wall(each.dt[0] if isinstance(each.dt, tuple) else each.dt)


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for starts, ends in sorted(spans):
        if ends <= starts:
            continue
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found
