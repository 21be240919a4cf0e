"""Plain makers of plainly fictitious things, for tests. Each takes overrides."""

from datetime import date
from itertools import count
from typing import Any

from people.models import Post, PostSchool, Share, User
from people.places import places_of_post, places_of_share
from people.roles import RULES, Role, Scope
from people.services.grants import derive_for
from schools.models import Diocese, LocalAuthority, School
from schools.permissions import Circle

_numbers = count(1)
PASSWORD = "a long enough password"  # noqa: S105


def make_la(**facts: Any) -> LocalAuthority:
    row, _ = LocalAuthority.objects.get_or_create(
        code=facts.pop("code", "999"), defaults={"name": "Wyvenshire", **facts}
    )
    return row


def make_diocese(code: str = "CE91", name: str = "Diocese of Corvesham") -> Diocese:
    row, _ = Diocese.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "denomination": "Church of England",
            "address": "1 Cathedral Close\nCORVESHAM\nCV1 1AA",
        },
    )
    return row


def make_school(**facts: Any) -> School:
    number = next(_numbers)
    diocese = facts.get("diocese")
    defaults: dict[str, Any] = {
        "urn": f"9{number:05}",
        "name": f"Fernhallow {number} Primary School",
        "establishment_number": f"{2000 + number % 7000}",
        "laestab": f"999{2000 + number % 7000}",
        "type_code": "03" if diocese else "01",
        "type_name": "Voluntary controlled school" if diocese else "Community school",
        "type_group_code": "4",
        "type_group_name": "Local authority maintained schools",
        "phase": "Primary",
        "status": "Open",
        "diocese_state": "known" if diocese else "none",
        "street": "Mill Lane",
        "town": "Wyvenford",
        "postcode": "WY1 2AB",
        "head_title": "Mr",
        "head_first_name": "David",
        "head_last_name": "Lorimer",
        "roll": 143,
    }
    defaults |= facts
    defaults.setdefault("la", None)
    defaults["la"] = defaults["la"] or make_la()
    return School.objects.create(**defaults)


def make_user(name: str = "Pat Example", **facts: Any) -> User:
    number = next(_numbers)
    facts.setdefault("email", f"{name.lower().replace(' ', '.')}.{number}@people.example")
    return User.objects.create_user(name=name, password=facts.pop("password", PASSWORD), **facts)


def make_post(
    role: str,
    *,
    user: User | None = None,
    la: LocalAuthority | None = None,
    diocese: Diocese | None = None,
    schools: tuple[School, ...] = (),
    since: date = date(2020, 9, 1),
    until: date | None = None,
) -> Post:
    """A post and the access that it brings."""
    scope = RULES[role].scope
    post = Post.objects.create(
        user=user or make_user(f"{Role(role).label} Example"),
        role=role,
        la=(la or make_la()) if scope == Scope.LA else None,
        diocese=(diocese or make_diocese()) if scope == Scope.DIOCESE else None,
        since=since,
        until=until,
    )
    for school in schools:
        PostSchool.objects.create(post=post, school=school)
    derive_for(places_of_post(post))
    return post


def make_share(school: School, *, diocese: Diocese | None = None, **facts: Any) -> Share:
    """The school is shared with its diocese (or the one given), and the access follows."""
    facts.setdefault("agreed_by", User.objects.first() or make_user())
    facts.setdefault("circle", Circle.DIOCESE)
    facts.setdefault("since", date(2020, 9, 1))
    if "user" not in facts:
        facts["diocese"] = diocese or school.diocese
    share = Share.objects.create(school=school, why="Agreed at the termly meeting.", **facts)
    derive_for(places_of_share(share))
    return share
