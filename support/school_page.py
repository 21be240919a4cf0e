"""Everything that the page of a school's support shows to one reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from concern_cases.models import Evidence, ObjectiveText, PlanVersion
from people.access import perms_of
from record import clock
from schools.models import School
from schools.permissions import Perm
from support.days import NO_DAYS
from support.drawing import Picture, used_picture
from support.entitled import Entitled, entitled_of
from support.models import Deployment, ExternalEvaluation, ProgrammePlace
from support.services.rules import used_of
from support.words import days_words, plain

Status = Deployment.Status
ASKERS = (Perm.MANAGE_CASE, Perm.DRAFT_PLAN)


@dataclass(frozen=True)
class Line:
    """One deployment with its days, and what it serves in the words of the plan."""

    row: Deployment
    used: Decimal
    objective: str

    @property
    def days(self) -> str:
        return days_words(self.used, self.row.days_agreed)

    @property
    def is_beyond(self) -> bool:
        return self.used > self.row.days_agreed

    @property
    def is_over_its_time(self) -> bool:
        """Whether its last day has passed and nobody has said what came of it."""
        return self.row.status == Status.AGREED and self.row.ends_on < clock.today()


@dataclass(frozen=True)
class DaysShown:
    """Days used against days agreed by provider, as a picture and as the table behind it."""

    picture: Picture
    table: list[tuple[str, str, str]]


@dataclass(frozen=True)
class SchoolSupport:
    """The support of a school as one reader sees it."""

    waiting: list[Line]
    at_work: list[Line]
    planned: list[Line]
    over: list[Line]
    days: DaysShown
    total: str
    entitled: Entitled
    evaluations: list[ExternalEvaluation]
    readable: set[int]  # of their evidence
    places: list[ProgrammePlace]
    perms: set[Perm]

    @property
    def asks(self) -> bool:
        return bool(self.perms.intersection(ASKERS))

    @property
    def manages(self) -> bool:
        return Perm.MANAGE_CASE in self.perms


def school_support(school: School, user: Any) -> SchoolSupport:
    """A fixed number of queries, whatever the school has had."""
    lines = lines_of(Deployment.objects.visible_to(user).filter(school=school))
    perms = perms_of(user, school)
    counted = [line for line in lines if line.row.status in COUNTED]
    evaluations = ExternalEvaluation.objects.visible_to(user).filter(school=school)
    places = ProgrammePlace.objects.visible_to(user).filter(school=school)
    return SchoolSupport(
        waiting=[line for line in lines if line.row.status == Status.PROPOSED],
        at_work=[line for line in lines if line.row.status == Status.AGREED and not line.row.is_planned],
        planned=[line for line in lines if line.row.is_planned],
        over=[line for line in lines if line.row.status in OVER],
        days=days_shown((str(line.row.provider), line.row.days_agreed, line.used) for line in counted),
        total=total_words(counted),
        entitled=entitled_of(school, user),
        evaluations=list(
            evaluations.select_related("evidence", "commissioned_by", "withdrawn_by").prefetch_related(
                "named"
            )
        ),
        readable=set(
            Evidence.objects.visible_to(user).filter(case__school=school).values_list("pk", flat=True)
        ),
        places=list(places.select_related("programme", "partner").order_by("ends_on", "-starts_on")),
        perms=perms,
    )


COUNTED = (Status.AGREED, Status.ENDED)
OVER = (Status.ENDED, Status.REFUSED, Status.WITHDRAWN)


def lines_of(rows: Any) -> list[Line]:
    """The deployments with their days, the latest first, and their objectives as the plan words them."""
    found = list(
        rows.select_related("provider__type", "school", "case", "objective").prefetch_related("used", "named")
    )
    titles = titles_of(row.objective_id for row in found)
    return [Line(row, used_of(row), titles.get(row.objective_id, "")) for row in found]


def titles_of(objectives: Iterable[int | None]) -> dict[int | None, str]:
    """What each objective is called in the latest version that the school has had: one query."""
    keys = {key for key in objectives if key}
    texts = ObjectiveText.objects.filter(
        objective__in=keys,
        version__status__in=[PlanVersion.Status.IN_FORCE, PlanVersion.Status.SUPERSEDED],
    )
    return dict(texts.order_by("version__number").values_list("objective", "title"))


def total_words(lines: Sequence[Line]) -> str:
    """The days of all of them together; empty where there is none."""
    if not lines:
        return ""
    used = sum((line.used for line in lines), NO_DAYS)
    return days_words(used, sum((line.row.days_agreed for line in lines), NO_DAYS))


def agreed_lines(schools: Iterable[int | None], user: Any) -> list[Line]:
    """What is agreed and not over at the schools, as far as the reader may see it: two queries."""
    rows = Deployment.objects.visible_to(user).filter(school__in=schools, status=Status.AGREED)
    rows = rows.select_related("provider__type").prefetch_related("used").order_by("starts_on", "pk")
    return [Line(row, used_of(row), "") for row in rows]


def days_shown(days: Iterable[tuple[str, Decimal, Decimal]]) -> DaysShown:
    """Of the provider, days agreed and days used of each deployment: those of one provider summed up."""
    agreed: dict[str, Decimal] = {}
    used: dict[str, Decimal] = {}
    for name, promised, worked in days:
        agreed[name] = agreed.get(name, NO_DAYS) + promised
        used[name] = used.get(name, NO_DAYS) + worked
    table = [(name, agreed[name], used[name]) for name in agreed]
    return DaysShown(
        used_picture(table), [(name, plain(all_of), plain(some)) for name, all_of, some in table]
    )
