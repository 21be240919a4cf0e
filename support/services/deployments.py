"""Support is asked for, agreed or not, changed, and comes to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from concern_cases.models import ConcernCase, Objective, PlanVersion
from concern_cases.rules import can_read, not_in_future, people_named, worded
from people.access import may
from people.models import User
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from schools.models import School
from schools.permissions import Circle, Perm
from support.conflicts import warnings_about
from support.days import Booking
from support.gatekeeping import gatekeepers, managers
from support.models import Deployment, Provider
from support.services.rules import (
    Status,
    check_span,
    heed,
    last_used_on,
    lock_deployment,
    lock_provider,
    used_days,
)
from support.services.telling import (
    AGREED,
    ASKED,
    ENDED,
    WITHDRAWN,
    mail_sent,
    mail_to_answer,
    tell_support,
)
from support.words import in_days

NO_GATEKEEPER = "No Advisory Headteacher is allocated who could agree it: agreed at once."


@dataclass(frozen=True)
class Request:
    """Who is asked for, why, for how many days between two days, and for which objective."""

    provider: Provider
    why: str
    days: Decimal
    starts_on: date
    ends_on: date
    objective: Objective | None = None

    @property
    def booking(self) -> Booking:
        return Booking(self.starts_on, self.ends_on, self.days)

    @property
    def span(self) -> dict[str, object]:
        """Its days as they are told."""
        return {"days": in_days(self.days), "starts_on": self.starts_on, "ends_on": self.ends_on}


@dataclass(frozen=True)
class SupportFacts(Request):
    """The same, with who may read it and where it was decided."""

    circle: str = Circle.SCHOOL
    named: Sequence[User] = ()
    origin: str = ""


@service
def ask_for_support(
    school: School, *, facts: SupportFacts, in_spite_of: Sequence[str] = (), by: User
) -> Deployment:
    """The support waits for the AHT's agreement; where there is no AHT, a manager's asking agrees it.

    ``in_spite_of``: the warnings that whoever asks has read. Refuses (RuleError) missing words, an end before
    the start, a provider of another authority or not in use then, an objective that the plan in force does
    not have, a circle in which nobody who has to agree could read it, a closed school; (Warned) warnings
    that were not read.
    """
    if not school.is_open:
        raise RuleError(f"{school} is closed in the register")
    check_request(facts, school)
    people = people_named(facts.circle, facts.named, school=school, by=by)
    warnings = warnings_about(facts.provider, school, facts.booking)
    heed(warnings, in_spite_of=in_spite_of)
    deployment = _create(school, facts, warnings, by=by)
    deployment.named.set(people)
    tell_support(ASKED, deployment, why=deployment.why, in_spite_of=" ".join(warnings), **facts.span)
    pass_on(deployment, people, facts.span, stamp="first", by=by)
    return deployment


def check_request(facts: Request, school: School, *, now: Provider | None = None) -> None:
    """The provider is locked; refuses (RuleError) what can't be asked for at the school.

    ``now``: who is asked already, whose kind may have been retired since.
    """
    worded(facts.why, "Say why this support is asked for", field="why")
    check_span(facts.starts_on, facts.ends_on, facts.days)
    _check_provider(lock_provider(facts.provider), school, facts.starts_on, facts.ends_on)
    if facts.provider != now and not facts.provider.type.is_in_use:
        raise RuleError(f"{facts.provider.type} is not offered any more", field="provider")
    _check_objective(facts.objective, school)


def pass_on(
    deployment: Deployment, people: Sequence[User], span: Mapping[str, object], *, stamp: str, by: User
) -> None:
    """Whoever has to agree it is asked; where there is no AHT, a manager's asking agrees it."""
    school = deployment.school
    answering = gatekeepers(school, provider=deployment.provider, asker=by)
    if answering or not may(by, Perm.MANAGE_CASE, school):
        ask_to_answer(deployment, answering or managers(school), people, stamp=stamp)
        return
    settle(deployment, Status.AGREED, NO_GATEKEEPER, by=by)
    tell_support(AGREED, deployment, note=NO_GATEKEEPER, **span)
    mail_sent(deployment)


def _create(school: School, facts: SupportFacts, warnings: list[str], *, by: User) -> Deployment:
    return Deployment.objects.create(
        school=school,
        case=ConcernCase.objects.open().filter(school=school).first(),
        provider=facts.provider,
        objective=facts.objective,
        why=facts.why.strip(),
        days_agreed=facts.days,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        circle=facts.circle,
        asked_by=by,
        origin=facts.origin.strip(),
        warnings=warnings,
    )


@service
def end_support(
    deployment: Deployment, *, on: date, impact: str, worked: bool | None, by: User | None
) -> Deployment:
    """The support is over on that day, with what came of it as a whole and whether it helped.

    What was not used of its days is its provider's again; a change that waited lapses. ``worked``: None when
    it can't be judged yet. Refuses (RuleError) a day to come, a day before it began or before a day that was
    used, and an empty impact; (AlreadyDone) support that is not agreed.
    """
    impact = worded(impact, "Say what came of it", field="impact")
    not_in_future(on, "the end of support")
    lock_deployment(deployment, Status.AGREED)
    if on < deployment.starts_on:
        raise RuleError("It had not begun then: withdraw it instead, or choose a later day", field="on")
    last = last_used_on(deployment)
    if last and on < last:
        raise RuleError("Days were used after this day: choose a later one", field="on")
    deployment.status, deployment.ended_on = Status.ENDED, on
    deployment.impact, deployment.worked = impact, worked
    drop_change(deployment)
    deployment.save()
    tell_support(
        ENDED,
        deployment,
        on=on,
        impact=impact,
        helped=HELPED[worked],
        used=in_days(used_days(deployment)),
        agreed=in_days(deployment.days_agreed),
    )
    return deployment


@service
def withdraw_support(deployment: Deployment, *, why: str, by: User) -> Deployment:
    """Nobody is sent after all; its provider has the days again.

    Whoever asked may do so until it is agreed, a manager later too. Refuses (RuleError) an empty reason,
    anybody else, and support of which days were used; (AlreadyDone) support that is over, and for whoever
    asked what is agreed.
    """
    why = worded(why, "Say why it is withdrawn", field="why")
    lock_deployment(deployment, Status.PROPOSED, Status.AGREED)
    if not may(by, Perm.MANAGE_CASE, deployment.school):
        check_asker(deployment, by)
    if used_days(deployment):
        raise RuleError("Days of it were used: end it, and say what came of them")
    drop_change(deployment)
    settle(deployment, Status.WITHDRAWN, why, by=by)
    tell_support(WITHDRAWN, deployment, why=why)
    return deployment


def check_asker(deployment: Deployment, by: User) -> None:
    """Refuses (RuleError) anybody but whoever asked; (AlreadyDone) what is agreed, with what to do then."""
    if by != deployment.asked_by:
        raise RuleError(f"{deployment.asked_by} asked for it, and can take it back or change it")
    if deployment.status != Status.PROPOSED:
        raise AlreadyDone(
            "It is agreed now: ask for other days under “Extend or change”, or ask whoever runs the case "
            "to withdraw it"
        )


HELPED = {True: "It helped.", False: "It did not help.", None: ""}


def settle(deployment: Deployment, status: str, why: str, *, by: User) -> None:
    """The answer stands, with who gave it and when."""
    deployment.status, deployment.answer_why = status, why
    deployment.answered_by, deployment.answered_at = by, clock.now()
    deployment.save()


def drop_change(deployment: Deployment) -> None:
    """No change waits any more; the caller saves."""
    deployment.change_days = deployment.change_ends_on = None
    deployment.change_asked_by = deployment.change_asked_at = None
    deployment.change_why = ""


def ask_to_answer(
    deployment: Deployment, people: Sequence[User], named: Sequence[User], *, stamp: str
) -> None:
    """Those of the people who can read it have a mail; refuses (RuleError) when none of them can."""
    reading = [user for user in people if can_read(user, deployment.circle, named, school=deployment.school)]
    if not reading:
        names = ", ".join(str(user) for user in people) or "Nobody"
        raise RuleError(
            f"{names} has to agree it and couldn’t read it: choose a wider circle", field="circle"
        )
    mail_to_answer(deployment, reading, stamp=stamp)


def _check_provider(provider: Provider, school: School, starts_on: date, ends_on: date) -> None:
    if provider.la_id != school.la_id:
        raise RuleError("Choose a provider of the school’s own authority", field="provider")
    if provider.active_from and starts_on < provider.active_from:
        raise RuleError(f"{provider} can be asked from a later day on", field="starts_on")
    if provider.active_until and ends_on > provider.active_until:
        raise RuleError(f"{provider} can’t be asked for so long", field="ends_on")


def _check_objective(objective: Objective | None, school: School) -> None:
    if objective is None:
        return
    in_force = objective.texts.filter(
        dropped=False,
        version__status=PlanVersion.Status.IN_FORCE,
        version__plan__closed_on=None,
        version__plan__school=school,
    )
    if not in_force.exists():
        raise RuleError("Choose an objective of the plan in force", field="objective")
