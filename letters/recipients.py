"""Who receives a letter, computed from posts and the register: the chair by name, and who gets a copy."""

from collections.abc import Iterable
from dataclasses import dataclass

from letters.models import Letter, Recipient, Service
from people.access import may
from people.models import Post, User
from people.roles import Role
from schools.models import School
from schools.permissions import Perm

POST_NAMES = {
    Recipient.As.CHAIR: "Chair of the Governing Body",
    Recipient.As.CLERK: "Clerk to the Governing Body",
    Recipient.As.HEAD: "Headteacher",
    Recipient.As.TRUST: "Chair of the Trust",
}

IN_A_SENTENCE = {
    Recipient.As.CHAIR: "chair of the governing body",
    Recipient.As.CLERK: "clerk to the governing body",
    Recipient.As.HEAD: "headteacher",
}


@dataclass(frozen=True)
class Addressee:
    """One person or body, and how the letter reaches them today."""

    received_as: str
    is_copy: bool
    user: User | None
    name: str
    address: tuple[str, ...]
    method: str

    @property
    def email(self) -> str:
        return self.user.email if self.user and self.method == Service.Method.PORTAL else ""

    @property
    def described(self) -> str:
        """Mr David Lorimer, headteacher; without a name the post alone."""
        if self.received_as == Recipient.As.DIOCESE:
            post = self.address[0]
        elif self.received_as == Recipient.As.TRUST:
            post = f"chair of {self.address[1]}"
        else:
            post = IN_A_SENTENCE[Recipient.As(self.received_as)]
        return f"{self.name}, {post}" if self.name else f"the {post}"


def recipients_of(letter: Letter) -> list[Addressee]:
    """The addressee first, then the copies; somebody without an account gets it by post, c/o the school.

    A warning letter goes to the governing body, an academy's letter of concern to its trust; a church
    school's diocese gets a copy, as do the head and the clerk (usual practice).
    """
    school = letter.school
    to_trust = not school.is_maintained
    found = [_chair(school, is_copy=to_trust)]
    if to_trust:
        found.insert(0, _trust(school))
    found += [_holder(school, Recipient.As.CLERK, Role.GOVERNORS_CLERK), _head(school), *_diocese(school)]
    return _each_person_once(found)


def store_recipients(letter: Letter) -> list[Recipient]:
    """The letter's recipients are those of today, with names and addresses copied."""
    letter.recipients.all().delete()
    return [
        Recipient.objects.create(
            letter=letter,
            received_as=each.received_as,
            is_copy=each.is_copy,
            user=each.user,
            name=each.name,
            email=each.email,
            address="\n".join(each.address),
        )
        for each in recipients_of(letter)
    ]


def holder_of(school: School, role: str) -> User | None:
    """Who holds the post at the school today; of two at once the one appointed last."""
    posts = Post.objects.current().filter(role=role, schools=school, user__is_active=True)
    post = posts.select_related("user").order_by("-since", "-pk").first()
    return post.user if post else None


def method_for(user: User | None, school: School) -> str:
    """On this site for whoever can read it there; otherwise by post."""
    reads = user is not None and may(user, Perm.READ_SCHOOL, school)
    return Service.Method.PORTAL if reads else Service.Method.POST


def _chair(school: School, *, is_copy: bool) -> Addressee:
    return _holder(school, Recipient.As.CHAIR, Role.CHAIR, is_copy=is_copy)


def _holder(
    school: School, received_as: str, role: str, *, is_copy: bool = True, name: str = ""
) -> Addressee:
    user = holder_of(school, role)
    return Addressee(
        received_as=received_as,
        is_copy=is_copy,
        user=user,
        name=user.formal_name if user else name,
        address=(POST_NAMES[Recipient.As(received_as)], school.name, *school.address_lines),
        method=method_for(user, school),
    )


def _head(school: School) -> Addressee:
    return _holder(school, Recipient.As.HEAD, Role.HEADTEACHER, name=school.head_name)


def _trust(school: School) -> Addressee:
    address = (school.trust_name or "The academy trust", f"c/o {school.name}", *school.address_lines)
    return Addressee(
        received_as=Recipient.As.TRUST,
        is_copy=False,
        user=None,
        name="",
        address=(POST_NAMES[Recipient.As.TRUST], *address),
        method=Service.Method.POST,
    )


def _diocese(school: School) -> list[Addressee]:
    """The officers who may read it here; with none of them, the diocese itself by post."""
    if school.diocese is None:
        return []
    people: Iterable[User | None] = diocesan_readers(school) or [None]
    return [
        Addressee(
            received_as=Recipient.As.DIOCESE,
            is_copy=True,
            user=user,
            name=user.formal_name if user else "",
            address=(school.diocese.name, "Diocesan Education Office"),
            method=method_for(user, school),
        )
        for user in people
    ]


def diocesan_readers(school: School, perm: Perm = Perm.READ_SCHOOL) -> list[User]:
    """Officers of the school's own diocese who may read here what the school is sent, or ``perm`` opens."""
    if school.diocese is None:
        return []
    posts = Post.objects.current().filter(
        role=Role.DIOCESAN_OFFICER, diocese=school.diocese, user__is_active=True
    )
    officers = [post.user for post in posts.select_related("user").order_by("since", "pk")]
    return [each for each in officers if may(each, perm, school)]


def _each_person_once(found: list[Addressee]) -> list[Addressee]:
    """Somebody in two posts gets one letter, in the first of them."""
    seen: set[int] = set()
    kept: list[Addressee] = []
    for each in found:
        if each.user is not None:
            if each.user.pk in seen:
                continue
            seen.add(each.user.pk)
        kept.append(each)
    return kept
