"""What somebody looks for by a word or a number: schools, cases and, for those who manage them, people."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from concern_cases.models import ConcernCase
from people.access import las_where, school_keys_where, schools_where
from people.managed import managed_people
from people.models import User
from schools.models import School
from schools.permissions import Perm

SHOWN = 20
LONGEST = 100
REFERENCE = re.compile(r"(?:SOC)?[\s-]*(\d{4})[\s-]+(\d{1,6})", re.IGNORECASE)
LAESTAB = re.compile(r"(\d{3})[/\s-]?(\d{4})")


@dataclass(frozen=True)
class Found:
    """What fits: at most ``SHOWN`` of each, and how many there are."""

    schools: list[School]
    school_count: int
    cases: list[ConcernCase]
    case_count: int
    people: list[User]

    def __bool__(self) -> bool:
        return bool(self.schools or self.cases or self.people)


def exact_page(user: Any, words: str) -> str:
    """The page of the one thing of that number that the user may see; empty if there is none."""
    case = ConcernCase.objects.visible_to(user).filter(reference=_reference(words)).first()
    if case:
        return case.get_absolute_url()
    schools = list(schools_where(user, may=Perm.VIEW_SCHOOL).filter(_numbered(words))[:2])
    return schools[0].get_absolute_url() if len(schools) == 1 else ""


def find_things(user: Any, words: str) -> Found:
    """Schools by name, number or postcode, cases by reference or school, people by name or e-mail."""
    schools = School.objects.matching(words).filter(pk__in=school_keys_where(user, may=Perm.VIEW_SCHOOL))
    cases = ConcernCase.objects.visible_to(user).select_related("school")
    number = words.upper().replace(" ", "-")
    cases = cases.filter(Q(school__in=School.objects.matching(words)) | Q(reference__icontains=number))
    return Found(
        list(_open_first(schools)[:SHOWN]),
        schools.count(),
        list(cases[:SHOWN]),
        cases.count(),
        list(_people(user, words)[:SHOWN]),
    )


def _reference(words: str) -> str:
    """The reference as it is stored: “soc 2026 1” is SOC-2026-0001."""
    match = REFERENCE.fullmatch(words)
    return f"SOC-{match[1]}-{int(match[2]):04}" if match else words.upper()


def _numbered(words: str) -> Q:
    """Schools with this URN or LAESTAB number."""
    rule = Q(urn=words)
    match = LAESTAB.fullmatch(words)
    if match:
        rule |= Q(laestab__in=[f"{match[1]}{match[2]}", f"{match[1]}/{match[2]}"])
    return rule


def _open_first(schools: QuerySet[School]) -> QuerySet[School]:
    closed = Case(When(status__startswith="Open", then=0), default=1)
    return schools.order_by(closed, "name", "urn")


def _people(user: Any, words: str) -> QuerySet[User]:
    las = las_where(user, may=Perm.MANAGE_PEOPLE)
    if not las.exists():
        return User.objects.none()
    return managed_people(las).filter(Q(name__icontains=words) | Q(email__icontains=words)).distinct()
