"""What the plans of schools can need that is nobody's task yet."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from concern_cases.late_steps import with_late_steps
from concern_cases.models import Plan, PlanVersion
from concern_cases.plan_pages.flags import not_revised
from concern_cases.services.plan_rewriting import without_term_dates
from evaluation.models import Risk
from record import clock
from record.words import capital
from record.words import number as spelt
from schools.calendar import SEPTEMBER, academic_year
from schools.models import School
from web.findings import Need
from web.plans.missing import without_plan
from web.templatetags.soc import plain_day

TERMS_SEEN_AHEAD = timedelta(days=28)
DRAFT_WITHIN = timedelta(days=35)  # 25 working days: to write it, to comment on it and to approve it

Rows = QuerySet[Any]
Schools = QuerySet[School]


def _not_revised(user: Any, schools: Schools) -> Rows:
    plans = Plan.objects.not_revised_since_visit().filter(school__in=schools)
    plans = plans.select_related("school", "case__school")
    return plans.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _not_revised_sentence(plan: Any) -> str:
    return f"{plan.get_kind_display()}: {not_revised(plan)}."


def _missing(user: Any, schools: Schools) -> Rows:
    return without_plan(schools).annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _missing_sentence(case: Any) -> str:
    words = f"Inadequate since {plain_day(case.inadequate_since)}, and no plan is in force"
    return f"{words}: version {case.draft_number} is in draft." if case.draft_number else f"{words}."


def _stuck_drafts(user: Any, schools: Schools) -> Rows:
    before = clock.now() - DRAFT_WITHIN
    drafts = PlanVersion.objects.filter(
        plan__school__in=schools, plan__closed_on=None, status="draft", opened_at__lt=before
    )
    drafts = drafts.select_related("plan__school", "plan__case__school")
    return drafts.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "plan__school"))


def _stuck_draft_sentence(version: Any) -> str:
    kind, since = version.plan.get_kind_display().lower(), plain_day(version.opened_at)
    stage = version.get_stage_display().lower()
    return f"Version {version.number} of the {kind} has been in draft since {since}: {stage}."


def _late_steps(user: Any, schools: Schools) -> Rows:
    plans = with_late_steps(Plan.objects.running().filter(school__in=schools))
    plans = plans.select_related("school", "case__school")
    return plans.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _late_steps_sentence(plan: Any) -> str:
    kind, since = plan.get_kind_display().lower(), plain_day(plan.late_since)
    if plan.late_steps == 1:
        return f"One step of the {kind} is overdue since {since}."
    return f"{capital(spelt(plan.late_steps))} steps of the {kind} are overdue, the oldest since {since}."


def _coming_year() -> int:
    """The academic year of today; of the next one as soon as its term dates have to be known."""
    return academic_year(clock.today() + TERMS_SEEN_AHEAD)


def _unknown_terms(user: Any, schools: Schools) -> Rows:
    plans = without_term_dates(_coming_year()).filter(school__in=schools)
    plans = plans.select_related("school", "case__school")
    return plans.annotate(level=Risk.level_of(Risk.Kind.IMPROVEMENT, "school"))


def _unknown_terms_sentence(plan: Any) -> str:
    year, kind = _coming_year(), plan.get_kind_display().lower()
    return (
        f"The term dates of {year} to {year + 1} are missing: without them nobody is asked to re-write the "
        f"{kind} at the beginning of a term."
    )


PLAN_NEEDS: list[Need] = [
    Need("plan_steps_overdue", _late_steps, _late_steps_sentence, attrgetter("late_since")),
    Need("plan_not_revised", _not_revised, _not_revised_sentence, attrgetter("visit_on")),
    Need("plan_missing", _missing, _missing_sentence, attrgetter("inadequate_since"), lambda case: case),
    Need(
        "plan_terms_unknown",
        _unknown_terms,
        _unknown_terms_sentence,
        lambda plan: max(plan.opened_on, date(_coming_year(), SEPTEMBER, 1)),
    ),
    Need(
        "plan_draft_stuck",
        _stuck_drafts,
        _stuck_draft_sentence,
        lambda version: timezone.localdate(version.opened_at + DRAFT_WITHIN),
        lambda version: version.plan.case or version.plan.school,
    ),
]
