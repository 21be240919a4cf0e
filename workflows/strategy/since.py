"""What changed at a school since a moment: at most ten sentences, the weightiest first, made from the events.

One thing is told by its own headline; what comes in numbers is counted. Nothing is told that the reader may
not read: the events are asked with their circles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from concern_cases.case_lines import CaseLine
from concern_cases.events import tell
from concern_cases.models import CaseEvent
from meetings.words import day_in_words
from schools.models import School

MOST = 10

# Kinds of event that are told one by one, and how much each weighs.
TOLD = {
    "cases.opened": 90,
    "cases.reopened": 90,
    "cases.stepping_down": 90,
    "letters.not_complied": 85,
    "letters.given": 80,
    "judgements.category_set": 75,
    "visits.recorded": 75,
    "judgements.risk_judged": 70,
    "letters.complied": 65,
    "letters.answered": 60,
    "letters.answer_entered": 60,
    "responses.non_engagement_recorded": 55,
    "responses.disagreement_recorded": 50,
    "reviews.follows": 50,
    "concerns.added": 45,
    "plans.in_force": 45,
    "statements.sent": 40,
    "cases.cadence_changed": 35,
    "cases.lead_changed": 35,
    "evaluations.received": 35,
    "support.agreed": 30,
    "support.ended": 30,
    "programmes.joined": 20,
}
# Those of which only the number is told: its weight, what one is called, and what several are.
COUNTED = {
    "meetings.held": (48, "One case conference was held", "{} case conferences were held"),
    "meetings.moved": (46, "A case conference was moved", "Case conferences were moved {} times"),
    "plans.rated": (44, "One objective was judged", "Objectives were judged {} times"),
    "actions.done": (42, "One action was done", "{} actions were done"),
    "actions.redated": (38, "One action was moved to a later day", "{} actions were moved to later days"),
    "actions.handed_over": (30, "One action went to somebody else", "{} actions went to somebody else"),
    "actions.agreed": (25, "One action was agreed", "{} actions were agreed"),
    "evidence.added": (10, "One piece of evidence was added", "{} pieces of evidence were added"),
}


def changed_since(school: School, user: Any, *, since: datetime) -> list[str]:
    """The sentences on one school for this reader, the weightiest first; of equal ones the latest."""
    events = _events([school.pk], user, since=since)
    return _ranked(events)


def since_each(
    lines: Mapping[int, CaseLine], user: Any, sinces: Mapping[int, datetime]
) -> dict[int, list[str]]:
    """The same for the schools of each case and those where it was before, by the case: one query."""
    keys = {school for line in lines.values() for school in line.schools}
    by_school: dict[int | None, list[CaseEvent]] = defaultdict(list)
    for event in _events(keys, user, since=min(sinces.values())):
        by_school[event.school_id].append(event)
    return {
        pk: _ranked(
            sorted(
                (event for school in line.schools for event in by_school[school] if event.at > sinces[pk]),
                key=lambda event: (event.at, event.pk),
            )
        )
        for pk, line in lines.items()
    }


def _events(schools: Collection[int], user: Any, *, since: datetime) -> Iterable[CaseEvent]:
    events = CaseEvent.objects.visible_to(user).filter(
        school_id__in=schools, at__gt=since, kind__in=[*TOLD, *COUNTED]
    )
    return events.order_by("at", "pk")


def _ranked(events: Iterable[CaseEvent]) -> list[str]:
    ranked: list[tuple[int, datetime, str]] = []
    counts: Counter[str] = Counter()
    latest: dict[str, datetime] = {}
    for event in events:
        if event.kind == "judgements.risk_judged" and event.body["level"] == event.body["before"]:
            continue  # judged the same again: nothing changed
        if event.kind in TOLD:
            title = tell(event).title.rstrip(".")
            on = day_in_words(timezone.localdate(event.at))
            ranked.append((TOLD[event.kind], event.at, f"{title}, {on}."))
        else:
            counts[event.kind] += 1
            latest[event.kind] = event.at
    for kind, number in counts.items():
        weight, one, several = COUNTED[kind]
        ranked.append((weight, latest[kind], f"{one if number == 1 else several.format(number)}."))
    ranked.sort(key=lambda each: (-each[0], -each[1].timestamp()))
    return [sentence for _, _, sentence in ranked[:MOST]]
