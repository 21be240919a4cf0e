"""The list of cases: what it shows of each, how it is filtered, sorted and taken away."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from concern_cases.models import Action, ConcernCase
from evaluation.models import Category, Risk
from meetings.next_due import latest_day, with_conferences
from record import clock
from record.filters import Facet, facet, without
from schools.models import School

NONE = "none"
RISK_ORDER = {Risk.Level.HIGH: 0, Risk.Level.MEDIUM: 1, Risk.Level.LOW: 2}
SORTS = {
    "school": ["school__name"],
    "category": ["category_order"],
    "risk": ["risk_order"],
    "lead": ["lead__name"],
    "next": ["next_at"],
    "opened": ["opened_on"],
    "late": ["late_actions"],
}
MINE, LATE = "mine", "late"
ONLY = [(MINE, "Cases that I lead"), (LATE, "With overdue actions")]
USUAL_SORT = "risk"
HEADS = [
    "Case",
    "URN",
    "School",
    "Diocese",
    "Status",
    "Category",
    "Risk",
    "Lead",
    "Conferences",
    "Open since",
    "Last conference",
    "Next conference",
    "Next due by",
    "Open actions",
    "Overdue actions",
]


@dataclass(frozen=True)
class CaseList:
    """The cases that fit what was asked, and what else could be asked."""

    cases: QuerySet[Any]
    facets: list[Facet]
    words: str
    sort: str
    whole: int
    words_without: str

    @property
    def shows_closed(self) -> bool:
        """Closed cases are left out unless a status was chosen."""
        return bool(self.facets[0].chosen)

    @property
    def sorted_by(self) -> str:
        return f"sorted by {self.sort.lstrip('-')}, {'downwards' if self.sort.startswith('-') else 'upwards'}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(facet.chosen for facet in self.facets))


def case_list(user: Any, query: QueryDict) -> CaseList:
    """The list that an address asks for. Values that nobody could choose are passed over."""
    words = query.get("q", "").strip()[:100]
    visible = _with_actions(_judged(ConcernCase.objects.visible_to(user)), user)
    facets, whole = _facets(visible, user, query)
    cases = with_conferences(visible).filter(_chosen(facets, user))
    if words:
        cases = cases.filter(_about(words))
    sort = query.get("sort", USUAL_SORT)
    sort = sort if sort.lstrip("-") in SORTS else USUAL_SORT
    return CaseList(cases.order_by(*_order(sort)), facets, words, sort, whole, without(query, "q"))


def _judged(cases: QuerySet[ConcernCase]) -> QuerySet[Any]:
    category = Category.objects.filter(school=OuterRef("school")).order_by("-on", "-pk")
    return cases.annotate(
        level=Coalesce(Risk.level_of(Risk.Kind.IMPROVEMENT, "school"), Value(NONE)),
        category_code=Coalesce(Subquery(category.values("category__code")[:1]), Value(NONE)),
        category_name=Subquery(category.values("category__name")[:1]),
        category_order=Subquery(category.values("category__order")[:1]),
    )


def _with_actions(cases: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """How many actions that the user may read are open, and how many of them are late."""
    actions = Action.objects.open().visible_to(user).filter(case=OuterRef("pk")).order_by().values("case")
    late = actions.filter(due_on__lt=clock.today())
    return cases.annotate(
        open_actions=Coalesce(Subquery(actions.annotate(n=Count("pk")).values("n")), 0),
        late_actions=Coalesce(Subquery(late.annotate(n=Count("pk")).values("n")), 0),
        risk_order=Case(
            *[When(level=level, then=place) for level, place in RISK_ORDER.items()],
            default=len(RISK_ORDER),
            output_field=IntegerField(),
        ),
    )


def _facets(visible: QuerySet[Any], user: Any, query: QueryDict) -> tuple[list[Facet], int]:
    rows = list(
        visible.values_list(
            "status",
            "level",
            "category_code",
            "category_name",
            "school__diocese__code",
            "school__diocese__name",
            "lead_id",
            "lead__name",
            "category_order",
            "late_actions",
        )
    )
    risks = [(level.value, level.label) for level in Risk.Level] + [(NONE, "Not judged")]
    by_category = sorted(rows, key=lambda row: (row[8] is None, row[8]))
    categories = {row[2]: row[3] or "Not judged" for row in by_category}
    dioceses = dict(sorted({row[4] or NONE: row[5] or "None" for row in rows}.items(), key=_none_last))
    leads = dict(sorted({row[6]: row[7] for row in rows}.items(), key=lambda item: item[1]))
    only = [MINE for row in rows if row[6] == user.pk] + [LATE for row in rows if row[9]]
    facets = [
        facet(query, "status", "Case", ConcernCase.Status.choices, [row[0] for row in rows]),
        facet(query, "only", "Only", ONLY, only),
        facet(query, "risk", "Risk of failing to improve", risks, [row[1] for row in rows]),
        facet(query, "category", "Category", categories.items(), [row[2] for row in rows]),
        facet(query, "diocese", "Diocese", dioceses.items(), [row[4] or NONE for row in rows]),
        facet(query, "lead", "Leads the case", leads.items(), [row[6] for row in rows]),
    ]
    return facets, len(rows)


def _none_last(item: tuple[str, str]) -> tuple[bool, str]:
    return item[0] == NONE, item[1]


def _chosen(facets: list[Facet], user: Any) -> Q:
    """Rows that fit one chosen value of each filter; without a chosen status, those that are not closed."""
    columns = {
        "status": "status",
        "risk": "level",
        "category": "category_code",
        "diocese": "school__diocese__code",
        "lead": "lead",
    }
    rule = Q()
    for each in facets:
        values = [option.value for option in each.chosen]
        if each.name == "only":
            rule &= Q(lead=user) if MINE in values else Q()
            rule &= Q(late_actions__gt=0) if LATE in values else Q()
        elif values:
            column = columns[each.name]
            fits = Q(**{f"{column}__in": values})
            if each.name == "diocese" and NONE in values:
                fits |= Q(school__diocese=None)
            rule &= fits
        elif each.name == "status":
            rule &= ~Q(status=ConcernCase.Status.CLOSED)
    return rule


def _about(words: str) -> Q:
    return Q(school__in=School.objects.matching(words)) | Q(reference__icontains=words)


def _order(sort: str) -> list[Any]:
    down = sort.startswith("-")
    fields = [F(name) for name in SORTS[sort.lstrip("-")]]
    order: list[Any] = [
        field.desc(nulls_last=True) if down else field.asc(nulls_last=True) for field in fields
    ]
    return [*order, "school__name", "-pk"]


def rows_of(cases: QuerySet[Any]) -> list[list[Any]]:
    """The same cases as rows under ``HEADS``, for a file."""
    return [_row(case) for case in cases]


def _row(case: Any) -> list[Any]:
    return [
        case.reference,
        case.school.urn,
        case.school.name,
        str(case.school.diocese or ""),
        case.get_status_display(),
        case.category_name or "",
        dict(Risk.Level.choices).get(case.level, ""),
        case.lead.name,
        case.cadence.name,
        case.opened_on,
        timezone.localdate(case.last_held_at) if case.last_held_at else None,
        timezone.localdate(case.next_at) if case.next_at else None,
        latest_day(case),
        case.open_actions,
        case.late_actions,
    ]
