"""What meetings add to the draft of a review."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils import timezone

from concern_cases.models import Plan
from concern_cases.since import AS_SCHOOL, Span, schools_told, since_part
from meetings.choices import Part
from meetings.models import Attendance, Decision, Meeting
from record.words import capital, listed
from schools.permissions import Circle

HELD = (Meeting.Status.HELD, Meeting.Status.MINUTES_DRAFTED, Meeting.Status.MINUTES_APPROVED)


@since_part("Decisions of conferences", order=70)
def decisions(plan: Plan, span: Span, reader: Any) -> list[str]:
    """Those of conferences that the reader sees, as far as their items are his or hers to read."""
    rows = Decision.objects.filter(meeting__in=_held(plan, reader).values("pk"))
    rows = span.of(rows, "meeting__starts_at__date").select_related("code", "meeting")
    if reader is AS_SCHOOL:
        rows = rows.exclude(item__part=Part.B).exclude(item__circle__in=_kept_from_school())
    else:
        rows = rows.visible_to(reader)
    return [
        f"{row.code}: {row.reason.rstrip('.')}, {span.said(_on(row.meeting))}."
        for row in rows.order_by("meeting__starts_at", "pk")
    ]


@since_part("Who came to conferences", order=80)
def attendance(plan: Plan, span: Span, reader: Any) -> list[str]:
    """Of conferences that the reader sees: others are not told, nor who was missing there."""
    held = span.of(_held(plan, reader), "starts_at__date", known={"status__in": HELD})
    rows = Attendance.objects.filter(meeting__in=held).select_related("meeting")
    by_meeting: dict[Meeting, list[Attendance]] = defaultdict(list)
    for row in rows.order_by("meeting__starts_at", "pk"):
        by_meeting[row.meeting].append(row)
    return [_in_a_line(meeting, people, span) for meeting, people in by_meeting.items()]


def _in_a_line(meeting: Meeting, people: list[Attendance], span: Span) -> str:
    came = [row for row in people if row.presence == Attendance.Presence.PRESENT]
    missing = [row.name for row in people if row not in came]
    line = f"{capital(span.said(_on(meeting)))}: {len(came)} of {len(people)} came"
    return f"{line}, without {listed(missing)}." if missing else f"{line}."


def _held(plan: Plan, reader: Any) -> Any:
    meetings = Meeting.objects.filter(school__in=schools_told(plan, reader), status__in=HELD)
    return meetings if reader is AS_SCHOOL else meetings.visible_to(reader).order_by()


def _kept_from_school() -> list[str]:
    return [circle for circle, _ in Circle.choices if circle != Circle.SCHOOL]


def _on(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at)
