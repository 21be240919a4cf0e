"""A year's dates of the authority's own meetings, proposed in one go; stored when they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from meetings.models import Meeting, MeetingType
from meetings.planning.words import diaries_not_known
from meetings.services.clashes import against_calling_for_la
from meetings.services.engagements import diaries_known
from meetings.services.invitees import As, suggested_for_la
from meetings.services.problems import edges_of, rules_of
from people.models import User
from record import clock
from schools.calendar import Calendar
from schools.models import Diocese, LocalAuthority, TermDates

MOST_IN_A_YEAR = 6
TRIED = 12  # days that are looked at for one date: the nearest to where it should be
APART = 10  # school days at the least between two


@dataclass(frozen=True)
class YearDate:
    """One date, and what is known to stand against it all the same."""

    starts_at: datetime
    against: Sequence[str] = field(default_factory=list)


def years_ahead(la: LocalAuthority) -> list[int]:
    """The school years, by the calendar year in which they begin, whose terms are known and not over."""
    rows = TermDates.objects.filter(la=la, last_day__gt=clock.today())
    return sorted(set(rows.values_list("year", flat=True)))


def propose_year(
    la: LocalAuthority,
    type_: MeetingType,
    *,
    year: int,
    count: int,
    at: time,
    chair: User,
    diocese: Diocese | None = None,
) -> list[YearDate]:
    """So many dates in what is left of the school year, as evenly apart as the members' diaries allow.

    In term time, away from the edges of half-terms and from meetings of the group that are called already;
    each on the nearest day on which nobody who has to come is known to be away or elsewhere, or else on the
    one with the least against it. Fewer where the year has no room. Empty for a year whose terms nobody
    entered.
    """
    days = _open_days(la, year)
    taken = [timezone.localdate(at) for at in _called(la, type_, diocese)]
    found: list[YearDate] = []
    for place in range(count):
        around = days[int((place + 0.5) * len(days) / count)] if days else None
        if around is None:
            break
        free = [day for day in days if not _too_near(day, days, taken)]
        nearest = sorted(free, key=lambda day: (abs(day - around), day))[:TRIED]
        date_ = _best(la, type_, nearest, at=at, chair=chair, diocese=diocese)
        if date_ is None:
            break
        found.append(date_)
        taken.append(timezone.localdate(date_.starts_at))
    return sorted(found, key=lambda each: each.starts_at)


def unknown_diaries(
    la: LocalAuthority, type_: MeetingType, *, on: date, chair: User, diocese: Diocese | None
) -> str:
    """Who has to come to such a meeting and whose diary of that day nobody knows, in words."""
    invitees = suggested_for_la(la, chair=chair, type_=type_, on=on, diocese=diocese)
    required = [facts.user for facts in invitees if facts.user and facts.required_as != As.OPTIONAL]
    known = diaries_known([user.pk for user in required], days=rules_of(la).diary_days)
    return diaries_not_known([user.name for user in required if known.get(user.pk, date.min) < on])


def _best(
    la: LocalAuthority,
    type_: MeetingType,
    days: Sequence[date],
    *,
    at: time,
    chair: User,
    diocese: Diocese | None,
) -> YearDate | None:
    best: YearDate | None = None
    for day in days:
        starts_at = timezone.make_aware(datetime.combine(day, at))
        invitees = suggested_for_la(la, chair=chair, type_=type_, on=day, diocese=diocese)
        against = against_calling_for_la(type_, la, starts_at, invitees=invitees)
        if not against:
            return YearDate(starts_at)
        if best is None or len(against) < len(best.against):
            best = YearDate(starts_at, against)
    return best


def _open_days(la: LocalAuthority, year: int) -> list[date]:
    """The school days of the year that may have a meeting: ahead, with notice, not at a half-term's edge."""
    calendar, rules = Calendar.from_rows(TermDates.objects.filter(la=la)), rules_of(la)
    edges = edges_of(calendar, rules.edge_days)
    earliest = clock.today() + timedelta(days=rules.earliest_notice_days)
    rows = calendar.years.get(year, [])
    days = [day for row in rows for day in calendar.school_days(row.first_day, row.last_day)]
    return [day for day in days if day not in edges and day >= earliest]


def _called(la: LocalAuthority, type_: MeetingType, diocese: Diocese | None) -> list[datetime]:
    rows = Meeting.objects.filter(la=la, type=type_, school=None, diocese=diocese)
    return list(rows.exclude(status=Meeting.Status.CANCELLED).values_list("starts_at", flat=True))


def _too_near(day: date, days: Sequence[date], taken: Sequence[date]) -> bool:
    """Whether fewer than APART school days lie between it and one that is taken."""
    spans = [(min(day, other), max(day, other)) for other in taken]
    return any(sum(1 for each in days if first <= each < last) < APART for first, last in spans)
