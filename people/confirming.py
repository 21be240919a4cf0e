"""Who reads what an LA keeps to itself, and where a second person has to agree before somebody does.

An administrator manages people and sees no case. So that nobody reaches the LA's own records by managing
people alone, a post that reads them, and another address of somebody who does, wait for a second person.
"""

from typing import Any

from django.db.models import F, Q, QuerySet

from people import access, periods
from people.models import AddressChange, Post, PostSchool, Share, User
from people.models.post import PostQuerySet, standing
from people.roles import RULES, roles_with
from people.services.grants import as_before
from record import clock
from schools.models import LocalAuthority
from schools.permissions import Circle, Perm

INNER_ROLES = [role for role, rule in RULES.items() if rule.needs_confirming]

WAITING = AddressChange.Outcome.WAITING
LAs = QuerySet[LocalAuthority]


def somebody_could_confirm(la: LocalAuthority) -> bool:
    """Whether the LA has, or ever had, somebody who confirms posts; before that everything stands at once.

    Who left, was deactivated or was appointed by mistake counts for ever: else ending posts would open the
    door again. What is brought in together is judged by what stood before it.
    """
    posts = Post.objects.filter(standing(), la=la, role__in=roles_with(Perm.CONFIRM_POSTS))
    return as_before(f"confirming {la.pk}", posts.filter(since__lte=clock.today()).exists)


def needs_second_person(user: User) -> bool:
    """Whether another address of this person has to be confirmed."""
    return any(somebody_could_confirm(la) for la in las_read_by(user))


def las_read_by(user: User) -> LAs:
    """LAs whose own records the person reads, will read or once read, by a post or by a share.

    Once is enough: a record for the people named in it can be read again with a post of any kind.
    """
    posts = _inner_posts().filter(user=user)
    shares = Share.objects.filter(user=user, circle=Circle.LA)
    about = Q(posts__in=posts) | Q(schools__posts__in=posts) | Q(schools__shares__in=shares)
    return LocalAuthority.objects.filter(about).distinct()


def who_can_confirm(item: Post | AddressChange) -> list[User]:
    """Who can confirm it today, by name."""
    if isinstance(item, AddressChange):
        las = list(las_read_by(item.user))
    else:
        las = [item.authority] if item.authority else []
    found = {user for la in las for user in access.users_at(Perm.CONFIRM_POSTS, la)}
    can = [user for user in found if not has_part_in(item, user) and decides(item, user)]
    return sorted(can, key=lambda user: (user.name, user.pk))


def has_part_in(item: Post | AddressChange, user: User) -> bool:
    """Whether somebody else has to confirm it: for who asked for it, and for one's own post.

    Somebody's own account may confirm its new address: whoever uses it has signed in with the old one.
    """
    if isinstance(item, AddressChange):
        return user.pk == item.asked_by_id
    return user.pk in (item.appointed_by_id, item.user_id)


def decides(item: Post | AddressChange, user: User) -> bool:
    """Whether such things are the person's to confirm or refuse today, whoever asked for it."""
    las = access.las_where(user, may=Perm.CONFIRM_POSTS)
    rows: QuerySet[Any] = addresses_at(las) if isinstance(item, AddressChange) else posts_at(las)
    return rows.filter(pk=item.pk).exists()


def posts_at(las: LAs) -> PostQuerySet:
    """Posts about which those who confirm at these LAs decide, or decided."""
    return Post.objects.filter(_at(las), needs_confirming=True).exclude(_at(_others(las)))


def addresses_at(las: LAs) -> QuerySet[AddressChange]:
    """Addresses of people who read, or once read, what these LAs keep to themselves, and now no other's."""
    rows = AddressChange.objects.filter(_of_readers(las))
    return rows.exclude(_of_readers(_others(las), periods.lasting()))


def count_waiting(user: User) -> int:
    """How many posts and addresses wait at the LAs where the person confirms."""
    las = access.las_where(user, may=Perm.CONFIRM_POSTS)
    if not las.exists():
        return 0
    return posts_at(las).waiting().count() + addresses_at(las).filter(outcome=WAITING).count()


def _others(las: LAs) -> LAs:
    return LocalAuthority.objects.exclude(pk__in=las.values("pk"))


def _at(las: LAs) -> Q:
    """True of posts at these LAs and at their schools."""
    schools = PostSchool.objects.filter(school__la__in=las).values("post_id")
    return Q(la__in=las) | Q(pk__in=schools)


def _of_readers(las: LAs, *when: Q) -> Q:
    """True of rows about somebody with a post or share that reads what these LAs keep to themselves."""
    posts = _inner_posts().filter(_at(las), *when)
    shares = Share.objects.filter(*when, user__isnull=False, circle=Circle.LA, school__la__in=las)
    return Q(user__in=posts.values("user_id")) | Q(user__in=shares.values("user_id"))


def _inner_posts() -> PostQuerySet:
    """Without those that were refused or taken back before anybody confirmed them."""
    never_held = Q(needs_confirming=True, confirmed_at=None, until__lt=F("since"))
    return Post.objects.filter(role__in=INNER_ROLES).exclude(never_held)
