"""The October letters of the last autumn: to the schools whose category was agreed by then."""

from datetime import date

from demo.days import at_hour, working_days_after
from demo.journey import Story
from demo.world import World, in_working_days
from letters.services.october import authorise_october, october_run, prepare_october
from people.roles import Role

A_FORTNIGHT = 10  # working days
AT_MOST = 40  # each is made into a file; the others are for whoever looks at the page


def october_letters(world: World) -> Story:
    """Prepared on the first working day of October by one person, authorised by another, given by the worker.

    None where the autumn has brought so many categories by then that making them would take minutes.
    """
    la = world.cast.la
    yield at_hour(_first_of_october(world.today), 9, 45)
    if not 0 < len(october_run(la).to_prepare) <= AT_MOST:
        return
    prepare_october(la, by=world.who(Role.SENIOR_ADVISER))
    yield in_working_days(2, hour=13, minute=50)
    authorise_october(la, by=world.who(Role.HEAD_OF_IMPROVEMENT))


def _first_of_october(today: date) -> date:
    """The first working day of the last October that was over a fortnight ago."""
    day = working_days_after(date(today.year, 9, 30), 1)
    if working_days_after(day, A_FORTNIGHT) < today:
        return day
    return working_days_after(date(today.year - 1, 9, 30), 1)
