"""Whether a date of an accepted plan still suits everybody: diaries may have filled since it was planned."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from concern_cases.models import ConcernCase
from meetings.london import local
from meetings.models import ProposedDate, TermPlan
from meetings.next_due import with_conferences
from meetings.planning.slots import Rule, broken_alone
from meetings.planning.stored import restored
from meetings.services.problems import Due, ProblemBuilder
from schools.calendar import Calendar


def needed_elsewhere(row: ProposedDate) -> list[str]:
    """Who must come and can't, because of something that the plan did not know of: names.

    A conference that the plan moves, and that is still where it was, is in the way of a new one; of another
    that moves it is not, as long as it can go itself.
    """
    if row.keeps is None:
        return _needed_elsewhere(row, instead={})
    moving = {each.pk: each for each in _still_to_move(row.plan)} | {row.pk: row}
    while True:
        instead = {each.keeps_id: each.starts_at for each in moving.values() if each.keeps_id}
        stuck = {key: names for key, each in moving.items() if (names := _needed_elsewhere(each, instead))}  # type: ignore[arg-type]
        if row.pk in stuck:
            return stuck[row.pk]
        if not stuck:
            return []
        moving = {key: each for key, each in moving.items() if key not in stuck}


def _still_to_move(plan: TermPlan) -> list[ProposedDate]:
    rows = plan.dates.filter(keeps__isnull=False, starts_at__isnull=False, meeting=None, not_called_why="")
    return [row for row in rows.select_related("plan__la", "keeps") if not row.stays]


def _needed_elsewhere(row: ProposedDate, instead: Mapping[int, datetime]) -> list[str]:
    case = with_conferences(ConcernCase.objects.filter(pk=row.case_id)).get()
    plan, due = row.plan, Due(case, row.due_by, row.keeps, Calendar.of(case.school))
    problem = ProblemBuilder(plan.la, plan.first_day, plan.last_day, [due], instead=instead).problem()
    known = {key: person.engagements for key, person in restored(plan.asked_about).person.items()}
    people = [
        replace(
            person,
            engagements=tuple(each for each in person.engagements if each not in known.get(person.key, ())),
        )
        for person in problem.people
    ]
    new = replace(problem, people=tuple(people))
    [asked] = new.cases
    if row.starts_at is None:
        raise LookupError(f"Date {row.pk} has no time.")
    broken = broken_alone(new, asked, local(row.starts_at))
    return [new.person[each.person].name for each in broken if each.rule == Rule.AWAY and each.person]
