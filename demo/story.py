"""The story of one case: a plan of what happens when, told through the services and the processes."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from concern_cases.models import ConcernCase, Evidence
from concern_cases.services.actions import complete_action
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from concern_cases.services.evidence import add_evidence
from concern_cases.services.judgements import judge_risk, set_category
from concern_cases.services.responses import record_disagreement, record_non_engagement
from demo.journey import Story
from demo.texts import DISAGREEMENT, MATTERS, NON_ENGAGEMENT, Matter
from demo.world import World
from evaluation.models import Area, Category, CategoryKind, Risk
from people.roles import Role
from people.services.shares import share_with_diocese
from record import clock
from schools.models import School
from schools.permissions import Circle


@dataclass(frozen=True)
class Plan:
    """One case: how many days ago it was opened, its conferences, how far the last got, and what follows."""

    opened: int
    risk: str
    conferences: Sequence[int] = ()  # days ago; negative: still to come
    last_reaches: str = "end"  # the step of the last conference that is still open
    letter: str = ""  # the step of the warning letter that is still open; "" for no letter
    closed: int | None = None
    disputed: bool = False


def opening(world: World, school: School, plan: Plan, number: int) -> Generator[datetime, None, ConcernCase]:
    """The school's case is opened with its judgements, concerns and evidence; gives the open case back."""
    yield world.school_day(plan.opened + 40, hour=11)
    adviser, sip = world.lead(number), world.sip(school)
    if school.diocese:
        share_with_diocese(
            school,
            why=f"Agreed with the {school.diocese} at the termly meeting.",
            since=clock.today(),
            by=adviser,
        )
    set_category(
        school,
        category=CategoryKind.objects.get(
            code="inadequate" if plan.risk == Risk.Level.HIGH else "satisfactory-satisfactory"
        ),
        stage=Category.Stage.AGREED,
        on=clock.today(),
        reason="Agreed in the moderation of the school’s self-evaluation; data and visits say the same.",
        disputed_why=DISAGREEMENT["said"] if plan.disputed else "",
        by=adviser,
    )
    judge_risk(
        school,
        kind=Risk.Kind.FLOOR,
        level=plan.risk,
        reason="From the latest predictions for Years 5 and 6, and what the school has put in place.",
        on=clock.today(),
        by=sip,
    )
    talked = clock.today()
    yield world.school_day(plan.opened, hour=10)
    matters = list(islice(cycle(MATTERS), number % len(MATTERS), number % len(MATTERS) + 3))
    case = open_case(
        school,
        why=f"{matters[0].concern} {matters[1].concern}",
        lead=adviser,
        concerns=[
            ConcernFacts(
                area=Area.objects.get(code=matter.area),
                text=matter.concern,
                source=matter.source,
                discussed_on=talked,
                discussed_with=school.head_name,
            )
            for matter in matters
        ],
        risk_level=plan.risk,
        risk_reason="Results, the pace of change since the last visit, and the capacity of leaders.",
        by=adviser,
    )
    yield from _evidence(world, school, case, matters, plan)
    return case


def _evidence(world: World, school: School, case: ConcernCase, matters: list[Matter], plan: Plan) -> Story:
    sip = world.sip(school)
    for place, (matter, concern) in enumerate(zip(matters, case.concerns.all(), strict=True), start=1):
        yield world.school_day(plan.opened - 2 * place, hour=15, minute=10 * place)
        add_evidence(
            case,
            kind=matter.evidence_kind,
            on=clock.today() - timedelta(days=3),
            source=matter.evidence_source,
            text=matter.evidence,
            circle=Circle.SCHOOL,
            concern=concern,
            by=sip,
        )
    yield world.school_day(plan.opened - 8, hour=16)
    add_evidence(
        case,
        kind=Evidence.Kind.OTHER,
        on=clock.today(),
        source="One-to-one of adviser and SIP",
        text="Which support is free from January, and what it would cost, was looked at. For the LA only.",
        circle=Circle.LA,
        by=case.lead,
    )
    if school.diocese:
        yield world.school_day(plan.opened - 10, hour=9, minute=20)
        add_evidence(
            case,
            kind=Evidence.Kind.NOTE_OF_VISIT,
            on=clock.today() - timedelta(days=2),
            source=f"Visit of two foundation governors, {school.diocese}",
            text="The governors want to be told more about standards. The diocese offers training.",
            circle=Circle.DIOCESE,
            by=world.cast.one(Role.SENIOR_ADVISER),
        )
    if plan.disputed:
        yield world.school_day(plan.opened - 15, hour=14)
        _dispute(world, school, case)


def _dispute(world: World, school: School, case: ConcernCase) -> None:
    chair = world.cast.at(school, Role.CHAIR)
    record_disagreement(
        case,
        **DISAGREEMENT,
        on=clock.today() - timedelta(days=1),
        said_by=f"{chair.formal_name}, chair of governors",
        by=case.lead,
    )
    for kind, fact, source in NON_ENGAGEMENT:
        record_non_engagement(
            case, kind=kind, on=clock.today() - timedelta(days=4), fact=fact, source=source, by=case.lead
        )


def do_actions(case: ConcernCase) -> None:
    """Actions that have fallen due are done, but for every fifth: those will be late."""
    for action in case.actions.open().filter(due_on__lte=clock.today()):
        if action.pk % 5:
            complete_action(action, outcome="Seen by the SIP on the next visit.", by=case.lead)
