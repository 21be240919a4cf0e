"""The county from nothing to today: register, people, two school years of casework."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings

from concern_cases.models import ConcernCase
from demo.calendar import write_term_dates
from demo.conferences import conferences
from demo.county import LA_CODE, make_county, write_register
from demo.journey import Journey, Story, at_hour
from demo.letters import letters
from demo.moderation import moderation
from demo.people import add_support, make_people
from demo.plans import PLANS
from demo.story import Plan, do_actions, opening
from demo.world import World
from meetings.models import Pack
from meetings.services.packs import TOPIC as PACKS
from record import clock
from record.models import Dispatch
from record.worker import perform_duty
from schools.importing import import_register
from schools.importing.terms import import_term_dates
from schools.models import School
from workflows.services.cases import close_case_and_processes

Progress = Callable[[float], object]
WEEKLY_MAIL = "web.digest.send_digests"
YEARS_BACK = 730  # days: two school years


def make_demo(*, schools: int, progress: Progress) -> str:
    """The county exists; a sentence says what it holds. ``progress`` is told per cent as they are done."""
    now = clock.now()
    today = clock.today()
    began = today - timedelta(days=YEARS_BACK)
    with tempfile.TemporaryDirectory() as folder, clock.at(at_hour(began, 8)):
        county = make_county(schools)
        register = write_register(county, Path(folder), on=began)
        import_register(register)
        import_term_dates(write_term_dates(Path(folder), around=today))
        progress(5)
        cast = make_people(since=began)
        progress(15)
        chosen = _schools_of_concern()
        add_support(cast, chosen, since=began)
        progress(5)
    journey = Journey(now=now, between=partial(let_the_worker_work, now=now))
    world = World(cast=cast, today=today, schools=chosen)
    others = list(School.objects.exclude(pk__in=[school.pk for school in chosen]).order_by("urn"))
    with clock.at(at_hour(began, 9)):
        journey.tell(moderation(world, others, ago=60))
        for number, (school, plan) in enumerate(zip(chosen, PLANS, strict=True)):
            journey.tell(_life(world, school, plan, number))
    days = journey.days_to_go() or 1
    journey.travel(progress=lambda passed: progress(75 * passed / days))
    return f"{School.objects.count()} schools, {ConcernCase.objects.count()} cases, all of them invented."


def let_the_worker_work(*, now: datetime) -> None:
    """The outbox, triggers and timers are served until nothing is left to do at this moment.

    Packs of conferences that are over when the story ends (``now``) are not made: there are some thousand.
    The weekly mails of two years are left out: nobody would read them, and they would take long.
    """
    unread = Pack.objects.filter(state=Pack.State.WAITING, meeting__starts_at__lt=now)
    keys = list(unread.values_list("pk", flat=True))
    if keys:
        Dispatch.objects.filter(topic=PACKS, payload__pack__in=keys).delete()
        unread.delete()
    duties = [path for path in settings.WORKER_DUTIES if path != WEEKLY_MAIL]
    while sum(perform_duty(path) for path in duties):
        pass


def _life(world: World, school: School, plan: Plan, number: int) -> Story:
    case = yield from opening(world, school, plan, number)
    yield from conferences(world, case, plan, number)
    if plan.letter:
        yield from letters(world, case, plan)
    if plan.closed is None:
        yield world.school_day(3, hour=16)
        do_actions(case)
    else:
        yield world.school_day(plan.closed, hour=12)
        close_case_and_processes(
            case,
            reason="The criteria were met at two consecutive reviews, and the school can go on by itself.",
            follow_up_on=clock.today() + timedelta(days=180),
            open_actions={action.pk: "drop" for action in case.actions.open()},
            by=case.lead,
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
