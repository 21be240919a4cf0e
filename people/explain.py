"""Why somebody can see a school, or not: for the page, the command, and whoever asks.

What a person may do is asked of the stored access, as every page does; the reasons are read from posts and
shares. Where the two disagree the explanation says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Q

from people.access import perms_of, users_where
from people.models import Post, Share, User
from people.models.post import PostQuerySet
from people.models.share import ShareQuerySet
from people.roles import RULES, Scope, innermost
from people.services.wanted import diocesan_perms, perms_of_share
from people.words import CIRCLE_WORDS, doings, named
from record import clock
from record.models import ReadLog
from record.words import plain_day
from schools.models import School
from schools.permissions import Circle, Perm


@dataclass(frozen=True)
class Way:
    """One post or share by which a school comes into somebody's sight."""

    because: str  # "Headteacher since 1 September 2021"
    sentence: str  # the same with who, where, by whom agreed
    perms: frozenset[Perm]
    since: date
    until: date | None
    post: Post | None = None
    share: Share | None = None

    @property
    def circle(self) -> str | None:
        return innermost(self.perms)

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < clock.today()

    @property
    def is_to_come(self) -> bool:
        return self.since > clock.today() and not self.is_over

    @property
    def is_now(self) -> bool:
        return not self.is_over and not self.is_to_come


@dataclass
class Explanation:
    """What one person may do for one school today, and every way that leads or led there."""

    user: User
    school: School
    perms: frozenset[Perm] = frozenset()
    ways: list[Way] = field(default_factory=list)
    unshared: list[Post] = field(default_factory=list)  # diocesan posts that wait for a share
    unconfirmed: list[Post] = field(default_factory=list)  # posts that nobody has confirmed
    last_read: datetime | None = None

    @property
    def sees(self) -> bool:
        return Perm.VIEW_SCHOOL in self.perms

    @property
    def circle(self) -> str | None:
        return innermost(self.perms)

    @property
    def now(self) -> list[Way]:
        return [way for way in self.ways if way.is_now] if self.user.is_active else []

    @property
    def first(self) -> Way | None:
        """The way that reaches furthest inward."""
        order = (Circle.LA, Circle.DIOCESE, Circle.SCHOOL, None)
        return min(self.now, key=lambda way: order.index(way.circle), default=None)

    @property
    def until(self) -> date | None:
        """The last day of sight, if every way ends; None if one of them goes on."""
        ends = [way.until for way in self.now]
        return None if None in ends else max((end for end in ends if end), default=None)

    @property
    def disagrees(self) -> bool:
        """Stored access is not what posts and shares call for."""
        called_for = frozenset(perm for way in self.now for perm in way.perms)
        return called_for != self.perms

    def sentences(self) -> list[str]:
        """The explanation as plain sentences, the answer first."""
        told = [self._answer()]
        told += [way.sentence for way in self.ways if way.is_now]
        told += [f"From then on: {way.sentence}" for way in self.ways if way.is_to_come]
        told += [f"No longer: {way.sentence}" for way in self.ways if way.is_over]
        for post in self.unshared:
            told.append(
                f"{self.user} is {post.get_role_display()} of the {post.diocese}, the school’s diocese in "
                "the register, but the school is not shared with it."
            )
        told += [_told_unconfirmed(post) for post in self.unconfirmed]
        if not self.ways and not self.unshared and not self.unconfirmed:
            told.append(
                f"{self.user} has never had a post at this school or its authority, nor a share of it."
            )
        if self.disagrees:
            told.append("Stored access says otherwise than posts and shares do: run reconcile_access.")
        return told

    def _answer(self) -> str:
        if not self.user.is_active:
            return f"{self.user} is deactivated and sees nothing."
        if not self.sees:
            return f"{self.user} can’t see {self.school}."
        reads = f"{self.user} can see {self.school}, and reads {CIRCLE_WORDS[self.circle]}"
        return f"{reads}, until {plain_day(self.until)}." if self.until else f"{reads}."

    def doings(self) -> list[str]:
        """What the person may do, in words, without the reading."""
        return doings(self.perms)


def explain(user: User, school: School) -> Explanation:
    """Why this person can see this school, or why not."""
    found = Explanation(user, school, perms=frozenset(perms_of(user, school)))
    _add_ways({user.pk: found}, school, _posts_about(school).filter(user=user), _shares_of(school))
    found.last_read = _last_readings(school, user=user).get(user.pk)
    return found


def who_can_see(school: School) -> list[Explanation]:
    """Everybody who can see the school today, by name, each with the reasons; the queries don't grow."""
    people = users_where(Perm.VIEW_SCHOOL, school).order_by("name", "pk")
    found = {user.pk: Explanation(user, school) for user in people}
    _add_ways(found, school, _posts_about(school).current(), _shares_of(school).current())
    readings = _last_readings(school)
    for one in found.values():
        # Sight without any reason is drift, and shows as such.
        one.perms = frozenset(perm for way in one.now for perm in way.perms) or frozenset({Perm.VIEW_SCHOOL})
        one.last_read = readings.get(one.user.pk)
    return list(found.values())


def _posts_about(school: School) -> PostQuerySet:
    about = Q(la=school.la_id) | Q(schools=school)
    if school.diocese_id:
        about |= Q(diocese=school.diocese_id)
    shared_with = Share.objects.filter(school=school).values("diocese_id")
    about |= Q(diocese__in=shared_with)
    posts = Post.objects.filter(about).select_related("la", "diocese", "user", "appointed_by")
    return posts.distinct().order_by("since", "pk")


def _shares_of(school: School) -> ShareQuerySet:
    rows = Share.objects.filter(school=school).select_related("diocese", "user", "agreed_by")
    return rows.order_by("since", "pk")


def _last_readings(school: School, user: User | None = None) -> dict[int, datetime]:
    rows = ReadLog.objects.filter(urn=school.urn, refused=False, user_id__isnull=False)
    if user is not None:
        rows = rows.filter(user_id=user.pk)
    return dict(rows.order_by().values_list("user_id").annotate(Max("at")))


def _add_ways(
    found: dict[int, Explanation], school: School, posts: Iterable[Post], shares: Iterable[Share]
) -> None:
    """Each person's ways, in order of their beginning."""
    shares = list(shares)
    for post in posts:
        one = found.get(post.user_id)
        if one is None:
            continue
        rule = RULES[post.role]
        if not post.stands:
            one.unconfirmed.append(post)
            continue
        if rule.scope != Scope.DIOCESE:
            one.ways.append(_way_of_post(post, school))
            continue
        with_it = [share for share in shares if share.diocese_id == post.diocese_id]
        opened = [_way_of_diocese(post, share) for share in with_it if _counts(share, school)]
        together = [way for way in opened if way]
        one.ways += together
        waits = post.is_current and post.diocese_id == school.diocese_id
        if waits and not any(way.is_now for way in together):
            one.unshared.append(post)
    for share in shares:
        if share.user_id in found:
            found[share.user_id].ways.append(_way_of_person(share))
    for one in found.values():
        one.ways.sort(key=lambda way: way.since)


def _counts(share: Share, school: School) -> bool:
    """A share in force with a diocese that the register no longer names gives nothing."""
    return _is_over(share) or share.diocese_id == school.diocese_id


def _way_of_post(post: Post, school: School) -> Way:
    role = post.get_role_display()
    where = f"at {post.la}, whose schools the post covers" if post.la else f"of {school}"
    return Way(
        because=f"{role}, for every school of {post.la}" if post.la else f"{role} {_since(post.since)}",
        sentence=f"{post.user} {_held(post)} {role} {where}, {_span(post)}.",
        perms=RULES[post.role].all_perms,
        since=post.since,
        until=post.until,
        post=post,
    )


def _told_unconfirmed(post: Post) -> str:
    what = f"{post.user} was named as {post.get_role_display()}"
    if post.is_waiting:
        by = f" by {post.appointed_by}" if post.appointed_by else ""
        return f"{what}{by}, which opens nothing until somebody else has confirmed it."
    return f"{what}, which was never confirmed{_ended(post)}."


def _way_of_diocese(post: Post, share: Share) -> Way | None:
    """Through a post at a diocese and a share with it: for the days on which both hold, if there are any."""
    since = max(post.since, share.since)
    until = min((end for end in (post.until, share.until) if end), default=None)
    if until is not None and until < since:
        return None
    return Way(
        because=f"Shared with the {share.diocese} {_since(share.since)}, agreed by {share.agreed_by}",
        sentence=(
            f"{post.user} {_held(post)} {post.get_role_display()} of the {post.diocese}, "
            f"{_span(post)}; and the school {_shared(share)}{_ended(share)}."
        ),
        perms=diocesan_perms(share, post.role),
        since=since,
        until=until,
        post=post,
        share=share,
    )


def _way_of_person(share: Share) -> Way:
    return Way(
        because=f"Shared {_since(share.since)}, agreed by {share.agreed_by}",
        sentence=f"The school {_shared(share)}{_ended(share)}.",
        perms=perms_of_share(share),
        since=share.since,
        until=share.until,
        share=share,
    )


def _since(day: date) -> str:
    return f"from {plain_day(day)}" if day > clock.today() else f"since {plain_day(day)}"


def _held(post: Post) -> str:
    if _is_over(post):
        return "was"
    return "will be" if post.since > clock.today() else "is"


def _is_over(source: Post | Share) -> bool:
    return source.until is not None and source.until < clock.today()


def _span(source: Post | Share) -> str:
    since, until = source.since, source.until
    if until is None:
        return _since(since)
    if until < since:
        return f"from {plain_day(since)}, and withdrawn"
    return f"from {plain_day(since)} until {plain_day(until)}"


def _shared(share: Share) -> str:
    return (
        f"{'was' if _is_over(share) else 'is'} shared with {named(share.diocese or share.user)} "
        f"{_span(share)}, agreed by {share.agreed_by}: “{share.why.rstrip('.')}”"
    )


def _ended(source: Post | Share) -> str:
    return f" (ended: “{source.ended_why.rstrip('.')}”)" if source.ended_why else ""
