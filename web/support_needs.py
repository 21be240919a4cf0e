"""What support needs that is nobody's step: as in ``web.needs``, where they are named."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.models import Risk
from schools.models import School
from support.models import Deployment, ExternalEvaluation
from web.findings import Need
from web.templatetags.soc import day

Rows = QuerySet[Any]
Schools = QuerySet[School]


def _level() -> Any:
    return Risk.level_of(Risk.Kind.IMPROVEMENT, "school")


def _waiting(user: Any, schools: Schools) -> Rows:
    rows = Deployment.objects.waiting().visible_to(user).filter(school__in=schools)
    return rows.select_related("provider", "school", "case__school").annotate(level=_level())


def _waiting_sentence(row: Any) -> str:
    what = "A change of the support" if row.has_change else "Support"
    since = day(timezone.localdate(row.waits_since))
    return f"{what} by {row.provider} was asked for on {since}, and waits for an answer."


def _late_evaluations(user: Any, schools: Schools) -> Rows:
    late = ExternalEvaluation.objects.overdue().visible_to(user).filter(school__in=schools)
    return late.select_related("school", "case__school").annotate(level=_level())


def _late_evaluation_sentence(evaluation: Any) -> str:
    return f"The evaluation by {evaluation.evaluator} was due by {day(evaluation.due_on)} and is not here."


def _without_impact(user: Any, schools: Schools) -> Rows:
    rows = Deployment.objects.past_their_end().visible_to(user).filter(school__in=schools)
    return rows.select_related("provider", "school", "case__school").annotate(level=_level())


def _without_impact_sentence(row: Any) -> str:
    ended = f"Support by {row.provider} was to end on {day(row.ends_on)}"
    return f"{ended}: say what came of it, and whether it helped."


SUPPORT_NEEDS: list[Need] = [
    Need("support_waits", _waiting, _waiting_sentence, lambda row: timezone.localdate(row.waits_since)),
    Need("support_without_impact", _without_impact, _without_impact_sentence, attrgetter("ends_on")),
    Need("evaluation_overdue", _late_evaluations, _late_evaluation_sentence, attrgetter("due_on")),
]
