"""The schools that a reader may see, as light lines: what the list filters, sorts and counts by."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from concern_cases.models import ConcernCase
from evaluation.models import Category, Risk
from people.access import schools_where
from schools.finding import plain
from schools.models import School
from schools.permissions import Perm

NONE, UNKNOWN = "none", "unknown"
SHORT_KINDS = {
    "01": "community",
    "02": "VA",
    "03": "VC",
    "05": "foundation",
    "28": "sponsored academy",
    "34": "academy",
    "35": "free school",
}


@dataclass(slots=True)
class Judged:
    """A judgement in force: its code, its name, since when it is the same, and its place in the order."""

    code: str
    name: str
    since: date
    order: int


@dataclass(slots=True)
class Line:
    """One school. What the reader may not know of it (category, risks, case) is None."""

    pk: int
    sort_name: str
    la: tuple[str, str]
    kind: tuple[str, str]
    phase: str
    status: str
    diocese: tuple[str, str]
    roll: int | None
    is_missing: bool
    is_found: bool = True
    is_judged: bool = False
    category: Judged | None = None
    improvement: Judged | None = None
    floor: Judged | None = None
    case: str = ""

    @property
    def short(self) -> str:
        """Type and diocese in as few words as people who work here need: “VC, Corvesham”."""
        code, name = self.kind
        kind = SHORT_KINDS.get(code) or f"{name[:1].lower()}{name[1:]}"
        diocese = self.diocese[1].removeprefix("Diocese of ").removeprefix("Archdiocese of ")
        return kind if self.diocese[0] in (NONE, UNKNOWN) else f"{kind}, {diocese}"


def lines_of(user: Any, words: str = "") -> list[Line]:
    """Every school that the user may see: six queries at most, whatever the number.

    Those that fit the words know it (``is_found``); without words all do.
    """
    schools = schools_where(user, may=Perm.VIEW_SCHOOL)
    rows = schools.order_by().values_list(
        "pk",
        "name",
        "la__code",
        "la__name",
        "type_code",
        "type_name",
        "phase",
        "status",
        "diocese_state",
        "diocese__code",
        "diocese__name",
        "roll",
        "missing_since",
    )
    lines = {row[0]: _line(row) for row in rows}
    if words:
        fitting = School.objects.matching(words).filter(pk__in=schools.values("pk"))
        found = set(fitting.values_list("pk", flat=True))
        for pk, line in lines.items():
            line.is_found = pk in found
    _judge(lines, user)
    return list(lines.values())


def _line(row: Any) -> Line:
    pk, name, la, la_name, kind, kind_name, phase, status, state, diocese, diocese_name, roll, missing = row
    if state == School.DioceseState.KNOWN:
        place = (diocese, diocese_name)
    else:
        place = (NONE, "Not applicable") if state == School.DioceseState.NONE else (UNKNOWN, "Not known")
    return Line(
        pk,
        plain(name),
        (la, la_name),
        (kind, kind_name),
        phase,
        status,
        place,
        roll,
        is_missing=missing is not None,
    )


def _judge(lines: dict[int, Line], user: Any) -> None:
    """The lines of the schools whose cases the user may view know what the LA judges of them."""
    judged = schools_where(user, may=Perm.VIEW_CASE)
    seen = set(judged.values_list("pk", flat=True)) & lines.keys()
    if not seen:
        return
    for pk in seen:
        lines[pk].is_judged = True
    categories = Category.objects.filter(school__in=judged).order_by("on", "pk")
    for pk, code, name, order, on in categories.values_list(
        "school", "category__code", "category__name", "category__order", "on"
    ):
        if pk in seen:
            lines[pk].category = _going_on(lines[pk].category, Judged(code, name, on, order))
    names, levels = dict(Risk.Level.choices), list(Risk.Level)
    risks = Risk.objects.filter(school__in=judged).order_by("on", "pk")
    for pk, kind, level, on in risks.values_list("school", "kind", "level", "on"):
        if pk in seen:
            found = Judged(level, names[level], on, levels.index(level))  # type: ignore[arg-type]
            setattr(lines[pk], kind, _going_on(getattr(lines[pk], kind), found))
    for pk, reference in ConcernCase.objects.visible_to(user).open().values_list("school", "reference"):
        if pk in seen:
            lines[pk].case = reference


def _going_on(before: Judged | None, now: Judged) -> Judged:
    """The later judgement, dated from when it began to be the same."""
    if before and before.code == now.code:
        now.since = before.since
    return now
