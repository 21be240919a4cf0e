"""What the conferences to come need that is nobody's task yet: as in ``web.needs``, where they are named."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import Risk
from meetings.models import Invitee, Meeting
from meetings.next_due import PLANNED
from meetings.overdue import LONG_AGO, minutes_owed, slipping_cases
from people.access import is_held_by
from record import clock
from record.words import number
from schools.models import School
from schools.permissions import Perm
from web.findings import Need
from web.templatetags.soc import day, plain_day


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
    cases = slipping_cases(schools)
    return cases.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _slipping_sentence(case: Any) -> str:
    since = f"since {day(case.held_at)}" if case.held_at > LONG_AGO else "and none was held yet"
    times = "twice" if case.times == 2 else f"{number(case.times)} times"
    return f"Its conference was moved {times} {since}. It is for the strategy meeting to know."


def _minutes_owed(user: Any, schools: QuerySet[School]) -> list[Any]:
    level = Risk.level_of(Risk.Kind.IMPROVEMENT, "school")
    return minutes_owed(Meeting.objects.filter(school__in=schools).annotate(level=level))


def _minutes_sentence(meeting: Any) -> str:
    is_drafted = meeting.status == Meeting.Status.MINUTES_DRAFTED
    state, step = ("approved", "check") if is_drafted else ("written", "draft")
    return (
        f"The minutes of {plain_day(meeting.starts_at)} are not {state}. "
        f"The {step} was due by {day(meeting.minutes_due)}."
    )


def _declined(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    """Who is required at a conference to come, and sends nobody."""
    rows = Invitee.objects.filter(meeting__in=_ahead(schools).order_by().values("pk"))
    rows = rows.filter(reply=Invitee.Reply.DECLINED).exclude(required_as=Invitee.RequiredAs.OPTIONAL)
    level = Risk.level_of(Risk.Kind.IMPROVEMENT, "meeting__school")
    return rows.select_related("meeting__school", "meeting__case__school").annotate(level=level)


def _declined_sentence(invitee: Any) -> str:
    return (
        f"{invitee.name} ({invitee.get_required_as_display()}) can’t come to the conference on "
        f"{day(invitee.meeting.starts_at)}. Move it, or hold it without."
    )


MEETING_NEEDS: list[Need] = [
    Need("minutes_overdue", _minutes_owed, _minutes_sentence, attrgetter("minutes_due")),
    Need(
        "required_declined",
        _declined,
        _declined_sentence,
        lambda invitee: timezone.localdate(invitee.meeting.starts_at),
        lambda invitee: invitee.meeting.case or invitee.meeting.school,
    ),
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
