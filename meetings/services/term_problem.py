"""What a plan is asked about, as the database has it today: cases, people, diaries, calendars, rules."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from concern_cases.models import ConcernCase
from evaluation.models import Risk
from meetings.london import day_begins, local
from meetings.models import AttendanceRule, Meeting, TermPlan
from meetings.next_due import PLANNED, latest_day, with_conferences
from meetings.planning.problem import Problem
from meetings.reference import CASE_CONFERENCE
from meetings.services.engagements import diaries_known, engagements_of
from meetings.services.problems import LATER_WITHIN, RULES, Due, ProblemBuilder, planned_here, rules_of
from people.models import Post, Share
from record import clock
from record.errors import RuleError
from schools.calendar import Calendar
from schools.models import LocalAuthority, School


def due_in(la: LocalAuthority, first_day: date, last_day: date) -> tuple[list[Due], list[Due]]:
    """The cases whose next conference falls between the two days, and the others with when they are due.

    It falls there when it is called for then, when it is due by then, and when no school day is left between
    the end and its due date. Where one is called for before that time, it is the one after, whose due date
    counts from there. Whatever is called for after it in that time is with it. Cases of schools that closed
    are in neither: they go on at the successor first. Six queries, whatever the number of cases.
    """
    of_open = ConcernCase.objects.open().filter(school__la=la, school__status__startswith="Open")
    cases = list(with_conferences(of_open).order_by("pk"))
    calendars = Calendar.of_many([case.school for case in cases])
    coming = _coming(cases)
    here: list[Due] = []
    elsewhere: list[Due] = []
    for case in cases:
        row = _next_one(case, coming.get(case.pk, []), calendars[case.school_id], first_day, last_day)
        if row:
            (here if _falls_into(row, first_day, last_day) else elsewhere).append(row)
    return here, elsewhere


def fingerprint_of(la: LocalAuthority, first_day: date, last_day: date, people: Iterable[int]) -> str:
    """Of everything a plan rests on: while it is the same, the same would be proposed."""
    here, _ = due_in(la, first_day, last_day)
    rules, users = rules_of(la), sorted(set(people))
    known = diaries_known(users, days=rules.diary_days)
    engaged = engagements_of(
        users,
        first=day_begins(first_day),
        until=day_begins(last_day + LATER_WITHIN),
        besides=planned_here(here),
        declined_of=planned_here(here),
    )
    facts = {
        "cases": [
            [
                row.case.pk,
                row.due_by,
                row.case.lead_id,
                [each.starts_at for each in (row.meeting, *row.further) if each],
                row.calendar.school_days(first_day, last_day),
                row.case.school.closed_on,
                row.after,
            ]
            for row in here
        ],
        "rules": [getattr(rules, name) for name in RULES],
        "diaries": sorted(known.items()),
        "engaged": [[key, [asdict(each) for each in engaged[key]]] for key in sorted(engaged)],
        "posts": _posts_that_count([row.case.school for row in here]),
    }
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def cadences_of(la: int) -> dict[str, list[Any]]:
    """The cadence and the risk of each open case of the authority, by its key as JSON has it: one query."""
    cases = ConcernCase.objects.open().filter(school__la=la)
    cases = cases.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))
    return {str(key): facts for key, *facts in cases.values_list("pk", "cadence_id", "level")}


def problem_of(plan: TermPlan) -> Problem:
    """The plan's problem as it stands now. Refuses (RuleError) a time in which no conference is due."""
    here, _ = due_in(plan.la, plan.first_day, plan.last_day)
    if not here:
        raise RuleError("No conference is due in this time: there is nothing to plan")
    earlier = _proposed_before(plan)
    builder = ProblemBuilder(plan.la, plan.first_day, plan.last_day, here, earlier=earlier, one_each=False)
    return builder.problem()


def _coming(cases: list[Any]) -> dict[int, list[Meeting]]:
    """The conferences of each case that are called and still to come, in order of time."""
    rows = Meeting.objects.filter(
        case__in=cases, type__code=CASE_CONFERENCE, status__in=PLANNED, starts_at__gte=clock.now()
    )
    found: dict[int, list[Meeting]] = defaultdict(list)
    for row in rows.order_by("starts_at"):
        if row.case_id:
            found[row.case_id].append(row)
    return found


def _next_one(
    case: Any, coming: list[Meeting], calendar: Calendar, first_day: date, last_day: date
) -> Due | None:
    """The case with its first conference that is not before the day, called or not."""
    before = [each for each in coming if timezone.localdate(each.starts_at) < first_day]
    after = timezone.localdate(before[-1].starts_at) if before else None
    due = latest_day(case, after=after)
    called = coming[len(before) :]
    further = tuple(each for each in called[1:] if timezone.localdate(each.starts_at) <= last_day)
    return Due(case, due, next(iter(called), None), calendar, after, further) if due else None


def _falls_into(row: Due, first_day: date, last_day: date) -> bool:
    if row.meeting:
        on = timezone.localdate(row.meeting.starts_at)
        return first_day <= on <= last_day or (row.due_by <= last_day < on)
    if row.due_by <= last_day:
        return True
    return not row.calendar.school_days(last_day + timedelta(days=1), row.due_by)


def _proposed_before(plan: TermPlan) -> dict[int, datetime]:
    """The dates of the plan whose place this one takes, without those that broke a rule."""
    if plan.after is None:
        return {}
    rows = plan.after.dates.filter(starts_at__isnull=False, set_aside="")
    return {row.key: local(row.starts_at) for row in rows if row.starts_at}


def _posts_that_count(schools: list[School]) -> list[Any]:
    """Who holds a post whose holder must come, and which school is shared how long: three queries."""
    rules = AttendanceRule.objects.filter(type__code=CASE_CONFERENCE, must_come=True).order_by("role")
    roles = list(rules.values_list("role", flat=True))
    at = Q(schools__in=schools) | Q(la__in={school.la_id for school in schools})
    at |= Q(diocese__in={school.diocese_id for school in schools if school.diocese_id})
    posts = Post.objects.current().filter(at, role__in=roles, user__is_active=True)
    shares = Share.objects.current().filter(school__in=schools).order_by("pk")
    return [
        roles,
        list(posts.order_by("pk").distinct().values_list("pk", "user_id", "until")),
        list(shares.values_list("pk", "until")),
    ]
