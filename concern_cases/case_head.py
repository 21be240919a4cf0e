"""The head of every page about a case: which case it is, its pages, and what can be added to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from concern_cases.models import Action, ConcernCase
from evaluation.models import Category, Risk
from people.access import perms_of
from schools.permissions import Perm


@dataclass(frozen=True)
class CasePage:
    """One page of the sub-navigation. ``url_name`` is reversed with the case's reference."""

    name: str
    label: str
    url_name: str
    order: int
    perm: Perm | None = None
    count: Callable[[ConcernCase, Any], int] | None = None


@dataclass(frozen=True)
class CaseVerb:
    """One thing that can be done to an open case (or a ``closed`` one), in the menu ``add`` or ``change``.

    ``fits`` asks the case itself whether the verb makes sense there.
    """

    label: str
    url_name: str
    order: int
    perm: Perm
    menu: str = "add"
    closed: bool = False
    fits: Callable[[ConcernCase], bool] | None = None


_pages: dict[str, CasePage] = {}
_verbs: dict[str, CaseVerb] = {}


def case_page(page: CasePage) -> None:
    """The page stands in the sub-navigation of every case from now on; apps above add theirs here."""
    _pages[page.name] = page


def case_verb(verb: CaseVerb) -> None:
    """The verb stands in the menu of every case, for those who hold its permission."""
    _verbs[verb.url_name] = verb


@dataclass(frozen=True)
class Head:
    """What ``concern_cases/_case_head.html`` shows."""

    case: ConcernCase
    risk_level: str
    category: str
    pages: list[dict[str, Any]]
    add: list[dict[str, str]] = field(default_factory=list)
    change: list[dict[str, str]] = field(default_factory=list)
    perms: frozenset[Perm] = frozenset()


def case_head(case: ConcernCase, *, user: Any, current: str = "") -> Head:
    """The head of a case's page for this person: six queries, whatever the case holds.

    ``current`` is the name of the page in the sub-navigation; empty on a page that is not in it.
    """
    perms = frozenset(perms_of(user, case.school))
    risk = Risk.objects.filter(school=case.school_id, kind=Risk.Kind.IMPROVEMENT).first()
    category = Category.objects.filter(school=case.school_id).select_related("category").first()
    return Head(
        case=case,
        risk_level=risk.level if risk else "",
        category=category.category.name if category else "",
        pages=_pages_of(case, user=user, perms=perms, current=current),
        add=_verbs_of(case, perms=perms, menu="add"),
        change=_verbs_of(case, perms=perms, menu="change"),
        perms=perms,
    )


def _pages_of(case: ConcernCase, *, user: Any, perms: frozenset[Perm], current: str) -> list[dict[str, Any]]:
    shown = [page for page in _pages.values() if page.perm is None or page.perm in perms]
    return [
        {
            "label": page.label,
            "url": reverse(page.url_name, args=[case.reference]),
            "current": page.name == current,
            "count": page.count(case, user) if page.count else None,
        }
        for page in sorted(shown, key=lambda page: page.order)
    ]


def _verbs_of(case: ConcernCase, *, perms: frozenset[Perm], menu: str) -> list[dict[str, str]]:
    shown = [
        verb
        for verb in _verbs.values()
        if verb.menu == menu and verb.perm in perms and verb.closed != case.is_open
        if verb.fits is None or verb.fits(case)
    ]
    return [
        {"label": verb.label, "url": reverse(verb.url_name, args=[case.reference])}
        for verb in sorted(shown, key=lambda verb: verb.order)
    ]


def _open_actions(case: ConcernCase, user: Any) -> int:
    return Action.objects.open().visible_to(user).filter(case=case).count()


def _is_open(case: ConcernCase) -> bool:
    return case.status == ConcernCase.Status.OPEN


for _page in (
    CasePage("overview", "Overview", "cases:case", 10),
    CasePage("concerns", "Concerns and evidence", "cases:concerns", 20),
    CasePage("plan", "Plan", "cases:plans", 30),
    CasePage("reviews", "Reviews", "cases:reviews", 40),
    CasePage("visits", "Inspections", "cases:visits", 35),
    CasePage("actions", "Actions", "cases:actions", 60, count=_open_actions),
    CasePage("timeline", "Timeline", "cases:timeline", 90),
):
    case_page(_page)

for _verb in (
    CaseVerb("Evidence", "cases:add-evidence", 10, Perm.ADD_EVIDENCE),
    CaseVerb("Concern", "cases:add-concern", 20, Perm.MANAGE_CASE),
    CaseVerb("Action", "cases:agree-action", 30, Perm.MANAGE_CASE),
    CaseVerb("Visit by inspectors", "cases:record-visit", 40, Perm.JUDGE_SCHOOL),
    CaseVerb("Disagreement of the school", "cases:record-disagreement", 60, Perm.JUDGE_SCHOOL),
    CaseVerb("Non-engagement", "cases:record-non-engagement", 70, Perm.JUDGE_SCHOOL),
    CaseVerb("Judgement of risk", "cases:judge-risk", 80, Perm.JUDGE_SCHOOL),
    CaseVerb("Category", "cases:set-category", 90, Perm.JUDGE_SCHOOL),
    CaseVerb("Change how often", "cases:change-cadence", 10, Perm.MANAGE_CASE, menu="change"),
    CaseVerb("Hand over to another lead", "cases:change-lead", 20, Perm.MANAGE_CASE, menu="change"),
    CaseVerb("Step it down", "cases:step-down", 70, Perm.MANAGE_CASE, menu="change", fits=_is_open),
    CaseVerb("Reopen the case", "cases:reopen", 10, Perm.MANAGE_CASE, menu="change", closed=True),
):
    case_verb(_verb)
