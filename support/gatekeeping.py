"""Who agrees support at a school: whoever gate-keeps it, where somebody does; otherwise a manager.

That is the Advisory Headteacher by their post, and whoever is sent with a kind of the portfolio that
gate-keeps (``SupportType.is_gatekeeper``) while they are at work, if they see the school's cases.
"""

from django.db.models import Exists, OuterRef

from people.access import schools_where, users_where
from people.models import User
from schools.models import School
from schools.permissions import Perm
from support.models import Deployment, Provider


def gatekeepers(school: School, *, provider: Provider, asker: User) -> list[User]:
    """Those who gate-keep and answer: none who asks for it, none who would be sent, and none to their like.

    An AHT who asks has said what an AHT has to say; the days are then a manager's to give. So it is a manager
    who allocates the next AHT.
    """
    return _answering(gatekeepers_at(school), provider, asker)


def _answering(holders: list[User], provider: Provider, asker: User) -> list[User]:
    if provider.type.is_gatekeeper:
        return []
    return [user for user in holders if user.pk not in (asker.pk, provider.user_id)]


def who_answers(deployment: Deployment) -> list[User]:
    """Everybody who may agree it, or its change, as posts are held today.

    An AHT who comes while it waits answers; where none is left, a manager of the school does.
    """
    asker = deployment.change_asked_by or deployment.asked_by
    found = gatekeepers(deployment.school, provider=deployment.provider, asker=asker)
    return found or managers(deployment.school)


def may_answer(user: User, deployment: Deployment) -> bool:
    return deployment.waits and user in who_answers(deployment)


def to_answer(user: User) -> list[Deployment]:
    """What waits for the person's answer, the oldest first: two queries, and one for each school it is at."""
    rows = (
        Deployment.objects.waiting()
        .visible_to(user)
        .order_by("asked_at", "pk")
        .annotate(is_managed=Exists(schools_where(user, may=Perm.MANAGE_CASE).filter(pk=OuterRef("school"))))
    )
    holders: dict[int, list[User]] = {}
    found = []
    for row in rows.select_related("provider__type", "school__la", "asked_by", "change_asked_by"):
        if row.school_id not in holders:
            holders[row.school_id] = gatekeepers_at(row.school)
        asker = row.change_asked_by or row.asked_by
        answering = _answering(holders[row.school_id], row.provider, asker)
        if user in answering or (not answering and row.is_managed):
            found.append(row)
    return found


def managers(school: School) -> list[User]:
    """Who gives the authority's days to the school."""
    return list(users_where(Perm.MANAGE_CASE, school).order_by("name"))


def gatekeepers_at(school: School) -> list[User]:
    """Who gate-keeps the school's support today."""
    sent = Deployment.objects.at_work().filter(school=school, provider__type__is_gatekeeper=True)
    seeing = users_where(Perm.VIEW_CASE, school).filter(pk__in=sent.order_by().values("provider__user"))
    return list((users_where(Perm.GATEKEEP_SUPPORT, school) | seeing).order_by("name"))
