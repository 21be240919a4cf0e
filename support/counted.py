"""What is given to schools without anybody being sent, as far as this app and those below it know it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from concern_cases.models import Evidence, Plan, PlanVersion
from concern_cases.plan_pages.flags import not_revised
from evaluation.models import Risk
from people.access import school_keys_where
from people.roles import Role
from record import clock
from record.words import inside, listed, plain_day
from schools.permissions import Perm
from support.given import DONE, NEEDS, WAITING, Asked, Given, counts
from support.models import DaysUsed, Deployment, ExternalEvaluation, Provider
from support.reference import LEADING

SIP, IN_FORCE = "sip", PlanVersion.Status.IN_FORCE
FEW = 3


@counts("sip_visits", is_often=True)
def sip_visits(asked: Asked) -> Given:
    """Days since September on which a SIP was there, by any of three signs.

    Evidence of its cases that names a SIP as visitor, or is a note of visit that names nobody; days of a SIP
    who was sent; and the judgement of the risk of falling below the floor, which a SIP makes on every visit.
    """
    notes = Evidence.objects.visible_to(asked.reader).filter(
        Q(visitor__role=Role.SIP) | Q(visitor=None, kind=Evidence.Kind.NOTE_OF_VISIT),
        case__school=asked.school,
        on__gte=asked.since,
    )
    sent = Deployment.objects.visible_to(asked.reader).filter(school=asked.school, provider__type__code=SIP)
    worked = DaysUsed.objects.filter(deployment__in=sent.order_by().values("pk"), on__gte=asked.since)
    # Older judgements don't say in which post they were made: it is the one held on the day.
    held = Q(judged_by__posts__until=None) | Q(judged_by__posts__until__gte=F("on"))
    was_sip = held & Q(judged_as="", judged_by__posts__role=Role.SIP, judged_by__posts__since__lte=F("on"))
    judged = Risk.objects.filter(
        Q(judged_as=Role.SIP) | was_sip,
        school__in=school_keys_where(asked.reader, may=Perm.VIEW_CASE),
        school=asked.school,
        kind=Risk.Kind.FLOOR,
        on__gte=asked.since,
    )
    days = sorted({day for rows in (notes, worked, judged) for day in rows.values_list("on", flat=True)})
    if not days:
        return Given()
    return Given(f"{_times(len(days))} since September, {_last(days)}", Decimal(len(days)))


def _last(days: list[date]) -> str:
    """On 3 October; the last on 4 November."""
    return f"the last on {plain_day(days[-1])}" if len(days) > 1 else f"on {plain_day(days[0])}"


def _times(count: int) -> str:
    return "Once" if count == 1 else f"{count} times"


@counts("evaluations", is_often=True)
def evaluations(asked: Asked) -> Given:
    """Those that are waited for, and those that came since September."""
    seen = ExternalEvaluation.objects.visible_to(asked.reader).filter(
        Q(received_on=None) | Q(received_on__gte=asked.since), school=asked.school, withdrawn_at=None
    )
    rows = list(seen.values_list("evaluator", "received_on", "due_on").order_by("due_on"))
    came = [f"{who} received on {plain_day(on)}" for who, on, _ in rows if on]
    awaited = [f"{who} due by {plain_day(due)}" for who, on, due in rows if not on]
    late = sum(1 for _, on, due in rows if not on and due < clock.today())
    words = listed([*came[-FEW:], *awaited[:FEW]])
    if late:
        return Given(words, Decimal(len(came)), True, NEEDS, f"Overdue: {late}" if late > 1 else "Overdue")
    return Given(words, Decimal(len(came)), bool(rows))


@counts("support_plan")
def support_plan(asked: Asked) -> Given:
    return _plan(asked, Plan.Kind.SUPPORT)


@counts("single_plan", is_often=True)
def single_plan(asked: Asked) -> Given:
    """Of a school with a support plan that one: it has no other beside it."""
    own = _plan(asked, Plan.Kind.SINGLE)
    if own.words:
        return own
    stands_for_it = _plan(asked, Plan.Kind.SUPPORT)
    words = f"Its support plan: {inside(stands_for_it.words)}" if stands_for_it.words else ""
    return replace(stands_for_it, words=words)


def _plan(asked: Asked, kind: str) -> Given:
    """The version in force, with how often it was written anew since September; or the draft of the first."""
    plans: Any = Plan.objects.visible_to(asked.reader).running().filter(school=asked.school, kind=kind)
    plan = plans.with_unanswered_visit().first()
    if plan is None:
        return Given()
    versions = PlanVersion.objects.visible_to(asked.reader).filter(plan=plan)
    rows = list(versions.values_list("number", "status", "in_force_on").order_by("number"))
    written = sum(1 for *_, on in rows if on and on >= asked.since)
    now = next(((number, on) for number, status, on in rows if status == IN_FORCE and on), None)
    if now is None:
        return Given("Version 1 is in draft", state=WAITING, stands="Begun") if rows else Given()
    words = f"Version {now[0]} in force since {plain_day(now[1])}"
    if late := not_revised(plan):
        return Given(words, Decimal(written), True, NEEDS, late)
    return Given(words, Decimal(written), True, None if asked.row.times else DONE)


@counts("leading")
def leading(asked: Asked) -> Given:
    """The school, or its head, gives such support to others."""
    codes = LEADING.get(asked.row.of.code, ())
    rows = Provider.objects.visible_to(asked.reader).in_use()
    rows = rows.filter(school=asked.school, type__code__in=codes)
    names = list(dict.fromkeys(rows.order_by("type__order", "name").values_list("name", flat=True)))
    return Given(listed(names), is_there=bool(names))
