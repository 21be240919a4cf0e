"""Support beside the National Leader's: asked for, worked, ended and judged; evaluations from outside.

Each deployment is few stops on the way: whoever worked enters the days together, as people do.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.actions import matter_of
from demo.days import at_hour, school_day, school_days_after, working_days_after
from demo.journey import Story
from demo.people import Cast
from demo.texts import (
    EVALUATED,
    EVALUATORS,
    HELPED_BY,
    HELPED_BY_LEADER,
    HELPED_LITTLE,
    NLE_HELPED,
    SHORT_SUPPORT,
)
from demo.world import Tale, in_working_days
from evaluation.models import Risk
from people.roles import Role
from record import clock
from schools.models import School
from support.conflicts import warnings_about
from support.days import Booking
from support.models import Deployment, ExternalEvaluation, Provider, SupportType
from support.services.answering import agree_support, change_support, warnings_now
from support.services.days_used import use_days
from support.services.deployments import SupportFacts, ask_for_support, end_support
from support.services.evaluations import (
    commission_evaluation,
    receive_evaluation,
    withdraw_evaluation,
)
from support.services.providers import ProviderFacts, add_provider
from support.services.rules import Warned

AFTER = 9  # working days after a conference: its minutes are out
LASTS, FIRST, BETWEEN = (
    40,
    4,
    12,
)  # school days: of short support, until it begins, from one visit to the next
VISITS, A_VISIT = 3, Decimal(1)
SAID = ("First", "Second", "Third")
ASKED_AGAIN = 2  # the conference after which the Local Leader is asked for
# Kind, days in a long term. The first Local Leader has few days, and is asked for more.
BY_SCHOOLS = [("lle", 8), ("lle", 12), ("nss", 15), ("provider", 20), ("leading-teacher", 18)]
NOT_SAID, LONGER = 10, 60  # the case whose short support ended lately; school days that it lasted
UNJUDGED = 2  # every fourth case: nobody has said yet what came of its support
SHARED = Decimal(4)  # days that a Local Leader gives to one school
# Number of the case: days ago on which it was commissioned, days in which it is due, what became of it.
EVALUATIONS: dict[int, tuple[int, int, str]] = {
    0: (160, 45, "received"),
    1: (95, 40, "late"),
    3: (70, 42, "received"),
    6: (62, 45, "overdue"),
    8: (16, 40, "awaited"),
    10: (40, 30, "withdrawn"),
}
WAITING_LATELY, CHANGED_LATELY = {8: 3}, {3: 2}  # number of the case: working days ago


def name_school_providers(cast: Cast, schools: list[School]) -> None:
    """Schools without a case lend their leaders and teachers: a head as Local Leader, the school itself."""
    by = cast.one(Role.SENIOR_ADVISER)
    for (code, days), school in zip(BY_SCHOOLS, schools, strict=False):
        kind, head = SupportType.objects.get(code=code), cast.at(school, Role.HEADTEACHER)
        name = head.name if code == "lle" else f"{school}"
        facts = ProviderFacts(
            type=kind,
            name=name,
            user=head if code == "lle" else None,
            school=school,
            subjects="English, mathematics" if code == "leading-teacher" else "",
            days_per_term=Decimal(days),
        )
        add_provider(cast.la, facts=facts, by=by)


def short_support(tale: Tale) -> Story:
    """After the first conference somebody comes for some weeks, for one objective, and it is judged."""
    days = [moment.date() for moment in tale.days.conferences]
    if tale.plan.risk != Risk.Level.HIGH or not days:
        return
    kinds = list(SHORT_SUPPORT)
    code = kinds[tale.number % len(kinds)]
    yield at_hour(working_days_after(days[0], AFTER), 14, 17)
    lasts = LONGER if tale.number == NOT_SAID else LASTS
    row = _ask(tale, _provider(code, tale.number), place=0, days=SHORT_SUPPORT[code], lasts=lasts)
    yield in_working_days(1, hour=13, minute=48)
    _agree(tale, row)
    yield at_hour(working_days_after(row.ends_on, 3), 15, 31)
    _enter(tale, row)
    if tale.number == NOT_SAID:
        return
    worked = not tale.plan.disputed
    said = HELPED_BY[code] if worked else HELPED_LITTLE
    end_support(row, on=row.ends_on, impact=said, worked=worked, by=tale.lead)


def local_leader(tale: Tale) -> Story:
    """After a later conference a Local Leader shares days with the school: of few, more than there are."""
    days = [moment.date() for moment in tale.days.conferences]
    if tale.plan.risk != Risk.Level.HIGH or tale.plan.closed or len(days) <= ASKED_AGAIN:
        return
    yield at_hour(working_days_after(days[ASKED_AGAIN], AFTER), 14, 26)
    row = _ask(tale, _provider("lle", 0), place=1, days=SHARED, lasts=LASTS * 2)
    yield in_working_days(1, hour=13, minute=14)
    _agree(tale, row)
    if tale.number % 4 == UNJUDGED:
        return
    yield at_hour(working_days_after(row.ends_on, 3), 15, 52)
    _enter(tale, row)
    end_support(row, on=row.ends_on, impact=HELPED_BY_LEADER, worked=True, by=tale.lead)


def what_waits(tale: Tale) -> Story:
    """Lately support was asked for that the AHT has not answered, and a change of some that is at work."""
    if lately := WAITING_LATELY.get(tale.number):
        yield at_hour(_ago(tale, lately), 14, 8)
        _ask(tale, _provider("leading-teacher", 0), place=1, days=Decimal(3), lasts=LASTS)
    if lately := CHANGED_LATELY.get(tale.number):
        yield at_hour(_ago(tale, lately), 16, 21)
        row = Deployment.objects.at_work().filter(school=tale.school, provider__type__code="nle").first()
        if row and not row.has_change:
            _ask_for_more(tale, row)


def _ask_for_more(tale: Tale, row: Deployment) -> None:
    """Two more days, some weeks longer; what speaks against it is read."""
    facts: dict[str, Any] = {
        "days": row.days_agreed + 2,
        "ends_on": school_days_after(tale.calendar, row.ends_on, BETWEEN),
        "why": "Two more visits are needed before the teachers plan by themselves.",
        "by": tale.lead,
    }
    try:
        change_support(row, **facts)
    except Warned as warned:
        change_support(row, in_spite_of=warned.warnings, **facts)


def leaders_support_ends(tale: Tale) -> Story:
    """What the National Leader's support came to, where it is over or the case is closed."""
    days = [moment.date() for moment in tale.days.conferences]
    if tale.plan.risk != Risk.Level.HIGH or len(days) <= ASKED_AGAIN:
        return
    yield at_hour(working_days_after(days[0], AFTER), 17, 2)
    row = Deployment.objects.filter(school=tale.school, provider__type__code="nle").first()
    if row is None or tale.number % 4 == UNJUDGED:
        return
    over = min(row.ends_on, days[-1]) if tale.plan.closed else row.ends_on
    yield at_hour(working_days_after(over, 2), 16, 44)
    row.refresh_from_db()
    on = max([over, *(used.on for used in row.used.all())])
    impact = NLE_HELPED.replace("[headline]", matter_of(tale, 0).headline)
    end_support(row, on=on, impact=impact, worked=True, by=tale.lead)


def evaluated(tale: Tale) -> Story:
    """Somebody from outside is asked what the plan has come to; what came back is told, or waited for."""
    if tale.number not in EVALUATIONS:
        return
    ago, due_in, became = EVALUATIONS[tale.number]
    on = school_day(tale.calendar, tale.world.today - timedelta(days=ago))
    yield at_hour(on, 14, 37)
    headline = matter_of(tale, 0).headline
    due = tale.calendar.next_school_day(on + timedelta(days=due_in))
    row = commission_evaluation(
        tale.school,
        evaluator=EVALUATORS[tale.number % len(EVALUATORS)],
        question=f"Has what the plan says about {headline} reached every class? Does it make a difference?",
        due_on=due,
        by=tale.lead,
    )
    if became in ("received", "late"):
        came = working_days_after(due, 6) if became == "late" else due
        yield at_hour(working_days_after(came, 1), 14, 53)
        receive_evaluation(row, on=came, findings=_findings(row, headline), by=tale.lead)
    elif became == "withdrawn":
        yield in_working_days(8, hour=14, minute=41)
        why = "The evaluator can’t come this term. The SIP will look at the same question."
        withdraw_evaluation(row, why=why, by=tale.lead)


def _findings(row: ExternalEvaluation, headline: str) -> str:
    return EVALUATED[row.pk % len(EVALUATED)].replace("[headline]", headline)


def _provider(code: str, number: int) -> Provider:
    found = list(Provider.objects.filter(type__code=code).order_by("pk"))
    return found[number % len(found)]


def _ask(tale: Tale, provider: Provider, *, place: int, days: Decimal, lasts: int) -> Deployment:
    """Asked for the objective of that place in the plan in force, with what speaks against it read."""
    first = school_days_after(tale.calendar, clock.today(), FIRST)
    last = school_days_after(tale.calendar, first, lasts)
    objectives = tale.school.plans.get(closed_on=None).objectives.order_by("number")
    objective = objectives[place % objectives.count()]
    facts = SupportFacts(
        provider=provider,
        objective=objective,
        why=f"The teachers want to see at first hand what works for {matter_of(tale, place).headline}.",
        days=days,
        starts_on=first,
        ends_on=last,
    )
    warned = warnings_about(provider, tale.school, Booking(first, last, days))
    return ask_for_support(tale.school, facts=facts, in_spite_of=warned, by=tale.lead)


def _agree(tale: Tale, row: Deployment) -> None:
    row.refresh_from_db()
    if row.status == Deployment.Status.PROPOSED:
        agree_support(row, in_spite_of=warnings_now(row), by=tale.at_school(Role.AHT))


def _enter(tale: Tale, row: Deployment) -> None:
    """The days of the visits, entered by whoever was there; a school that takes no part lets fewer happen."""
    by = row.provider.user or tale.lead
    day = row.starts_on
    for visit in range(1 if tale.plan.disputed else VISITS):
        use_days(
            row,
            on=day,
            days=A_VISIT,
            done=f"{SAID[visit]} visit: lessons seen with the subject leader, and the next ones planned.",
            impact="" if visit == 0 else "What was planned last time is in the books.",
            by=by,
        )
        day = min(school_days_after(tale.calendar, day, BETWEEN), row.ends_on)


def _ago(tale: Tale, count: int) -> date:
    """So many working days before the journey ends."""
    day = tale.world.today
    for _ in range(count):
        day = school_day(tale.calendar, day - timedelta(days=1))
    return day
