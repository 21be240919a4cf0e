"""The numbers by which an authority proposes dates."""

from typing import Any

from meetings.models import PlanningRules
from meetings.services.problems import RULES, rules_of, starts_of
from people.models import User
from record.errors import RuleError
from record.services import service
from schools.models import LocalAuthority

MOST_SECONDS = 120
LONGEST_KNOWN = 365  # days: an uploaded calendar is read for 400
EARLIEST, LATEST = 7, 21


@service
def change_planning_rules(la: LocalAuthority, *, by: User, **facts: Any) -> PlanningRules:
    """Dates are proposed by these numbers from now on.

    Refuses (RuleError) beginnings that are none or lie outside 7 am to 9 pm, no conference a day, and diaries
    that are known for more than a year.
    """
    rules = rules_of(la)
    for name in RULES:
        setattr(rules, name, facts.get(name, getattr(rules, name)))
    rules.starts = _checked_starts(rules)
    if rules.per_day < 1:
        raise RuleError("Give one conference a day at the least", field="per_day")
    if rules.diary_days > LONGEST_KNOWN:
        raise RuleError(f"Give {LONGEST_KNOWN} days at most", field="diary_days")
    if not 1 <= rules.search_seconds <= MOST_SECONDS:
        raise RuleError(f"Give between 1 and {MOST_SECONDS} seconds", field="search_seconds")
    rules.save()
    return rules


def _checked_starts(rules: PlanningRules) -> str:
    otherwise = "Give the times as 09:30, 14:00"
    try:
        starts = starts_of(rules)
    except ValueError:
        raise RuleError(otherwise, field="starts") from None
    if any(not EARLIEST <= each.hour < LATEST for each in starts):
        raise RuleError("Choose times between 7 am and 9 pm", field="starts")
    return ", ".join(f"{each:%H:%M}" for each in starts)
