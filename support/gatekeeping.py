"""Who agrees support at a school: whoever gate-keeps it, where somebody does; otherwise a manager.

That is the Advisory Headteacher by their post, and whoever is sent with a kind of the portfolio that
gate-keeps (``SupportType.is_gatekeeper``) while they are at work, if they see the school's cases.
"""

from people.access import users_where
from people.models import User
from schools.models import School
from schools.permissions import Perm
from support.models import Deployment, Provider


def gatekeepers(school: School, *, provider: Provider, asker: User) -> list[User]:
    """Those who gate-keep and answer: none who asks for it, none who would be sent, and none to their like.

    An AHT who asks has said what an AHT has to say; the days are then a manager's to give. So it is a manager
    who allocates the next AHT.
    """
    if provider.type.is_gatekeeper:
        return []
    return [user for user in gatekeepers_at(school) if user.pk not in (asker.pk, provider.user_id)]


def who_answers(deployment: Deployment) -> list[User]:
    """Everybody who may agree it, or its change, as posts are held today.

    An AHT who comes while it waits answers; where none is left, a manager of the school does.
    """
    asker = deployment.change_asked_by or deployment.asked_by
    found = gatekeepers(deployment.school, provider=deployment.provider, asker=asker)
    return found or managers(deployment.school)


def may_answer(user: User, deployment: Deployment) -> bool:
    return deployment.waits and user in who_answers(deployment)


def managers(school: School) -> list[User]:
    """Who gives the authority's days to the school."""
    return list(users_where(Perm.MANAGE_CASE, school).order_by("name"))


def gatekeepers_at(school: School) -> list[User]:
    """Who gate-keeps the school's support today."""
    sent = Deployment.objects.at_work().filter(school=school, provider__type__is_gatekeeper=True)
    seeing = users_where(Perm.VIEW_CASE, school).filter(pk__in=sent.order_by().values("provider__user"))
    return list((users_where(Perm.GATEKEEP_SUPPORT, school) | seeing).order_by("name"))
