"""What agreed actions need: those that are late, and those that nobody finds among the own."""

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from concern_cases.models import Action, ConcernCase
from evaluation.models import Risk
from record import clock
from record.words import capital, number
from schools.models import School
from web.findings import Need
from web.templatetags.soc import day

STRANDED_SEEN_AHEAD = timedelta(days=14)


def _level() -> Any:
    return Risk.level_of(Risk.Kind.IMPROVEMENT, "school")


def _with_late_actions(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    late = Action.objects.open().visible_to(user).filter(due_on__lt=clock.today(), case=OuterRef("pk"))
    grouped = late.order_by().values("case").annotate(count=Count("pk"), first=Min("due_on"))
    cases = ConcernCase.objects.open().filter(school__in=schools).select_related("school")
    cases = cases.annotate(
        level=_level(),
        late_actions=Subquery(grouped.values("count")),
        late_since=Subquery(grouped.values("first")),
    )
    return cases.filter(late_actions__gt=0)


def _late_actions_sentence(case: Any) -> str:
    if case.late_actions == 1:
        return f"One action is overdue since {day(case.late_since)}."
    words = capital(number(case.late_actions))
    return f"{words} actions are overdue, the oldest since {day(case.late_since)}."


def _stranded(user: Any, schools: QuerySet[School]) -> QuerySet[Any]:
    rows = Action.objects.stranded().visible_to(user).filter(school__in=schools)
    rows = rows.exclude(case__status=ConcernCase.Status.CLOSED)
    return rows.select_related("owner", "case__school").annotate(level=_level())


def _stranded_sentence(action: Any) -> str:
    what = f"“{action.what}” is due on {day(action.due_on)}: {action.owner_name} {action.why_stranded}."
    return f"{what} {'Give it to somebody else.' if action.owner else 'Somebody has to ask.'}"


def _stranded_on(action: Any) -> date | None:
    """Whoever has no account is to be asked before it is due; who left is to be replaced at once."""
    near = clock.today() <= action.due_on <= clock.today() + STRANDED_SEEN_AHEAD
    return action.due_on if action.owner or near else None


ACTION_NEEDS: list[Need] = [
    Need("action_stranded", _stranded, _stranded_sentence, _stranded_on),
    Need(
        "actions_overdue",
        _with_late_actions,
        _late_actions_sentence,
        attrgetter("late_since"),
        lambda case: case,
    ),
]
