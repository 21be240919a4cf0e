"""Appointing people to posts, and ending posts. Access follows in the same transaction."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from people.confirming import somebody_could_confirm
from people.events import (
    POST_ASKED,
    POST_BEGUN,
    POST_BEGUN_ALONE,
    POST_ENDED,
    AccessKind,
    record_access,
)
from people.models import Post, PostSchool, User
from people.places import places_of_post
from people.roles import RULES, Role, Scope
from people.services.grants import derive_for
from people.services.telling import tell_confirmers
from record import clock
from record.errors import AlreadyDone, RuleError
from record.services import service
from record.words import listed, plain_day
from schools.models import Diocese, LocalAuthority, School


@service
def appoint(
    user: User,
    *,
    role: str,
    la: LocalAuthority | None = None,
    diocese: Diocese | None = None,
    schools: Sequence[School] = (),
    since: date,
    until: date | None = None,
    by: User | None,
) -> Post:
    """The person holds the post from its first day to its last, and sees what it opens from that day on.

    A post that reads what the LA keeps to itself waits to be confirmed, and those who can are told; as long
    as the LA never had anybody who could, it stands at once, and the log says so.

    Refuses (RuleError with the field) an unknown role, a body or schools that the role's posts don't belong
    to, such a post at schools of several LAs, an end before the beginning, somebody who is deactivated, the
    same post twice at a time, and appointing oneself.
    """
    user = _locked(user)
    schools = list(dict.fromkeys(schools))
    _refuse_oneself(user, by)
    if not user.is_active:
        raise RuleError(f"{user} is not active. Make the person active again first.", field="user")
    _check_scope(role, la, diocese, schools)
    if until is not None and until < since:
        raise RuleError("The last day is before the first: change one of them.", field="until")
    kind = _how_it_begins(role, la, schools)
    post = Post(user=user, role=role, la=la, diocese=diocese, since=since, until=until)
    post.appointed_by, post.appointed_at = by, clock.now()
    post.needs_confirming = kind is POST_ASKED
    _refuse_twin(post, schools)
    post.save()
    for school in schools:
        PostSchool.objects.create(post=post, school=school)
    tell_of_post(kind, post, since=since, until=until)
    if post.needs_confirming:
        tell_confirmers(post)
    derive_for(places_of_post(post))
    return post


@service
def end_post(post: Post, *, on: date, why: str = "", by: User | None) -> Post:
    """``on`` is the last day in post; from the day after nothing is seen through it.

    A day before the first one says that the post was a mistake: it is ended as if it had never begun, at
    once, and that needs a reason. Refuses (AlreadyDone) a post that is over, (RuleError) a later end than the
    post has.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    why = why.strip()
    if post.until is not None and post.until < clock.today():
        raise AlreadyDone(f"This post ended on {plain_day(post.until)}.")
    if post.until is not None and on > post.until:
        raise RuleError(
            f"The post ends on {plain_day(post.until)} already. For a longer one appoint again.",
            field="on",
        )
    if on < post.since:
        if not why:
            raise RuleError(
                f"The post begins on {plain_day(post.since)}. Say why it was a mistake, "
                "or give that day or a later one.",
                field="why",
            )
        on = post.since - timedelta(days=1)
    post.until, post.ended_why = on, why
    post._change_reason = why
    post.save()
    tell_of_post(POST_ENDED, post, on=on, why=why)
    derive_for(places_of_post(post))
    return post


def _locked(user: User) -> User:
    """The person's row as it is now, so that two appointments at once take turns."""
    return User.objects.select_for_update().get(pk=user.pk)


def _refuse_oneself(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise RuleError(
            "Nobody gives a post to themselves. Ask somebody else who manages people.", field="user"
        )


def _check_scope(
    role: str, la: LocalAuthority | None, diocese: Diocese | None, schools: Sequence[School]
) -> None:
    if role not in RULES:
        raise RuleError(f"There is no role “{role}”.", field="role")
    name = Role(role).label
    given: dict[Scope, Any] = {Scope.LA: la, Scope.DIOCESE: diocese, Scope.SCHOOLS: schools}
    needs = {
        Scope.LA: ("la", "Say which local authority."),
        Scope.DIOCESE: ("diocese", "Say which diocese."),
        Scope.SCHOOLS: ("schools", "Say which school or schools."),
    }
    scope = RULES[role].scope
    field, ask = needs[scope]
    if not given[scope]:
        raise RuleError(f"{name}: {ask[0].lower()}{ask[1:]}", field=field)
    for other, value in given.items():
        if other != scope and value:
            what = {Scope.LA: "a local authority", Scope.DIOCESE: "a diocese", Scope.SCHOOLS: "schools"}
            raise RuleError(
                f"{name} is a post of {what[scope]}, not of {what[other]}.", field=needs[other][0]
            )


def _how_it_begins(role: str, la: LocalAuthority | None, schools: Sequence[School]) -> AccessKind:
    """At once, at once although it should be confirmed, or once it is confirmed."""
    if not RULES[role].needs_confirming:
        return POST_BEGUN
    las = {school.la for school in schools} if la is None else {la}
    if len(las) > 1:
        names = listed(sorted(str(each) for each in las))
        raise RuleError(f"These are schools of {names}: give one post for each of them.", field="schools")
    return POST_ASKED if somebody_could_confirm(las.pop()) else POST_BEGUN_ALONE


def _refuse_twin(post: Post, schools: Sequence[School]) -> None:
    """The same person in the same role at the same place twice at a time says nothing new."""
    twins = Post.objects.filter(user=post.user, role=post.role, la=post.la, diocese=post.diocese)
    twins = twins.exclude(until__lt=F("since")).filter(Q(until=None) | Q(until__gte=post.since))
    if post.until is not None:
        twins = twins.filter(since__lte=post.until)
    if schools:
        twins = twins.filter(schools__in=schools)
    twin = twins.first()
    if twin is None:
        return
    shared = twin.schools.filter(pk__in=[school.pk for school in schools]).first()
    where = f" of {shared}" if shared else ""
    end = f"until {plain_day(twin.until)}" if twin.until else "without an end"
    if twin.is_waiting:
        end += ", once that is confirmed"
    raise RuleError(
        f"{post.user} is {post.get_role_display()}{where} already, from {plain_day(twin.since)} {end}. "
        "End that post first.",
        field="since",
    )


def tell_of_post(kind: AccessKind, post: Post, **facts: Any) -> None:
    """One event in the chain of each place of the post."""
    role = post.get_role_display()
    for place in (post.la, post.diocese):
        if place:
            record_access(
                kind, at=place, subject=post.user, role=role, where=str(place), post=post.pk, **facts
            )
    for school in post.schools.all():
        record_access(kind, at=school, subject=post.user, role=role, where=str(school), post=post.pk, **facts)
