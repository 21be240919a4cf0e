"""The list of meetings, filtered and sorted by the page's address."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_date

from meetings.answers import with_answers
from meetings.london import day_begins
from meetings.models import Invitee, Meeting, MeetingType
from people.models import User
from record import clock
from schools.models import School

HEADS = [
    "Day",
    "Time",
    "Meeting",
    "School",
    "URN",
    "Case",
    "Place",
    "Chair",
    "State",
    "Moved",
    "Asked",
    "Accepted",
    "Declined",
]
WHEN = [("ahead", "To come"), ("past", "Past"), ("all", "All")]
ANSWERS, RECORD = "answers", "record"
LACKS = [(ANSWERS, "Answers are missing"), (RECORD, "Not recorded yet")]
SORTS = {
    "when": ["starts_at"],
    "about": ["school__name", "starts_at"],
    "chair": ["chair__name", "starts_at"],
    "state": ["status", "starts_at"],
}


@dataclass(frozen=True)
class Found:
    """Meetings, and the choices that found them."""

    meetings: QuerySet[Any]
    chairs: QuerySet[User]
    when: str
    q: str
    type: str
    mine: bool
    chair: str
    lacks: str
    first: date | None
    last: date | None
    sort: str

    @property
    def types(self) -> QuerySet[MeetingType]:
        return MeetingType.objects.in_use()  # type: ignore[return-value]

    @property
    def lacking(self) -> list[tuple[str, str]]:
        return LACKS

    @property
    def narrows(self) -> bool:
        """Whether something but the time is asked for."""
        return bool(self.q or self.type or self.mine or self.chair or self.lacks or self.first or self.last)

    @property
    def is_filtered(self) -> bool:
        return self.narrows or self.when != "ahead"


def meeting_list(user: Any, asked: Any) -> Found:
    """The meetings that the person sees: those to come, the next first, unless the address asks otherwise.

    ``asked``: ``when`` (ahead, past, all), ``q`` (words that find a school, or the case), ``type``, ``mine``,
    ``chair`` (a key), ``from`` and ``until`` (days), ``lacks`` (answers, record), ``sort``. Each with what
    was answered.
    """
    when = asked.get("when", "ahead")
    when = when if when in dict(WHEN) else "ahead"
    sort = asked.get("sort", "when" if when == "ahead" else "-when")
    sort = sort if sort.lstrip("-") in SORTS else "when"
    seen = Meeting.objects.visible_to(user)
    found = Found(
        meetings=seen,
        chairs=User.objects.filter(pk__in=seen.values("chair")).order_by("name"),
        when=when,
        q=asked.get("q", "").strip(),
        type=asked.get("type", ""),
        mine=bool(asked.get("mine")),
        chair=asked.get("chair", "") if asked.get("chair", "").isdecimal() else "",
        lacks=asked.get("lacks", "") if asked.get("lacks") in dict(LACKS) else "",
        first=_day(asked.get("from", "")),
        last=_day(asked.get("until", "")),
        sort=sort,
    )
    rows = with_answers(seen.select_related("type", "school", "la", "case", "chair"))
    rows = rows.filter(_in_time(when), _chosen(found, user))
    turned = "-" if sort.startswith("-") else ""
    order = [f"{turned}{field}" for field in (*SORTS[sort.lstrip("-")], "pk")]
    return replace(found, meetings=_lacking(rows, found.lacks).order_by(*order))


def _in_time(when: str) -> Q:
    over = Q(status__in=_OVER) | Q(starts_at__lt=clock.now())
    return {"ahead": ~over, "past": over, "all": Q()}[when]


def _chosen(found: Found, user: Any) -> Q:
    wanted = Q()
    if found.q:
        wanted &= Q(school__in=School.objects.matching(found.q)) | Q(case__reference__icontains=found.q)
    if found.type:
        wanted &= Q(type__code=found.type)
    if found.mine:
        wanted &= Q(pk__in=Invitee.objects.filter(user=user).values("meeting"))
    if found.chair:
        wanted &= Q(chair=int(found.chair))
    if found.first:
        wanted &= Q(starts_at__gte=day_begins(found.first))
    if found.last:
        wanted &= Q(starts_at__lt=day_begins(found.last + timedelta(days=1)))
    return wanted


def _lacking(rows: QuerySet[Any], lacks: str) -> QuerySet[Any]:
    """Of these, the ones without every answer, or those that are past and were not recorded."""
    if lacks == ANSWERS:
        answered = F("accepted") + F("declined")
        return rows.exclude(status__in=_OVER).filter(asked__gt=answered)
    if lacks == RECORD:
        return rows.exclude(status__in=_OVER).filter(ends_at__lt=clock.now())
    return rows


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


_OVER = (
    Meeting.Status.HELD,
    Meeting.Status.MINUTES_DRAFTED,
    Meeting.Status.MINUTES_APPROVED,
    Meeting.Status.CANCELLED,
)
