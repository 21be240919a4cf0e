"""The list of actions, one's own and those of the county: filtered, sorted and taken away."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from concern_cases.models import Action
from record import clock
from record.filters import Facet, facet, without
from schools.models import School
from web.actions.verifying import actions_to_verify

MINE, ALL, VERIFY = "mine", "all", "verify"
OVERDUE, SOON, LATER = "overdue", "soon", "later"
OPEN, TO_VERIFY, DONE, DROPPED = "open", "to_verify", "done", "dropped"
NONE = "none"
SOON_MEANS = timedelta(days=14)
DUE = [(OVERDUE, "Overdue"), (SOON, "In the next 14 days"), (LATER, "Later")]
STATES = [(OPEN, "Open"), (TO_VERIFY, "Done, to be verified"), (DONE, "Done"), (DROPPED, "Dropped")]
SORTS = {"due": ["due_on"], "school": ["school__name"], "who": ["owner_name"], "moved": ["redated_count"]}
HEADS = [
    "Action",
    "How we shall know",
    "Who",
    "Due",
    "State",
    "Done on",
    "What came of it",
    "Verified by",
    "Times moved",
    "School",
    "URN",
    "Case",
    "From",
]


@dataclass(frozen=True)
class ActionList:
    """The actions that fit what was asked, and what else could be asked."""

    actions: QuerySet[Any]
    facets: list[Facet]
    words: str
    sort: str
    whole: int
    whose: str
    words_without: str

    @property
    def sorted_by(self) -> str:
        return f"sorted by {self.sort.lstrip('-')}, {'downwards' if self.sort.startswith('-') else 'upwards'}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(facet.chosen for facet in self.facets))


def action_list(user: Any, query: QueryDict) -> ActionList:
    """The list that an address asks for: one’s own open actions, unless it asks otherwise.

    Of those to verify, the ones that are the reader’s to verify.
    """
    whose = query.get("whose", MINE)
    whose = whose if whose in (ALL, VERIFY) else MINE
    words = query.get("q", "").strip()[:100]
    rows = Action.objects.visible_to(user)
    if whose == MINE:
        rows = rows.filter(owner=user)
    elif whose == VERIFY:
        rows = rows.filter(pk__in=actions_to_verify(user).values("pk"))
    facets, whole = _facets(rows, query)
    chosen = rows.filter(_chosen(facets))
    if words:
        chosen = chosen.filter(_about(words))
    sort = query.get("sort", "due")
    sort = sort if sort.lstrip("-") in SORTS else "due"
    chosen = chosen.select_related("school", "case", "verified_by", "owner").order_by(*_order(sort))
    return ActionList(chosen, facets, words, sort, whole, whose, without(query, "q"))


def state_of(action: Action) -> str:
    """Where an action stands, as the filter has it."""
    if action.waits_for_verification:
        return TO_VERIFY
    return str(action.status)


def rows_of(actions: QuerySet[Any]) -> list[list[Any]]:
    """The same actions as rows under ``HEADS``, for a file."""
    return [_row(action) for action in actions]


def _facets(rows: QuerySet[Any], query: QueryDict) -> tuple[list[Facet], int]:
    facts = list(
        rows.values_list(
            "status", "verified_by", "due_on", "owner_name", "school__diocese__code", "school__diocese__name"
        )
    )
    states = [TO_VERIFY if status == DONE and not seen else status for status, seen, *_ in facts]
    open_ones = [row for row in facts if row[0] == OPEN]
    people = sorted({row[3] for row in facts})
    dioceses = sorted({(row[4] or NONE, row[5] or "None") for row in facts}, key=_none_last)
    facets = [
        facet(query, "state", "State", STATES, states),
        facet(query, "due", "Due", DUE, [_when(row[2]) for row in open_ones]),
        facet(query, "who", "Who", [(name, name) for name in people], [row[3] for row in facts]),
        facet(query, "diocese", "Diocese", dioceses, [row[4] or NONE for row in facts]),
    ]
    return facets, len(facts)


def _none_last(item: tuple[str, str]) -> tuple[bool, str]:
    return item[0] == NONE, item[1]


def _when(due_on: date) -> str:
    if due_on < clock.today():
        return OVERDUE
    return SOON if due_on <= clock.today() + SOON_MEANS else LATER


def _rules() -> dict[str, dict[str, Q]]:
    """What each value of the filters that have fixed values means."""
    today, soon = clock.today(), clock.today() + SOON_MEANS
    return {
        "state": {
            OPEN: Q(status=OPEN),
            TO_VERIFY: Q(status=DONE, verified_by=None),
            DONE: Q(status=DONE, verified_by__isnull=False),
            DROPPED: Q(status=DROPPED),
        },
        "due": {
            OVERDUE: Q(status=OPEN, due_on__lt=today),
            SOON: Q(status=OPEN, due_on__gte=today, due_on__lte=soon),
            LATER: Q(status=OPEN, due_on__gt=soon),
        },
    }


def _fits(name: str, value: str) -> Q:
    if name == "who":
        return Q(owner_name=value)
    if name == "diocese":
        return Q(school__diocese=None) if value == NONE else Q(school__diocese__code=value)
    return _rules()[name].get(value, Q(pk__in=[]))


def _chosen(facets: list[Facet]) -> Q:
    """Rows that fit one chosen value of each filter; without a chosen state, those that are open."""
    rule = Q()
    for each in facets:
        fits = Q()
        for option in each.chosen:
            fits |= _fits(each.name, option.value)
        if each.name == "state" and not each.chosen:
            fits = Q(status=OPEN)
        rule &= fits
    return rule


def _about(words: str) -> Q:
    in_school = Q(school__in=School.objects.matching(words))
    return in_school | Q(what__icontains=words) | Q(case__reference__icontains=words)


def _order(sort: str) -> list[Any]:
    down = sort.startswith("-")
    fields = [F(name) for name in SORTS[sort.lstrip("-")]]
    order: list[Any] = [
        field.desc(nulls_last=True) if down else field.asc(nulls_last=True) for field in fields
    ]
    return [*order, "due_on", "pk"]


def _row(action: Any) -> list[Any]:
    return [
        action.what,
        action.measure,
        action.owner_name,
        action.due_on,
        dict(STATES)[state_of(action)],
        action.done_on,
        action.outcome,
        str(action.verified_by or ""),
        action.redated_count,
        action.school.name if action.school else "",
        action.school.urn if action.school else "",
        action.case.reference if action.case else "",
        action.origin,
    ]
