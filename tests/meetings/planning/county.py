"""A county to plan: some cases of one adviser, in the half-term of 5 January to 12 February 2027."""

from datetime import date
from typing import Any

from concern_cases.models import Cadence, ConcernCase
from meetings.models import TermPlan
from meetings.services.term_plans import ask_for_plan
from people.roles import Role
from record import clock
from record.outbox import deliver_waiting
from schools.models import TermDates
from tests.conftest import Cast
from tests.factories import make_post, make_school, make_user
from tests.web_pages.makers import make_case

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2027, 1, 5), date(2027, 2, 12)
HALF_TERMS = [
    (date(2026, 9, 3), date(2026, 10, 23), "autumn"),
    (date(2026, 11, 2), date(2026, 12, 18), "autumn"),
    (FIRST, LAST, "spring"),
    (date(2027, 2, 22), date(2027, 3, 26), "spring"),
    (date(2027, 4, 12), date(2027, 5, 28), "summer"),
    (date(2027, 6, 7), date(2027, 7, 21), "summer"),
]


def make_half_terms(rows: Any = HALF_TERMS, **whose: Any) -> None:
    for number, (first, last, long_term) in enumerate(rows, start=1):
        TermDates.objects.create(
            year=2026, half_term=number, long_term=long_term, first_day=first, last_day=last, **whose
        )


def make_due(cast: Cast, number: int = 1, **facts: Any) -> ConcernCase:
    """A case of a school with a head, whose next conference is due by 29 January 2027."""
    school = facts.pop("school", None) or make_school(name=f"Hallowmere {number} Primary School")
    make_post(Role.HEADTEACHER, user=make_user(f"Head {number}"), schools=(school,))
    facts.setdefault("opened_on", date(2026, 10, 29))
    facts.setdefault("cadence", Cadence.objects.get(code="every-3-months"))
    return make_case(school, facts.pop("lead", cast.senior_adviser), **facts)


def planned(cast: Cast, **facts: Any) -> TermPlan:
    """A plan for the half-term as the worker proposes it."""
    with clock.at(TODAY):
        plan = ask_for_plan(cast.la, first_day=FIRST, last_day=LAST, by=cast.senior_adviser, **facts)
        deliver_waiting()
    plan.refresh_from_db()
    return plan
