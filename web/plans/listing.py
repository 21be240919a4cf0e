"""The list of plans: what it shows of each, how it is filtered, sorted and taken away."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from concern_cases.models import ObjectiveRating, ObjectiveText, Plan, PlanVersion, Review
from concern_cases.models.plan import NOT_REVISED_SINCE_VISIT
from concern_cases.plan_pages.flags import is_not_revised, not_revised
from record.filters import Facet, facet, without
from schools.models import School
from workflows.models import TaskCard

IN_FORCE, NOT_YET, CLOSED = "in_force", "not_yet", "closed"
STATES = [(IN_FORCE, "In force"), (NOT_YET, "Nothing in force yet"), (CLOSED, "Closed")]
NO_DRAFT = "none"
DRAFTS = [*PlanVersion.Stage.choices, (NO_DRAFT, "No draft")]
NOT_REVISED = "not_revised"
ONLY = [(NOT_REVISED, "Not revised since a visit")]
SORTS = {
    "school": ["school__name"],
    "since": ["in_force_on"],
    "draft": ["draft_opened_at"],
    "horizon": ["horizon"],
    "review": ["review_on"],
}
USUAL_SORT = "school"
HEADS = [
    "School",
    "URN",
    "Diocese",
    "Case",
    "Kind",
    "Version in force",
    "In force since",
    "Draft",
    "Draft stands",
    "To be reached by",
    "Red",
    "Amber",
    "Green",
    "Not judged",
    "Review held",
    "Next of the review",
    "Next review",
    "Flag",
]


@dataclass(frozen=True)
class PlanList:
    """The plans that fit what was asked, and what else could be asked."""

    plans: QuerySet[Any]
    facets: list[Facet]
    words: str
    sort: str
    whole: int
    words_without: str

    @property
    def shows_closed(self) -> bool:
        """Closed plans are left out unless a state was chosen."""
        return any(facet.name == "state" and facet.chosen for facet in self.facets)

    @property
    def sorted_by(self) -> str:
        return f"sorted by {self.sort.lstrip('-')}, {'downwards' if self.sort.startswith('-') else 'upwards'}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(facet.chosen for facet in self.facets))


def plan_list(user: Any, query: QueryDict) -> PlanList:
    """The list that an address asks for. Values that nobody could choose are passed over."""
    words = query.get("q", "").strip()[:100]
    visible = _told(Plan.objects.visible_to(user), user)
    texts = _texts_to(user)
    facets, whole = _facets(visible, texts, query)
    plans = visible.filter(_chosen(facets, texts))
    if words:
        plans = plans.filter(
            Q(school__in=School.objects.matching(words)) | Q(case__reference__icontains=words)
        )
    sort = query.get("sort", USUAL_SORT)
    sort = sort if sort.lstrip("-") in SORTS else USUAL_SORT
    plans = plans.select_related("school__diocese", "case").order_by(*_order(sort))
    return PlanList(plans, facets, words, sort, whole, without(query, "q"))


def with_judgements(plans: Iterable[Any]) -> list[Any]:
    """The plans with ``rags``, how many objectives of the version in force are judged how: one query."""
    plans = list(plans)
    latest = ObjectiveRating.objects.filter(objective=OuterRef("objective")).order_by("-on", "-pk")
    texts = ObjectiveText.objects.filter(
        version__plan__in=[plan.pk for plan in plans], version__status="in_force", dropped=False
    ).annotate(rag=Subquery(latest.values("rag")[:1]))
    counts: dict[int, Counter[str]] = {plan.pk: Counter() for plan in plans}
    for plan, rag in texts.values_list("version__plan", "rag"):
        counts[plan][rag or "none"] += 1
    for plan in plans:
        if not plan.review_held_on:
            plan.review_step = None
        elif not plan.review_step:
            plan.review_step = "Waits for its decision"
        plan.rags = {name: counts[plan.pk][name] for name in ("red", "amber", "green", "none")}
        plan.flag, plan.draft_words = not_revised(plan), _draft_words(plan)
    return plans


def _draft_words(plan: Any) -> str:
    """Where the draft stands; nothing when there is none that the reader may see."""
    return dict(PlanVersion.Stage.choices).get(plan.draft_stage, "")


def rows_of(plans: QuerySet[Any]) -> list[list[Any]]:
    """The same plans as rows under ``HEADS``, for a file."""
    return [_row(plan) for plan in with_judgements(plans)]


def _told(plans: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What the list says of each plan, as far as the reader may know of its versions."""
    drafts = PlanVersion.objects.visible_to(user).filter(plan=OuterRef("pk"), status="draft")
    in_force = PlanVersion.objects.filter(plan=OuterRef("pk"), status="in_force")
    reviews = Review.objects.under_way().filter(plan=OuterRef("pk")).order_by("-due_on")
    steps = TaskCard.objects.open().filter(task__process__caseworkprocess__review=OuterRef("review"))
    told = plans.with_unanswered_visit().annotate(  # type: ignore[attr-defined]
        in_force=Subquery(in_force.values("number")[:1]),
        draft=Subquery(drafts.values("number")[:1]),
        draft_stage=Subquery(drafts.values("stage")[:1]),
        draft_opened_at=Subquery(drafts.values("opened_at")[:1]),
        review=Subquery(reviews.values("pk")[:1]),
        review_held_on=Subquery(reviews.values("held_on")[:1]),
        review_due_on=Subquery(reviews.values("due_on")[:1]),
    )
    step = Subquery(steps.values("title")[:1])
    return told.annotate(review_step=step, review_on=_waits_until(steps))  # type: ignore[no-any-return]


def _waits_until(steps: QuerySet[Any]) -> Any:
    """When the review is due: to be held or, once it was, the next step of it, otherwise its day."""
    of_held = Coalesce(Subquery(steps.values("due_on")[:1]), F("review_held_on"))
    return Case(When(review_held_on=None, then=F("review_due_on")), default=of_held)


def _texts_to(user: Any) -> QuerySet[ObjectiveText]:
    """The objectives that plans have now, in force or in a draft, as far as the reader may see them."""
    versions = PlanVersion.objects.visible_to(user).filter(status__in=["in_force", "draft"])
    return ObjectiveText.objects.filter(version__in=versions.values("pk"), dropped=False)


def _facets(
    plans: QuerySet[Any], texts: QuerySet[ObjectiveText], query: QueryDict
) -> tuple[list[Facet], int]:
    rows = list(plans)
    areas = list(
        texts.order_by("objective__area__order")
        .values_list("objective__area__code", "objective__area__name", "version__plan")
        .distinct()
    )
    names = {code: name for code, name, _ in areas}
    only = [NOT_REVISED for row in rows if is_not_revised(row)]
    facets = [
        facet(query, "state", "State", STATES, [_state(row) for row in rows]),
        facet(query, "kind", "Kind", Plan.Kind.choices, [row.kind for row in rows]),
        facet(query, "draft", "Draft", DRAFTS, [row.draft_stage or NO_DRAFT for row in rows]),
        facet(query, "only", "Only", ONLY, only),
        facet(query, "area", "Has an objective in", names.items(), [code for code, *_ in areas]),
    ]
    return facets, len(rows)


def _state(plan: Any) -> str:
    if plan.closed_on:
        return CLOSED
    return IN_FORCE if plan.in_force else NOT_YET


def _fits(name: str, values: list[str], texts: QuerySet[ObjectiveText]) -> Q:
    if name == "kind":
        return Q(kind__in=values)
    if name == "draft":
        none = Q(draft_stage=None) if NO_DRAFT in values else Q(pk__in=[])
        return Q(draft_stage__in=values) | none
    if name == "area":
        return Q(Exists(texts.filter(version__plan=OuterRef("pk"), objective__area__code__in=values)))
    if name == "only":
        return NOT_REVISED_SINCE_VISIT
    states = {
        IN_FORCE: Q(closed_on=None, in_force__isnull=False),
        NOT_YET: Q(closed_on=None, in_force=None),
        CLOSED: Q(closed_on__isnull=False),
    }
    rule = Q(pk__in=[])
    for value in values:
        rule |= states.get(value, Q(pk__in=[]))
    return rule


def _chosen(facets: list[Facet], texts: QuerySet[ObjectiveText]) -> Q:
    """Rows that fit one chosen value of each filter; without a chosen state, those that are not closed."""
    rule = Q()
    for each in facets:
        values = [option.value for option in each.chosen]
        if values:
            rule &= _fits(each.name, values, texts)
        elif each.name == "state":
            rule &= Q(closed_on=None)
    return rule


def _order(sort: str) -> list[Any]:
    down = sort.startswith("-")
    fields = [F(name) for name in SORTS[sort.lstrip("-")]]
    order: list[Any] = [
        field.desc(nulls_last=True) if down else field.asc(nulls_last=True) for field in fields
    ]
    return [*order, "school__name", "pk"]


def _row(plan: Any) -> list[Any]:
    return [
        plan.school.name,
        plan.school.urn,
        str(plan.school.diocese or ""),
        plan.case.reference if plan.case else "",
        plan.get_kind_display(),
        plan.in_force,
        plan.in_force_on,
        plan.draft,
        plan.draft_words,
        plan.horizon,
        *plan.rags.values(),
        plan.review_held_on,
        plan.review_step,
        plan.review_on,
        plan.flag,
    ]
