"""Who would read what is put into a circle: said before it is chosen."""

from dataclasses import dataclass

from django.db.models import Q

from people.access import perms_of, users_where
from people.models import Post, User
from people.roles import Role
from schools.models import School
from schools.permissions import CIRCLE_PERMS, Circle, Perm

# In this order they are told.
LEADERS = "the school’s leaders"
GOVERNORS = "its governors"
SUPPORT = "those who support the school"
BODIES = {
    Role.HEADTEACHER: LEADERS,
    Role.SLT_MEMBER: LEADERS,
    Role.CHAIR: GOVERNORS,
    Role.VICE_CHAIR: GOVERNORS,
    Role.GOVERNOR: GOVERNORS,
    Role.GOVERNORS_CLERK: GOVERNORS,
    Role.AHT: SUPPORT,
    Role.NLE: SUPPORT,
    Role.CONSULTANT_GOVERNOR: SUPPORT,
}


@dataclass(frozen=True)
class Reader:
    """Somebody who sees the school's cases, and what they are to it."""

    user: User
    roles: tuple[str, ...]
    bodies: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join([str(self.user), *self.roles])


@dataclass(frozen=True)
class Audience:
    """Who reads a circle: how many people, and which bodies more than in the circle further in."""

    count: int
    also: tuple[str, ...]

    def __str__(self) -> str:
        people = "1 person" if self.count == 1 else f"{self.count} people"
        return f"{people}: also {_listed(self.also)}" if self.also else people


def readers_of(school: School) -> dict[int, Reader]:
    """Everybody who sees the school's cases, by key, in order of names: two queries."""
    users = list(users_where(Perm.VIEW_CASE, school).order_by("name"))
    posts = Post.objects.current().filter(user__in=users).select_related("diocese")
    posts = posts.filter(
        Q(schools=school) | Q(la=school.la_id) | Q(diocese__isnull=False, diocese=school.diocese_id)
    )
    of_user: dict[int, list[Post]] = {}
    for post in posts.distinct():
        of_user.setdefault(post.user_id, []).append(post)
    return {
        user.pk: Reader(
            user=user,
            roles=tuple(dict.fromkeys(post.get_role_display() for post in of_user.get(user.pk, ()))),
            bodies=tuple(dict.fromkeys(_body(post) for post in of_user.get(user.pk, ()))) or (str(user),),
        )
        for user in users
    }


def audiences_of(school: School, readers: dict[int, Reader]) -> dict[str, Audience]:
    """The audience of each circle but ``named``: three queries."""
    found: dict[str, Audience] = {}
    inner: set[int] = set()
    for circle in (Circle.LA, Circle.DIOCESE, Circle.SCHOOL):
        reading = users_where(CIRCLE_PERMS[circle], school).filter(pk__in=readers)
        keys = set(reading.values_list("pk", flat=True))
        added = [readers[key] for key in readers if key in keys - inner] if inner else []
        bodies = dict.fromkeys(body for reader in added for body in reader.bodies)
        also = tuple(sorted(bodies, key=_rank))
        found[circle] = Audience(count=len(keys), also=also)
        inner = keys
    return found


@dataclass(frozen=True)
class Offer:
    """The circles that somebody may choose for a record of a school, and who would read each."""

    choices: list[tuple[str, str]]
    hints: dict[str, str]
    people: dict[int, str]
    others: dict[int, str]  # the people without whoever writes


def offer_to(user: User, school: School) -> Offer:
    """Circles that the user reads, so that nobody writes what they then can't see.

    Only who reads the inmost circle may name people: the list of everybody is theirs to see.
    """
    readers = readers_of(school)
    audiences, held = audiences_of(school, readers), perms_of(user, school)
    words = dict(Circle.choices)
    choices = [(circle, words[circle]) for circle, perm in CIRCLE_PERMS.items() if perm in held]
    hints = {circle: str(audience) for circle, audience in audiences.items()}
    if audiences[Circle.DIOCESE].count == audiences[Circle.LA].count:
        hints[Circle.DIOCESE] += f", the same as before: {_why_no_diocese(school)}"
    if audiences[Circle.SCHOOL].count == audiences[Circle.DIOCESE].count:
        hints[Circle.SCHOOL] += ", the same as before: nobody at the school signs in yet"
    if Perm.READ_LA in held:
        choices.append((Circle.NAMED, words[Circle.NAMED]))
        hints[Circle.NAMED] = "You, and those you choose"
    people = {key: str(reader) for key, reader in readers.items()}
    others = {key: words for key, words in people.items() if key != user.pk}
    return Offer(choices=choices, hints=hints, people=people, others=others)


def _why_no_diocese(school: School) -> str:
    if school.diocese:
        return f"the school is not shared with the {school.diocese}"
    return "the school is in no diocese"


def _rank(body: str) -> int:
    known = list(dict.fromkeys(BODIES.values()))
    return known.index(body) if body in known else -1


def _body(post: Post) -> str:
    if post.diocese:
        return f"the {post.diocese}"
    return BODIES.get(Role(post.role), str(Role(post.role).label))


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
