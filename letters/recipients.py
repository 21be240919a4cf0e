"""Who receives a letter, computed from posts and the register: the chair by name, and who gets a copy."""

from collections.abc import Callable, Iterable, Sequence

from letters.addressees import POST_NAMES, Addressee, address_at
from letters.holders import as_named
from letters.law import has_foundation_governors
from letters.models import CentralBody, Letter, Recipient, Service
from letters.ways import as_chosen
from people.access import may
from people.models import Post, User
from people.roles import Role
from schools.models import Diocese, School
from schools.permissions import Perm


def recipients_of(letter: Letter) -> list[Addressee]:
    """The addressee first, then the copies, each with how it goes.

    Without a choice for this letter, who reads here gets it here and everybody else by post, c/o the school.
    A letter goes to the governing body, an academy's to its trust with a copy to the chair. Who else gets a
    copy is the kind's; of these whoever there is: a church school's diocese, who appoints the foundation
    governors of a foundation or voluntary school, an academy's regional director. A notice that ends a letter
    goes to whoever gets such a letter today; it and a letter in the place of another go to everybody who got
    that one. Who holds a post without an account is written to by the name that was said (``as_named``).
    """
    school = letter.school
    to_trust = not school.is_maintained
    found = [_chair(school, is_copy=to_trust)]
    if to_trust:
        found.insert(0, _trust(school))
    about = letter.ends if letter.ends and not letter.replaces else letter
    for received_as in about.kind.copies_to:
        found += COPIES[received_as](about)
    if letter.ends:
        found += _who_got(letter.ends, besides=found)
    return as_chosen(letter, as_named(school, _each_person_once(found)))


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
            title=each.title,
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
        title=user.title if user else "",
        address=address_at(school, received_as, name=user.formal_name if user else name),
        method=method_for(user, school),
    )


def _clerk(letter: Letter) -> list[Addressee]:
    return [_holder(letter.school, Recipient.As.CLERK, Role.GOVERNORS_CLERK)]


def _head(letter: Letter) -> list[Addressee]:
    school = letter.school
    return [_holder(school, Recipient.As.HEAD, Role.HEADTEACHER, name=school.head_name)]


def _who_got(ended: Letter, *, besides: Sequence[Addressee]) -> list[Addressee]:
    """Who got the letter and may not get this one by post or kind: people left, and other bodies."""
    posts = {each.received_as for each in besides}
    return [
        Addressee(
            received_as=row.received_as,
            is_copy=True,
            user=row.user,
            name=row.name,
            title=row.title,
            address=_address_again(row, ended.school),
            method=method_for(row.user, ended.school),
            by_person=True,
        )
        for row in ended.recipients.select_related("user")
        if row.user or row.received_as not in posts
    ]


def _address_again(row: Recipient, school: School) -> tuple[str, ...]:
    """Where whoever got the letter is written to: as then, and the school's own diocese as today."""
    lines = tuple(row.address.splitlines())
    diocese = school.diocese
    if row.received_as == Recipient.As.DIOCESE and diocese and lines[:1] == (diocese.name,):
        return _address_of_diocese(diocese)
    return lines


def _address_of_diocese(diocese: Diocese) -> tuple[str, ...]:
    return (diocese.name, "Diocesan Education Office", *diocese.address.splitlines())


def _appointer(letter: Letter) -> list[Addressee]:
    """Whoever appoints the foundation governors, as the letter names them: no register has it."""
    lines = [line.strip() for line in letter.appointed_by.splitlines() if line.strip()]
    if not lines or not has_foundation_governors(letter.school):
        return []
    return [_by_post(Recipient.As.APPOINTER, *lines)]


def _central(received_as: str) -> Callable[[Letter], list[Addressee]]:
    def found(letter: Letter) -> list[Addressee]:
        rows = CentralBody.objects.in_use().filter(received_as=received_as)
        return [
            _by_post(received_as, row.name, *row.address.splitlines(), email=row.email) for row in rows[:1]
        ]

    return found


def _regional_director(letter: Letter) -> list[Addressee]:
    """An academy's alone."""
    if letter.school.is_maintained:
        return []
    return _central(Recipient.As.REGIONAL_DIRECTOR)(letter)


def _by_post(received_as: str, *address: str, email: str = "") -> Addressee:
    return Addressee(
        received_as=received_as,
        is_copy=True,
        user=None,
        name="",
        address=address,
        method=Service.Method.POST,
        known_email=email,
    )


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


def _diocese(letter: Letter) -> list[Addressee]:
    """The officers who may read it here; with none of them, the diocese itself by post."""
    school = letter.school
    if school.diocese is None:
        return []
    people: Iterable[User | None] = diocesan_readers(school) or [None]
    return [
        Addressee(
            received_as=Recipient.As.DIOCESE,
            is_copy=True,
            user=user,
            name=user.formal_name if user else "",
            title=user.title if user else "",
            address=_address_of_diocese(school.diocese),
            method=method_for(user, school),
            by_person=True,
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


def officers_told_of(letter: Letter) -> list[User]:
    """Who at the diocese has a mail when such a draft is withdrawn; nobody where it knows of none."""
    return diocesan_readers(letter.school, Perm.READ_DIOCESE) if letter.diocese_told_at else []


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


COPIES: dict[str, Callable[[Letter], list[Addressee]]] = {
    Recipient.As.CLERK: _clerk,
    Recipient.As.HEAD: _head,
    Recipient.As.DIOCESE: _diocese,
    Recipient.As.APPOINTER: _appointer,
    Recipient.As.OFSTED: _central(Recipient.As.OFSTED),
    Recipient.As.SECRETARY_OF_STATE: _central(Recipient.As.SECRETARY_OF_STATE),
    Recipient.As.REGIONAL_DIRECTOR: _regional_director,
}
