"""Putting together what the planner is asked: cases with their people, diaries, calendars and rules."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain, repeat
from typing import Any

from concern_cases.due_dates import half_way
from concern_cases.models import ConcernCase, Review
from meetings.london import day_begins, local
from meetings.models import Meeting, MeetingType, PlanningRules
from meetings.next_due import since_when, terms_of
from meetings.planning.problem import Before, Case, Part, Person, Place, Problem, Rules, key_of
from meetings.reference import CASE_CONFERENCE
from meetings.services.engagements import diaries_known, engagements_of
from meetings.services.held_reviews import days_that_hold, open_reviews
from meetings.services.invitees import As, InviteeFacts, suggested_invitees
from people import access
from people.models import User
from record import clock
from schools.calendar import Calendar
from schools.models import LocalAuthority, School
from schools.permissions import Perm

LATER_DAYS = 10  # school days after the half-term that are looked at for a case that fits nowhere in it
LATER_WITHIN = timedelta(days=75)  # in which they lie, whatever the holiday
# What the solver counts as a second of its work takes twice to three times as long on one of two processors.
EFFORT_PER_SECOND = 0.4
RULES = (
    "edge_days",
    "starts",
    "travel_minutes",
    "same_area_travel_minutes",
    "per_day",
    "earliest_notice_days",
    "diary_days",
    "search_seconds",
)


@dataclass(frozen=True)
class Due:
    """A case whose conference falls into the time that is planned, and the one that is called, if one is.

    ``after`` is the day of a conference still to come from which the due date counts, and ``further`` are the
    conferences after it that are called for the time that is planned, in order.
    """

    case: Any
    due_by: date
    meeting: Meeting | None
    calendar: Calendar
    after: date | None = None
    further: tuple[Meeting, ...] = ()

    def not_too_near(self, days: Sequence[date]) -> list[date]:
        """Those of the days on which half of the interval has passed since the conference before."""
        if self.after is None or self.meeting:
            return list(days)
        first = half_way(self.after, self.due_by)
        return [day for day in days if day >= first] or [day for day in days if day > self.after]


def rules_of(la: LocalAuthority) -> PlanningRules:
    """The numbers of the authority, or the usual ones."""
    return PlanningRules.objects.filter(la=la).first() or PlanningRules(la=la)


def starts_of(rules: PlanningRules) -> tuple[time, ...]:
    """The times of day at which a conference can begin, in order."""
    return tuple(sorted(time.fromisoformat(each.strip()) for each in rules.starts.split(",")))


def planner_rules(la: LocalAuthority, type_: MeetingType | None = None) -> Rules:
    """The same as the planner takes them, for a meeting of this type."""
    return _for_the_planner(rules_of(la), type_.length_minutes if type_ else Rules.length)


def _for_the_planner(rules: PlanningRules, length: int) -> Rules:
    return Rules(
        starts=starts_of(rules),
        length=length,
        travel=rules.travel_minutes,
        same_area_travel=rules.same_area_travel_minutes,
        per_day=rules.per_day,
        edge_days=rules.edge_days,
        effort=rules.search_seconds * EFFORT_PER_SECOND,
    )


class ProblemBuilder:
    """Puts the problem together, case by case."""

    def __init__(
        self,
        la: LocalAuthority,
        first_day: date,
        last_day: date,
        rows: Sequence[Due],
        *,
        earlier: Mapping[int, datetime] | None = None,
        people: Sequence[InviteeFacts] = (),
        instead: Mapping[int, datetime] | None = None,
        one_each: bool = True,
    ) -> None:
        """``earlier``: dates proposed before, by key. ``people``: who must come, where that is not asked.

        ``instead``: when meetings will be that are about to move, by their keys. Without ``one_each`` a case
        has as many conferences as its interval asks for in the time that is planned.
        """
        self.la, self.first_day, self.last_day, self.rows = la, first_day, last_day, rows
        self.rules = rules_of(la)
        self.type = MeetingType.objects.get(code=CASE_CONFERENCE)
        self.reviews = open_reviews([row.case for row in rows])
        self.earlier = earlier or {}
        self.people, self.instead, self.one_each = people, instead, one_each
        self.users: dict[int, User] = {}

    def problem(self) -> Problem:
        now, rules = clock.now(), self.rules
        cases = tuple(case for row in self.rows for case in self._cases(row))
        return Problem(
            cases=cases,
            people=self._people(),
            first_day=self.first_day,
            last_day=self.last_day,
            not_before=clock.today() + timedelta(days=rules.earliest_notice_days),
            now=local(now),
            rules=_for_the_planner(rules, self.type.length_minutes),
        )

    def _cases(self, row: Due) -> Iterator[Case]:
        """The case's next conference, and those that could be due after it in the time that is planned."""
        case, cadence = self._case(row), row.case.cadence
        yield case
        if self.one_each:
            return
        needed_until = row.calendar.next_school_day(self.last_day) - timedelta(days=1)
        terms = tuple(terms_of(row.case.school))
        for occurrence, meeting in enumerate(chain(row.further, repeat(None)), start=2):
            before = Before(case.key, cadence.every, cadence.unit, needed_until, terms)
            first = min([*case.days[:1], *([case.kept.date()] if case.kept else [])], default=date.max)
            if first == date.max or not (meeting or before.is_needed_after(first)):
                return
            soonest = half_way(first, before.due_after(first))
            days = tuple(day for day in case.days if day >= soonest) or case.days[1:]
            if not days and not meeting:
                return
            key = key_of(row.case.pk, occurrence)
            case = replace(
                case,
                key=key,
                due_by=before.due_after(case.due_by),
                since=case.due_by,
                days=days,
                kept=local(meeting.starts_at) if meeting else None,
                earlier=None if meeting else self.earlier.get(key),
                review=frozenset() if any(day <= case.due_by for day in case.review) else case.review,
                before=before,
            )
            yield case

    def _case(self, row: Due) -> Case:
        case, calendar = row.case, row.calendar
        first = max(self.first_day, clock.today())
        closes = case.school.closed_on or date.max
        days = row.not_too_near(calendar.school_days(first, self.last_day))
        days = [day for day in days if day <= closes]
        edges = edges_of(calendar, self.rules.edge_days)
        after = calendar.school_days(self.last_day + timedelta(days=1), self.last_day + LATER_WITHIN)
        later = [day for day in after if day not in edges and day <= closes][:LATER_DAYS]
        review = self.reviews.get(case.school_id)
        return Case(
            key=case.pk,
            name=str(case.school),
            place=Place(case.school_id, case.school.area_id),
            due_by=row.due_by,
            since=row.after or since_when(case),
            people=self._parts(case, [*days, *later]),
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

    def _parts(self, case: ConcernCase, days: Sequence[date]) -> tuple[Part, ...]:
        parts = []
        for facts in self.people or suggested_invitees(case):
            if facts.must_come and facts.user:
                self.users[facts.user.pk] = facts.user
                role = "chair" if facts.required_as == As.CHAIR else facts.role
                parts.append(Part(facts.user.pk, role, one_of=facts.one_of))
        several = Counter(part.one_of for part in parts)
        parts = [part if several[part.one_of] > 1 else replace(part, one_of="") for part in parts]
        return tuple(self._until(case.school, parts, days))

    def _until(self, school: School, parts: list[Part], days: Sequence[date]) -> list[Part]:
        """With the last day of those whose access to the school ends on the way: one query, mostly."""

        @cache
        def seeing(on: date) -> frozenset[int]:
            users = access.users_where(Perm.VIEW_CASE, school, on=on)
            users = users.filter(pk__in=[part.person for part in parts])
            return frozenset(users.values_list("pk", flat=True))

        if not days:
            return parts

        def last(person: int) -> date | None:
            if person in seeing(days[-1]):
                return None
            first = bisect_left(days, True, key=lambda day: person not in seeing(day))
            return days[first - 1] if first else days[0] - timedelta(days=1)

        return [replace(part, until=last(part.person)) for part in parts]

    def _people(self) -> tuple[Person, ...]:
        engaged = engagements_of(
            set(self.users),
            first=day_begins(self.first_day),
            until=day_begins(self.last_day + LATER_WITHIN),
            besides=planned_here(self.rows),
            declined_of=planned_here(self.rows),
            instead=self.instead,
        )
        known = diaries_known(self.users, days=self.rules.diary_days)
        return tuple(
            Person(key, self.users[key].name, engaged.get(key, ()), known.get(key))
            for key in sorted(self.users)
        )


def planned_here(rows: Iterable[Due]) -> list[int]:
    """The conferences that are to be planned themselves, and stand in nobody's way."""
    return [each.pk for row in rows for each in (row.meeting, *row.further) if each]


def edges_of(calendar: Calendar, count: int) -> frozenset[date]:
    """The first and the last so many school days of each of the calendar's half-terms."""
    found: set[date] = set()
    for rows in calendar.years.values():
        for row in rows:
            days = calendar.school_days(row.first_day, row.last_day)
            found.update([*days[:count], *(days[-count:] if count else [])])
    return frozenset(found)
