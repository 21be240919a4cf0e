"""When some of the people can't come in the next weeks: entered by themselves, or told to the clerk."""

from datetime import timedelta

from demo.days import at_hour, working_days_after, working_days_before
from demo.journey import Story
from demo.world import World
from meetings.services.diaries import add_absence, confirm_diary
from people.models import User
from people.roles import Role
from record import clock

LOOKED_THROUGH = 2  # working days before today
COURSE_IN, LEAVE_IN, LEAVE_LASTS = 6, 12, 4  # working days
TEACHES_UNTIL = timedelta(days=84)


def absences(world: World) -> Story:
    """One is on a course, one teaches every week, one is on leave; most diaries nobody has looked through."""
    yield at_hour(working_days_before(world.today, LOOKED_THROUGH), 16, 50)
    adviser, other = world.cast.by_role[Role.SENIOR_ADVISER][:2]
    _away(adviser, after=COURSE_IN, note="Course on governance", by=adviser)
    confirm_diary(by=adviser)
    sip = world.cast.by_role[Role.SIP][0]
    _away(sip, after=LEAVE_IN, days=LEAVE_LASTS, note="", by=world.who(Role.CLERK))
    leader = world.cast.by_role[Role.NLE][0]
    first = working_days_after(clock.today(), 3)
    add_absence(
        starts_at=at_hour(first, 9),
        ends_at=at_hour(first, 12, 30),
        weekly_until=first + TEACHES_UNTIL,
        note="I teach",
        by=leader,
    )
    confirm_diary(by=leader)
    confirm_diary(by=other)


def _away(user: User, *, after: int, days: int = 1, note: str, by: User) -> None:
    """The whole of that many working days, the first of them that many from today."""
    first = working_days_after(clock.today(), after)
    last = working_days_after(first, days - 1)
    add_absence(starts_at=at_hour(first, 8), ends_at=at_hour(last, 18), note=note, of=user, by=by)
