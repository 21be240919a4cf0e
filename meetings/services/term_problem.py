"""What a plan is asked about, as the database has it today: cases, people, diaries, calendars, rules."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from concern_cases.models import ConcernCase, Review
from evaluation.models import Risk
from meetings.models import BusyTime, Diary, Invitee, Meeting, MeetingType, PlanningRules, TermPlan
from meetings.next_due import PLANNED, latest_day, with_conferences
from meetings.planning.problem import Case, Engagement, Part, Person, Place, Problem, Rules
from meetings.reference import CASE_CONFERENCE
from meetings.services.held_reviews import days_that_hold, open_reviews
from meetings.services.invitees import As, suggested_invitees
from people.models import User
from record import clock
from record.errors import RuleError
from schools.calendar import Calendar
from schools.models import LocalAuthority

LATER_DAYS = 10  # school days after the half-term that are looked at for a case that fits nowhere in it
LATER_WITHIN = timedelta(days=75)  # in which they lie, whatever the holiday
# What the solver counts as a second of its work takes twice to three times as long on one of two processors.
EFFORT_PER_SECOND = 0.4


@dataclass(frozen=True)
class Due:
    """A case whose conference falls into the time that is planned, and the one that is called, if one is."""

    case: Any
    due_by: date
    meeting: Meeting | None
    calendar: Calendar


def rules_of(la: LocalAuthority) -> PlanningRules:
    """The numbers of the authority, or the usual ones."""
    return PlanningRules.objects.filter(la=la).first() or PlanningRules(la=la)


def starts_of(rules: PlanningRules) -> tuple[time, ...]:
    """The times of day at which a conference can begin, in order."""
    return tuple(sorted(time.fromisoformat(each.strip()) for each in rules.starts.split(",")))


def due_in(la: LocalAuthority, first_day: date, last_day: date) -> tuple[list[Due], list[Due]]:
    """The cases whose next conference falls between the two days, and the others with when they are due.

    It falls there when it is called for then, when it is due by then, and when no school day is left between
    the end and its due date. Six queries, whatever the number of cases.
    """
    cases = list(with_conferences(ConcernCase.objects.open().filter(school__la=la)).order_by("pk"))
    calendars = Calendar.of_many([case.school for case in cases])
    coming = _coming(cases)
    here: list[Due] = []
    elsewhere: list[Due] = []
    for case in cases:
        due = latest_day(case)
        if due is None:
            continue
        row = Due(case, due, coming.get(case.pk), calendars[case.school_id])
        (here if _falls_into(row, first_day, last_day) else elsewhere).append(row)
    return here, elsewhere


def fingerprint_of(la: LocalAuthority, first_day: date, last_day: date, people: Iterable[int]) -> str:
    """Of everything a plan rests on: while it is the same, the same would be proposed."""
    here, _ = due_in(la, first_day, last_day)
    rules = rules_of(la)
    read = Diary.objects.filter(user__in=list(people)).order_by("user_id").values_list("user_id", "read_at")
    facts = {
        "cases": [
            [
                row.case.pk,
                row.due_by,
                row.case.lead_id,
                row.meeting.starts_at if row.meeting else None,
                row.calendar.school_days(first_day, last_day),
            ]
            for row in here
        ],
        "rules": [getattr(rules, name) for name in RULES],
        "diaries": list(read),
    }
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def cadences_of(la: int) -> dict[str, list[Any]]:
    """The cadence and the risk of each open case of the authority, by its key as JSON has it: one query."""
    cases = ConcernCase.objects.open().filter(school__la=la)
    cases = cases.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))
    return {str(key): facts for key, *facts in cases.values_list("pk", "cadence_id", "level")}


RULES = (
    "edge_days",
    "starts",
    "travel_minutes",
    "same_area_travel_minutes",
    "per_day",
    "earliest_notice_days",
    "search_seconds",
)


def problem_of(plan: TermPlan) -> Problem:
    """The plan's problem as it stands now. Refuses (RuleError) a time in which no conference is due."""
    here, _ = due_in(plan.la, plan.first_day, plan.last_day)
    if not here:
        raise RuleError("No conference is due in this half-term: there is nothing to plan")
    return _Builder(plan, here).problem()


class _Builder:
    """Puts the problem together, case by case."""

    def __init__(self, plan: TermPlan, here: list[Due]) -> None:
        self.plan, self.here = plan, here
        self.rules = rules_of(plan.la)
        self.type = MeetingType.objects.get(code=CASE_CONFERENCE)
        self.reviews = open_reviews([row.case for row in here])
        self.earlier = _proposed_before(plan)
        self.users: dict[int, User] = {}

    def problem(self) -> Problem:
        now, rules = clock.now(), self.rules
        cases = tuple(self._case(row) for row in self.here)
        return Problem(
            cases=cases,
            people=self._people(),
            first_day=self.plan.first_day,
            last_day=self.plan.last_day,
            not_before=clock.today() + timedelta(days=rules.earliest_notice_days),
            now=local(now),
            rules=Rules(
                starts=starts_of(rules),
                length=self.type.length_minutes,
                travel=rules.travel_minutes,
                same_area_travel=rules.same_area_travel_minutes,
                per_day=rules.per_day,
                edge_days=rules.edge_days,
                effort=rules.search_seconds * EFFORT_PER_SECOND,
            ),
        )

    def _case(self, row: Due) -> Case:
        case, calendar = row.case, row.calendar
        first = max(self.plan.first_day, clock.today())
        days = calendar.school_days(first, self.plan.last_day)
        edges = edges_of(calendar, self.rules.edge_days)
        after = calendar.school_days(
            self.plan.last_day + timedelta(days=1), self.plan.last_day + LATER_WITHIN
        )
        later = [day for day in after if day not in edges][:LATER_DAYS]
        review = self.reviews.get(case.school_id)
        return Case(
            key=case.pk,
            name=str(case.school),
            place=Place(case.school_id, case.school.area_id),
            due_by=row.due_by,
            since=local(case.last_held_at).date() if case.last_held_at else case.opened_on,
            people=self._parts(case),
            days=tuple(days),
            edges=edges.intersection([*days, *later]),
            later=tuple(later),
            kept=local(row.meeting.starts_at) if row.meeting else None,
            earlier=None if row.meeting else self.earlier.get(case.pk),
            review=self._review_days(review, [*days, *later], calendar),
        )

    def _review_days(self, review: Review | None, days: list[date], calendar: Calendar) -> frozenset[date]:
        if review is None:
            return frozenset()
        return days_that_hold(review, days, within=self.type.holds_review_within, calendar=calendar)

    def _parts(self, case: ConcernCase) -> tuple[Part, ...]:
        parts = []
        for facts in suggested_invitees(case):
            if facts.must_come and facts.user:
                self.users[facts.user.pk] = facts.user
                parts.append(Part(facts.user.pk, "chair" if facts.required_as == As.CHAIR else facts.role))
        return tuple(parts)

    def _people(self) -> tuple[Person, ...]:
        engaged = self._engagements()
        known = set(Diary.objects.filter(user__in=self.users).values_list("user_id", flat=True))
        return tuple(
            Person(key, self.users[key].name, tuple(sorted(engaged[key], key=_order)), key in known)
            for key in sorted(self.users)
        )

    def _engagements(self) -> dict[int, list[Engagement]]:
        """What stands in the diaries of those who must come: absences, and meetings not planned here."""
        first = day_begins(self.plan.first_day)
        until = day_begins(self.plan.last_day + LATER_WITHIN)
        found: dict[int, list[Engagement]] = defaultdict(list)
        for busy in BusyTime.objects.filter(user__in=self.users, ends_at__gt=first, starts_at__lt=until):
            found[busy.user_id].append(Engagement(local(busy.starts_at), local(busy.ends_at)))
        planned_here = [row.meeting.pk for row in self.here if row.meeting]
        meetings = Meeting.objects.filter(status__in=PLANNED, ends_at__gt=first, starts_at__lt=until)
        meetings = meetings.exclude(pk__in=planned_here).select_related("school")
        for meeting, people in _who_comes(meetings, set(self.users)).items():
            place = Place(meeting.school_id, meeting.school.area_id if meeting.school else None)
            for key in people:
                found[key].append(Engagement(local(meeting.starts_at), local(meeting.ends_at), place))
        return found


def edges_of(calendar: Calendar, count: int) -> frozenset[date]:
    """The first and the last so many school days of each of the calendar's half-terms."""
    found: set[date] = set()
    for rows in calendar.years.values():
        for row in rows:
            days = calendar.school_days(row.first_day, row.last_day)
            found.update([*days[:count], *(days[-count:] if count else [])])
    return frozenset(found)


def local(at: datetime) -> datetime:
    """The moment as London's clocks show it, without a time zone: what planning counts with."""
    return timezone.localtime(at).replace(tzinfo=None)


def moment(at: datetime) -> datetime:
    """The other way round."""
    return timezone.make_aware(at, timezone.get_default_timezone())


def day_begins(day: date) -> datetime:
    return moment(datetime.combine(day, time()))


def _order(each: Engagement) -> tuple[datetime, datetime]:
    return each.starts, each.ends


def _coming(cases: list[Any]) -> dict[int, Meeting]:
    """The conference of each case that is called and still to come; never more than one."""
    rows = Meeting.objects.filter(
        case__in=cases, type__code=CASE_CONFERENCE, status__in=PLANNED, starts_at__gte=clock.now()
    )
    return {row.case_id: row for row in rows.order_by("-starts_at") if row.case_id}


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
    return {row.case_id: local(row.starts_at) for row in rows if row.starts_at}


def _who_comes(meetings: Any, people: set[int]) -> dict[Meeting, set[int]]:
    """Those of the people who chair or are invited to each meeting, and did not decline."""
    found = {meeting: {meeting.chair_id} & people for meeting in meetings}
    by_key = {meeting.pk: meeting for meeting in found}
    invited = Invitee.objects.filter(~Q(reply=Invitee.Reply.DECLINED), meeting__in=by_key, user__in=people)
    for meeting_id, user_id in invited.values_list("meeting_id", "user_id"):
        found[by_key[meeting_id]].add(user_id)
    return found
