"""May this person? Which schools? Which people? One rule, asked from here by everything.

A permission holds on a school when it is granted on the school itself or on its LA, to a group that
the person belongs to today or to the person. Lists and single questions ask the same subquery, so they
always agree.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Substr

from people.models import LaGroupGrant, Membership, SchoolGroupGrant, SchoolUserGrant, User
from people.periods import in_force
from record import clock
from schools.models import LocalAuthority, School
from schools.permissions import Perm


def _grants(model: Any, perm: Perm, on: date | None = None) -> QuerySet[Any]:
    rows = model.objects.filter(in_force(on))
    return rows.filter(
        permission__codename=Perm(perm).codename, permission__content_type__app_label="schools"
    )


def _groups_of(user: Any, on: date | None = None) -> QuerySet[Any]:
    return Membership.objects.filter(in_force(on), user=user).values("group_id")


def _is_nobody(user: Any) -> bool:
    return user is None or not user.is_authenticated or not user.is_active


def las_where(user: Any, *, may: Perm) -> QuerySet[LocalAuthority]:
    """Local authorities on which the user holds the permission."""
    if _is_nobody(user):
        return LocalAuthority.objects.none()
    return LocalAuthority.objects.filter(pk__in=_la_keys(user.pk, Perm(may), clock.today()))


def schools_where(user: Any, *, may: Perm) -> QuerySet[School]:
    """Schools for which the user holds the permission, whatever the way it came."""
    if _is_nobody(user):
        return School.objects.none()
    return School.objects.filter(pk__in=_school_keys(user.pk, Perm(may), clock.today()))


def school_keys_where(user: Any, *, may: Perm) -> RawSQL | QuerySet[Any]:
    """The keys of the same schools, to stand behind an ``__in``: quicker where a rule asks several times."""
    if _is_nobody(user):
        return School.objects.none().values("pk")
    return _school_keys(user.pk, Perm(may), clock.today())


# The questions below are the same all day; the answers are asked of the database every time. A page asks them
# dozens of times, most often inside other questions, and putting them into words took most of the time that a
# page took.


@lru_cache(maxsize=4096)
def _la_keys(user_pk: Any, perm: Perm, on: date) -> RawSQL:
    by_group = _grants(LaGroupGrant, perm, on).filter(group_id__in=_groups_of(user_pk, on))
    return _in_words(by_group.values("content_object_id"))


@lru_cache(maxsize=4096)
def _school_keys(user_pk: Any, perm: Perm, on: date) -> RawSQL:
    groups = _groups_of(user_pk, on)
    by_group = _grants(SchoolGroupGrant, perm, on).filter(group_id__in=groups)
    by_person = _grants(SchoolUserGrant, perm, on).filter(user_id=user_pk)
    by_la = _grants(LaGroupGrant, perm, on).filter(group_id__in=groups)
    schools = School.objects.filter(
        Q(pk__in=by_group.values("content_object_id"))
        | Q(pk__in=by_person.values("content_object_id"))
        | Q(la__in=by_la.values("content_object_id"))
    )
    return _in_words(schools.values("pk"))


def _in_words(keys: QuerySet[Any]) -> RawSQL:
    return RawSQL(*keys.order_by().query.sql_with_params())  # noqa: S611 Django wrote it


def may(user: Any, perm: Perm, scope: School | LocalAuthority) -> bool:
    """Whether the user holds the permission on the school or the LA: one query."""
    if isinstance(scope, School):
        return schools_where(user, may=perm).filter(pk=scope.pk).exists()
    return las_where(user, may=perm).filter(pk=scope.pk).exists()


def holds_named(user: Any, *, perm: str, school: str, la: str) -> Q:
    """True of rows that name a permission which the user holds on the row's school, or on its LA without one.

    The arguments are names of the row's fields. It asks the tables of grants once for all permissions, where
    one ``schools_where`` for each would take a third of a second to put into words.
    """
    if _is_nobody(user):
        return Q(pk__in=[])
    codename = Substr(OuterRef(perm), len("schools.") + 1)
    groups = _groups_of(user)

    def granted(model: Any, scope: Any) -> QuerySet[Any]:
        rows = model.objects.filter(in_force(), content_object_id=scope)
        return rows.filter(permission__codename=codename, permission__content_type__app_label="schools")

    own_la = Coalesce(OuterRef(f"{school}__la"), OuterRef(la))
    return (
        Q(Exists(granted(SchoolGroupGrant, OuterRef(school)).filter(group_id__in=groups)))
        | Q(Exists(granted(SchoolUserGrant, OuterRef(school)).filter(user=user)))
        | Q(Exists(granted(LaGroupGrant, own_la).filter(group_id__in=groups)))
    )


def is_held_by(person: str, *, perm: Perm, school: str) -> Q:
    """True of rows whose person is active and holds the permission on the row's school today.

    The arguments are names of the row's fields: of a meeting its ``chair``, for example.
    """
    groups = Membership.objects.filter(in_force(), user=OuterRef(OuterRef(person))).values("group_id")

    def granted(model: Any, scope: str) -> QuerySet[Any]:
        return _grants(model, perm).filter(content_object_id=OuterRef(scope))

    return Q(**{f"{person}__is_active": True}) & (
        Q(Exists(granted(SchoolGroupGrant, school).filter(group_id__in=groups)))
        | Q(Exists(granted(SchoolUserGrant, school).filter(user=OuterRef(person))))
        | Q(Exists(granted(LaGroupGrant, f"{school}__la").filter(group_id__in=groups)))
    )


def is_held_at(school: str, *, perm: Perm) -> Q:
    """True of rows at whose school somebody active holds the permission today; ``school`` names the field."""
    members = Membership.objects.filter(in_force(), group_id=OuterRef("group_id"), user__is_active=True)

    def granted(model: Any, scope: str) -> QuerySet[Any]:
        return _grants(model, perm).filter(content_object_id=OuterRef(scope))

    return (
        Q(Exists(granted(SchoolGroupGrant, school).filter(Exists(members))))
        | Q(Exists(granted(SchoolUserGrant, school).filter(user__is_active=True)))
        | Q(Exists(granted(LaGroupGrant, f"{school}__la").filter(Exists(members))))
    )


def perms_of(user: Any, school: School) -> set[Perm]:
    """Every permission that the user holds for the school: three queries, for a page that asks many."""
    if _is_nobody(user):
        return set()
    groups = _groups_of(user)
    held: set[str] = set()
    for model, scope, holder in (
        (SchoolGroupGrant, school.pk, {"group_id__in": groups}),
        (SchoolUserGrant, school.pk, {"user": user}),
        (LaGroupGrant, school.la_id, {"group_id__in": groups}),
    ):
        rows = model.objects.filter(in_force(), content_object_id=scope, **holder)
        held.update(rows.values_list("permission__codename", flat=True))
    return {perm for perm in Perm if perm.codename in held}


def perms_at(user: Any, la: LocalAuthority) -> set[Perm]:
    """Every permission that the user holds on the LA: one query."""
    if _is_nobody(user):
        return set()
    rows = LaGroupGrant.objects.filter(in_force(), content_object=la, group_id__in=_groups_of(user))
    held = set(rows.values_list("permission__codename", flat=True))
    return {perm for perm in Perm if perm.codename in held}


def users_at(perm: Perm, la: LocalAuthority) -> QuerySet[User]:
    """Active people who hold the permission on the LA today."""
    groups = _grants(LaGroupGrant, perm).filter(content_object=la).values("group_id")
    members = Membership.objects.filter(in_force(), group_id__in=groups)
    return User.objects.filter(is_active=True, pk__in=members.values("user_id"))


def users_where(perm: Perm, school: School, *, on: date | None = None) -> QuerySet[User]:
    """Active people who hold the permission for the school today, or will on the day given."""
    by_school = _grants(SchoolGroupGrant, perm, on).filter(content_object=school)
    by_la = _grants(LaGroupGrant, perm, on).filter(content_object=school.la_id)
    groups = Q(group_id__in=by_school.values("group_id")) | Q(group_id__in=by_la.values("group_id"))
    members = Membership.objects.filter(in_force(on)).filter(groups)
    by_person = _grants(SchoolUserGrant, perm, on).filter(content_object=school)
    people = User.objects.filter(is_active=True)
    return people.filter(Q(pk__in=members.values("user_id")) | Q(pk__in=by_person.values("user_id")))
