"""What a story needs to know of its county: who is who, and which days are school days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from demo.county import SEED
from demo.journey import at_hour
from demo.people import Cast
from people.models import User
from people.roles import Role
from schools.calendar import Calendar
from schools.models import School


@dataclass
class World:
    """The county on its way through time; ``today`` is the day on which the journey ends."""

    cast: Cast
    today: date
    schools: list[School]

    def __post_init__(self) -> None:
        self.random = Random(SEED + 2)
        self.calendar = Calendar.of(self.schools[0])

    def school_day(self, ago: int, *, hour: int = 10, minute: int = 0) -> datetime:
        """The school day ``ago`` days before today (after it, when negative), or the next one after that."""
        day = self.today - timedelta(days=ago)
        if not self.calendar.is_school_day(day):
            day = self.calendar.next_school_day(day)
        return at_hour(day, hour, minute)

    def today_of(self, ago: int) -> date:
        """The day of ``school_day``."""
        return self.school_day(ago).date()

    def lead(self, number: int) -> User:
        advisers = self.cast.by_role[Role.SENIOR_ADVISER]
        return advisers[number % len(advisers)]

    def who(self, role: str) -> User:
        return self.cast.one(role)

    def sip(self, school: School) -> User:
        return self.cast.at(school, Role.SIP)
