"""What reviews of plans can need that is nobody's task yet (``web.needs``)."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from concern_cases.models import ConcernCase, Plan, PlanRules, Review
from evaluation.models import Risk
from meetings.overdue import overdue_reviews
from record import clock
from record.words import number
from schools.models import School
from web.findings import Need
from web.templatetags.soc import day

SEEN_AHEAD = timedelta(days=14)
Rows = QuerySet[Any]
Schools = QuerySet[School]


def _level(path: str = "school") -> Any:
    return Risk.level_of(Risk.Kind.IMPROVEMENT, path)


def _reviews_overdue(user: Any, schools: Schools) -> Rows:
    return overdue_reviews(schools).annotate(level=_level("plan__school"))


def _review_sentence(review: Any) -> str:
    kind = review.plan.get_kind_display().lower()
    return f"The review of the {kind} was due on {day(review.due_on)} and has not been held."


def _itself(case: Any) -> Any:
    return case


def _about_plan(plan: Any) -> Any:
    return plan.case or plan.school


def _to_step_down(user: Any, schools: Schools) -> Rows:
    """Plans whose latest reviews found the criteria met, as many in a row as the authority asks for."""
    decided = Review.objects.decided().filter(plan=OuterRef("pk")).order_by()
    missed = decided.exclude(criteria_met=True).values("plan").annotate(on=Max("held_on"))
    met = decided.filter(criteria_met=True, held_on__gt=OuterRef("missed_on")).values("plan")
    rules = PlanRules.objects.filter(la=OuterRef("school__la")).values("exit_reviews")[:1]
    plans = Plan.objects.running().filter(school__in=schools, case__status=ConcernCase.Status.OPEN)
    plans = plans.annotate(
        level=_level(),
        missed_on=Coalesce(Subquery(missed.values("on")), Value(date.min)),
        needed=Coalesce(Subquery(rules), Value(PlanRules().exit_reviews)),
    ).annotate(
        met=Subquery(met.annotate(count=Count("pk")).values("count")),
        met_on=Subquery(met.annotate(on=Max("held_on")).values("on")),
    )
    return plans.filter(needed__gt=0, met__gte=F("needed")).select_related("school", "case__school")


def _step_down_sentence(plan: Any) -> str:
    return f"Criteria met at {number(plan.met)} reviews in a row: consider stepping down."


def _to_look_again(user: Any, schools: Schools) -> Rows:
    cases = ConcernCase.objects.filter(school__in=schools, status=ConcernCase.Status.STEPPING_DOWN)
    cases = cases.filter(follow_up_on__lte=clock.today() + SEEN_AHEAD)
    return cases.select_related("school").annotate(level=_level())


def _look_again_sentence(case: Any) -> str:
    return f"The case is stepping down: look at the school again on {day(case.follow_up_on)}."


REVIEW_NEEDS: list[Need] = [
    Need(
        "review_overdue",
        _reviews_overdue,
        _review_sentence,
        attrgetter("due_on"),
        lambda review: _about_plan(review.plan),
    ),
    Need("step_down_proposed", _to_step_down, _step_down_sentence, attrgetter("met_on"), attrgetter("case")),
    Need("step_down_follow_up", _to_look_again, _look_again_sentence, attrgetter("follow_up_on"), _itself),
]
