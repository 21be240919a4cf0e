"""The people of the county, entered and appointed by the same services that an administrator uses."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from demo.county import LA_CODE, SEED
from demo.names import FIRST_NAMES, LAST_NAMES
from letters.models import Letter
from people.models import Post, User
from people.roles import RULES, Role, Scope
from people.services.confirming import confirm_post
from people.services.grants import deferred_grants
from people.services.people import add_person
from people.services.posts import appoint
from schools.models import Diocese, LocalAuthority, School

PASSWORD = "wyvern-lantern-meadow-42"  # noqa: S105  of a county that does not exist

LA_TEAM: list[tuple[str, str, str]] = [
    (Role.ADMINISTRATOR, "Adele Strand", ""),
    (Role.DIRECTOR, "Dorothea Vane", ""),
    (Role.HEAD_OF_IMPROVEMENT, "Colin Tregarth", ""),
    (Role.SENIOR_ADVISER, "Helen Marchetti", ""),
    (Role.SENIOR_ADVISER, "Robert Ellery", ""),
    (Role.LEGAL_ADVISER, "Imran Qadir", ""),
    (Role.CLERK, "Nasreen Aziz", ""),
    (Role.STRATEGY_MEMBER, "Fiona Denholm", ""),
    (Role.PANEL_MEMBER, "Arthur Pettifer", "Cllr"),
    (Role.AUDITOR, "Neil Garside", ""),
    (Role.INFORMATION_OFFICER, "Priya Chandra", ""),
]
DIOCESAN_OFFICERS = [
    ("CE91", "Catherine Blyth", ""),
    ("CE92", "Stephen Wren", "Canon"),
    ("RC91", "Bridget Keeble", ""),
]
SIPS = [
    "Judith Penhale",
    "Malcolm Sibley",
    "Hannah Oakley",
    "Samir Rahman",
    "Rosalind Frost",
    "Gareth Lovell",
]
AHTS = ["Martin Osei", "Deborah Fothergill"]
NLES = ["Ruth Calloway", "Simon Whitlock"]
CONSULTANTS = ["Ben Adeyemi", "Laura Finch"]
CONSULTANT_GOVERNORS = ["Peter Strand"]


@dataclass
class Cast:
    """Who is who: the LA's people by role, the school's people by school."""

    la: LocalAuthority
    by_role: dict[str, list[User]] = field(default_factory=dict)
    by_school: dict[tuple[int, str], User] = field(default_factory=dict)

    def one(self, role: str) -> User:
        return self.by_role[role][0]

    def at(self, school: School, role: str) -> User:
        return self.by_school[school.pk, role]


class _Maker:
    def __init__(self, la: LocalAuthority, since: date) -> None:
        self.cast = Cast(la=la)
        self.since = since
        self.random = Random(SEED + 1)
        self.hash = make_password(PASSWORD)  # once: hashing six hundred times would take minutes
        self.used: set[str] = set()

    def person(self, name: str, domain: str, title: str = "") -> User:
        address = name.lower().replace(" ", ".").replace("’", "")
        while f"{address}@{domain}" in self.used:
            address += "2"
        self.used.add(f"{address}@{domain}")
        by = self.cast.by_role.get(Role.ADMINISTRATOR, [None])[0]
        user = add_person(email=f"{address}@{domain}", name=name, title=title, by=by)
        user.password = self.hash
        user.save(update_fields=["password"])
        return user

    def post(self, role: str, user: User, **where: Any) -> Post:
        by = self.cast.by_role.get(Role.ADMINISTRATOR, [None])[0]
        post = appoint(user, role=role, since=self.since, by=by, **where)
        if post.is_waiting:  # the first posts stand at once: nobody could confirm them yet
            confirm_post(post, by=self.cast.one(Role.DIRECTOR))
        self.cast.by_role.setdefault(role, []).append(user)
        for school in where.get("schools", ()):
            self.cast.by_school[school.pk, role] = user
        return post

    def made_up_name(self) -> str:
        return f"{self.random.choice(FIRST_NAMES)} {self.random.choice(LAST_NAMES)}"


def make_people(*, since: date) -> Cast:
    """The LA's team, the dioceses' officers, and for every school a head and a chair of governors."""
    la = LocalAuthority.objects.get(code=LA_CODE)
    schools = list(School.objects.filter(la=la).order_by("urn"))
    maker = _Maker(la, since)
    with deferred_grants():
        for role, name, title in LA_TEAM:
            maker.post(role, maker.person(name, "wyvenshire.example", title), la=la)
        for code, name, title in DIOCESAN_OFFICERS:
            diocese = Diocese.objects.filter(code=code).first()
            if diocese:
                domain = f"{diocese.name.rpartition(' ')[2].lower()}-diocese.example"
                maker.post(Role.DIOCESAN_OFFICER, maker.person(name, domain, title), diocese=diocese)
        _spread(maker, Role.SIP, SIPS, schools)
        for school in schools:
            _school_people(maker, school)
    return maker.cast


def _spread(maker: _Maker, role: str, names: list[str], schools: list[School]) -> None:
    """The schools are shared out among the people in turn."""
    for number, name in enumerate(names):
        user = maker.person(name, "wyvenshire.example")
        maker.post(role, user, schools=tuple(schools[number :: len(names)]))


def _school_people(maker: _Maker, school: School) -> None:
    domain = f"school-{int(school.urn[1:])}.wyvenshire.example"
    head = f"{school.head_first_name} {school.head_last_name}"
    maker.post(Role.HEADTEACHER, maker.person(head, domain, school.head_title), schools=(school,))
    title = maker.random.choice(["Mrs", "Mr", "Dr", "", "Revd"])
    maker.post(Role.CHAIR, maker.person(maker.made_up_name(), domain, title), schools=(school,))


def add_support(cast: Cast, schools: list[School], *, since: date) -> None:
    """Schools of concern get a clerk, a governor and the people who support them."""
    maker = _Maker(cast.la, since)
    maker.cast = cast
    maker.used = set(User.objects.values_list("email", flat=True))
    with deferred_grants():
        for school in schools:
            domain = f"school-{int(school.urn[1:])}.wyvenshire.example"
            for role in (Role.GOVERNORS_CLERK, Role.GOVERNOR, Role.VICE_CHAIR, Role.SLT_MEMBER):
                maker.post(role, maker.person(maker.made_up_name(), domain), schools=(school,))
        for role, names in (
            (Role.AHT, AHTS),
            (Role.NLE, NLES),
            (Role.CONSULTANT, CONSULTANTS),
            (Role.CONSULTANT_GOVERNOR, CONSULTANT_GOVERNORS),
        ):
            _spread(maker, role, names, schools[: len(names) * 4])


def cast_as_json() -> list[dict[str, Any]]:
    """Everyone's e-mail, password, role and scope, and how many letters their schools were given."""
    given = Counter(Letter.objects.filter(status="given").values_list("school__urn", flat=True))
    posts = Post.objects.current().select_related("user", "la", "diocese").prefetch_related("schools")
    order = list(RULES)
    rows = []
    for post in posts.filter(user__is_active=True):
        schools = [school.urn for school in post.schools.all()]
        scope = RULES[post.role].scope
        rows.append(
            {
                "email": post.user.email,
                "password": PASSWORD,
                "name": post.user.name,
                "role": post.role,
                "title": Role(post.role).label,
                "scope": scope.value,
                "la": post.la.code if post.la else None,
                "diocese": post.diocese.code if post.diocese else None,
                "schools": schools if scope == Scope.SCHOOLS else [],
                "letters": sum(given[urn] for urn in schools) if scope == Scope.SCHOOLS else 0,
            }
        )
    return sorted(rows, key=lambda row: (order.index(row["role"]), row["email"]))
