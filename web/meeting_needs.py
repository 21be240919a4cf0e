"""What the conferences to come need that is nobody's task yet: as in ``web.needs``, where they are named."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from concern_cases.models import ConcernCase
from evaluation.models import Risk
from meetings.models import Meeting, MeetingMove
from meetings.next_due import HELD, PLANNED
from people.access import is_held_by
from record import clock
from schools.models import School
from schools.permissions import Perm
from web.findings import Need
from web.templatetags.soc import day
from web.words import number

OFTEN = 2  # moves since the last conference: from then on it is slippage
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)  # before every conference, where none was held


def _ahead(schools: QuerySet[School]) -> QuerySet[Any]:
    meetings = Meeting.objects.filter(school__in=schools, status__in=PLANNED, starts_at__gte=clock.now())
    level = Risk.level_of(Risk.Kind.IMPROVEMENT, "school")
    return meetings.select_related("school", "case__school", "chair").annotate(level=level)


def _without_chair(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    """Those whose chair left, or may not approve minutes of the school any more."""
    return _ahead(schools).exclude(is_held_by("chair", perm=Perm.APPROVE_MINUTES, school="school"))


def _without_chair_sentence(meeting: Any) -> str:
    return (
        f"{meeting.chair} can’t chair the conference on {day(meeting.starts_at)} any more. "
        "Choose another chair on its page, under “Change it”."
    )


def _slipping(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    """Open cases whose conferences since the last one that was held were moved often, or called off after."""
    of_case = Meeting.objects.filter(case=OuterRef("pk"))
    held = of_case.filter(status__in=HELD).order_by("-starts_at").values("starts_at")[:1]
    since = Coalesce(Subquery(held), Value(LONG_AGO))
    waiting = of_case.exclude(status__in=HELD)
    moves = waiting.filter(starts_at__gt=OuterRef("held_at")).order_by().values("case")
    last = MeetingMove.objects.filter(meeting__case=OuterRef("pk")).order_by("-moved_at")
    cases = ConcernCase.objects.open().filter(school__in=schools).select_related("school")
    cases = cases.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"), held_at=since)
    cases = cases.annotate(
        times=Subquery(moves.annotate(all=Sum("moves")).values("all")),
        moved_at=Subquery(last.values("moved_at")[:1]),
    )
    return cases.filter(times__gte=OFTEN)


def _slipping_sentence(case: Any) -> str:
    since = f"since {day(case.held_at)}" if case.held_at > LONG_AGO else "and none was held yet"
    times = "twice" if case.times == 2 else f"{number(case.times)} times"
    return f"Its conference was moved {times} {since}. It is for the strategy meeting to know."


MEETING_NEEDS: list[Need] = [
    Need(
        "conference_slips",
        _slipping,
        _slipping_sentence,
        lambda case: timezone.localdate(case.moved_at),
        lambda case: case,
    ),
    Need(
        "chair_left",
        _without_chair,
        _without_chair_sentence,
        lambda meeting: timezone.localdate(meeting.starts_at),
    ),
]
