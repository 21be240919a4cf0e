"""The county from nothing to today: register, people, two school years of casework."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from concern_cases.models import ConcernCase
from demo.absences import absences
from demo.actions import complete_actions, complete_closing
from demo.calendar import write_term_dates
from demo.conferences import conferences
from demo.county import LA_CODE, make_county, write_register
from demo.criteria import criteria
from demo.days import at_hour, school_day, working_day
from demo.diary import Diary
from demo.figures import is_primary
from demo.journey import Journey, Story
from demo.letters import letters
from demo.letters_of_concern import letter_of_concern
from demo.matters import matters_for
from demo.moderation import moderation
from demo.october import october_letters
from demo.opening import opening
from demo.people import add_governors, make_people, put_addresses_on_record, put_signature_on_record
from demo.plan_life import name_providers, plan_life
from demo.plans import PLANS
from demo.programmes import programmes
from demo.strategy import panel, strategy
from demo.support_at_work import (
    evaluated,
    leaders_support_ends,
    local_leader,
    name_school_providers,
    short_support,
    what_waits,
)
from demo.worker import Worker, next_timer
from demo.world import Tale, World, in_working_days
from record import clock
from schools.importing import import_register
from schools.importing.terms import import_term_dates
from schools.models import School
from workflows.services.cases import close_case_and_processes

Progress = Callable[[float], object]
YEARS_BACK = 730  # days: two school years
LOOKED_AT_AGAIN = timedelta(days=365)
BROUGHT_UP_TO_DATE = timedelta(days=3)
SUPPORT_STORIES = (short_support, local_leader, leaders_support_ends, what_waits, evaluated)
COUNTED_EVERY = 3  # per cent of the work


@transaction.atomic
def make_demo(*, schools: int, progress: Progress) -> str:
    """The county exists, or nothing of it does; a sentence says what it holds.

    ``progress`` is told per cent as they are done.
    """
    now, today = clock.now(), clock.today()
    began = working_day(today - timedelta(days=YEARS_BACK))
    with tempfile.TemporaryDirectory() as folder, clock.at(at_hour(began, 8)):
        county = make_county(schools)
        register = write_register(county, Path(folder), on=began)
        import_register(register)
        import_term_dates(write_term_dates(county, Path(folder), around=today))
        progress(5)
        cast = make_people(since=began)
        progress(15)
        chosen = _schools_of_concern()
        put_signature_on_record(cast)
        put_addresses_on_record(cast)
        add_governors(cast, chosen, since=began)
        name_providers(cast)
        others = list(School.objects.exclude(pk__in=[school.pk for school in chosen]).order_by("urn"))
        name_school_providers(cast, [school for school in others if is_primary(school)])
        progress(5)
    journey = Journey(now=now, between=Worker(now).work, due_after=next_timer)
    world = World(cast=cast, today=today)
    with clock.at(at_hour(began, 9)):
        journey.tell(moderation(world, others))
        journey.tell(programmes(world, others))
        journey.tell(october_letters(world))
        journey.tell(criteria(world))
        journey.tell(strategy(world))
        journey.tell(panel(world))
        journey.tell(absences(world))
        for tale in tales_of(world, chosen):
            journey.tell(_life(tale))
            journey.tell(plan_life(tale))
            for story in SUPPORT_STORIES:
                journey.tell(story(tale))
            if tale.plan.concern:
                journey.tell(letter_of_concern(tale))
    progress = counting_rows(progress)
    with queries_not_kept():
        journey.travel(progress=lambda way: progress(75 * way))
    return f"{School.objects.count()} schools, {ConcernCase.objects.count()} cases, all of them invented."


def counting_rows(progress: Progress) -> Progress:
    """The same, and PostgreSQL looks how full its tables are by now: it plans queries by what it last saw.

    Otherwise it looks by itself, but not at what one long transaction writes.
    """
    since: float = COUNTED_EVERY

    def tell(done: float) -> None:
        nonlocal since
        progress(done)
        since += done
        if connection.vendor == "postgresql" and since >= COUNTED_EVERY:
            since = 0
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    return tell


@contextmanager
def queries_not_kept() -> Iterator[None]:
    """Django keeps the text of every query where DEBUG is on: not here, it takes a twentieth of the time."""
    logging = connection.make_debug_cursor
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        connection.make_debug_cursor = logging  # type: ignore[method-assign]


def tales_of(world: World, schools: list[School]) -> list[Tale]:
    """A tale of each school of concern, with the days of its conferences."""
    calendars = [world.calendar(school) for school in schools]
    days = Diary(today=world.today).days_of(list(zip(PLANS, calendars, strict=True)))
    found = zip(schools, calendars, PLANS, days, strict=True)
    return [
        Tale(world, school, calendar, plan, days, matters_for(number, primary=is_primary(school)), number)
        for number, (school, calendar, plan, days) in enumerate(found)
    ]


def _life(tale: Tale) -> Story:
    case = yield from opening(tale)
    yield from conferences(tale, case)
    if tale.plan.letter:
        yield from letters(tale, case)
    if tale.plan.closed:
        yield from _close(tale, case)
        return
    lately = working_day(tale.world.today - BROUGHT_UP_TO_DATE)
    if clock.today() < lately:
        yield at_hour(lately, 16)
        complete_actions(tale, case)


def _close(tale: Tale, case: ConcernCase) -> Story:
    """As the last conference decided, when everything that was agreed is done."""
    yield in_working_days(10, hour=12)
    complete_actions(tale, case)
    complete_closing(tale, case)
    again = school_day(tale.calendar, clock.today() + LOOKED_AT_AGAIN)
    close_case_and_processes(
        case,
        reason="The criteria were met at two conferences in a row, and the school can go on by itself.",
        follow_up_on=again,
        open_actions={action.pk: "carry" for action in case.actions.open()},
        by=tale.lead,
    )


def _schools_of_concern() -> list[School]:
    """Spread over the county: church schools of every diocese, others, academies, some secondary."""
    schools = list(School.objects.filter(la__code=LA_CODE).order_by("urn"))
    maintained = [school for school in schools if school.is_maintained]
    academies = [school for school in schools if not school.is_maintained]
    letters_from = next(place for place, plan in enumerate(PLANS) if plan.letter)
    wanted = len(PLANS)
    step = max(1, len(maintained) // wanted)
    chosen = maintained[2::step][:wanted]
    # A few are academies: cases like any other, but none of them gets a warning letter here.
    for place in range(1, letters_from, 4):
        chosen[place] = academies[place]
    return chosen
