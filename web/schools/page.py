"""Everything that the page of a school shows to one reader. What the reader may not know is absent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from concern_cases.models import ConcernCase, Plan
from evaluation.models import Category, Risk
from meetings.next_due import latest_day, with_conferences
from people.access import perms_of, schools_where
from people.models import Post
from people.roles import Role
from record import clock
from record.words import plain_day
from schools.calendar import Calendar, academic_year
from schools.models import School, Succession
from schools.permissions import Perm
from schools.register_history import versions_of
from web.cases import facts as told
from web.schools.register import register_facts
from web.templatetags.soc import day

AT_SCHOOL = [
    Role.CHAIR,
    Role.VICE_CHAIR,
    Role.GOVERNORS_CLERK,
    Role.SIP,
    Role.AHT,
    Role.NLE,
    Role.CONSULTANT,
    Role.CONSULTANT_GOVERNOR,
]
VERSIONS_SHOWN = 6


@dataclass(frozen=True)
class Judgement:
    """What is judged now, in a sentence, and the judgements before it."""

    title: str
    now: str
    before: list[str]


@dataclass(frozen=True)
class Year:
    """One academic year's half-terms by long term: (name, spans in words)."""

    title: str
    terms: list[tuple[str, str]]
    is_own: bool


def school_page(school: School, user: Any) -> dict[str, Any]:
    """The context of the page. A fixed number of queries, whatever the school's past holds."""
    perms = perms_of(user, school)
    versions = versions_of(school)
    context: dict[str, Any] = {
        "school": school,
        "perms": perms,
        "facts": register_facts(school),
        "came_before": _related(school, user, before=True),
        "came_after": _related(school, user, before=False),
        "years": _years(school),
        "versions": versions[:VERSIONS_SHOWN],
        "older_versions": versions[VERSIONS_SHOWN:],
        "pages": [],
    }
    if Perm.VIEW_CASE in perms:
        context |= _casework(school, user, perms)
    return context


def _casework(school: School, user: Any, perms: set[Perm]) -> dict[str, Any]:
    risks = list(Risk.objects.filter(school=school).select_related("judged_by"))
    categories = list(Category.objects.filter(school=school).select_related("category", "agreed_by"))
    cases = list(with_conferences(ConcernCase.objects.visible_to(user).filter(school=school)))
    open_case = next((case for case in cases if case.is_open), None)
    if open_case:
        open_case.due_by = latest_day(open_case)
    may_open = Perm.MANAGE_CASE in perms and not open_case and school.is_open
    plan = Plan.objects.running().filter(school=school).first()
    opens_plans = bool(perms & {Perm.MANAGE_CASE, Perm.DRAFT_PLAN})
    return {
        "sees_casework": True,
        "level": next((risk.level for risk in risks if risk.kind == Risk.Kind.IMPROVEMENT), ""),
        "category": categories[0].category.name if categories else "",
        "judgements": _judgements(risks, categories),
        "cases": cases,
        "open_case": open_case,
        "next_day": day(open_case.next_at) if open_case and open_case.next_at else "",
        "may_open": may_open,
        "plan": plan,
        "may_plan": opens_plans and not plan and not open_case and school.is_open,
        "may_judge": bool(open_case) and Perm.JUDGE_SCHOOL in perms,
        "people": _people(school),
        "pages": _pages(school, open_case, perms),
    }


def _judgements(risks: list[Risk], categories: list[Category]) -> list[Judgement]:
    judgements = [
        Judgement(
            "Category",
            told.category(categories[0]) if categories else "",
            [_category_before(row) for row in categories[1:]],
        )
    ]
    for kind in (Risk.Kind.IMPROVEMENT, Risk.Kind.FLOOR):
        rows = [risk for risk in risks if risk.kind == kind]
        title = f"Risk of {kind.label[0].lower()}{kind.label[1:]}"
        judgements.append(Judgement(title, told.risk(rows, kind), [_risk_before(row) for row in rows[1:]]))
    return judgements


def _category_before(row: Category) -> str:
    disputed = f" The school disputed it: {row.disputed_why}" if row.disputed_why else ""
    stage = row.get_stage_display()
    words = f"{plain_day(row.on)}: {row.category}. {stage}, with {row.agreed_by}. {row.reason}"
    return f"{words}{disputed}"


def _risk_before(row: Risk) -> str:
    return f"{plain_day(row.on)}: {row.get_level_display().lower()}, judged by {row.judged_by}. {row.reason}"


def _people(school: School) -> list[tuple[str, str]]:
    """Who holds which post for the school today, governors first."""
    posts = Post.objects.current().filter(schools=school, role__in=AT_SCHOOL, user__is_active=True)
    rows = sorted(posts.select_related("user"), key=lambda post: AT_SCHOOL.index(Role(post.role)))
    return [(post.user.name, f"{post.get_role_display()} since {plain_day(post.since)}") for post in rows]


def _pages(school: School, open_case: ConcernCase | None, perms: set[Perm]) -> list[dict[str, Any]]:
    pages = [{"label": "Overview", "url": school.get_absolute_url(), "current": True}]
    if open_case:
        pages.append({"label": "Case", "url": open_case.get_absolute_url(), "current": False})
    pages.append({"label": "Support", "url": reverse("support:school", args=[school.urn]), "current": False})
    pages.append(
        {"label": "Inspections", "url": reverse("schools:visits", args=[school.urn]), "current": False}
    )
    if perms & {Perm.VIEW_AUDIT, Perm.MANAGE_SHARES}:
        url = reverse("people:school", args=[school.urn])
        pages.append({"label": "Who can see this", "url": url, "current": False})
    return pages


def _related(school: School, user: Any, *, before: bool) -> list[tuple[School, bool, Succession]]:
    """Schools that this one follows, or that follow it; with whether the reader may see their page."""
    mine, other = ("successor", "predecessor") if before else ("predecessor", "successor")
    rows = list(Succession.objects.filter(**{mine: school}).select_related(f"{other}__la"))
    if not rows:
        return []
    related = [getattr(row, other) for row in rows]
    seen: QuerySet[School] = schools_where(user, may=Perm.VIEW_SCHOOL).filter(pk__in=[s.pk for s in related])
    keys = set(seen.values_list("pk", flat=True))
    return [(found, found.pk in keys, row) for found, row in zip(related, rows, strict=True)]


def _years(school: School) -> list[Year]:
    """The half-terms of this academic year and the next, as far as they are known."""
    this = academic_year(clock.today())
    calendar = Calendar.of(school)
    years = []
    for year in (this, this + 1):
        rows = calendar.years.get(year)
        if not rows:
            continue
        terms: dict[str, list[str]] = {}
        for row in rows:
            terms.setdefault(row.get_long_term_display(), []).append(_span(row.first_day, row.last_day))
        title = f"{year} to {year + 1}"
        joined = [(name, "; ".join(spans)) for name, spans in terms.items()]
        years.append(Year(title, joined, is_own=rows[0].school_id is not None))
    return years


def _span(first: date, last: date) -> str:
    return f"{plain_day(first, year=False)} to {plain_day(last, year=False)}"
