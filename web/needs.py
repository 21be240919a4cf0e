"""What a case can need that is nobody's task yet: each need is one QuerySet, one sentence and one date."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from concern_cases.due_dates import months_after
from concern_cases.models import Concern, ConcernCase
from concern_cases.services.cadences import inside
from evaluation.models import Category, Risk
from meetings.models import Invitee, Meeting
from meetings.next_due import PLANNED, is_too_late, latest_day, with_conferences
from people.models import Share
from record import clock
from schools.models import School
from web.action_needs import ACTION_NEEDS
from web.findings import Need
from web.letter_needs import LETTER_NEEDS
from web.meeting_needs import MEETING_NEEDS
from web.needs_visits import VISIT_NEEDS
from web.plans.needs import PLAN_NEEDS
from web.process_needs import PROCESS_NEEDS
from web.review_needs import REVIEW_NEEDS
from web.support_needs import SUPPORT_NEEDS
from web.templatetags.soc import day, days_left, plain_day

CONFERENCE_SEEN_AHEAD = timedelta(days=28)
FOLLOW_UP_SEEN_AHEAD = timedelta(days=14)
RISK_HOLDS_MONTHS = 4

Rows = QuerySet[Any]
Schools = QuerySet[School]


def _level(path: str = "school") -> Any:
    return Risk.level_of(Risk.Kind.IMPROVEMENT, path)


def _open_cases(schools: Schools) -> Rows:
    cases = ConcernCase.objects.open().filter(school__in=schools)
    return cases.select_related("school").annotate(level=_level())


def _itself(case: Any) -> Any:
    return case


# --- Conferences and minutes


def _with_next_conference(user: Any, schools: Schools) -> Rows:
    return with_conferences(_open_cases(schools))


def _conference_due(case: Any) -> date | None:
    """By when one is due, where it is dated later, or not at all and that day is near."""
    due = latest_day(case)
    seen = is_too_late(case) if case.next_at else due and due <= clock.today() + CONFERENCE_SEEN_AHEAD
    return due if seen else None


def _conference_sentence(case: Any) -> str:
    due = latest_day(case)
    if case.next_at:
        verb = "was" if due and due < clock.today() else "is"
        late = f"The next conference is on {day(case.next_at)}, but one {verb} due by {day(due)}"
        return f"{late}: {inside(case.cadence.name)}. Move it, or plan the half-term again."
    held = f"No conference since {day(case.last_held_at)}" if case.last_held_at else "No conference held"
    if due and due < clock.today():
        return f"{held}, and none planned. One was due by {day(due)}."
    return f"{held}, and none planned. One is due by {day(due)}, {days_left(due)}."


def _without_diocese(user: Any, schools: Schools) -> Rows:
    """Church schools' meetings without anybody of the diocese who may come, unless it was said why.

    Who may is asked of the day of the meeting: a share may end before it.
    """
    shared = Share.objects.current().filter(
        Q(until=None) | Q(until__gte=OuterRef("day")),
        school=OuterRef("meeting__school"),
        diocese=OuterRef("meeting__school__diocese"),
    )
    invited = Invitee.objects.filter(meeting=OuterRef("pk"), required_as=Invitee.RequiredAs.DIOCESE)
    invited = invited.annotate(day=TruncDate("meeting__starts_at"))
    today = Share.objects.current().filter(school=OuterRef("school"), diocese=OuterRef("school__diocese"))
    meetings = Meeting.objects.annotate(from_diocese=Exists(invited), shared_today=Exists(today)).filter(
        ~Exists(invited.filter(Q(user=None, stands_in_for=None) | Exists(shared))),
        Q(from_diocese=True) | Q(without_diocese_why=""),
        school__in=schools,
        school__diocese__isnull=False,
        type__requires_diocese=True,
        status__in=PLANNED,
        starts_at__gte=clock.now(),
    )
    return meetings.select_related("school__diocese", "case__school").annotate(level=_level())


def _without_diocese_sentence(meeting: Any) -> str:
    if meeting.from_diocese and meeting.shared_today:
        return (
            f"The {meeting.school.diocese} is invited to the conference on {day(meeting.starts_at)}, "
            "but the school is shared with it only until before then."
        )
    if meeting.from_diocese:
        shut_out = f"The {meeting.school.diocese} can’t see the school any more, though it is invited to the"
        return f"{shut_out} conference on {day(meeting.starts_at)}."
    return (
        f"Nobody from the {meeting.school.diocese} is invited to the conference on {day(meeting.starts_at)}."
    )


def _local_start(meeting: Any) -> date:
    return timezone.localdate(meeting.starts_at)


# --- Judgements


def _inadequate_without_case(user: Any, schools: Schools) -> Rows:
    case = ConcernCase.objects.open().filter(school=OuterRef("school"))
    judged = Category.objects.current().filter(
        ~Exists(case), category__is_inadequate=True, school__in=schools
    )
    return judged.select_related("school", "category").annotate(level=_level())


def _inadequate_sentence(judged: Any) -> str:
    return f"{judged.category} since {plain_day(judged.on)}, and there is no case."


def _with_stale_risk(user: Any, schools: Schools) -> Rows:
    judged = Risk.objects.filter(school=OuterRef("school"), kind=Risk.Kind.IMPROVEMENT).order_by("-on", "-pk")
    return _open_cases(schools).annotate(judged_on=Subquery(judged.values("on")[:1]))


def _risk_stale_on(case: Any) -> date | None:
    if case.judged_on is None:
        return case.opened_on
    until = months_after(case.judged_on, RISK_HOLDS_MONTHS)
    return until if until < clock.today() else None


def _risk_sentence(case: Any) -> str:
    if case.judged_on is None:
        return "The risk of failing to improve has not been judged."
    return f"The risk was last judged on {plain_day(case.judged_on)}, more than four months ago."


def _not_discussed(user: Any, schools: Schools) -> Rows:
    written = Concern.history.filter(id=OuterRef("pk")).order_by("history_date").values("history_date")[:1]
    concerns = Concern.objects.visible_to(user).filter(discussed_on=None, case__school__in=schools)
    concerns = concerns.exclude(case__status=ConcernCase.Status.CLOSED)
    return concerns.select_related("case__school", "area").annotate(
        level=_level("case__school"), written_at=Subquery(written)
    )


def _not_discussed_sentence(concern: Any) -> str:
    return f"The concern about “{concern.area}” has not been discussed with the head yet."


def _written_on(concern: Any) -> date:
    return timezone.localdate(concern.written_at) if concern.written_at else concern.case.opened_on


# --- Schools that closed, cases that were


def _at_closed_schools(user: Any, schools: Schools) -> Rows:
    return _open_cases(schools).exclude(school__status__startswith="Open")


def _closed_school_sentence(case: Any) -> str:
    on = f" on {plain_day(case.school.closed_on)}" if case.school.closed_on else ""
    return f"The register says that the school closed{on}. Close the case, or continue it at its successor."


def _school_closed_on(case: Any) -> date:
    return case.school.closed_on or clock.today()


def _to_follow_up(user: Any, schools: Schools) -> Rows:
    again = ConcernCase.objects.filter(school=OuterRef("school"), opened_on__gte=OuterRef("closed_on"))
    again = again.exclude(pk=OuterRef("pk"))
    closed = ConcernCase.objects.filter(~Exists(again), school__in=schools, status=ConcernCase.Status.CLOSED)
    closed = closed.filter(follow_up_on__lte=clock.today() + FOLLOW_UP_SEEN_AHEAD)
    return closed.select_related("school").annotate(level=_level())


def _follow_up_sentence(case: Any) -> str:
    return (
        f"The case was closed on {plain_day(case.closed_on)}; look at it again on {day(case.follow_up_on)}."
    )


NEEDS: list[Need] = [
    Need("conference_due", _with_next_conference, _conference_sentence, _conference_due, _itself),
    Need("diocese_not_invited", _without_diocese, _without_diocese_sentence, _local_start),
    *MEETING_NEEDS,
    *ACTION_NEEDS,
    Need(
        "inadequate_without_case",
        _inadequate_without_case,
        _inadequate_sentence,
        attrgetter("on"),
        attrgetter("school"),
    ),
    Need("risk_not_judged_lately", _with_stale_risk, _risk_sentence, _risk_stale_on, _itself),
    Need("concern_not_discussed", _not_discussed, _not_discussed_sentence, _written_on, attrgetter("case")),
    *REVIEW_NEEDS,
    *SUPPORT_NEEDS,
    *LETTER_NEEDS,
    *PLAN_NEEDS,
    Need("school_closed", _at_closed_schools, _closed_school_sentence, _school_closed_on, _itself),
    *VISIT_NEEDS,
    Need("follow_up_due", _to_follow_up, _follow_up_sentence, attrgetter("follow_up_on"), _itself),
    *PROCESS_NEEDS,
]
