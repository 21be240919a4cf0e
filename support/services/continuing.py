"""Support that is asked for or agreed goes along with a case that goes on at another school."""

from django.db.models import Exists, OuterRef, QuerySet

from concern_cases.models import ConcernCase
from people.models import User
from record.services import service
from support.models import Deployment
from support.services.rules import Status, lock_deployment
from support.services.telling import GOES_ON, tell_support

RUNNING = (Status.PROPOSED, Status.AGREED)


@service
def bring_support(case: ConcernCase, *, by: User | None) -> int:
    """What runs at the school of the case before is support of this case and its school; how many came.

    What is over stays where it was. Nothing, if the case continues none of another school.
    """
    rows = _left_behind().filter(school__cases__continued_by=case).order_by("pk")
    for deployment in rows:
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
    return rows.filter(Exists(goes_on.exclude(school=OuterRef("school"))))


def _bring(deployment: Deployment, case: ConcernCase) -> None:
    lock_deployment(deployment, *RUNNING)
    before = deployment.school
    deployment.school, deployment.case = case.school, case
    deployment._change_reason = f"The case goes on at {case.school}."
    deployment.save()
    tell_support(GOES_ON, deployment, before=str(before))
