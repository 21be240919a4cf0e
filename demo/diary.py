"""When the conferences of all cases are: at the intervals of their risk, and never two at a time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from demo.days import ONE_DAY, at_hour, is_amid_term, school_day, school_days_before
from demo.plans import Plan
from evaluation.models import Risk
from schools.calendar import Calendar

BEGINS = [(14, 0), (9, 30)]  # the second on a day, where it can't be helped, is in the morning
EVERY_3_MONTHS = timedelta(days=84)  # the cadence of a high risk, with a few days to spare
LONGEST, SHORTEST = timedelta(days=88), timedelta(days=28)
TERMS_APART = {Risk.Level.MEDIUM: 1, Risk.Level.LOW: 2}  # long terms, by the cadences of these risks
BEFORE_THE_FIRST = timedelta(days=36)
RATHER_OFF = timedelta(days=6)
SEARCHED = timedelta(days=60)
NOTICE = timedelta(days=12)

Span = tuple[date, date]


@dataclass(frozen=True)
class CaseDays:
    """The days of one case; ``following`` is the conference after those, None if the plan leaves it open."""

    opened: date
    conferences: list[datetime]
    following: datetime | None = None


@dataclass
class Diary:
    """At most one conference at a time in the whole county, so that the clerk can be at each."""

    today: date
    taken: Counter[date] = field(default_factory=Counter)

    def days_of(self, plans: list[tuple[Plan, Calendar]]) -> list[CaseDays]:
        """The days of each case. The last conferences choose first: it is they that the plans name."""
        lasts = [self._last(plan, calendar) for plan, calendar in plans]
        found = []
        for number, ((plan, calendar), last) in enumerate(zip(plans, lasts, strict=True)):
            if last is None:
                opened = school_day(calendar, self._ago(calendar, plan.opened))
                found.append(CaseDays(opened, conferences=[]))
                continue
            moments = [last]
            for _ in range(plan.held):
                moments.insert(0, self._before(plan, calendar, moments[0].date()))
            following = self._following(calendar, last.date()) if plan.letter else None
            latest = school_day(calendar, moments[0].date() - BEFORE_THE_FIRST)
            opened = school_days_before(calendar, latest, number % 4)
            found.append(CaseDays(opened, moments, following))
        return found

    def _ago(self, calendar: Calendar, days: int) -> date:
        """That many days before the last day on which the school was open."""
        return school_day(calendar, self.today) - timedelta(days=days)

    def _last(self, plan: Plan, calendar: Calendar) -> datetime | None:
        if plan.last is None:
            return None
        if plan.last < 0:
            day = self.today - timedelta(days=plan.last)
            return self._book(calendar, near=day, first=day, last=day + SEARCHED)
        day = self._ago(calendar, plan.last)
        return self._book(calendar, near=day, first=day - SEARCHED, last=day)

    def _before(self, plan: Plan, calendar: Calendar, day: date) -> datetime:
        """The conference before the one on ``day``: no longer ago than the risk's cadence allows."""
        if plan.risk == Risk.Level.HIGH:
            near, first, last = day - EVERY_3_MONTHS, day - LONGEST, day - SHORTEST
            return self._book(calendar, near=near, first=first, last=last)
        terms = _long_terms(calendar)
        place = max(place for place, (first, _) in enumerate(terms) if first <= day)
        first, last = terms[place - TERMS_APART[Risk.Level(plan.risk)]]
        return self._book(calendar, near=first + (day - terms[place][0]), first=first, last=last)

    def _following(self, calendar: Calendar, day: date) -> datetime:
        """The next one after a letter: in time if it can be, otherwise soon after the holidays."""
        first, due = max(day + SHORTEST, self.today + NOTICE), day + LONGEST
        last = max(due, first + SEARCHED)
        return self._book(calendar, near=day + EVERY_3_MONTHS, first=first, last=last, due=due)

    def _book(
        self, calendar: Calendar, *, near: date, first: date, last: date, due: date = date.max
    ) -> datetime:
        """The best time there is: close to ``near``, but rather some days off than second on a day."""
        days = [first + number * ONE_DAY for number in range((last - first).days + 1)]
        free = [day for day in days if self.taken[day] < len(BEGINS) and is_amid_term(calendar, day)]
        best = min(free, key=lambda day: (day > due, abs(day - near) + self.taken[day] * RATHER_OFF, day))
        begins = BEGINS[self.taken[best]]
        self.taken[best] += 1
        return at_hour(best, *begins)


def _long_terms(calendar: Calendar) -> list[Span]:
    """First and last days of the three long terms of each year, in order."""
    rows = [row for year in sorted(calendar.years) for row in calendar.years[year]]
    terms = [list(group) for _, group in groupby(rows, key=lambda row: (row.year, row.long_term))]
    return [(term[0].first_day, term[-1].last_day) for term in terms]
