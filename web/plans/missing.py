"""Schools that are inadequate, have an open case, and work by no plan."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from concern_cases.models import ConcernCase, PlanVersion
from evaluation.models import Category
from schools.models import School


def without_plan(schools: QuerySet[School]) -> QuerySet[Any]:
    """Their open cases, with ``inadequate_since`` and the ``draft_number`` of a plan that is being made."""
    of_school = PlanVersion.objects.filter(plan__school=OuterRef("school"), plan__closed_on=None)
    judged = Category.objects.filter(school=OuterRef("school")).order_by("-on", "-pk")
    cases = ConcernCase.objects.open().filter(
        ~Exists(of_school.filter(status="in_force")), school__in=schools
    )
    cases = cases.annotate(
        inadequate=Subquery(judged.values("category__is_inadequate")[:1]),
        inadequate_since=Subquery(judged.values("on")[:1]),
        draft_number=Subquery(of_school.filter(status="draft").values("number")[:1]),
    )
    return cases.filter(inadequate=True).select_related("school")
