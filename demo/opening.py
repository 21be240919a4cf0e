"""How a case begins: judged and talked about, opened with its concerns, then given its evidence."""

from collections.abc import Generator
from datetime import date, datetime, timedelta

from concern_cases.models import Concern, ConcernCase, Evidence
from concern_cases.services.cases import open_case
from concern_cases.services.concerns import ConcernFacts
from concern_cases.services.evidence import add_evidence
from concern_cases.services.judgements import judge_risk, set_category
from concern_cases.services.responses import record_disagreement
from demo.days import at_hour, school_day, school_days_after, school_days_before
from demo.journey import Story
from demo.matters import Matter
from demo.moderation import predictions, stage_of
from demo.people import allocate_support
from demo.texts import SCHOOL_SAYS
from demo.world import Tale, in_words, in_working_days, later_today
from evaluation.models import Area, Category, CategoryKind, Risk
from people.services.shares import share_with_diocese
from record import clock
from schools.permissions import Circle

TALKED_BEFORE = timedelta(days=21)
GATHERED_BEFORE = (10, 6, 2)  # school days before the talk


def opening(tale: Tale) -> Generator[datetime, None, ConcernCase]:
    """The school's case is opened with its judgements, concerns and evidence; gives the open case back."""
    talked = school_day(tale.calendar, tale.days.opened - TALKED_BEFORE)
    gathered = [school_days_before(tale.calendar, talked, days) for days in GATHERED_BEFORE]
    yield at_hour(talked, 15, 40)
    _judge(tale)
    yield at_hour(tale.days.opened, 10)
    case = _open(tale, talked=talked, gathered=gathered)
    if tale.plan.risk == Risk.Level.HIGH:
        allocate_support(tale.cast, tale.school, number=tale.number)
    yield from _evidence(tale, case, gathered)
    yield in_working_days(1, hour=16)
    if tale.plan.disputed:
        _record_disagreement(tale, case, judged=talked)
    yield from _not_for_the_school(tale, case)
    return case


def _open(tale: Tale, *, talked: date, gathered: list[date]) -> ConcernCase:
    one, two, three = (matter.headline for matter in tale.matters)
    return open_case(
        tale.school,
        why=f"Three things come together: {one}, {two} and {three}. The school has not been able to change "
        "them by itself.",
        lead=tale.lead,
        concerns=[
            ConcernFacts(
                area=Area.objects.get(code=matter.area),
                text=tale.say(matter.concern),
                source=tale.say(matter.source, day=in_words(day)),
                discussed_on=talked,
                discussed_with=tale.school.head_name,
            )
            for matter, day in zip(tale.matters, gathered, strict=True)
        ],
        risk_level=tale.plan.risk,
        risk_reason="Results, the pace of change since the last visit, and how many leaders can carry it.",
        by=tale.lead,
    )


def _judge(tale: Tale) -> None:
    """Category and floor risk, on the day on which the head hears of the concerns."""
    school, high = tale.school, tale.plan.risk == Risk.Level.HIGH
    if school.diocese:
        share_with_diocese(
            school,
            why=f"Agreed with the {school.diocese} at the termly meeting.",
            since=clock.today(),
            by=tale.lead,
        )
    set_category(
        school,
        category=CategoryKind.objects.get(code="inadequate" if high else "satisfactory-satisfactory"),
        stage=Category.Stage.PROPOSED if tale.plan.disputed else stage_of(clock.today()),
        on=clock.today(),
        reason="Results, pupils’ progress and the notes of the SIP’s visits, read with the head.",
        disputed_why=SCHOOL_SAYS if tale.plan.disputed else "",
        by=tale.sip if tale.plan.disputed else tale.lead,
    )
    judge_risk(
        school,
        kind=Risk.Kind.FLOOR,
        level=tale.plan.risk,
        reason=predictions(school),
        on=clock.today(),
        source="Note of the SIP’s visit",
        by=tale.sip,
    )


def _evidence(tale: Tale, case: ConcernCase, gathered: list[date]) -> Story:
    """What was seen before the case was opened, entered by the SIP soon after."""
    yield in_working_days(2, hour=15)
    found = list(zip(tale.matters, case.concerns.order_by("pk"), gathered, strict=True))
    for place, (matter, concern, day) in enumerate(found):
        if place:
            yield later_today(hour=15, minute=14 * place)
        _add(tale, case, matter, on=day, concern=concern)


def _add(tale: Tale, case: ConcernCase, matter: Matter, *, on: date, concern: Concern) -> None:
    add_evidence(
        case,
        kind=matter.evidence_kind,
        on=on,
        source=matter.evidence_source,
        text=tale.say(matter.evidence),
        circle=Circle.SCHOOL,
        concern=concern,
        by=tale.sip,
    )


def _record_disagreement(tale: Tale, case: ConcernCase, *, judged: date) -> None:
    """The chair wrote some days after the judgement; the letter is on record with the case."""
    category = CategoryKind.objects.get(code="inadequate")
    record_disagreement(
        case,
        judgement=f"{category}, proposed by the School Improvement Partner on {in_words(judged)}",
        on=school_days_after(tale.calendar, judged, 4),
        said_by=f"{tale.chair.formal_name} (chair of governors)",
        said=SCHOOL_SAYS,
        source="Letter of the chair of governors",
        by=tale.lead,
    )


def _not_for_the_school(tale: Tale, case: ConcernCase) -> Story:
    """What the LA keeps to itself, and what it shares with the diocese."""
    add_evidence(
        case,
        kind=Evidence.Kind.OTHER,
        on=clock.today(),
        source="One-to-one of adviser and SIP",
        text="Which support is free from next term, and what it would cost, was looked at. For the LA only.",
        circle=Circle.LA,
        by=tale.lead,
    )
    if tale.school.diocese:
        yield in_working_days(2, hour=9, minute=20)
        add_evidence(
            case,
            kind=Evidence.Kind.OTHER,
            on=school_day(tale.calendar, clock.today() - timedelta(days=2)),
            source=f"Visit of two foundation governors, with the {tale.school.diocese}",
            text="The governors want to be told more about standards. The diocese offers training.",
            circle=Circle.DIOCESE,
            by=tale.cast.of_diocese(tale.school),
        )
