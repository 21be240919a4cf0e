"""Makers of providers and of support at work, through the services, with overrides."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from record import clock
from schools.models import School
from support.models import (
    DaysUsed,
    Deployment,
    ExternalEvaluation,
    Programme,
    ProgrammePlace,
    Provider,
    SupportType,
)
from support.services.days_used import use_days
from support.services.deployments import SupportFacts, ask_for_support
from support.services.evaluations import commission_evaluation
from support.services.programmes import take_place
from support.services.providers import ProviderFacts, add_provider
from tests.letters.makers import make_terms

__all__ = [
    "days",
    "make_deployment",
    "make_evaluation",
    "make_place",
    "make_provider",
    "make_terms",
    "support_facts",
    "work",
]


def days(count: int) -> date:
    """That many days from today."""
    return clock.today() + timedelta(days=count)


def make_provider(cast: Any, **facts: Any) -> Provider:
    """A National Leader of Education with 20 days in a long term."""
    facts["type"] = SupportType.objects.get(code=facts.pop("kind", "nle"))
    facts.setdefault("name", "Ruth Calloway")
    facts.setdefault("days_per_term", Decimal(20))
    return add_provider(cast.la, facts=ProviderFacts(**facts), by=cast.senior_adviser)


def support_facts(provider: Provider, **facts: Any) -> SupportFacts:
    facts.setdefault("why", "To coach the two teachers of Year 3.")
    facts.setdefault("days", Decimal(6))
    facts.setdefault("starts_on", days(0))
    facts.setdefault("ends_on", days(21))
    return SupportFacts(provider=provider, **facts)


def make_deployment(cast: Any, provider: Provider | None = None, **facts: Any) -> Deployment:
    """Asked for by the Senior Adviser: at the church school it waits for its AHT, elsewhere it is agreed."""
    by, school = facts.pop("by", cast.senior_adviser), facts.pop("school", cast.school)
    spite = facts.pop("in_spite_of", ())
    asked: School = school
    return ask_for_support(
        asked,
        facts=support_facts(provider or make_provider(cast), **facts),
        in_spite_of=spite,
        by=by,
    )


def work(deployment: Deployment, *, by: Any, **facts: Any) -> DaysUsed:
    facts.setdefault("on", clock.today())
    facts.setdefault("days", Decimal(1))
    facts.setdefault("done", "Two lessons taught together.")
    return use_days(deployment, by=by, **facts)


def make_evaluation(cast: Any, **facts: Any) -> ExternalEvaluation:
    facts.setdefault("evaluator", "The Vale Institute")
    facts.setdefault("question", "Does the reading programme work?")
    facts.setdefault("due_on", days(30))
    return commission_evaluation(facts.pop("school", cast.school), by=cast.senior_adviser, **facts)


def make_place(cast: Any, **facts: Any) -> ProgrammePlace:
    """The church school takes part in Partners in Leadership since today."""
    programme = Programme.objects.get(code=facts.pop("programme", "partners-in-leadership"))
    facts.setdefault("part", "takes_part")
    facts.setdefault("starts_on", days(0))
    return take_place(programme, facts.pop("school", cast.school), by=cast.senior_adviser, **facts)
