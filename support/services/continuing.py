"""Support that is asked for or agreed goes along with a case that goes on at another school.

Days that were used stay where they were, with what was done on them: the new school sees and counts its own.
"""

from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from concern_cases.models import ConcernCase
from people.models import User
from record import clock
from record.services import service
from support.models import Deployment
from support.services.deployments import drop_change, end_support
from support.services.rules import Status, lock_deployment, used_days
from support.services.telling import GOES_ON, mail_sent, tell_support

RUNNING = (Status.PROPOSED, Status.AGREED)
GOES_ON_ELSEWHERE = "It goes on at the school that follows."


@service
def bring_support(case: ConcernCase, *, by: User | None) -> int:
    """What runs at the school of the case before is support of this case and its school; how much of it ran.

    Support of which days were used ends there with today, and what is left of its days goes on here. What is
    over, or past its last day, stays where it was. Nothing, if the case continues none of another school.
    """
    rows = _left_behind().filter(school__cases__continued_by=case).order_by("pk")
    for deployment in rows:
        lock_deployment(deployment, *RUNNING)
        if used := used_days(deployment):
            _split(deployment, case, used, by=by)
        else:
            _bring(deployment, case)
    return len(rows)


def bring_support_left_behind() -> int:
    """A duty of the worker: support that an older release left at a school whose case went on elsewhere."""
    left = _left_behind().values("school")
    cases = ConcernCase.objects.open().filter(continues__school__in=left).select_related("school__la")
    return sum(bring_support(case, by=None) for case in cases)


def _left_behind() -> QuerySet[Deployment]:
    goes_on = ConcernCase.objects.open().filter(continues__school=OuterRef("school"))
    rows: QuerySet[Deployment] = Deployment.objects.filter(status__in=RUNNING)
    rows = rows.exclude(pk__in=Deployment.objects.past_their_end().order_by().values("pk"))
    return rows.filter(Exists(goes_on.exclude(school=OuterRef("school"))))


def _bring(deployment: Deployment, case: ConcernCase) -> None:
    """Nothing was done of it yet: it goes along as it is."""
    before = deployment.school
    deployment.school, deployment.case = case.school, case
    deployment._change_reason = f"The case goes on at {case.school}."
    deployment.save()
    tell_support(GOES_ON, deployment, before=str(before))


def _split(deployment: Deployment, case: ConcernCase, used: Decimal, *, by: User | None) -> None:
    """It ends with the days that were used of it; the rest, if there is one, is support of the new school.

    A change that waits is one of the rest; it lapses where all days that were agreed are used.
    """
    rest = _rest_of(deployment, case, used)
    end_support(deployment, on=clock.today(), impact=GOES_ON_ELSEWHERE, worked=None, by=by)
    if rest is None:
        return
    # The days that are left are the new school's: those of both together are what was agreed.
    deployment.days_agreed = used
    deployment._change_reason = GOES_ON_ELSEWHERE
    deployment.save()
    rest.save()
    rest.named.set(deployment.named.all())
    tell_support(GOES_ON, rest, before=str(deployment.school))
    mail_sent(rest)


def _rest_of(deployment: Deployment, case: ConcernCase, used: Decimal) -> Deployment | None:
    """What is left of its days, from today on, not saved; None where nothing is left."""
    if used >= deployment.days_agreed:
        return None
    rest = Deployment.objects.get(pk=deployment.pk)
    rest.pk, rest._state.adding = None, True
    rest.school, rest.case = case.school, case
    rest.days_agreed = deployment.days_agreed - used
    last = deployment.ends_on
    rest.starts_on = min(clock.today(), last, deployment.change_ends_on or last)
    if rest.change_days is not None and rest.change_days > used:
        rest.change_days -= used
    else:
        drop_change(rest)
    return rest
