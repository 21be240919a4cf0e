"""Whom and what an administrator manages: the people, schools and dioceses of the LAs of their posts."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from people.access import las_where
from people.guards import log_refusal, refuse
from people.models import Post, PostSchool, User
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Perm


def managed_las(request: HttpRequest) -> QuerySet[LocalAuthority]:
    """The LAs whose people the person may manage: one at least.

    Otherwise 403 for those who work for an LA, and 404 for everybody else.
    """
    return _las_or_refusal(request, Perm.MANAGE_PEOPLE)


def confirming_las(request: HttpRequest) -> QuerySet[LocalAuthority]:
    """The LAs at which the person may confirm posts and addresses: one at least; otherwise 403 or 404."""
    return _las_or_refusal(request, Perm.CONFIRM_POSTS)


def _las_or_refusal(request: HttpRequest, perm: Perm) -> QuerySet[LocalAuthority]:
    las = las_where(request.user, may=perm)
    if las.exists():
        return las
    own = las_where(request.user, may=Perm.VIEW_SCHOOL).first()
    if own is not None:
        refuse(request, perm, own)
    log_refusal(request)
    raise Http404


def managed_schools(las: QuerySet[LocalAuthority]) -> QuerySet[School]:
    """Schools of these LAs, closed ones too: posts of the past belong to them."""
    return School.objects.filter(la__in=las)


def managed_dioceses(las: QuerySet[LocalAuthority]) -> QuerySet[Diocese]:
    """Dioceses that have a school in these LAs."""
    return Diocese.objects.filter(pk__in=managed_schools(las).values("diocese_id"))


def managed_posts(las: QuerySet[LocalAuthority]) -> QuerySet[Post]:
    """Posts at these LAs, at their schools, and at the dioceses of their schools."""
    at_schools = PostSchool.objects.filter(school__la__in=las).values("post_id")
    rule = Q(la__in=las) | Q(diocese__in=managed_dioceses(las)) | Q(pk__in=at_schools)
    return Post.objects.filter(rule)


def managed_people(las: QuerySet[LocalAuthority]) -> QuerySet[User]:
    """People with such a post, now or once, and those who have none yet."""
    return User.objects.filter(Q(pk__in=managed_posts(las).values("user_id")) | Q(posts=None))
