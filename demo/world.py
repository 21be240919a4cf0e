"""What a story needs to know of its county and of its own case."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.dateformat import format as format_date

from demo.days import at_hour, school_days_after, working_days_after
from demo.diary import CaseDays
from demo.figures import NBSP, figures_of
from demo.matters import Matter
from demo.people import Cast
from demo.plans import Plan
from evaluation.models import Risk
from people.models import User
from people.roles import Role
from record import clock
from schools.calendar import Calendar
from schools.models import School, TermDates


@dataclass
class World:
    """The county on its way through time; ``today`` is the day on which the journey ends."""

    cast: Cast
    today: date

    def __post_init__(self) -> None:
        own = TermDates.objects.exclude(school=None)
        self._with_own_dates = set(own.values_list("school_id", flat=True))
        self._calendars: dict[int | None, Calendar] = {}

    def calendar(self, school: School) -> Calendar:
        """The school's own calendar or, shared by all others, that of the LA."""
        key = school.pk if school.pk in self._with_own_dates else None
        if key not in self._calendars:
            self._calendars[key] = Calendar.of(school)
        return self._calendars[key]

    def who(self, role: str) -> User:
        return self.cast.one(role)

    def sip(self, school: School) -> User:
        return self.cast.at(school, Role.SIP)


@dataclass
class Tale:
    """One case: its plan and its days, its school and people, and what will come of its actions."""

    world: World
    school: School
    calendar: Calendar
    plan: Plan
    days: CaseDays
    matters: list[Matter]
    number: int  # among the schools of concern
    outcomes: dict[int, str] = field(default_factory=dict)  # by the action's key; the others stay undone

    def __post_init__(self) -> None:
        self.cast = self.world.cast
        advisers = self.cast.by_role[Role.SENIOR_ADVISER]
        self.lead = advisers[self.number % len(advisers)]
        self.sip, self.head, self.chair = map(self.at_school, (Role.SIP, Role.HEADTEACHER, Role.CHAIR))
        self.figures = figures_of(self.school)

    def ends_well_at(self, place: int) -> bool:
        """It is the last conference of a case that is closed: the school is better."""
        return self.plan.closed and place == len(self.days.conferences) - 1

    def level_at(self, place: int) -> str:
        """The school's risk as that conference judges it: where a case ends well, it falls step by step."""
        if self.ends_well_at(place):
            return Risk.Level.LOW
        nearly = self.ends_well_at(place + 1) and self.plan.risk == Risk.Level.HIGH
        return Risk.Level.MEDIUM if nearly else self.plan.risk

    def at_school(self, role: str) -> User:
        return self.cast.at(self.school, role)

    def say(self, text: str, **more: str) -> str:
        """The text with the school's own figures."""
        return text.format(**self.figures, **more).replace(" %", f"{NBSP}%")

    def due(self, school_days: int) -> date:
        """That many school days from today."""
        return school_days_after(self.calendar, clock.today(), school_days)


def later_today(*, hour: int, minute: int = 0) -> datetime:
    """Today at that time."""
    return at_hour(clock.today(), hour, minute)


def in_working_days(count: int, *, hour: int, minute: int = 0) -> datetime:
    """That many working days from today, at that time."""
    return at_hour(working_days_after(clock.today(), count), hour, minute)


def in_words(day: date) -> str:
    """7 June 2010."""
    return format_date(day, f"j{NBSP}F{NBSP}Y")
