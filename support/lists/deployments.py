"""The list of support at work in the county: filtered, sorted, summed up and taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from people.access import las_where
from record import clock
from record.filters import Facet, facet
from record.words import capital
from schools.models import LocalAuthority, School
from schools.permissions import Perm
from support.capacity import Year
from support.days import NO_DAYS, Term
from support.drawing import Bar, bar, scale_of
from support.lists.found import Asking, Found, find
from support.models import DaysUsed, Deployment
from support.school_page import titles_of
from support.words import days_words, plain

Status = Deployment.Status
WAITING, AT_WORK, PLANNED, PAST, ENDED, DROPPED = "waiting", "at_work", "planned", "past", "ended", "dropped"
STATES = [
    (WAITING, "Waits for an answer"),
    (AT_WORK, "At work"),
    (PLANNED, "Still to begin"),
    (PAST, "Past its end, not judged"),
    (ENDED, "Ended"),
    (DROPPED, "Not agreed, or withdrawn"),
]
HELPED, NO_HELP, NOT_JUDGED = "yes", "no", "open"
JUDGED = [(HELPED, "It helped"), (NO_HELP, "It did not help"), (NOT_JUDGED, "Not judged")]
NO_AREA = "none"
AROUND = timedelta(days=366)  # terms that can be chosen: those that hold a day so far from today
SORTS = {
    "school": "school__name",
    "provider": "provider__name",
    "agreed": "days_agreed",
    "used": "used_days",
    "begins": "starts_on",
    "ends": "ends_on",
}
HEADS = [
    "School",
    "URN",
    "Provider",
    "Kind",
    "Why",
    "Area",
    "Objective",
    "State",
    "From",
    "To",
    "Days agreed",
    "Days used",
    "Days left",
    "Change asked for",
    "Asked by",
    "Asked on",
    "Ended on",
    "Did it help?",
    "What came of it",
    "Who may read it",
]


@dataclass(frozen=True)
class Line:
    """One deployment with its days used and its objective, as the list shows it."""

    row: Any
    objective: str

    @property
    def state(self) -> str:
        return state_of(self.row)

    @property
    def words(self) -> str:
        return dict(STATES)[self.state]

    @property
    def days(self) -> str:
        return days_words(self.row.used_days, self.row.days_agreed)

    @property
    def is_beyond(self) -> bool:
        return bool(self.row.used_days > self.row.days_agreed)

    @property
    def bar(self) -> Bar:
        used, agreed = self.row.used_days, self.row.days_agreed
        scale = scale_of(agreed, used)
        return bar(
            label=str(self.row.provider), words=self.days, whole=agreed, given=used, used=used, scale=scale
        )


def deployment_list(user: Any, query: QueryDict) -> Found:
    """The list that an address asks for: what runs, waits or is past its end, unless it asks otherwise.

    ``query``: ``q`` (school, provider, why), ``state``, ``kind``, ``provider``, ``area``, ``term`` (its first
    day), ``helped``, ``sort``. Values that nobody could choose are passed over.
    """
    used = DaysUsed.objects.filter(deployment=OuterRef("pk")).order_by().values("deployment")
    used_days = Coalesce(Subquery(used.annotate(sum=Sum("days")).values("sum")), NO_DAYS)
    rows = Deployment.objects.visible_to(user).annotate(used_days=used_days, area=F("objective__area"))
    terms = _terms(user)
    facets, whole = _facets(rows, query, terms)
    asking = Asking(
        fits=lambda name, value: _fits(name, value, terms),
        about=_about,
        sorts=SORTS,
        usual_sort="school",
        usual=~Q(status__in=[Status.ENDED, Status.REFUSED, Status.WITHDRAWN]),
    )
    return find(rows, query, facets, whole, asking)


def totals_of(rows: QuerySet[Any]) -> str:
    """The days of all of them: used of agreed. Of what was refused or withdrawn none counts."""
    counted = rows.order_by().exclude(status__in=[Status.REFUSED, Status.WITHDRAWN])
    sums = counted.aggregate(used=Sum("used_days"), agreed=Sum("days_agreed"))
    return days_words(sums["used"], sums["agreed"]) if sums["agreed"] else ""


def lines_of(rows: QuerySet[Any]) -> list[Line]:
    """Each with its objective as the plan words it, in the same order."""
    found = list(
        rows.select_related(
            "school", "provider__type", "objective__area", "asked_by", "change_asked_by"
        ).prefetch_related("named")
    )
    titles = titles_of(row.objective_id for row in found)
    return [Line(row, titles.get(row.objective_id, "")) for row in found]


def rows_of(rows: QuerySet[Any]) -> list[list[Any]]:
    """The same as rows under ``HEADS``, for a file."""
    return [_row(line) for line in lines_of(rows)]


def state_of(row: Deployment) -> str:
    """Where a deployment stands, as the filter has it; a change that waits leaves it where it is."""
    if row.status == Status.PROPOSED:
        return WAITING
    if row.status != Status.AGREED:
        return ENDED if row.status == Status.ENDED else DROPPED
    if row.starts_on > clock.today():
        return PLANNED
    return PAST if row.ends_on < clock.today() else AT_WORK


def _states() -> dict[str, Q]:
    today = clock.today()
    agreed = Q(status=Status.AGREED)
    return {
        WAITING: Q(status=Status.PROPOSED) | Q(agreed, change_days__isnull=False),
        AT_WORK: Q(agreed, starts_on__lte=today, ends_on__gte=today),
        PLANNED: Q(agreed, starts_on__gt=today),
        PAST: Q(agreed, ends_on__lt=today),
        ENDED: Q(status=Status.ENDED),
        DROPPED: Q(status__in=[Status.REFUSED, Status.WITHDRAWN]),
    }


def _terms(user: Any) -> list[Term]:
    """Long terms around today, by the dates of the reader's authority; of nobody's where they have none."""
    la = (
        las_where(user, may=Perm.READ_LA).first()
        or LocalAuthority.objects.filter(providers__user=user).first()
    )
    if la is None:
        return []
    return Year.of(la).terms(clock.today() - AROUND, clock.today() + AROUND)


def _facets(rows: QuerySet[Any], query: QueryDict, terms: list[Term]) -> tuple[list[Facet], int]:
    found = list(
        rows.order_by("provider__type__order", "provider__name").select_related(
            "provider__type", "objective__area"
        )
    )
    kinds = {row.provider.type.code: str(row.provider.type) for row in found}
    providers = {row.provider_id: str(row.provider) for row in found}
    areas = {_area(row): str(row.objective.area) if row.objective else "No objective" for row in found}
    states = [state for row in found for state in _all_states(row)]
    spans = [_value(term) for row in found for term in terms if _runs_in(row, term)]
    facets = [
        facet(query, "state", "State", STATES, states),
        facet(query, "kind", "Kind", kinds.items(), [row.provider.type.code for row in found]),
        facet(query, "area", "For an objective in", areas.items(), [_area(row) for row in found]),
        facet(query, "term", "Runs in the", [(_value(term), capital(term.name)) for term in terms], spans),
        facet(query, "helped", "Did it help?", JUDGED, [_judged(row) for row in found if _is_over(row)]),
        facet(query, "provider", "Provider", providers.items(), [row.provider_id for row in found]),
    ]
    return facets, len(found)


def _all_states(row: Deployment) -> set[str]:
    return {state_of(row), *([WAITING] if row.waits else [])}


def _area(row: Deployment) -> str:
    return row.objective.area.code if row.objective else NO_AREA


def _is_over(row: Deployment) -> bool:
    return row.status == Status.ENDED


def _judged(row: Deployment) -> str:
    return NOT_JUDGED if row.worked is None else HELPED if row.worked else NO_HELP


def _value(term: Term) -> str:
    return term.first.isoformat()


def _runs_in(row: Deployment, term: Term) -> bool:
    return row.starts_on <= term.last and (row.ended_on or row.ends_on) >= term.first


def _fits(name: str, value: str, terms: Iterable[Term]) -> Q:
    if name == "state":
        return _states().get(value, Q(pk__in=[]))
    if name == "kind":
        return Q(provider__type__code=value)
    if name == "provider":
        return Q(provider=int(value)) if value.isdecimal() else Q(pk__in=[])
    if name == "area":
        return Q(objective=None) if value == NO_AREA else Q(objective__area__code=value)
    if name == "helped":
        worked: dict[str, bool | None] = {HELPED: True, NO_HELP: False, NOT_JUDGED: None}
        return Q(status=Status.ENDED, worked=worked[value]) if value in worked else Q(pk__in=[])
    term = next((term for term in terms if _value(term) == value), None)
    if term is None:
        return Q(pk__in=[])
    lasts = Q(ended_on__gte=term.first) | Q(ended_on=None, ends_on__gte=term.first)
    return Q(lasts, starts_on__lte=term.last)


def _about(words: str) -> Q:
    in_school = Q(school__in=School.objects.matching(words))
    return in_school | Q(provider__name__icontains=words) | Q(why__icontains=words)


def _left(row: Any) -> Decimal | None:
    """Days still to be worked; of what is over there are none."""
    running = row.status in (Status.PROPOSED, Status.AGREED)
    return max(row.days_agreed - row.used_days, NO_DAYS) if running else None


def _change(row: Deployment) -> str:
    return f"{plain(row.change_days)} days until {row.change_ends_on}" if row.has_change else ""


def _row(line: Line) -> list[Any]:
    row = line.row
    return [
        row.school.name,
        row.school.urn,
        str(row.provider),
        str(row.provider.type),
        row.why,
        str(row.objective.area) if row.objective else "",
        line.objective,
        line.words,
        row.starts_on,
        row.ends_on,
        row.days_agreed,
        round(row.used_days, 1),  # databases sum with and without the tenth
        _left(row),
        _change(row),
        str(row.asked_by),
        timezone.localdate(row.asked_at),
        row.ended_on,
        dict(JUDGED)[_judged(row)] if _is_over(row) else "",
        row.impact,
        row.get_circle_display(),
    ]
