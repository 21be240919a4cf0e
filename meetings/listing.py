"""The list of meetings, filtered by the page's address."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from meetings.models import Invitee, Meeting, MeetingType
from record import clock

HEADS = ["Day", "Time", "Meeting", "School", "URN", "Case", "Place", "Chair", "State", "Moved"]
WHEN = [("ahead", "To come"), ("past", "Past"), ("all", "All")]


@dataclass(frozen=True)
class Found:
    """Meetings, and the choices that found them."""

    meetings: QuerySet[Meeting]
    when: str
    q: str
    type: str
    mine: bool

    @property
    def types(self) -> QuerySet[MeetingType]:
        return MeetingType.objects.in_use()  # type: ignore[return-value]

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.type or self.mine or self.when != "ahead")


def meeting_list(user: Any, asked: Any) -> Found:
    """The meetings that the person sees: those to come, the next first, unless the address asks otherwise.

    ``asked``: ``when`` (ahead, past, all), ``q`` (the school's name or URN, or the case),
    ``type``, ``mine``.
    """
    when = asked.get("when", "ahead")
    when = when if when in dict(WHEN) else "ahead"
    q, type_, mine = asked.get("q", "").strip(), asked.get("type", ""), bool(asked.get("mine"))
    rows = Meeting.objects.visible_to(user).select_related("type", "school", "la", "case", "chair")
    over = Q(status__in=_OVER) | Q(starts_at__lt=clock.now())
    if when == "ahead":
        rows = rows.exclude(over)
    elif when == "past":
        rows = rows.filter(over)
    if q:
        rows = rows.filter(Q(school__name__icontains=q) | Q(school__urn=q) | Q(case__reference__iexact=q))
    if type_:
        rows = rows.filter(type__code=type_)
    if mine:
        rows = rows.filter(pk__in=Invitee.objects.filter(user=user).values("meeting"))
    order = ["starts_at", "pk"] if when == "ahead" else ["-starts_at", "-pk"]
    return Found(rows.order_by(*order), when, q, type_, mine)


_OVER = (
    Meeting.Status.HELD,
    Meeting.Status.MINUTES_DRAFTED,
    Meeting.Status.MINUTES_APPROVED,
    Meeting.Status.CANCELLED,
)
