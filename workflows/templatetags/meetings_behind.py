"""The meeting at which something was decided, for the page of what came of it: if its reader sees it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import Q, QuerySet
from django.template import Context

from concern_cases.events import Told
from concern_cases.models import PlanVersion
from letters.models import Letter
from meetings.models import Decision, Meeting
from workflows.models import Trigger

register = template.Library()


@register.simple_tag(takes_context=True)
def meetings_behind(context: Context, subject: Letter | PlanVersion) -> QuerySet[Meeting]:
    """``{% meetings_behind letter as meetings %}``: those whose decisions set it going, the latest first."""
    user: Any = context["request"].user
    decisions, meetings = _keys_of(subject)
    seen = Decision.objects.visible_to(user).filter(pk__in=decisions)
    found = Meeting.objects.visible_to(user).filter(Q(pk__in=meetings) | Q(pk__in=seen.values("meeting")))
    return found.select_related("type").order_by("-starts_at")


@register.simple_tag(takes_context=True)
def with_meetings(context: Context, entries: Sequence[Told]) -> list[tuple[Told, Meeting | None]]:
    """``{% with_meetings entries as rows %}``: each entry of a timeline with the meeting that it tells of."""
    user: Any = context["request"].user
    keys = {entry.meeting for entry in entries if entry.meeting}
    seen = Meeting.objects.visible_to(user).filter(pk__in=keys).select_related("type") if keys else ()
    meetings = {meeting.pk: meeting for meeting in seen}
    return [(entry, meetings.get(entry.meeting or 0)) for entry in entries]


def _keys_of(subject: Letter | PlanVersion) -> tuple[list[int], list[int]]:
    """The keys of decisions and of conferences from which it came."""
    if isinstance(subject, Letter):
        triggers = Trigger.objects.filter(process__letter=subject)
        return [pk for each in triggers if (pk := each.payload.get("decision"))], []
    decisions: list[int] = []
    meetings: list[int] = []
    for key in subject.reasons.values_list("key", flat=True):
        kind, _, rest = key.partition(":")
        pk = rest.partition(":")[0]
        if pk.isdigit() and kind in ("decision", "conference"):
            (decisions if kind == "decision" else meetings).append(int(pk))
    return decisions, meetings
