"""Single plans are re-written so many times a year: at the beginning of a term they have a reason to be.

"A single plan (re-written 3 times each year) written by Head and SIP": in the three long terms.
"""

from datetime import date

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet

from concern_cases.models import Plan, PlanVersion, RevisionReason
from concern_cases.services.plans import ask_for_revision
from record import clock
from schools.calendar import Calendar
from schools.models import TermDates

LONG_TERMS = 3
LOOKED = "concern_cases.plan_rewriting"
AN_HOUR = 3600


def ask_for_rewriting() -> int:
    """What is to be re-written this term has its reason; how many plans have it since this call.

    A duty of the worker, which looks once an hour.
    """
    today = clock.today().isoformat()
    if cache.get(LOOKED) == today:
        return 0
    asked = ask_for_this_term()
    cache.set(LOOKED, today, AN_HOUR)
    return asked


def ask_for_this_term() -> int:
    """Every plan in force that is re-written this term is to be revised, once a term.

    A plan that was opened in the term, one for which no term dates are known (``without_term_dates``), and
    one in whose holidays today lies are left alone.
    """
    plans = rewritten_by_term().select_related("template", "school__la", "case")
    calendars = Calendar.of_many(plan.school for plan in plans)
    asked = 0
    for plan in plans:
        times = plan.template.rewritten_a_year if plan.template else LONG_TERMS
        term = _term_of(calendars[plan.school_id], times, clock.today())
        if term is None or plan.opened_on >= term[0]:
            continue
        first_day, name = term
        key = f"term:{name}:plan:{plan.pk}"
        if not RevisionReason.objects.filter(key=key).exists():
            why = "A new term has begun: it is re-written at its beginning."
            ask_for_revision(plan, kind=RevisionReason.Kind.TEXT, why=why, on=first_day, key=key, by=None)
            asked += 1
    return asked


def rewritten_by_term() -> QuerySet[Plan]:
    """Plans in force that are re-written at the beginning of terms, as often as their template says.

    A single plan without a template is, in every long term.
    """
    in_force = PlanVersion.objects.filter(plan=OuterRef("pk"), status=PlanVersion.Status.IN_FORCE)
    often = Q(template__rewritten_a_year__gt=0) | Q(template=None, kind=Plan.Kind.SINGLE)
    return Plan.objects.running().filter(often, Exists(in_force))


def without_term_dates(year: int) -> QuerySet[Plan]:
    """Those that nobody is asked to re-write in the academic year, since its term dates are unknown."""
    own, las = Q(school=OuterRef("school")), Q(la=OuterRef("school__la"))
    return rewritten_by_term().filter(~Exists(TermDates.objects.filter(own | las, year=year)))


def _term_of(calendar: Calendar, times: int, today: date) -> tuple[date, str] | None:
    """First day and name of the term in which today lies, if plans re-written so often are so in it.

    Up to three times a year they are re-written in long terms, more often in half-terms, evenly spread.
    """
    for year, rows in calendar.years.items():
        spans = _long_terms(rows) if times <= LONG_TERMS else [[row] for row in rows]
        chosen = {round(place * len(spans) / times) for place in range(times)}
        for place, span in enumerate(spans):
            if place in chosen and span[0].first_day <= today <= span[-1].last_day:
                return span[0].first_day, f"{year}-{place + 1}-of-{len(spans)}"
    return None


def _long_terms(rows: list[TermDates]) -> list[list[TermDates]]:
    """The half-terms of a year, those of one long term together."""
    spans: dict[str, list[TermDates]] = {}
    for row in rows:
        spans.setdefault(row.long_term, []).append(row)
    return list(spans.values())
