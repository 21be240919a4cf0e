"""Who agrees support at a school: the Advisory Headteacher, where one is allocated; otherwise a manager."""

from people.access import users_where
from people.models import User
from schools.models import School
from schools.permissions import Perm
from support.models import Deployment, Provider


def gatekeepers(school: School, *, provider: Provider, asker: User) -> list[User]:
    """The AHTs of the school who answer: none who asks for it, and none who would be sent.

    An AHT who asks has said what an AHT has to say; the days are then a manager's to give.
    """
    holders = users_where(Perm.GATEKEEP_SUPPORT, school).order_by("name")
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


def managers(school: School) -> list[User]:
    """Who gives the authority's days to the school."""
    return list(users_where(Perm.MANAGE_CASE, school).order_by("name"))


def gatekeepers_at(school: School) -> list[User]:
    """The school's AHTs today."""
    return list(users_where(Perm.GATEKEEP_SUPPORT, school).order_by("name"))
