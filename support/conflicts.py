"""What speaks against asking for support: overbooked, its own school, long begun. It warns, and no more."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from people.models import Post, PostSchool
from people.roles import Role
from record import clock
from schools.models import School, Succession
from support.capacity import overbooked_by
from support.days import Booking
from support.models import Deployment, Provider
from support.words import plain

# Posts of a school itself; an AHT or an NLE is at a school to support it.
OWN_POSTS = (
    Role.HEADTEACHER,
    Role.SLT_MEMBER,
    Role.CHAIR,
    Role.VICE_CHAIR,
    Role.GOVERNOR,
    Role.GOVERNORS_CLERK,
)

LATE = timedelta(days=92)  # three months: what was agreed at the last review may be written up now


def warnings_about(
    provider: Provider, school: School, booking: Booking, *, but: Deployment | None = None
) -> list[str]:
    """Sentences, each a reason to think twice; none when nothing speaks against it.

    ``but`` is the deployment that the booking takes the place of.
    """
    return [*_conflicts(provider, school), *_overbooked(provider, booking, but), *_long_begun(booking, but)]


def _long_begun(booking: Booking, but: Deployment | None) -> list[str]:
    """Support that began long before it is asked for was agreed elsewhere, or its year is mistyped."""
    asked_on = timezone.localdate(but.asked_at) if but else clock.today()
    if asked_on - booking.first <= LATE:
        return []
    return [
        f"It begins on {booking.first:%-d %B %Y}, more than three months before it is asked for: "
        "the reason says how it came about."
    ]


def _overbooked(provider: Provider, booking: Booking, but: Deployment | None) -> list[str]:
    return [
        f"{provider} would be overbooked in the {term.name}: {plain(stands.promised)} days promised "
        f"of {plain(stands.capacity)}."
        for term, stands in overbooked_by(provider, booking, but=but)
    ]


def _conflicts(provider: Provider, school: School) -> list[str]:
    found = []
    own = _own_schools(provider)
    if school in own:
        found.append(f"{provider} belongs to {school}: it would support its own school.")
    for other in own:
        if other != school and (tie := _tie(other, school)):
            found.append(f"{provider} belongs to {other}, which {tie} {school}.")
    return found


def _own_schools(provider: Provider) -> list[School]:
    """The school that the provider is or belongs to, and those at which its person holds a post today."""
    rule = Q(pk=provider.school_id)
    if provider.user_id:
        posts = Post.objects.current().filter(user=provider.user_id, role__in=OWN_POSTS)
        at: QuerySet[PostSchool] = PostSchool.objects.filter(post__in=posts.values("pk"))
        rule |= Q(pk__in=at.values("school"))
    return list(School.objects.filter(rule).order_by("name", "urn"))


def _tie(other: School, school: School) -> str:
    """What binds the two schools, as a verb; empty when nothing does."""
    if school.federation_name and school.federation_name == other.federation_name:
        return "is in one federation with"
    if school.trust_code and school.trust_code == other.trust_code:
        return "is in one trust with"
    both = Q(predecessor=other, successor=school) | Q(predecessor=school, successor=other)
    if Succession.objects.filter(both).exists():
        return "was amalgamated or converted with"
    return ""
