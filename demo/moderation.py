"""The moderation: every school without a case has its category and its floor risk from its SIP's visit."""

from datetime import date
from itertools import cycle, groupby

from concern_cases.services.judgements import judge_risk, set_category
from demo.days import ONE_DAY, at_hour
from demo.figures import is_primary
from demo.journey import Story
from demo.world import World
from evaluation.models import Category, CategoryKind, Risk
from schools.models import School

# In twenty schools: about two thirds good or outstanding, as in the source document.
CATEGORIES = (
    ["good"] * 11 + ["outstanding"] * 3 + ["satisfactory-good"] * 4 + ["satisfactory-satisfactory"] * 2
)
LEVELS = [Risk.Level.LOW] * 6 + [Risk.Level.MEDIUM]
VISITS_A_DAY = 6  # one of each SIP
LAST_VISIT = 5  # days ago
SUMMER, AUTUMN = (5, 6, 7), (9, 10, 11, 12)  # months


def moderation(world: World, schools: list[School]) -> Story:
    """The SIPs visit one school after the other, and enter at the end of each week what they judged."""
    kinds = {kind.code: kind for kind in CategoryKind.objects.all()}
    codes, levels = cycle(CATEGORIES), cycle(LEVELS)
    visits = list(zip(_days(world, schools), schools, strict=True))
    for _, week in groupby(visits, key=lambda visit: visit[0].isocalendar()[:2]):
        entered = list(week)
        yield at_hour(entered[-1][0], 16, 30)
        for day, school in entered:
            sip = world.sip(school)
            set_category(
                school,
                category=kinds[next(codes)],
                stage=stage_of(day),
                on=day,
                reason="Results, pupils’ progress this year and the SIP’s visit, read with the head.",
                by=sip,
            )
            judge_risk(
                school,
                kind=Risk.Kind.FLOOR,
                level=next(levels),
                reason=predictions(school),
                on=day,
                source="Note of the SIP’s visit",
                by=sip,
            )


def stage_of(day: date) -> str:
    """How far a category is agreed by that day: in the summer moderation, or at the first autumn visit."""
    if day.month in SUMMER:
        return Category.Stage.AGREED
    return Category.Stage.CONFIRMED if day.month in AUTUMN else Category.Stage.PROPOSED


def predictions(school: School) -> str:
    """What the judgement of the floor risk rests on."""
    return f"From the latest predictions for {'Years 5 and 6' if is_primary(school) else 'Year 11'}."


def _days(world: World, schools: list[School]) -> list[date]:
    """A day for each school on which it is open, the last of them a few days ago."""
    days: list[date] = []
    day = world.today - LAST_VISIT * ONE_DAY
    for place in range((len(schools) - 1) // VISITS_A_DAY, -1, -1):
        visited = schools[place * VISITS_A_DAY : (place + 1) * VISITS_A_DAY]
        while not all(world.calendar(school).is_school_day(day) for school in visited):
            day -= ONE_DAY
        days = [day] * len(visited) + days
        day -= ONE_DAY
    return days
