"""The people of the county, entered and appointed by the same services that an administrator uses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import File

from demo.county import LA_CODE, SEED
from demo.names import NameMaker
from demo.officers import DIOCESAN_OFFICERS, LA_TEAM, OFFICERS, SIPS, SUPPORT
from letters.kinds.rights import dioceses_of
from letters.models import Letter
from letters.services.dioceses import keep_address
from letters.services.letterheads import keep_signature
from people.models import Post, User
from people.roles import RULES, Role, Scope
from people.services.confirming import confirm_post
from people.services.grants import deferred_grants
from people.services.people import add_person
from people.services.posts import appoint
from record import clock
from schools.models import Diocese, LocalAuthority, School

SIGNATURE = Path(__file__).parent / "signature.png"
PASSWORD = "wyvern-lantern-meadow-42"  # noqa: S105  of a county that does not exist
CHAIRS_TITLES = ("Mrs", "Mrs", "Ms", "Mr", "Mr", "Mr", "Dr", "Revd", "")
OFFICE, DOMAIN = "01632 960 9{:02}", "wyvenshire.example"  # telephone numbers come after the schools'


@dataclass
class Cast:
    """Who is who: the LA's people by role, the school's people by school, the dioceses' officers."""

    la: LocalAuthority
    by_role: dict[str, list[User]] = field(default_factory=dict)
    by_school: dict[tuple[int, str], User] = field(default_factory=dict)
    by_diocese: dict[int, User] = field(default_factory=dict)

    def one(self, role: str) -> User:
        return self.by_role[role][0]

    def at(self, school: School, role: str) -> User:
        return self.by_school[school.pk, role]

    def of_diocese(self, school: School) -> User:
        """The officer of the church school's diocese."""
        return self.by_diocese[school.diocese_id or 0]

    def keep(self, role: str, user: User) -> None:
        self.by_role.setdefault(role, []).append(user)


class _Maker:
    def __init__(self, cast: Cast, since: date) -> None:
        self.cast = cast
        self.since = since
        self.hash = make_password(PASSWORD)  # once: hashing six hundred times would take minutes
        known = User.objects.values_list("name", flat=True)
        heads = School.objects.values_list("head_first_name", "head_last_name")
        taken = {*OFFICERS, *known, *(f"{first} {last}" for first, last in heads)}
        self.names = NameMaker(Random(SEED + 1), taken=taken)

    def person(self, name: str, domain: str, title: str = "", telephone: str = "") -> User:
        address = f"{name.lower().replace(' ', '.')}@{domain}"
        by = self.cast.by_role.get(Role.ADMINISTRATOR, [None])[0]
        user = add_person(email=address, name=name, title=title, telephone=telephone, by=by)
        user.password = self.hash
        user.save(update_fields=["password"])
        return user

    def officer(self, name: str, title: str = "") -> User:
        """Somebody at County Hall, with a telephone there."""
        return self.person(name, DOMAIN, title, OFFICE.format(OFFICERS.index(name) + 1))

    def post(self, role: str, user: User, **where: Any) -> Post:
        by = self.cast.by_role.get(Role.ADMINISTRATOR, [None])[0]
        post = appoint(user, role=role, since=self.since, by=by, **where)
        if post.is_waiting:  # the first posts stand at once: nobody could confirm them yet
            confirm_post(post, by=self.cast.one(Role.DIRECTOR))
        self.cast.keep(role, user)
        for school in where.get("schools", ()):
            self.cast.by_school[school.pk, role] = user
        return post

    def at_school(self, role: str, school: School, *, titles: Sequence[str] = ("",)) -> None:
        made_up = self.names.person(titles=titles)
        user = self.person(made_up.name, _domain_of(school), made_up.title)
        self.post(role, user, schools=(school,))


def make_people(*, since: date) -> Cast:
    """The LA's team, the dioceses' officers, and for every school a head and a chair of governors."""
    la = LocalAuthority.objects.get(code=LA_CODE)
    schools = list(School.objects.filter(la=la).order_by("urn"))
    maker = _Maker(Cast(la=la), since)
    with deferred_grants():
        for role, name, title in LA_TEAM:
            maker.post(role, maker.officer(name, title), la=la)
        for code, name, title in DIOCESAN_OFFICERS:
            diocese = Diocese.objects.filter(code=code).first()
            if diocese:
                domain = f"{diocese.name.rpartition(' ')[2].lower()}-diocese.example"
                officer = maker.person(name, domain, title)
                maker.post(Role.DIOCESAN_OFFICER, officer, diocese=diocese)
                maker.cast.by_diocese[diocese.pk] = officer
        for number, name in enumerate(SIPS):
            maker.post(Role.SIP, maker.officer(name), schools=tuple(schools[number :: len(SIPS)]))
        for role, names in SUPPORT.items():
            for name in names:
                maker.cast.keep(role, maker.officer(name))
        for school in schools:
            _school_people(maker, school)
    return maker.cast


def _school_people(maker: _Maker, school: School) -> None:
    head = f"{school.head_first_name} {school.head_last_name}"
    user = maker.person(head, _domain_of(school), school.head_title)
    maker.post(Role.HEADTEACHER, user, schools=(school,))
    maker.at_school(Role.CHAIR, school, titles=CHAIRS_TITLES)


def _domain_of(school: School) -> str:
    return f"school-{int(school.urn[1:])}.{DOMAIN}"


def add_governors(cast: Cast, schools: list[School], *, since: date) -> None:
    """Schools of concern have more people here: a clerk, more governors and a senior leader."""
    maker = _Maker(cast, since)
    with deferred_grants():
        for school in schools:
            for role in (Role.GOVERNORS_CLERK, Role.GOVERNOR, Role.VICE_CHAIR, Role.SLT_MEMBER):
                maker.at_school(role, school)


def put_signature_on_record(cast: Cast) -> None:
    """Letters that the Head of School Improvement authorises bear a made-up signature."""
    post = cast.one(Role.HEAD_OF_IMPROVEMENT).posts.get()
    with SIGNATURE.open("rb") as file:
        keep_signature(post, picture=File(file, name=SIGNATURE.name), by=cast.one(Role.ADMINISTRATOR))


def put_addresses_on_record(cast: Cast) -> None:
    """Copies for the dioceses of its schools can go by post."""
    for diocese in dioceses_of(cast.la):
        see = diocese.name.removeprefix("Diocese of ")
        address = f"The Old Deanery\n{see.upper()}\nWY{diocese.pk} 9ZZ"
        keep_address(diocese, address=address, by=cast.one(Role.DIRECTOR))


def allocate_support(cast: Cast, school: School, *, number: int) -> None:
    """An inadequate school has an Advisory Headteacher, a National Leader and a consultant from today on."""
    for role, users in ((role, cast.by_role[role]) for role in SUPPORT):
        if role == Role.CONSULTANT_GOVERNOR and number % 4:
            continue  # there are few of them
        user = users[number % len(users)]
        post = appoint(
            user, role=role, schools=(school,), since=clock.today(), by=cast.one(Role.ADMINISTRATOR)
        )
        if post.is_waiting:
            confirm_post(post, by=cast.one(Role.DIRECTOR))
        cast.by_school[school.pk, role] = user


def cast_as_json() -> list[dict[str, Any]]:
    """Everyone's e-mail, password, role and scope, and how many letters their schools have to answer."""
    waiting = Letter.objects.filter(status="given", response=None)
    letters = Counter(waiting.values_list("school__urn", flat=True))
    posts = Post.objects.current().filter(user__is_active=True).order_by("pk")
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for post in posts.select_related("user", "la", "diocese").prefetch_related("schools"):
        row = rows.setdefault((post.role, post.user.email), _signs_in(post))
        if RULES[post.role].scope == Scope.SCHOOLS:
            schools = [school.urn for school in post.schools.all()]
            row["schools"] += schools
            row["letters"] += sum(letters[urn] for urn in schools)
    order = list(RULES)
    return sorted(rows.values(), key=lambda row: (order.index(row["role"]), row["email"]))


def _signs_in(post: Post) -> dict[str, Any]:
    return {
        "email": post.user.email,
        "password": PASSWORD,
        "name": post.user.name,
        "role": post.role,
        "title": Role(post.role).label,
        "scope": RULES[post.role].scope.value,
        "la": post.la.code if post.la else None,
        "diocese": post.diocese.code if post.diocese else None,
        "schools": [],
        "letters": 0,
    }
