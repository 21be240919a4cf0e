"""The summer moderation: every school without a case has its category and its floor risk."""

from itertools import cycle

from concern_cases.services.judgements import judge_risk, set_category
from demo.journey import Story
from demo.world import World
from evaluation.models import Category, CategoryKind, Risk
from people.roles import Role
from schools.models import School

# In twenty schools: about two thirds good or outstanding, as in the source document.
CATEGORIES = (
    ["good"] * 11 + ["outstanding"] * 3 + ["satisfactory-good"] * 4 + ["satisfactory-satisfactory"] * 2
)
LEVELS = [Risk.Level.LOW] * 6 + [Risk.Level.MEDIUM]


def moderation(world: World, schools: list[School], *, ago: int) -> Story:
    """Judged by each school's SIP, ``ago`` days before today."""
    yield world.school_day(ago, hour=16)
    day = world.today_of(ago)
    kinds = {kind.code: kind for kind in CategoryKind.objects.all()}
    codes, levels = cycle(CATEGORIES), cycle(LEVELS)
    for school in schools:
        sip = world.cast.at(school, Role.SIP)
        set_category(
            school,
            category=kinds[next(codes)],
            stage=Category.Stage.CONFIRMED,
            on=day,
            reason="Results, pupils’ progress this year and the SIP’s visits, read with the head.",
            by=sip,
        )
        judge_risk(
            school,
            kind=Risk.Kind.FLOOR,
            level=next(levels),
            reason="From the latest predictions for Years 5 and 6.",
            on=day,
            by=sip,
        )
