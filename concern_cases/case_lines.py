"""The cases that one case continues: a school merged or became an academy, and its case went on elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from concern_cases.models import ConcernCase
from people.access import school_keys_where
from schools.models import School
from schools.permissions import Perm


@dataclass(frozen=True)
class CaseLine:
    """A case, those before it that the reader sees (the latest first), and the one that goes on with it."""

    case: ConcernCase
    before: Sequence[ConcernCase] = ()
    goes_on: ConcernCase | None = None

    @property
    def cases(self) -> list[int]:
        return [each.pk for each in (self.case, *self.before)]

    @property
    def schools(self) -> list[int]:
        return list(dict.fromkeys(each.school_id for each in (self.case, *self.before)))

    @property
    def moved_from(self) -> list[School]:
        """The other schools at which the case was before."""
        found = {each.school_id: each.school for each in self.before if each.school_id != self.case.school_id}
        return list(found.values())


@dataclass(frozen=True)
class Lines:
    """Cases with those that they continue, and the case at which something about an earlier school counts."""

    by_case: Mapping[int, CaseLine]

    @cached_property
    def homes(self) -> dict[int, int]:
        """The case of each school by its key: its own, or the one that went on with that of the school."""
        earlier = {school: pk for pk, line in self.by_case.items() for school in line.schools}
        return earlier | {line.case.school_id: pk for pk, line in self.by_case.items()}

    @property
    def schools(self) -> QuerySet[School]:
        return School.objects.filter(pk__in=self.homes)

    @property
    def cases(self) -> list[int]:
        """The cases, and those before them at other schools: not an earlier spell at the same school."""
        found = list(self.by_case)
        for line in self.by_case.values():
            found += [each.pk for each in line.before if each.school_id != line.case.school_id]
        return found


def lines_of(cases: Sequence[ConcernCase], user: Any = None) -> dict[int, CaseLine]:
    """The line of each case, by its key: one query for each step back, however many cases there are.

    A school that the reader does not see is left out, and what lies behind it; without a ``user`` it is the
    service's own question and nothing is left out.
    """
    seen = ConcernCase.objects.select_related("school")
    if user is not None:
        seen = seen.filter(school__in=school_keys_where(user, may=Perm.VIEW_CASE))
    earlier = _earlier(cases, seen)
    later = {each.continues_id: each for each in seen.filter(continues__in=[case.pk for case in cases])}
    return {case.pk: CaseLine(case, _chain(case, earlier), later.get(case.pk)) for case in cases}


def _earlier(cases: Sequence[ConcernCase], seen: Any) -> dict[int, ConcernCase]:
    found: dict[int, ConcernCase] = {}
    wanted = {case.continues_id for case in cases} - {None}
    while wanted:
        step = {each.pk: each for each in seen.filter(pk__in=wanted)}
        found |= step
        wanted = {each.continues_id for each in step.values()} - {None, *found}
    return found


def _chain(case: ConcernCase, earlier: Mapping[int, ConcernCase]) -> list[ConcernCase]:
    chain: list[ConcernCase] = []
    while (before := earlier.get(case.continues_id or 0)) and before not in chain:
        chain.append(before)
        case = before
    return chain
