"""Which memberships and grants the posts and shares of today call for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import F, Q

from people.models import Post, PostSchool, Share
from people.models.post import standing
from people.places import Places, group_name
from people.roles import RULES, Scope, reading
from record import clock
from schools.models import LocalAuthority, School
from schools.permissions import Perm

Row = tuple[Any, ...]
# A post says from when to when somebody belongs to a group; what the group may do has no dates of its own.
ALWAYS = date(1900, 1, 1)


@dataclass
class Wanted:
    """Rows without their last column, and the last day (None: no end) that each is to have.

    Group rows name their group; everything else is by database key.
    """

    memberships: dict[Row, date | None] = field(default_factory=dict)  # user, group, since
    school_groups: dict[Row, date | None] = field(default_factory=dict)  # group, permission, school, since
    la_groups: dict[Row, date | None] = field(default_factory=dict)  # group, permission, la, since
    school_users: dict[Row, date | None] = field(default_factory=dict)  # user, permission, school, since


def wanted_rows(places: Places | None) -> Wanted:
    """What posts and shares call for at those places; everywhere when none are given.

    What has ended, or waits to be confirmed, calls for nothing; what begins later is wanted with its first
    day.
    """
    wanted = Wanted()
    _add_posts_at_las(wanted, places)
    diocesan = _add_posts_at_dioceses(wanted, places)
    _add_posts_at_schools(wanted, places)
    _add_shares(wanted, places, diocesan)
    return wanted


def _want(rows: dict[Row, date | None], row: Row, until: date | None) -> None:
    """Of two reasons for the same row the one that lasts longer counts."""
    known = rows.get(row, until)
    rows[row] = None if known is None or until is None else max(known, until)


def _lasting(prefix: str = "") -> Q:
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": clock.today()})


def _permission_keys(model: type[models.Model]) -> dict[str, int]:
    rows = Permission.objects.filter(
        content_type__app_label="schools", content_type__model=model._meta.model_name
    )
    return dict(rows.values_list("codename", "pk"))


def _keys_of(perms: Iterable[Perm], known: dict[str, int]) -> list[int]:
    return [known[perm.codename] for perm in perms]


def _add_posts_at_las(wanted: Wanted, places: Places | None) -> None:
    known = _permission_keys(LocalAuthority)
    posts = Post.objects.filter(_lasting(), standing(), user__is_active=True, la__isnull=False)
    if places is not None:
        posts = posts.filter(la__code__in=places.las)
    for user, role, la, code, since, until in posts.values_list(
        "user_id", "role", "la_id", "la__code", "since", "until"
    ):
        rule = RULES[role]
        if rule.scope != Scope.LA:
            continue
        name = group_name(role, Scope.LA, code)
        _want(wanted.memberships, (user, name, since), until)
        for key in _keys_of(rule.all_perms, known):
            wanted.la_groups[(name, key, la, ALWAYS)] = None


def _add_posts_at_dioceses(wanted: Wanted, places: Places | None) -> dict[int, set[tuple[str, str]]]:
    """Memberships only: what they may do comes with a share. Gives each diocese's groups, with their role."""
    found: dict[int, set[tuple[str, str]]] = {}
    posts = Post.objects.filter(_lasting(), standing(), user__is_active=True, diocese__isnull=False)
    if places is not None:
        posts = posts.filter(diocese__code__in=places.dioceses)
    for user, role, diocese, code, since, until in posts.values_list(
        "user_id", "role", "diocese_id", "diocese__code", "since", "until"
    ):
        if RULES[role].scope == Scope.DIOCESE:
            name = group_name(role, Scope.DIOCESE, code)
            _want(wanted.memberships, (user, name, since), until)
            found.setdefault(diocese, set()).add((name, role))
    return found


def _add_posts_at_schools(wanted: Wanted, places: Places | None) -> None:
    known = _permission_keys(School)
    rows = PostSchool.objects.filter(_lasting("post__"), standing("post__"), post__user__is_active=True)
    if places is not None:
        rows = rows.filter(school__urn__in=places.schools)
    groups: dict[str, tuple[str, int]] = {}
    for user, role, school, urn, since, until in rows.values_list(
        "post__user_id", "post__role", "school_id", "school__urn", "post__since", "post__until"
    ):
        if RULES[role].scope == Scope.SCHOOLS:
            name = group_name(role, Scope.SCHOOLS, urn)
            _want(wanted.memberships, (user, name, since), until)
            groups[name] = (role, school)
    for name, (role, school) in groups.items():
        for key in _keys_of(RULES[role].all_perms, known):
            wanted.school_groups[(name, key, school, ALWAYS)] = None


def _add_shares(wanted: Wanted, places: Places | None, diocesan: dict[int, set[tuple[str, str]]]) -> None:
    """A share lets a diocese's officers do what their role may, and read as far inward as it says."""
    known = _permission_keys(School)
    of_diocese = Q(diocese__isnull=False, diocese=F("school__diocese"))
    of_person = Q(user__is_active=True)
    if places is not None:
        of_diocese &= Q(diocese__code__in=places.dioceses)
        of_person &= Q(school__urn__in=places.schools)
    for share in Share.objects.filter(_lasting()).filter(of_diocese | of_person):
        shared = perms_of_share(share)
        for name, role in diocesan.get(share.diocese_id or 0, ()):
            for key in _keys_of(diocesan_perms(share, role), known):
                _want(wanted.school_groups, (name, key, share.school_id, share.since), share.until)
        if share.user_id:
            for key in _keys_of(shared, known):
                _want(wanted.school_users, (share.user_id, key, share.school_id, share.since), share.until)


def perms_of_share(share: Share) -> frozenset[Perm]:
    """What a share by itself lets somebody do: see, read up to its circle, and what it names."""
    return frozenset({Perm.VIEW_SCHOOL, Perm.VIEW_CASE, *map(Perm, share.perms)}) | reading(share.circle)


def diocesan_perms(share: Share, role: str) -> frozenset[Perm]:
    """What a diocesan post may do for a shared school: never reading further inward than its role does."""
    rule = RULES[role]
    inward = reading(share.circle) & reading(rule.circle)
    return rule.perms | inward | frozenset(map(Perm, share.perms))
